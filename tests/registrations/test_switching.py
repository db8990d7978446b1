"""What an organiser changes for one person: another sessie, another choice, an offer out of order, a substitute."""

from datetime import timedelta

import pytest

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Reeks, Sessie
from registrations.joining import sign_off
from registrations.models import Aanmelding, Deelname, Overgang
from registrations.rules import Obstacle, SignupRefused
from registrations.switching import change_omvang, offer_out_of_order, substitute, switch
from registrations.waiting_list import accept, decline
from tests.registrations.story import HOUR, THURSDAY, Story, mails_to
from tests.registrations.test_signup_race import check
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = NOW + HOUR


def move(story: Story, naam: str, eerst: str = "sessie-1", daarna: str = "sessie-2", anyway: str = "") -> Deelname:
    return switch(
        aanmelding=story.of(naam), eerst=story.sessie(eerst), daarna=story.sessie(daarna), user=story.user, now=LATER,
        anyway=anyway,
    )  # fmt: skip


def refusal(act: object) -> Obstacle:
    with pytest.raises(SignupRefused) as refused:
        act()  # type: ignore[operator]
    return refused.value.obstacle


# --- Another sessie


def test_somebody_goes_from_one_sessie_to_another_and_the_place_goes_on() -> None:
    story = Story(1, None)
    story.comes("Anna", "Almelo", "sessie-1")
    story.comes("Bert", "Almelo", "sessie-1")
    move(story, "Anna")
    assert story.at() == {"Anna": "afgemeld", "Bert": "aangeboden"}
    assert story.at("sessie-2") == {"Anna": "aangemeld"}
    assert story.of("Anna").status == "actief"
    sent = Bericht.objects.filter(aan="anna@leerlab.example").order_by("pk").values_list("soort", "methode")
    assert list(sent)[-2:] == [("afzegging", "CANCEL"), ("overgezet", "REQUEST")]
    steps = Overgang.objects.filter(deelname__isnull=False, aanmelding=story.of("Anna"), wie="organisator")
    assert list(steps.values_list("van", "naar", "reden", "user")) == [
        ("aangemeld", "afgemeld", "overgezet naar Sessie 2", story.user.pk), ("", "aangemeld", "", story.user.pk),
    ]  # fmt: skip
    assert Deelname.objects.get(aanmelding=story.of("Anna"), sessie__slug="sessie-2").uitgenodigd_op == LATER
    check(story, 1)


def test_where_it_is_full_they_wait() -> None:
    story = Story(None, 1)
    story.comes("Cor", "Almelo", "sessie-2")
    story.comes("Anna", "Almelo", "sessie-1")
    assert move(story, "Anna").status == "wachtlijst"
    assert story.at("sessie-2") == {"Cor": "aangemeld", "Anna": "wachtlijst"}
    mail = Bericht.objects.filter(soort="overgezet").get()
    assert (mail.methode, "De bijeenkomst is vol. Je staat op de wachtlijst." in mail.tekst) == ("", True)


def test_with_a_reason_they_get_a_place_where_it_is_full_and_that_is_an_exception() -> None:
    story = Story(None, 1)
    story.comes("Cor", "Almelo", "sessie-2")
    story.comes("Anna", "Almelo", "sessie-1")
    assert move(story, "Anna", anyway=" Is gastheer ").status == "aangemeld"
    exception = Overgang.objects.get(is_uitzondering=True)
    assert (exception.aanmelding.naam, exception.reden, exception.naar) == ("Anna", "Is gastheer", "aangemeld")


def test_a_reason_makes_no_exception_where_there_is_room() -> None:
    story = Story(None, 1)
    story.comes("Anna", "Almelo", "sessie-1")
    assert move(story, "Anna", anyway="Voor de zekerheid").status == "aangemeld"
    assert not Overgang.objects.filter(is_uitzondering=True).exists()


def test_back_again_raises_the_sequence() -> None:
    story = Story(None, None)
    story.comes("Anna", "Almelo", "sessie-1")
    move(story, "Anna")
    back = move(story, "Anna", "sessie-2", "sessie-1")
    assert back.bump == 2


