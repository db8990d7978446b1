"""The words of the mails about places, waiting lists and offers, as they come of what people do."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import unescape

import icalendar
import pytest
from django.utils.html import strip_tags

from programmes.models import Sessie
from registrations.facts import Gegevens
from registrations.joining import sign_off
from registrations.models import Aanmelding
from registrations.signup import Door, sign_up
from tests import factories
from tests.architecture.dutch import sentences
from tests.registrations import every_mail as scene
from tests.registrations.every_mail import BRAM, LATER, SCENES, mail_of
from tests.registrations.letters import LINK, OFFER_COMES, SESSIES, all_meetings, check, chosen, listed, meeting
from tests.registrations.world import NOW, Leerlab

pytestmark = pytest.mark.django_db

DEADLINE = "donderdag 3 september 17.00 uur"

# --- Every mail -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("soort", SCENES)
def test_both_parts_say_the_same(leerlab: Leerlab, soort: str) -> None:
    SCENES[soort](leerlab)
    mail = mail_of(soort)
    html = " ".join(unescape(strip_tags(mail.html)).split())
    said = [line for line in sentences(mail.tekst) if line.endswith((".", "?"))]
    assert len(said) > 3
    assert [line for line in said if line not in html] == []
    assert LINK in mail.tekst
    assert f'href="{LINK}"' in mail.html
    assert "Bewoners bereiken" in mail.onderwerp
    assert "!" not in mail.onderwerp + mail.tekst


@dataclass
class Outsiders(Leerlab):
    """The leerlab with people of an organisatie, who have no gemeente."""

    def gegevens(self, **fields: str) -> Gegevens:
        return replace(super().gegevens(**fields), gemeente=None, organisatie="Wijkbedrijf")


@pytest.mark.parametrize("soort", SCENES)
def test_who_has_no_gemeente_reads_the_same(leerlab: Leerlab, soort: str) -> None:
    scene.limit(leerlab.reeks, andere_organisaties=True)
    SCENES[soort](Outsiders(leerlab.reeks, leerlab.sessies, leerlab.gemeente))
    mail = mail_of(soort)
    assert Aanmelding.objects.filter(gemeente__isnull=False).count() == 0
    assert "None" not in mail.tekst + mail.html


@pytest.mark.parametrize("soort", ["wachtlijst", "aanvraag", "afgewezen", "aanbod", "aanbod_verlopen", "overname"])
def test_what_is_not_certain_comes_in_no_calendar(leerlab: Leerlab, soort: str) -> None:
    SCENES[soort](leerlab)
    assert (mail_of(soort).kalender, mail_of(soort).methode) == ("", "")


@pytest.mark.parametrize(
    ("soort", "methode", "title"),
    [
        ("plaats_gekregen", "REQUEST", "Sessie 1"),
        ("sessie_erbij", "REQUEST", "Sessie 4"),
        ("datum_bekend", "REQUEST", "Sessie 3"),
        ("sessie_vervallen", "CANCEL", "Sessie 1"),
    ],
)
def test_what_changes_a_calendar_carries_it(leerlab: Leerlab, soort: str, methode: str, title: str) -> None:
    SCENES[soort](leerlab)
    mail = mail_of(soort)
    calendar = icalendar.Calendar.from_ical(mail.kalender)
    [event] = calendar.events
    found = (mail.methode, str(calendar["METHOD"]), str(event["ATTENDEE"]))
    assert found == (methode, methode, f"mailto:{mail.aan}")
    assert str(event["SUMMARY"]) == f"Bewoners bereiken: {title}"


# --- Confirm ----------------------------------------------------------------------------------------------------

CONFIRM = (
    "Je hebt je aangemeld voor Bewoners bereiken. Bevestig je aanmelding binnen 24 uur. "
    "Dat doe je op je persoonlijke pagina:"
)
HELD = "Je plaats houden we 24 uur vast. Daarna gaat hij naar een ander. Bevestigen kan dan nog, als er plaats is."
OVERVIEW = "Wat gebeurt er daarna? Je krijgt een overzicht en de uitnodigingen voor in je agenda."
NOT_ME = "Heb je je niet aangemeld? Dan hoef je niets te doen."


def test_a_place_is_held_where_there_is_room(leerlab: Leerlab) -> None:
    scene.wait_for_sessie(leerlab)
    leerlab.sign_up(naam="Carla Dam", email="carla@raalte.example")
    staten = ["Vol: je komt op de wachtlijst", *["Plaats vastgehouden"] * 3]
    check(
        leerlab, "bevestig", "Bevestig je aanmelding: Bewoners bereiken",
        CONFIRM, LINK, HELD, f"Je koos:\n\n{chosen(*staten)}", OVERVIEW, NOT_ME, naam="Carla Dam",
    )  # fmt: skip


def test_who_will_wait_knows_it_before_confirming(leerlab: Leerlab) -> None:
    scene.wait_for_reeks(leerlab)
    check(
        leerlab, "bevestig", "Bevestig je aanmelding: Bewoners bereiken", CONFIRM, LINK,
        "Let op: er is nu geen plaats vrij. Bevestig je? Dan kom je op de wachtlijst.",
        f"Je koos:\n\n{chosen(*['Je komt op de wachtlijst'] * 4)}",
        f"Wat gebeurt er daarna? {OFFER_COMES}", NOT_ME, naam="Bram Bos",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("toelating", "words"),
    [
        ("persoon", "De organisator kiest wie er meedoet."),
        ("gemeente", "De organisator kiest welke gemeenten meedoen."),
    ],
)
def test_who_will_be_decided_about_knows_it_before_confirming(leerlab: Leerlab, toelating: str, words: str) -> None:
    scene.limit(leerlab.reeks, toelating=toelating)
    leerlab.sign_up()
    check(
        leerlab, "bevestig", "Bevestig je aanmelding: Bewoners bereiken", CONFIRM, LINK,
        f"Let op: je plaats is nog niet zeker. {words}",
        f"Je koos:\n\n{chosen(*['Nog niet zeker'] * 4)}",
        "Wat gebeurt er daarna? Je hoort per mail of je een plaats hebt.", NOT_ME,
    )  # fmt: skip


def test_who_was_signed_up_by_a_colleague_reads_by_whom(leerlab: Leerlab) -> None:
    anna = leerlab.confirmed()
    sign_up(
        reeks=leerlab.reeks, gegevens=Gegevens(**BRAM, gemeente=leerlab.gemeente), omvang="reeks", slugs=[], now=NOW,
        door=Door(colleague=anna),
    )  # fmt: skip
    check(
        leerlab, "bevestig", "Bevestig je aanmelding: Bewoners bereiken",
        CONFIRM.replace("Je hebt je", "Anna de Vries heeft je"), LINK, HELD,
        f"Je aanmelding is voor:\n\n{chosen(*['Plaats vastgehouden'] * 4)}", OVERVIEW,
        "Wil je niet meedoen? Dan hoef je niets te doen.", naam="Bram Bos",
    )  # fmt: skip


# --- What came of it --------------------------------------------------------------------------------------------

SIGN_OFF = "Kun je een keer niet? Meld je dan af op je persoonlijke pagina. Afwijzen in je agenda is niet genoeg."
HERE = "Hier sta je op de wachtlijst, want er is geen plaats:"
WAIT_HERE = f"{OFFER_COMES} Daarin staat tot wanneer je kunt antwoorden."


def test_a_full_sessie_stands_apart(leerlab: Leerlab) -> None:
    scene.wait_for_sessie(leerlab)
    check(
        leerlab, "bevestigd", "Je bent aangemeld: Bewoners bereiken",
        "Je aanmelding voor Bewoners bereiken is bevestigd. Je doet mee met:",
        listed("Sessie 2", "Sessie 3", "Terugkombijeenkomst"),
        "Wat gebeurt er nu? Voor elke bijeenkomst met een datum krijg je een aparte uitnodiging. Zet die in je agenda. "
        "Is er nog geen datum? Die laat de organisator je weten.",
        HERE, listed("Sessie 1"), WAIT_HERE, SIGN_OFF, LINK, naam="Bram Bos",
    )  # fmt: skip


def test_who_waits_everywhere_is_told_no_meeting_to_go_to(leerlab: Leerlab) -> None:
    Sessie.objects.filter(reeks=leerlab.reeks).update(plaatsen=1)
    leerlab.confirmed()
    scene.bram(leerlab)
    check(
        leerlab, "bevestigd", "Je bent aangemeld: Bewoners bereiken",
        "Je aanmelding voor Bewoners bereiken is bevestigd.",
        HERE, listed(*SESSIES), WAIT_HERE, SIGN_OFF, LINK, naam="Bram Bos",
    )  # fmt: skip


def test_on_the_waiting_list(leerlab: Leerlab) -> None:
    scene.wait_for_reeks(leerlab)
    check(
        leerlab, "wachtlijst", "Je staat op de wachtlijst: Bewoners bereiken",
        "Je aanmelding voor Bewoners bereiken is bevestigd. Er is nu geen plaats vrij. Je staat op de wachtlijst.",
        "Je wacht op een plaats voor:", all_meetings(),
        f"Wat gebeurt er nu? Je hoeft niets te doen. {WAIT_HERE}",
        "Wil je niet meer wachten? Ga dan van de wachtlijst af op je persoonlijke pagina:", LINK, naam="Bram Bos",
    )  # fmt: skip


def test_asked(leerlab: Leerlab) -> None:
    scene.ask(leerlab)
    check(
        leerlab, "aanvraag", "De organisator beslist nog: Bewoners bereiken",
        "Je aanmelding voor Bewoners bereiken is bevestigd. De organisator beslist of je mee kunt doen. "
        "Het is dus nog niet zeker.",
        "Je vroeg een plaats voor:", all_meetings(),
        "Wat gebeurt er nu? Je hoeft niets te doen. Je krijgt een mail als de organisator heeft beslist. "
        "Daarna komen pas de uitnodigingen voor in je agenda.",
        "Wil je niet meer meedoen? Meld je dan af op je persoonlijke pagina:", LINK,
    )  # fmt: skip


def test_refused_for_a_reason_as_it_was_written(leerlab: Leerlab) -> None:
    reden = "Er is <b>geen</b> plaats.\nKom in 2027 & neem Jan mee."
    scene.refuse(leerlab, reden)
    mail = check(
        leerlab, "afgewezen", "Je kunt niet meedoen: Bewoners bereiken",
        "Je vroeg een plaats bij Bewoners bereiken. De organisator kan je niet toelaten. Dit is de reden:", reden,
        "Wil je een volgende keer meedoen? Laat dan je belangstelling achter. De organisator kan je dan uitnodigen:",
        "http://localhost:8000/overijssel/bewoners-bereiken/belangstelling/",
        "Je aanmelding blijft te zien op je persoonlijke pagina:", LINK,
    )  # fmt: skip
    assert "<p>Er is &lt;b&gt;geen&lt;/b&gt; plaats.<br>Kom in 2027 &amp; neem Jan mee.</p>" in mail.html
    assert 'href="http://localhost:8000/overijssel/bewoners-bereiken/belangstelling/"' in mail.html


# --- Offers -----------------------------------------------------------------------------------------------------

ANSWER = (
    f"Wil je deze plaats? Antwoord tot {DEADLINE}. Zolang houden we de plaats vast. "
    "Kies ja of nee op je persoonlijke pagina:"
)
NO_ANSWER = (
    "Zeg je nee, of antwoord je niet op tijd? Dan gaat de plaats naar een ander. "
    "Je staat dan niet meer op de wachtlijst."
)
FREE = "Je staat op de wachtlijst van Bewoners bereiken. Er is nu een plaats voor je vrij. Je aanmelding is voor:"
COLLEAGUES = (
    "Ook je collega’s op de wachtlijst kregen dit aanbod. Zegt één van jullie ja? "
    "Dan houdt je gemeente haar plaats. Ieder antwoordt voor zichzelf."
)
MISSED = (
    f"Je kon antwoorden tot {DEADLINE}. Er kwam geen antwoord. "
    "De plaats gaat nu naar een ander en je staat niet meer op de wachtlijst."
)
AGAIN = (
    "Wil je toch meedoen? Met een knop op je persoonlijke pagina kom je weer op de wachtlijst. Je sluit dan achteraan:"
)


def test_offer_of_one_sessie(leerlab: Leerlab) -> None:
    scene.offer_sessie(leerlab)
    mail = check(
        leerlab, "aanbod", "Er is een plaats vrij: Sessie 1 van Bewoners bereiken",
        "Er is een plaats voor je vrij bij deze bijeenkomst:", meeting("Sessie 1", of_reeks=True),
        ANSWER, LINK, NO_ANSWER, naam="Bram Bos",
    )  # fmt: skip
    assert f"<strong>{DEADLINE}</strong>" in mail.html


def test_offer_of_the_reeks_says_what_is_full_all_the_same(leerlab: Leerlab) -> None:
    Sessie.objects.filter(slug="sessie-2").update(plaatsen=1)
    scene.limit(leerlab.reeks, max_personen=2)
    anna = leerlab.confirmed("sessie-1")
    leerlab.confirmed("sessie-2", naam="Carla Dam", email="carla@raalte.example")
    scene.bram(leerlab)
    sign_off(aanmelding=anna, now=LATER)
    check(
        leerlab, "aanbod", "Er is een plaats vrij: Bewoners bereiken", FREE,
        all_meetings(rest="Plaats vrij voor je", Sessie_2="Vol: hier blijf je op de wachtlijst"),
        ANSWER, LINK, NO_ANSWER, naam="Bram Bos",
    )  # fmt: skip


@pytest.mark.parametrize("colleagues", [0, 1])
def test_offer_to_a_gemeente_says_that_colleagues_got_it_too(leerlab: Leerlab, colleagues: int) -> None:
    scene.limit(leerlab.reeks, max_gemeenten=1)
    anna = leerlab.confirmed()
    zwolle = replace(leerlab, gemeente=factories.make_gemeente(provincie=leerlab.reeks.provincie, naam="Zwolle"))
    zwolle.confirmed(naam="Bram Bos", email="bram@zwolle.example")
    for number in range(colleagues):
        zwolle.confirmed(naam="Collega", email=f"collega{number}@zwolle.example")
    sign_off(aanmelding=anna, now=LATER)
    check(
        leerlab, "aanbod", "Er is een plaats vrij: Bewoners bereiken", FREE,
        all_meetings(rest="Plaats vrij voor je"), ANSWER, LINK, *[COLLEAGUES] * colleagues, NO_ANSWER, naam="Bram Bos",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("offer", "subject", "parts"),
    [
        (
            scene.offer_sessie,
            "Je aanbod is verlopen: Sessie 1 van Bewoners bereiken",
            ["Je kreeg een plaats aangeboden bij deze bijeenkomst:", meeting("Sessie 1", of_reeks=True)],
        ),
        (
            scene.offer_reeks,
            "Je aanbod is verlopen: Bewoners bereiken",
            ["Je kreeg een plaats aangeboden in Bewoners bereiken."],
        ),
    ],
)
def test_offer_that_ran_out(
    leerlab: Leerlab, offer: Callable[[Leerlab], Aanmelding], subject: str, parts: list[str]
) -> None:
    scene.miss_offer(leerlab, offer)
    check(leerlab, "aanbod_verlopen", subject, *parts, MISSED, AGAIN, LINK, naam="Bram Bos")
