"""The mails about taking part wear the house style of the provincie; without one they are neutral."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outbox.models import Bericht
from programmes.contrast import TEXT, contrast
from programmes.models import Huisstijl, Organisatie
from registrations.interest import note_interest
from registrations.joining import join, leave, sign_off
from registrations.lost_link import send_lost_links
from registrations.models import Aanmelding
from registrations.signup import confirm
from registrations.tokens import find_aanmelding, token_for
from tests import factories
from tests.registrations.every_mail import SCENES, mail_of
from tests.registrations.world import ADDRESS, NOW, Leerlab

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
NEUTRAL = {"#00568b", "#003e65"}
"""What the mails of no provincie are drawn in: buttons and links, and the band at the top."""
KINDS = [
    "bevestig",
    "bevestigd",
    "uitnodiging",
    "afzegging",
    "afgemeld",
    "al_aangemeld",
    "belangstelling",
    "link_kwijt",
    *SCENES,
]


def known(aanmelding: Aanmelding) -> Aanmelding:
    """Return it as the page behind its link loads it."""
    found = find_aanmelding(token_for(aanmelding))
    assert found is not None
    return found


def send_every_mail(leerlab: Leerlab) -> None:
    """Sign up twice, confirm, leave one sessie and the rest, leave interest, and lose the link."""
    aanmelding = leerlab.sign_up()
    Bericht.objects.update(staat=Bericht.Staat.VERZONDEN, aangemaakt_op=NOW)
    leerlab.sign_up(now=LATER)
    confirm(aanmelding=known(aanmelding), now=NOW)
    leave(aanmelding=known(aanmelding), sessie=leerlab.sessies["sessie-1"], now=NOW)
    send_lost_links(email=ADDRESS, now=LATER)
    note_interest(reeks=leerlab.reeks, gegevens=leerlab.gegevens(), toelichting="", now=LATER + timedelta(days=1))
    sign_off(aanmelding=known(aanmelding), now=LATER)


def bring_about(leerlab: Leerlab, soort: str) -> Bericht:
    """Do what leads to a mail of a kind, and return it."""
    SCENES.get(soort, send_every_mail)(leerlab)
    return mail_of(soort)


class Reader(HTMLParser):
    """What a mail program is asked to draw: colours by name of the property, pictures, tables, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.colours: set[str] = set()
        self.roles: list[str | None] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.colours |= set(re.findall(r"#[0-9a-f]{6}", f"{given.get('style')} {given.get('bgcolor')}"))
        if tag == "table":
            self.roles.append(given.get("role"))
        self.addresses += [given[name] or "" for name in ("src", "href", "background") if name in given]


@pytest.fixture
def huisstijl(leerlab: Leerlab) -> Huisstijl:
    return factories.make_huisstijl(provincie=leerlab.reeks.provincie, telefoon="038 123 45 67", logo=True)


@pytest.mark.parametrize("soort", KINDS)
def test_every_mail_wears_the_style(leerlab: Leerlab, huisstijl: Huisstijl, soort: str) -> None:
    mail = bring_about(leerlab, soort)
    read = Reader(mail.html)
    assert {huisstijl.kopkleur, huisstijl.hoofdkleur} <= read.colours
    assert NEUTRAL & read.colours == set()
    words = unescape(mail.html)
    assert words.count(huisstijl.naam) == 2
    assert words.count("038 123 45 67") == 1
    assert f'<a href="mailto:{huisstijl.email}"' in mail.html


@pytest.mark.parametrize("soort", KINDS)
def test_without_a_style_every_mail_is_neutral(leerlab: Leerlab, soort: str) -> None:
    factories.make_huisstijl(provincie=factories.make_provincie("Utrecht"))
    mail = bring_about(leerlab, soort)
    assert Reader(mail.html).colours <= NEUTRAL | {"#ffffff", "#f3f4f6", "#1b1f24", "#4a5561", "#c3cbd4"}
    assert "Utrecht" not in mail.html


@pytest.mark.parametrize("soort", KINDS)
@pytest.mark.usefixtures("huisstijl")
def test_every_mail_is_html_that_outlook_and_a_screen_reader_can_read(leerlab: Leerlab, soort: str) -> None:
    mail = bring_about(leerlab, soort)
    read = Reader(mail.html)
    assert mail.html.lstrip().startswith("<!DOCTYPE html>")
    assert '<html lang="nl">' in mail.html
    assert '<meta name="color-scheme" content="light">' in mail.html
    assert unescape(re.findall(r"<title>(.*)</title>", mail.html)[0]) == mail.onderwerp
    assert (read.tags.count("h1"), read.tags.count("img"), set(read.roles)) == (1, 0, {"presentation"})
    assert [each for each in read.addresses if not each.startswith(("mailto:", "[[", settings.SITE_URL))] == []
    sizes = {int(size) for size in re.findall(r"font-size:(\d+)px", mail.html)} - {1}
    assert min(sizes) >= 16
    assert "{" not in mail.html.replace("h1 { font-family: Arial, sans-serif !important; }", "")


def test_text_in_a_mail_can_be_read_on_what_is_behind_it(huisstijl: Huisstijl) -> None:
    colours = huisstijl.palette
    pairs = [(colours.op_kop, colours.kop), (colours.op_hoofd, colours.hoofd), (colours.hoofd, "#ffffff")]
    pairs += [("#1b1f24", "#ffffff"), ("#4a5561", "#ffffff"), *((colour, "#ffffff") for colour in NEUTRAL)]
    assert [pair for pair in pairs if contrast(*pair) < TEXT] == []