def test_what_can_not_be_moved() -> None:
    story = Story(None, None)
    held = story.add(-1)
    story.comes("Anna", "Almelo", "sessie-1")
    story.asks("Bert", "Almelo", "sessie-1")
    story.comes("Cor")
    left = story.comes("Dirk", "Almelo", "sessie-1")
    sign_off(aanmelding=left, now=NOW)
    assert refusal(lambda: move(story, "Bert")) is Obstacle.NOT_CONFIRMED
    assert refusal(lambda: move(story, "Dirk")) is Obstacle.SIGNED_OFF
    assert refusal(lambda: move(story, "Anna", "sessie-2", "sessie-1")) is Obstacle.UNKNOWN_SESSIE
    assert refusal(lambda: move(story, "Anna", "sessie-1", held.slug)) is Obstacle.SESSIE_OVER
    assert refusal(lambda: move(story, "Cor")) is Obstacle.SAME_SESSIE
    Sessie.objects.filter(slug="sessie-2").update(vervallen_op=NOW)
    assert refusal(lambda: move(story, "Anna")) is Obstacle.SESSIE_CANCELLED
    assert story.at()["Anna"] == "aangemeld"


def test_a_sessie_of_another_reeks_does_not_exist() -> None:
    story, other = Story(None), Story(None, titel="Het andere")
    anna = story.comes("Anna")
    foreign = other.sessie("sessie-1")
    act = lambda: switch(  # noqa: E731
        aanmelding=anna, eerst=story.sessie("sessie-1"), daarna=foreign, user=story.user, now=LATER
    )
    assert refusal(act) is Obstacle.UNKNOWN_SESSIE


# --- Another choice


def test_the_choice_is_changed_also_when_nobody_else_can_sign_up() -> None:
    story = Story(None, None)
    story.comes("Anna")
    Reeks.objects.update(aanmelden_tot=NOW)
    Bericht.objects.all().delete()
    change_omvang(aanmelding=story.of("Anna"), omvang="sessies", slugs=["sessie-2"], user=story.user, now=LATER)
    assert (story.of("Anna").omvang, story.at()["Anna"]) == ("sessies", "afgemeld")
    assert mails_to("Anna") == ["afzegging", "bevestigd"]
    assert "De organisator heeft je keuze voor Het leerlab gewijzigd." in Bericht.objects.get(soort="bevestigd").tekst
    change_omvang(aanmelding=story.of("Anna"), omvang="reeks", slugs=[], user=story.user, now=LATER)
    assert story.at()["Anna"] == "aangemeld"
    assert set(Overgang.objects.filter(op=LATER).values_list("wie", "user")) == {("organisator", story.user.pk)}


# --- An offer out of order


def offer(story: Story, naam: str, sessie: str = "", reden: str = "Is gastheer", user: User | None = None) -> None:
    offer_out_of_order(
        aanmelding=story.of(naam), sessie=story.sessie(sessie) if sessie else None, reden=reden,
        user=user or story.user, now=NOW,
    )  # fmt: skip


