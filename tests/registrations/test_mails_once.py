"""One act is one mail: what takes a sessie out of a calendar, or puts it in, says the rest as well, and why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from outbox.deliver import deliver_due
from outbox.models import Bericht
from registrations import mails
from registrations.interest_mails import interest_noted
from registrations.joining import leave, sign_off
from registrations.ledger import DEELNEMER, Ledger, organisator
from registrations.models import Aanmelding
from registrations.moves import reschedule
from registrations.signup import confirm
from registrations.switching import change_omvang as change_for
from tests import factories
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend
from tests.outbox.test_deliver import GREYLISTED
from tests.registrations import every_mail as scene
from tests.registrations.every_mail import LATER, mail_of
from tests.registrations.letters import LINK, OTHERS, OUT, check, meeting
from tests.registrations.story import DAY, HOUR, Story, give_date, mails_to
from tests.registrations.test_mails import send_every_mail
from tests.registrations.world import NOW, Leerlab

pytestmark = pytest.mark.django_db
AGAIN = "Wil je later toch meedoen? Meld je dan opnieuw aan. Je ziet op je persoonlijke pagina of dat nog kan:"
WRONG = "Klopt dit niet? Beantwoord dan deze mail."
ON_PAGE = "Je aanmelding staat op je persoonlijke pagina:"


def sent(naam: str) -> list[tuple[str, str]]:
    """Return what somebody of a story got: kind and METHOD."""
    found = Bericht.objects.filter(aan=f"{naam.lower()}@leerlab.example").order_by("pk")
    return list(found.values_list("soort", "methode"))


# --- How many -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 5])
def test_confirming_and_signing_off_give_one_mail_for_each_sessie(count: int) -> None:
    story = Story(*[None] * count)
    anna = story.comes("Anna")
    overview = [("bevestigd", "")] if count > 1 else []
    first = [("bevestigd" if count == 1 else "uitnodiging", "REQUEST")]
    came_in = [("bevestig", ""), *overview, *first, *[("uitnodiging", "REQUEST")] * (count - 1)]
    assert sent("Anna") == came_in
    sign_off(aanmelding=anna, now=NOW + DAY)
    assert sent("Anna")[len(came_in) :] == [("afgemeld", "CANCEL"), *[("afzegging", "CANCEL")] * (count - 1)]


def test_leaving_the_only_sessie_is_one_mail() -> None:
    story = Story(None)
    leave(aanmelding=story.comes("Anna"), sessie=story.sessie("sessie-1"), now=NOW + DAY)
    assert sent("Anna") == [("bevestig", ""), ("bevestigd", "REQUEST"), ("afgemeld", "CANCEL")]


def test_signing_off_from_what_is_in_no_calendar_is_one_mail_without_one() -> None:
    story = Story(1)
    story.comes("Anna")
    bart = story.comes("Bart")
    assert sent("Bart")[-1] == ("bevestigd", "")
    sign_off(aanmelding=bart, now=NOW + DAY)
    assert sent("Bart")[-1] == ("afgemeld", "")
    assert OUT not in mail_of("afgemeld", "bart").tekst


def test_off_and_on_and_off_again_is_told_each_time() -> None:
    story = Story(1)
    story.comes("Anna")
    bart = story.comes("Bart")
    for day in (1, 2):
        sign_off(aanmelding=bart, now=NOW + day * DAY)
        story.asks("Bart", now=NOW + day * DAY)
        confirm(aanmelding=story.of("Bart"), now=NOW + day * DAY)
    assert mails_to("Bart") == ["bevestig", "bevestigd", *["afgemeld", "bevestig", "bevestigd"] * 2]


# --- What they say ------------------------------------------------------------------------------------------------


def test_confirmed_for_one_sessie(leerlab: Leerlab) -> None:
    leerlab.reeks.sessies.exclude(slug__in=["kick-off", "sessie-1"]).delete()
    leerlab.confirmed()
    mail = check(
        leerlab, "bevestigd", "Je bent aangemeld: Bewoners bereiken",
        "Je aanmelding voor Bewoners bereiken is bevestigd. Je doet mee met:", meeting("Sessie 1"),
        "Deze mail is ook je uitnodiging. Zet hem in je agenda.",
        "Kun je niet? Meld je dan af op je persoonlijke pagina. Afwijzen in je agenda is niet genoeg.", LINK,
    )  # fmt: skip
    assert mail.methode == "REQUEST"
    assert "<p>Deze mail is ook je uitnodiging. Zet hem in je agenda.</p>" in mail.html


def test_signed_off_by_oneself(leerlab: Leerlab) -> None:
    sign_off(aanmelding=leerlab.confirmed(), now=LATER)
    check(
        leerlab, "afgemeld", "Je bent afgemeld: Bewoners bereiken",
        "Je bent afgemeld voor alle bijeenkomsten van Bewoners bereiken die nog komen.",
        OUT, meeting("Sessie 1", of_reeks=True), OTHERS, AGAIN, LINK,
    )  # fmt: skip


def test_signed_off_by_the_organiser(leerlab: Leerlab) -> None:
    sign_off(aanmelding=leerlab.confirmed("sessie-1"), now=LATER, actor=organisator(factories.make_organisator()))
    words = "De organisator heeft je afgemeld voor alle bijeenkomsten van Bewoners bereiken die nog komen."
    mail = check(
        leerlab, "afgemeld", "Je bent afgemeld: Bewoners bereiken",
        words, OUT, meeting("Sessie 1", of_reeks=True), OTHERS, f"{WRONG} {ON_PAGE}", LINK,
    )  # fmt: skip
    assert (words in mail.html, OTHERS in mail.html, WRONG in mail.html) == (True, True, True)
    cancel(leerlab, "Terugkombijeenkomst", "Afgemeld", "De organisator heeft je afgemeld voor deze bijeenkomst.", WRONG)


def test_one_meeting_fewer_by_oneself(leerlab: Leerlab) -> None:
    leave(aanmelding=leerlab.confirmed(), sessie=leerlab.sessies["sessie-1"], now=LATER)
    can = "Kun je toch? Meld je dan weer aan op je persoonlijke pagina."
    cancel(leerlab, "Sessie 1", "Afgemeld", "Je bent afgemeld voor deze bijeenkomst.", can)


def test_one_meeting_fewer_by_the_organiser(leerlab: Leerlab) -> None:
    user = factories.make_organisator()
    change_for(aanmelding=leerlab.confirmed(), omvang="sessies", slugs=["sessie-2"], user=user, now=LATER)
    cancel(leerlab, "Sessie 1", "Afgemeld", "De organisator heeft je afgemeld voor deze bijeenkomst.", WRONG)


def test_moved_to_another_meeting(leerlab: Leerlab) -> None:
    scene.switch_anna(leerlab)
    cancel(
        leerlab, "Sessie 1", "Uit je agenda",
        "De organisator heeft je overgezet naar een andere bijeenkomst. Hier sta je niet meer op de lijst.",
        "Over je andere bijeenkomst krijg je een aparte mail. Klopt het niet? Beantwoord dan deze mail.",
    )  # fmt: skip


def test_a_colleague_comes_instead(leerlab: Leerlab) -> None:
    scene.hand_over(leerlab)
    cancel(
        leerlab, "Terugkombijeenkomst", "Uit je agenda", "Een collega heeft nu je plaats bij deze bijeenkomst.",
        "Wil je later toch meedoen? Je ziet op je persoonlijke pagina of dat nog kan.",
    )  # fmt: skip


def test_two_became_one(leerlab: Leerlab) -> None:
    scene.merge_bram(leerlab)
    cancel(
        leerlab, "Terugkombijeenkomst", "Uit je agenda",
        "De organisator heeft je aanmeldingen samengevoegd. De aanmelding met dit adres is gestopt.", WRONG,
        naam="Bram Bos",
    )  # fmt: skip


def test_what_the_organiser_changed_is_not_said_to_be_invited_for_again(leerlab: Leerlab) -> None:
    user = factories.make_organisator()
    change_for(aanmelding=leerlab.confirmed(), omvang="sessies", slugs=["sessie-2"], user=user, now=LATER)
    mail = mail_of("bevestigd")
    words = (
        "Wat gebeurt er nu? Kwam er een bijeenkomst bij met een datum? Dan krijg je daar een aparte uitnodiging voor. "
        "Ging er een af? Dan haalt een aparte mail hem uit je agenda. Is er nog geen datum? Die laat de organisator je "
        "weten."
    )
    assert (words in mail.tekst.split("\n"), f"<p>{words}</p>" in mail.html) == (True, True)


def cancel(leerlab: Leerlab, title: str, about: str, why: str, now_what: str, **who: str) -> None:
    """Compare the last mail that takes a meeting out of a calendar, both parts of it."""
    before_link = now_what if "persoonlijke pagina" in now_what else f"{now_what} {ON_PAGE}"
    mail = check(
        leerlab, "afzegging", f"{about}: {title} van Bewoners bereiken", f"{why} {OUT}",
        meeting(title, of_reeks=True), before_link, LINK, **who,
    )  # fmt: skip
    assert mail.methode == "CANCEL"
    assert (f"<p>{why} {OUT}</p>" in mail.html, f"<p>{now_what}</p>" in mail.html) == (True, True)


# --- Twice is once ------------------------------------------------------------------------------------------------

KEYLESS = {"al_aangemeld", "link_kwijt"}
"""Asking for a link is no act: asking again gets it again."""


@pytest.mark.parametrize("happens", [send_every_mail, *scene.SCENES.values()])
def test_every_mail_about_an_act_has_a_key(leerlab: Leerlab, happens: Callable[[Leerlab], object]) -> None:
    happens(leerlab)
    without = set(Bericht.objects.filter(sleutel=None).values_list("soort", flat=True))
    assert without <= KEYLESS


def rejected(aanmelding: Aanmelding) -> None:
    mails.rejected(aanmelding, reden="Vol.")


TOLD: dict[str, Callable[[Aanmelding], Any]] = {
    "bevestig": lambda row: mails.ask_to_confirm(row, [], now=NOW),
    "bevestigd": lambda row: mails.confirmed(row, []),
    "wachtlijst": lambda row: mails.on_waiting_list(row, []),
    "aanvraag": lambda row: mails.asked(row, []),
    "afgewezen": rejected,
    "afgemeld": lambda row: mails.signed_off(row, why=mails.Why.SELF),
    "overgenomen": lambda row: mails.taken_over(row, row),
    "overname": lambda row: mails.ask_to_take_over(row, now=NOW),
    "samengevoegd": lambda row: mails.merged(row, blijft=True, now=NOW),
    "sessie_erbij": lambda row: mails.about_sessie("sessie_erbij", row.deelnames.all()[0]),
}


@pytest.mark.parametrize("soort", TOLD)
def test_told_again_of_the_same_act_is_one_mail_and_of_the_next_act_another(leerlab: Leerlab, soort: str) -> None:
    aanmelding = leerlab.confirmed()
    aanmelding.neemt_over = factories.make_aanmelding(reeks=leerlab.reeks)
    Bericht.objects.all().delete()
    for _ in range(2):
        TOLD[soort](aanmelding)
    assert list(Bericht.objects.values_list("soort", flat=True)) == [soort]
    later = Ledger(actor=DEELNEMER, now=LATER)
    later.remark(aanmelding, "iets anders")
    later.write()
    aanmelding.token_versie += 1
    TOLD[soort](aanmelding)
    assert list(Bericht.objects.values_list("soort", flat=True)) == [soort] * 2


def test_interest_is_told_once(leerlab: Leerlab) -> None:
    found = factories.make_belangstelling(reeks=leerlab.reeks)
    for _ in range(2):
        interest_noted(found, now=NOW)
    assert Bericht.objects.filter(soort="belangstelling").count() == 1


def test_the_whole_reeks_and_back_is_told_each_time() -> None:
    story = Story(None)
    anna = story.comes("Anna")
    for omvang in ("sessies", "reeks", "sessies"):
        change_for(aanmelding=anna, omvang=omvang, slugs=["sessie-1"], user=story.user, now=NOW + DAY)
    # No deelname changes; what the mail is about is a line of its own.
    assert mails_to("Anna")[2:] == ["bevestigd"] * 3
    assert [line[3] for line in story.log("Anna")[-3:]] == [
        "omvang gewijzigd in losse bijeenkomsten", "omvang gewijzigd in de hele reeks",
        "omvang gewijzigd in losse bijeenkomsten",
    ]  # fmt: skip
    change_for(aanmelding=anna, omvang="sessies", slugs=["sessie-1"], user=story.user, now=NOW + DAY)
    assert mails_to("Anna")[2:] == ["bevestigd"] * 3


def test_a_move_of_what_somebody_waits_for_is_told_each_time() -> None:
    story = Story(1)
    story.comes("Anna")
    story.comes("Bart")
    begin = story.sessie("sessie-1").begin
    assert begin is not None
    for weeks in (1, 0, 1):
        give_date(story.sessie("sessie-1"), begin + weeks * 7 * DAY, now=NOW + DAY)
    assert mails_to("Bart")[2:] == ["verplaatst"] * 3


def test_a_mail_with_a_calendar_never_has_the_key_of_one_without() -> None:
    story = Story(None, None)
    story.comes("Anna")  # For both: an overview, of which the key tells the line in the ledger.
    for hours in (1, 2, 3):
        sign_off(aanmelding=story.of("Anna"), now=NOW + hours * HOUR)
        # For one: the overview is the invitation, of which the key tells how often it changed.
        story.asks("Anna", "Almelo", "sessie-1", now=NOW + hours * HOUR + HOUR / 4)
        confirm(aanmelding=story.of("Anna"), now=NOW + hours * HOUR + HOUR / 2)
    assert mails_to("Anna").count("bevestigd") == 4


def test_a_confirmation_that_is_turned_away_still_comes_before_the_move_that_follows() -> None:
    story = Story(None)
    with time_machine.travel(NOW, tick=False) as clock, override_settings(EMAIL_BACKEND=SCRIPTED):
        story.comes("Anna")
        ScriptedBackend.reset(None, GREYLISTED)  # The link is taken, the confirmation with the invitation is not.
        deliver_due()
        clock.shift(timedelta(seconds=30))
        sessie = story.sessie("sessie-1")
        sessie.locatie = factories.make_locatie()
        reschedule(sessie=sessie, now=NOW + timedelta(seconds=30), changed=["locatie"])
        for _ in range(2):
            deliver_due()
            clock.shift(timedelta(minutes=1))
        deliver_due()
    sent_in_order = Bericht.objects.filter(staat="verzonden").order_by("verzonden_op", "pk")
    assert list(sent_in_order.values_list("soort", flat=True)) == ["bevestig", "bevestigd", "andere_plek"]