def test_a_pale_band_gets_dark_text(leerlab: Leerlab) -> None:
    factories.make_huisstijl(provincie=leerlab.reeks.provincie, kopkleur="#f2c230")
    leerlab.sign_up()
    assert "background-color:#f2c230;color:#1b1f24" in mail_of("bevestig").html


def test_the_plain_text_ends_with_who_to_ask(leerlab: Leerlab, huisstijl: Huisstijl) -> None:
    leerlab.sign_up()
    organisatie = leerlab.reeks.organisatie
    assert mail_of("bevestig").tekst.endswith(
        f"\n\nVragen? Beantwoord deze mail of schrijf naar {organisatie.email}.\n\n"
        f"{organisatie}\n{huisstijl.naam}\n{huisstijl.email}\n038 123 45 67\n"
    )


def test_without_a_style_the_plain_text_ends_with_the_organisatie(leerlab: Leerlab) -> None:
    leerlab.sign_up()
    organisatie = leerlab.reeks.organisatie
    assert mail_of("bevestig").tekst.endswith(f"schrijf naar {organisatie.email}.\n\n{organisatie}\n")


@pytest.mark.parametrize("soort", [soort for soort in KINDS if soort != "link_kwijt"])
def test_an_address_that_is_shared_stands_in_the_foot_once(leerlab: Leerlab, huisstijl: Huisstijl, soort: str) -> None:
    huisstijl.email = leerlab.reeks.organisatie.email
    huisstijl.save()
    mail = bring_about(leerlab, soort)
    assert mail.html.count(f"mailto:{leerlab.reeks.organisatie.email}") == 1
    assert mail.tekst.count(leerlab.reeks.organisatie.email) == 1
    assert mail.tekst.endswith(f"{leerlab.reeks.organisatie}\n{huisstijl.naam}\n038 123 45 67\n")


def test_an_invitation_says_what_it_is(leerlab: Leerlab) -> None:
    send_every_mail(leerlab)
    mail = mail_of("uitnodiging")
    begins = "Dit is je uitnodiging. Zet hem in je agenda."
    assert (mail.tekst.split("\n\n")[1], f"<p>{begins}</p>" in mail.html) == (begins, True)


def test_a_name_is_text_and_not_markup(leerlab: Leerlab) -> None:
    factories.make_huisstijl(provincie=leerlab.reeks.provincie, naam="<b>Provincie</b> & co")
    leerlab.sign_up()
    mail = mail_of("bevestig")
    assert "&lt;b&gt;Provincie&lt;/b&gt; &amp; co" in mail.html
    assert "<b>Provincie</b> & co\n" in mail.tekst


def test_an_address_in_a_link_is_one_address(leerlab: Leerlab) -> None:
    factories.make_huisstijl(provincie=leerlab.reeks.provincie, email="x?bcc=evil%40evil.example&x=@b.example")
    Organisatie.objects.update(email="y?cc=evil%40evil.example@b.example")
    leerlab.sign_up()
    links = [each for each in Reader(mail_of("bevestig").html).addresses if each.startswith("mailto:")]
    assert links == [
        "mailto:y%3Fcc%3Devil%2540evil.example@b.example",
        "mailto:x%3Fbcc%3Devil%2540evil.example%26x%3D@b.example",
    ]


@pytest.mark.usefixtures("huisstijl")
def test_links_of_two_provincies_come_in_the_style_of_neither(leerlab: Leerlab) -> None:
    leerlab.sign_up()
    utrecht = factories.make_provincie("Utrecht")
    factories.make_huisstijl(provincie=utrecht, kopkleur="#7a1f5c")
    factories.make_aanmelding(reeks=factories.make_reeks(provincie=utrecht, sessies=1), email=ADDRESS)
    send_lost_links(email=ADDRESS, now=LATER)
    read = Reader(mail_of("link_kwijt").html)
    assert read.colours == NEUTRAL | {"#ffffff", "#f3f4f6", "#1b1f24", "#4a5561", "#c3cbd4"}


@pytest.mark.parametrize("act", ["sign_up", "confirm", "leave", "join", "sign_off", "lose", "interest"])
@pytest.mark.usefixtures("huisstijl")
def test_the_style_comes_along_with_a_join(leerlab: Leerlab, act: str) -> None:
    aanmelding = leerlab.sign_up(email="bram@raalte.example")
    if act != "confirm":
        confirm(aanmelding=known(aanmelding), now=NOW)
    sessie = leerlab.sessies["sessie-1"]
    if act == "join":
        leave(aanmelding=known(aanmelding), sessie=sessie, now=NOW)
    found = known(aanmelding)
    verbs: dict[str, Callable[[], object]] = {
        "sign_up": leerlab.sign_up,
        "confirm": lambda: confirm(aanmelding=found, now=NOW),
        "leave": lambda: leave(aanmelding=found, sessie=sessie, now=NOW),
        "join": lambda: join(aanmelding=found, sessie=sessie, now=NOW),
        "sign_off": lambda: sign_off(aanmelding=found, now=NOW),
        "lose": lambda: send_lost_links(email=found.email, now=LATER),
        "interest": lambda: note_interest(reeks=leerlab.reeks, gegevens=leerlab.gegevens(), toelichting="", now=NOW),
    }
    before = Bericht.objects.count()
    with CaptureQueriesContext(connection) as queries:
        verbs[act]()
    assert Bericht.objects.count() > before
    apart = re.compile('FROM "programmes_(huisstijl|provincie|logo)"')
    assert [query["sql"] for query in queries if apart.search(query["sql"])] == []
