"""The words of the mails about a running reeks, a colleague who takes over, and signing up twice."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from outbox.models import Bericht
from programmes.models import Reeks, Sessie
from registrations.joining import sign_off
from registrations.models import Aanmelding
from registrations.signup import confirm
from registrations.takeover import ask_to_take_over
from tests.registrations import every_mail as scene
from tests.registrations.every_mail import BRAM, LATER, mail_of
from tests.registrations.letters import LINK, OFFER_COMES, OTHERS, OUT, all_meetings, check, meeting
from tests.registrations.world import ADDRESS, NOW, Leerlab

pytestmark = pytest.mark.django_db

# --- A running reeks --------------------------------------------------------------------------------------------

PLACE = "Je hebt een plaats. Deze mail is ook je uitnodiging. Zet hem in je agenda."
PLACE_LATER = "Je hebt een plaats. De datum volgt. Je krijgt een uitnodiging zodra hij bekend is."
CANNOT = "Kun je niet? Meld je dan af op je persoonlijke pagina. Afwijzen in je agenda is niet genoeg."
CANNOT_WAITING = "Kun je niet? Meld je dan af op je persoonlijke pagina."
FULL = f"De bijeenkomst is vol. Je staat op de wachtlijst. {OFFER_COMES}"
LISTED = "Je staat op de wachtlijst van de reeks. Krijg je een plaats? Dan hoort deze bijeenkomst erbij."
DECIDES = "De organisator beslist nog of je mee kunt doen. Je plaats is dus nog niet zeker."
ANSWER = "Antwoord tot donderdag 3 september 17.00 uur. Kies ja of nee op je persoonlijke pagina."
NEW = "De organisator heeft een bijeenkomst toegevoegd. Je staat daar ook voor op de lijst."
KNOWN = "De datum van deze bijeenkomst is nu bekend."
DAY = "dinsdag 22 september 2026, 12.00 tot 14.00 uur"


def test_a_place_after_all(leerlab: Leerlab) -> None:
    scene.take_offer(leerlab)
    check(
        leerlab, "plaats_gekregen", "Je hebt een plaats: Sessie 1 van Bewoners bereiken",
        "Je stond op de wachtlijst voor deze bijeenkomst. Nu is er plaats voor je.",
        meeting("Sessie 1", of_reeks=True), PLACE, CANNOT, LINK, naam="Bram Bos",
    )  # fmt: skip


def test_a_sessie_was_added(leerlab: Leerlab) -> None:
    scene.add(leerlab)
    check(
        leerlab, "sessie_erbij", "Nieuwe bijeenkomst: Sessie 4 van Bewoners bereiken",
        NEW, meeting("Sessie 4", when=DAY, of_reeks=True), PLACE, CANNOT, LINK,
    )  # fmt: skip


def test_a_sessie_without_a_date_was_added(leerlab: Leerlab) -> None:
    scene.add(leerlab, begin=None)
    mail = check(
        leerlab, "sessie_erbij", "Nieuwe bijeenkomst: Sessie 4 van Bewoners bereiken",
        NEW, meeting("Sessie 4", when="datum volgt", of_reeks=True), PLACE_LATER, CANNOT_WAITING, LINK,
    )  # fmt: skip
    assert mail.methode == ""


def test_an_online_link_is_for_who_has_a_place(leerlab: Leerlab) -> None:
    scene.bram(leerlab)
    scene.add(leerlab, plaatsen=1, online_link="https://vergaderen.example/zaal")
    placed, waiting = (mail_of("sessie_erbij", name) for name in ("bram", "anna"))
    assert "\nLink: https://vergaderen.example/zaal\n" in placed.tekst
    assert 'href="https://vergaderen.example/zaal"' in placed.html
    assert "vergaderen.example" not in waiting.tekst + waiting.html + waiting.kalender


@pytest.mark.parametrize(
    ("limits", "words"), [({}, FULL), ({"max_personen": 1}, LISTED), ({"toelating": "persoon"}, DECIDES)]
)
def test_a_sessie_was_added_where_there_is_no_place(leerlab: Leerlab, limits: dict[str, object], words: str) -> None:
    leerlab.confirmed()
    Reeks.objects.filter(pk=leerlab.reeks.pk).update(**limits)
    scene.bram(leerlab)
    scene.add(leerlab, plaatsen=1)
    mail = check(
        leerlab, "sessie_erbij", "Nieuwe bijeenkomst: Sessie 4 van Bewoners bereiken",
        NEW, meeting("Sessie 4", when=DAY, of_reeks=True), words, CANNOT_WAITING, LINK, naam="Bram Bos",
    )  # fmt: skip
    assert mail.methode == ""


def test_the_date_is_known(leerlab: Leerlab) -> None:
    Sessie.objects.filter(slug="sessie-3").update(plaatsen=1)
    scene.bram(leerlab)
    scene.date(leerlab)
    subject, day = "De datum is bekend: Sessie 3 van Bewoners bereiken", meeting("Sessie 3", when=DAY, of_reeks=True)
    check(leerlab, "datum_bekend", subject, KNOWN, day, PLACE, CANNOT, LINK, naam="Bram Bos")
    waiting = check(leerlab, "datum_bekend", subject, KNOWN, day, FULL, CANNOT_WAITING, LINK)
    assert waiting.methode == ""


def test_the_date_is_known_of_what_was_offered(leerlab: Leerlab) -> None:
    scene.offer_reeks(leerlab)
    scene.set_date(leerlab.sessies["sessie-3"])
    mail = check(
        leerlab, "datum_bekend", "De datum is bekend: Sessie 3 van Bewoners bereiken",
        KNOWN, meeting("Sessie 3", when=DAY, of_reeks=True),
        f"Er is een plaats voor je vrij. {ANSWER}", CANNOT_WAITING, LINK, naam="Bram Bos",
    )  # fmt: skip
    assert mail.methode == ""


def test_the_date_is_known_of_what_waits_beside_an_offer_in_the_reeks(leerlab: Leerlab) -> None:
    Sessie.objects.filter(slug="sessie-3").update(plaatsen=1)
    leerlab.confirmed("sessie-3", naam="Carla Dam", email="carla@raalte.example")
    scene.limit(leerlab.reeks, max_personen=2)
    anna, _ = leerlab.confirmed(), scene.bram(leerlab)
    sign_off(aanmelding=anna, now=LATER)
    scene.set_date(leerlab.sessies["sessie-3"])
    check(
        leerlab, "datum_bekend", "De datum is bekend: Sessie 3 van Bewoners bereiken",
        KNOWN, meeting("Sessie 3", when=DAY, of_reeks=True),
        f"Er is een plaats in de reeks voor je vrij. {ANSWER} Kies je ja? Dan hoort deze bijeenkomst erbij.",
        CANNOT_WAITING, LINK, naam="Bram Bos",
    )  # fmt: skip


GOES_ON = (
    "Je hoeft niets te doen. De rest van de reeks gaat wel door. Waarmee je meedoet, zie je op je persoonlijke pagina:"
)


def test_a_sessie_was_cancelled(leerlab: Leerlab) -> None:
    scene.cancel(leerlab, reden="De deskundige\nis <ziek>.")
    mail = check(
        leerlab, "sessie_vervallen", "Gaat niet door: Sessie 1 van Bewoners bereiken",
        "Deze bijeenkomst gaat niet door. Met deze mail haalt je agenda hem weg.", meeting("Sessie 1", of_reeks=True),
        "Dit is de reden:", "De deskundige\nis <ziek>.", GOES_ON, LINK,
    )  # fmt: skip
    assert "<p>De deskundige<br>is &lt;ziek&gt;.</p>" in mail.html


def test_a_sessie_without_a_date_was_cancelled_for_no_reason(leerlab: Leerlab) -> None:
    scene.cancel(leerlab, "sessie-3", reden="")
    mail = check(
        leerlab, "sessie_vervallen", "Gaat niet door: Sessie 3 van Bewoners bereiken",
        "Deze bijeenkomst gaat niet door.", meeting("Sessie 3", of_reeks=True), GOES_ON, LINK,
    )  # fmt: skip
    assert mail.methode == ""


@pytest.mark.parametrize("slug", ["terugkom", "sessie-3"])
def test_when_the_last_sessie_was_cancelled_nothing_goes_on(leerlab: Leerlab, slug: str) -> None:
    leerlab.reeks.sessies.exclude(slug__in=[slug, "kick-off"]).update(vervallen_op=NOW)
    scene.cancel(leerlab, slug)
    mail = mail_of("sessie_vervallen")
    assert GOES_ON.replace(" De rest van de reeks gaat wel door.", "") in mail.tekst
    assert "gaat wel door" not in mail.tekst + mail.html


# --- Colleagues -------------------------------------------------------------------------------------------------


def test_asked_to_take_over(leerlab: Leerlab) -> None:
    Sessie.objects.filter(slug="sessie-2").update(plaatsen=1)
    leerlab.confirmed("sessie-2", naam="Carla Dam", email="carla@raalte.example")
    scene.ask_bram(leerlab)
    check(
        leerlab, "overname", "Wil je een plaats overnemen? Bewoners bereiken",
        "Anna de Vries vraagt of jij de plaats in Bewoners bereiken wilt overnemen.",
        "Het gaat om:", all_meetings(rest="Je krijgt een plaats", Sessie_2="Je komt op de wachtlijst"),
        "Tot je bevestigt, houdt Anna de Vries de plaats. "
        "Wil je de plaats? Bevestig dat dan binnen 24 uur op je persoonlijke pagina:", LINK,
        "Wil je niet, of verwachtte je deze mail niet? Dan hoef je niets te doen.", naam="Bram Bos",
    )  # fmt: skip


def test_asked_to_take_over_a_place_in_the_queue(leerlab: Leerlab) -> None:
    _, bram = scene.wait_for_reeks(leerlab)
    ask_to_take_over(aanmelding=bram, naam="Carla Dam", email="carla@raalte.example", functie="", now=LATER)
    check(
        leerlab, "overname", "Wil je een plaats overnemen? Bewoners bereiken",
        "Bram Bos vraagt of jij de plek op de wachtlijst in Bewoners bereiken wilt overnemen.",
        "Het gaat om:", all_meetings(rest="Je komt op de wachtlijst"),
        "Tot je bevestigt, houdt Bram Bos de plek op de wachtlijst. "
        "Wil je de plek op de wachtlijst? Bevestig dat dan binnen 24 uur op je persoonlijke pagina:", LINK,
        "Wil je niet, of verwachtte je deze mail niet? Dan hoef je niets te doen.", naam="Carla Dam",
    )  # fmt: skip


def test_taken_over(leerlab: Leerlab) -> None:
    scene.hand_over(leerlab)
    check(
        leerlab, "overgenomen", "Je plaats is overgenomen: Bewoners bereiken",
        "Bram Bos heeft bevestigd en heeft nu je plaats in Bewoners bereiken. Je bent zelf afgemeld.",
        OUT, meeting("Sessie 1", of_reeks=True), OTHERS,
        "Wil je later toch meedoen? Meld je dan opnieuw aan. Je ziet op je persoonlijke pagina of dat nog kan:", LINK,
    )  # fmt: skip


@pytest.mark.parametrize("soort", ["overname", "overgenomen"])
def test_the_name_of_a_colleague_is_text_and_stands_in_no_subject(leerlab: Leerlab, soort: str) -> None:
    anna = leerlab.confirmed()
    Aanmelding.objects.update(naam="<i>Anna</i>")
    ask_to_take_over(aanmelding=anna, naam="<i>Bram</i>", email=BRAM["email"], functie="", now=LATER)
    confirm(aanmelding=Aanmelding.objects.get(email=BRAM["email"]), now=LATER)
    mail = mail_of(soort)
    assert "Anna" not in mail.onderwerp
    assert "Bram" not in mail.onderwerp
    assert re.findall("<i>.*</i>", mail.html) == []
    assert {"&lt;i&gt;Anna&lt;/i&gt;", "&lt;i&gt;Bram&lt;/i&gt;"} == set(
        re.findall("&lt;i&gt;.{4}&lt;/i&gt;", mail.html)
    )


# --- Signed up already ------------------------------------------------------------------------------------------


MAIL_COMES = "Komt er een plaats vrij? Dan krijg je een mail."


def stand_again(leerlab: Leerlab, who: dict[str, str]) -> None:
    """Let somebody fill in the form again a day later."""
    Bericht.objects.update(staat=Bericht.Staat.VERZONDEN, aangemaakt_op=NOW - timedelta(days=1))
    leerlab.sign_up(now=LATER, **who)


@pytest.mark.parametrize(
    ("act", "who", "words"),
    [
        (Leerlab.sign_up, {}, "Je aanmelding is nog niet bevestigd. Dat kan op je persoonlijke pagina:"),
        (
            scene.ask,
            {},
            "De organisator beslist nog of je mee kunt doen. Je aanmelding staat op je persoonlijke pagina:",
        ),
        (
            scene.wait_for_reeks,
            BRAM,
            f"Je staat op de wachtlijst. {MAIL_COMES} Je aanmelding staat op je persoonlijke pagina:",
        ),
        (scene.offer_reeks, BRAM, "Er is een plaats voor je vrij. Kies ja of nee op je persoonlijke pagina:"),
        (
            Leerlab.confirmed,
            {},
            "Je bent aangemeld. Op je persoonlijke pagina zie je waarvoor. Je kunt daar ook iets wijzigen:",
        ),
    ],
    ids=["onbevestigd", "aanvraag", "wachtlijst", "aanbod", "actief"],
)
def test_signed_up_already(leerlab: Leerlab, act: Callable[[Leerlab], object], who: dict[str, str], words: str) -> None:
    act(leerlab)
    stand_again(leerlab, who)
    check(
        leerlab, "al_aangemeld", "Je link: Bewoners bereiken",
        "Met dit e-mailadres is opnieuw een formulier ingevuld voor Bewoners bereiken. Je stond al op de lijst. "
        "Daarom is er niets veranderd.",
        words, LINK, "Heb je niets ingevuld? Dan hoef je niets te doen.",
        naam=who.get("naam", "Anna de Vries"),
    )  # fmt: skip


def test_a_colleague_asks_who_was_refused(leerlab: Leerlab) -> None:
    scene.refuse(leerlab)
    scene.limit(leerlab.reeks, toelating="direct")
    Bericht.objects.update(staat=Bericht.Staat.VERZONDEN, aangemaakt_op=NOW - timedelta(days=1))
    ask_to_take_over(aanmelding=scene.bram(leerlab), naam="Anna", email=ADDRESS, functie="", now=LATER)
    check(
        leerlab, "al_aangemeld", "Je link: Bewoners bereiken",
        "Met dit e-mailadres is opnieuw een formulier ingevuld voor Bewoners bereiken. Er was al een aanmelding met "
        "dit adres. Daarom is er niets veranderd.",
        "De organisator kon je niet toelaten. Je aanmelding staat op je persoonlijke pagina:", LINK,
        "Heb je niets ingevuld? Dan hoef je niets te doen.",
    )  # fmt: skip


# --- What the organiser changed ---------------------------------------------------------------------------------


def test_moved_to_another_sessie(leerlab: Leerlab) -> None:
    scene.switch_anna(leerlab)
    check(
        leerlab, "overgezet", "Andere bijeenkomst: Sessie 2 van Bewoners bereiken",
        "De organisator heeft je overgezet. Bij “Sessie 1” sta je niet meer op de lijst. "
        "In plaats daarvan is dit je bijeenkomst.",
        meeting("Sessie 2", of_reeks=True), PLACE, CANNOT, LINK,
    )  # fmt: skip


TWICE = (
    "Je stond twee keer op de lijst van Bewoners bereiken, met twee e-mailadressen. "
    "De organisator heeft dat samengevoegd."
)
WRONG = "Klopt dit niet? Beantwoord dan deze mail. Je aanmelding staat op je persoonlijke pagina:"
MERGED = "Je aanmeldingen zijn samengevoegd: Bewoners bereiken"


def test_merged_to_the_address_that_stays(leerlab: Leerlab) -> None:
    scene.merge_bram(leerlab)
    mail = mail_of("samengevoegd", "anna")
    assert mail.onderwerp == MERGED
    parts = mail.tekst.split("\n\n")
    assert parts[:5] == [
        "Beste Anna de Vries,", TWICE, "Dit adres blijft. Alle mail over Bewoners bereiken komt voortaan hier.",
        "Je doet mee met:",
        "- Sessie 1\n  Wanneer: dinsdag 8 september 2026, 12.00 tot 14.00 uur\n  Waar: locatie volgt",
    ]  # fmt: skip
    assert "Kwam er een bijeenkomst bij met een datum? Dan krijg je daar een aparte uitnodiging voor." in parts


def test_merged_to_the_address_that_goes(leerlab: Leerlab) -> None:
    scene.merge_bram(leerlab)
    check(
        leerlab, "samengevoegd", MERGED, TWICE,
        "De aanmelding met dit adres is gestopt. Die met je andere adres blijft. Daar komt voortaan alle mail.",
        OUT, meeting("Sessie 1", of_reeks=True), OTHERS, WRONG, LINK,
        naam="Bram Bos",
    )  # fmt: skip