def full(*, of_reeks: bool) -> Story:
    story = Story(None, max_personen=1) if of_reeks else Story(1)
    for index, naam in enumerate(["Anna", "Bert", "Cor"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    return story


@pytest.mark.parametrize("of_reeks", [True, False])
def test_who_is_not_next_is_offered_a_place_and_it_holds(of_reeks: bool) -> None:  # noqa: FBT001
    story = full(of_reeks=of_reeks)
    offer(story, "Cor", "" if of_reeks else "sessie-1")
    assert story.offers() == {"Cor": THURSDAY}
    exception = Overgang.objects.get(is_uitzondering=True)
    assert (exception.aanmelding.naam, exception.reden, exception.user) == ("Cor", "Is gastheer", story.user)
    assert mails_to("Cor")[-1] == "aanbod"
    # One above the limit: what comes free now is not for the next.
    sign_off(aanmelding=story.of("Anna"), now=LATER)
    assert story.offers() == {"Cor": THURSDAY}
    accept(aanmelding=story.of("Cor"), sessie=None if of_reeks else story.sessie("sessie-1"), now=LATER)
    assert story.at()["Cor"] == "aangemeld"


def test_who_declines_lets_the_queue_go_on() -> None:
    story = full(of_reeks=False)
    offer(story, "Cor", "sessie-1")
    sign_off(aanmelding=story.of("Anna"), now=LATER)
    decline(aanmelding=story.of("Cor"), sessie=story.sessie("sessie-1"), now=LATER)
    assert set(story.offers()) == {"Bert"}
    check(story, 1)


def test_what_can_not_be_offered() -> None:
    story = full(of_reeks=False)
    assert refusal(lambda: offer(story, "Cor", "sessie-1", reden=" ")) is Obstacle.NO_REASON
    assert refusal(lambda: offer(story, "Anna", "sessie-1")) is Obstacle.NOT_WAITING
    assert refusal(lambda: offer(story, "Cor")) is Obstacle.NOT_WAITING
    Sessie.objects.update(begin=NOW + HOUR, einde=NOW + timedelta(hours=3))
    assert refusal(lambda: offer(story, "Cor", "sessie-1")) is Obstacle.TOO_SOON
    waiting = full_reeks_too_near()
    assert refusal(lambda: offer(waiting, "Cor")) is Obstacle.TOO_SOON


def full_reeks_too_near() -> Story:
    story = Story(None, max_personen=1, titel="Het andere")
    for naam in ("Anna", "Cor"):
        story.comes(naam)
    story.reeks.sessies.update(begin=NOW + HOUR, einde=NOW + timedelta(hours=3))
    return story


# --- A substitute


def replace(story: Story, naam: str, new: str) -> Aanmelding:
    return substitute(
        aanmelding=story.of(naam), naam=new, email=f"{new}@Leerlab.example", functie="adviseur", user=story.user,
        now=LATER,
    )  # fmt: skip


def test_a_colleague_comes_in_the_place_of_somebody_at_once_and_both_hear_it() -> None:
    story = Story(1, max_personen=1)
    story.comes("Anna")
    story.comes("Cor")
    new = replace(story, "Anna", "Bea")
    assert story.stand() == {"Anna": "afgemeld", "Cor": "wachtlijst", "Bea": "actief"}
    assert story.at() == {"Anna": "afgemeld", "Cor": "wachtlijst", "Bea": "aangemeld"}
    assert (new.email, new.neemt_over, new.gemeente) == (
        "bea@leerlab.example",
        story.of("Anna"),
        story.of("Anna").gemeente,
    )
    assert mails_to("Anna") == ["bevestig", "bevestigd", "overgenomen"]
    assert mails_to("Bea") == ["bevestigd"]
    told = {mail.soort: mail.tekst for mail in Bericht.objects.order_by("pk")}
    assert (
        "De organisator heeft je plaats in Het leerlab aan Bea gegeven. Je bent zelf afgemeld." in told["overgenomen"]
    )
    assert "heeft je aangemeld voor Het leerlab." in Bericht.objects.get(soort="bevestigd", aan=new.email).tekst
    assert User.objects.filter(email=new.email).count() == 1
    assert {row.wie for row in Overgang.objects.filter(aanmelding=new)} == {"organisator"}


def test_whom_no_colleague_can_replace() -> None:
    story = Story(None)
    story.comes("Anna")
    story.comes("Bea")
    story.asks("Cor")
    assert refusal(lambda: replace(story, "Anna", "Bea")) is Obstacle.KNOWN_ADDRESS
    assert refusal(lambda: replace(story, "Anna", "Anna")) is Obstacle.SAME_PERSON
    assert refusal(lambda: replace(story, "Cor", "Dirk")) is Obstacle.NOT_TRANSFERABLE
    assert story.stand() == {"Anna": "actief", "Bea": "actief", "Cor": "onbevestigd"}
