"""Pages that are kept for visitors say what a page made now would say, whatever was written since."""

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache, caches
from django.core.cache.backends.base import BaseCache
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from learning.models import Handvatten
from programmes.models import (
    Deskundige,
    Doelgroep,
    Gemeente,
    Huisstijl,
    Locatie,
    Maildomein,
    Organisatie,
    Provincie,
    Reeks,
    Sessie,
    Thema,
)
from programmes.page_cache import DAILY, first_change
from programmes.stempel_triggers import BRONNEN
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.workdays import END_OF_DAY
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 9, 1, 12, tzinfo=AMSTERDAM)
REEKS, SESSIE, ICS = "/overijssel/een/", "/overijssel/een/sessie-1/", "/overijssel/een/agenda.ics"
SESSIE_ICS, PROVINCIE, PROVINCIE_ICS, AGENDA = f"{SESSIE}agenda.ics", "/overijssel/", "/overijssel/agenda.ics", "/"
PAGES = [REEKS, SESSIE, ICS, SESSIE_ICS, PROVINCIE, PROVINCIE_ICS, AGENDA]
HTML = [REEKS, SESSIE, PROVINCIE, AGENDA]


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reeks() -> Reeks:
    """Make a reeks of which every page shows something from every table it can."""
    gemeente = factories.make_gemeente(naam="Raalte", maildomein="gemeente.example", code="GM0177")
    found = factories.make_reeks(
        titel="Een", slug="een", omschrijving="Zo gaat het.", aanmelden_tot=NOW + timedelta(days=20),
        max_gemeenten=3, max_personen=2,
        organisatie=factories.make_organisatie(naam="Team", provincie=factories.make_provincie("Overijssel")),
    )  # fmt: skip
    found.themas.add(factories.make_thema(naam="Wonen"))
    sessie = factories.make_sessie(
        reeks=found, begin=NOW + timedelta(days=30), locatie=factories.make_locatie(gemeente=gemeente),
        doelgroep=factories.make_doelgroep(naam="Ouderen"), deskundigen=[factories.make_deskundige(naam="Dana")],
        plaatsen=2,
    )  # fmt: skip
    factories.make_sessie(reeks=found, begin=NOW + timedelta(days=40))
    factories.make_huisstijl(logo=True)
    factories.make_handvatten(sessie=sessie)
    factories.make_aanmelding(reeks=found, gemeente=gemeente)
    return found


def answers(pages: list[str]) -> dict[str, tuple[int, bytes]]:
    """Ask pages as a visitor."""
    client = Client()
    return {path: ((answer := client.get(path)).status_code, answer.content) for path in pages}


def made_now(pages: list[str]) -> dict[str, tuple[int, bytes]]:
    """Ask pages when none is kept."""
    cache.clear()
    return answers(pages)


def all_kept() -> dict[str, dict[str, Any]]:
    """Return what Django's in-process cache holds, by key."""
    backend: Any = caches["default"]
    keys = [key.split(":", 2)[2] for key in backend._cache]  # noqa: SLF001 - it has no other way to tell
    return {key: cache.get(key) for key in keys}


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def again(model: type[Any], **fields: object) -> None:
    """Load one row, change it and save it."""
    row = model.objects.order_by("pk").first()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def two_at_once(model: type[Any], **fields: object) -> None:
    rows = list(model.objects.all())
    for row in rows:
        for name, value in fields.items():
            setattr(row, name, value)
    model.objects.bulk_update(rows, list(fields))


def first_sessie() -> Sessie:
    return Sessie.objects.get(slug="sessie-1")


def delete_sessie() -> None:
    sessie = Sessie.objects.get(slug="sessie-2")
    Deelname.objects.filter(sessie=sessie).delete()
    sessie.delete()


def offer() -> None:
    """Offer a place at a sessie to who waits for it, which takes that place."""
    deelname = Deelname.objects.get(sessie__slug="sessie-1")
    Aanbod.objects.create(deelname=deelname, gemaakt_op=NOW, verloopt_op=NOW + timedelta(days=2))


def withdraw_aanmelding() -> None:
    Deelname.objects.all().delete()
    Aanmelding.objects.all().delete()


CHANGES: dict[str, tuple[Callable[[], object], list[str]]] = {
    "title saved": (lambda: again(Reeks, titel="Twee"), PAGES),
    "soort updated": (lambda: Reeks.objects.update(soort="workshop"), [REEKS, PROVINCIE, AGENDA]),
    "summary in bulk": (lambda: two_at_once(Reeks, samenvatting="Anders."), PAGES),
    "text by psql": (lambda: sql("UPDATE programmes_reeks SET omschrijving = 'Nieuw.'"), [REEKS]),
    "voor wie": (lambda: Reeks.objects.update(voor_wie="Iedereen"), [REEKS]),
    "kosten": (lambda: Reeks.objects.update(kosten="10 euro"), [REEKS, SESSIE]),
    "sign-up opens later": (lambda: Reeks.objects.update(aanmelden_van=NOW + timedelta(days=2)), HTML),
    "sign-up closed": (lambda: Reeks.objects.update(aanmelden_tot=NOW - timedelta(days=2)), HTML),
    "withdrawn": (lambda: Reeks.objects.update(status="concept"), PAGES),
    "another provincie": (lambda: Reeks.objects.update(provincie=factories.make_provincie("Zeeland")), PAGES),
    "another organisatie": (
        lambda: Reeks.objects.update(organisatie=factories.make_organisatie()),
        [REEKS, SESSIE, PROVINCIE, AGENDA],
    ),
    "thema added": (lambda: Reeks.objects.get().themas.add(factories.make_thema()), [REEKS, AGENDA]),
    "thema taken away": (lambda: Reeks.objects.get().themas.set([]), [REEKS, AGENDA]),
    "thema renamed": (lambda: again(Thema, naam="Bouwen"), [REEKS, AGENDA]),
    "sessie added": (lambda: factories.make_sessie(reeks=Reeks.objects.get()), [REEKS, ICS, PROVINCIE, AGENDA]),
    "sessie deleted": (
        delete_sessie,
        [REEKS, ICS, PROVINCIE, PROVINCIE_ICS, AGENDA],
    ),
    "sessie renamed": (lambda: again(Sessie, titel="Kennis maken"), PAGES),
    "sessie moved in time": (
        lambda: Sessie.objects.update(begin=NOW + timedelta(days=9), einde=NOW + timedelta(days=9, hours=1)),
        PAGES,
    ),
    "date withdrawn": (lambda: Sessie.objects.update(begin=None, einde=None, datum_indicatie="in mei"), PAGES),
    "soort of sessie": (lambda: Sessie.objects.update(soort="online"), [REEKS, SESSIE]),
    "order": (lambda: Sessie.objects.filter(slug="sessie-1").update(volgorde=9), [REEKS]),
    "text of sessie": (lambda: again(Sessie, omschrijving="Zo."), [REEKS, SESSIE]),
    "locatie taken away": (lambda: Sessie.objects.update(locatie=None), PAGES),
    "online": (lambda: Sessie.objects.update(locatie=None, online_link="https://overleg.example/"), PAGES),
    "sequence": (lambda: Sessie.objects.update(sequence=4), [ICS, SESSIE_ICS, PROVINCIE_ICS]),
    "touched": (lambda: Sessie.objects.update(gewijzigd_op=NOW + timedelta(1)), [ICS, SESSIE_ICS, PROVINCIE_ICS]),
    "working name": (lambda: Sessie.objects.update(doelgroep=None, doelgroep_werknaam="X"), PAGES),
    "deskundige added": (lambda: first_sessie().deskundigen.add(factories.make_deskundige()), [REEKS, SESSIE]),
    "deskundige set": (lambda: first_sessie().deskundigen.set([factories.make_deskundige()]), [REEKS, SESSIE]),
    "deskundige taken away": (lambda: first_sessie().deskundigen.set([]), [REEKS, SESSIE]),
    "deskundige renamed": (lambda: again(Deskundige, functie="wethouder"), [REEKS, SESSIE]),
    "doelgroep renamed": (lambda: again(Doelgroep, naam="Senioren"), PAGES),
    "organisatie renamed": (lambda: again(Organisatie, naam="Ploeg"), [REEKS, SESSIE, PROVINCIE, AGENDA]),
    "address of organisatie": (lambda: Organisatie.objects.update(email="x@y.example"), [REEKS]),
    "website of organisatie": (lambda: Organisatie.objects.update(website="https://y.example"), [REEKS, SESSIE]),
    "locatie renamed": (lambda: again(Locatie, naam="Bibliotheek"), [REEKS, SESSIE, ICS, SESSIE_ICS, PROVINCIE_ICS]),
    "town of locatie": (lambda: Locatie.objects.update(plaats="Ommen"), [REEKS, SESSIE, ICS, SESSIE_ICS, AGENDA]),
    "way in": (lambda: Locatie.objects.update(toegankelijkheid="Geen trap."), [SESSIE]),
    "gemeente of locatie": (lambda: Locatie.objects.update(gemeente=None), [PROVINCIE]),
    "provincie renamed": (lambda: again(Provincie, naam="Over-IJssel"), [REEKS, SESSIE, PROVINCIE, AGENDA]),
    "another provincie made": (lambda: factories.make_provincie("Drenthe"), [AGENDA]),
    "gemeente renamed": (lambda: Gemeente.objects.update(weergavenaam="Anders"), [PROVINCIE]),
    "maildomein deleted": (lambda: Maildomein.objects.all().delete(), [PROVINCIE]),
    "colours": (lambda: again(Huisstijl, hoofdkleur="#0b5345"), [REEKS, SESSIE, PROVINCIE]),
    "name of huisstijl": (lambda: again(Huisstijl, naam="Wij"), [REEKS, SESSIE, PROVINCIE]),
    "telephone": (lambda: Huisstijl.objects.update(telefoon="038 123 45 67"), [REEKS, SESSIE, PROVINCIE]),
    "logo": (lambda: Huisstijl.objects.update(logo_sleutel="a" * 64), [REEKS, SESSIE, PROVINCIE]),
    "huisstijl deleted": (lambda: Huisstijl.objects.all().delete(), [REEKS, SESSIE, PROVINCIE]),
    "handvatten withdrawn": (lambda: again(Handvatten, status="concept"), [REEKS, SESSIE]),
    "handvatten deleted": (lambda: Handvatten.objects.all().delete(), [REEKS, SESSIE]),
    "aanmelding deleted": (withdraw_aanmelding, [PROVINCIE]),
    "aanmelding of another gemeente": (
        lambda: Aanmelding.objects.update(gemeente=factories.make_gemeente(maildomein="gemeente.example")),
        [PROVINCIE],
    ),
    "fewer persons": (lambda: Reeks.objects.update(max_personen=1), [REEKS, SESSIE]),
    "fewer gemeenten": (lambda: Reeks.objects.update(max_gemeenten=1), [REEKS]),
    "a place reserved": (lambda: Reeks.objects.get().gereserveerde_gemeenten.add(factories.make_gemeente()), [REEKS]),
    "fewer places at a sessie": (lambda: Sessie.objects.filter(slug="sessie-1").update(plaatsen=1), [REEKS, SESSIE]),
    "full": (lambda: factories.make_aanmelding(reeks=Reeks.objects.get()), [REEKS, SESSIE]),
    "one leaves a sessie": (lambda: Deelname.objects.update(status="afgemeld"), []),
    "one signs off": (lambda: Aanmelding.objects.update(status="afgemeld", houdt_plaats=False), [REEKS, PROVINCIE]),
    "a place offered": (offer, []),
    "second reeks": (
        lambda: factories.make_reeks(titel="Nog een", sessies=1),
        [PROVINCIE, PROVINCIE_ICS, AGENDA],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.usefixtures("reeks")
def test_a_change_shows_with_the_next_request(name: str) -> None:
    change, shows_on = CHANGES[name]
    before = answers(PAGES)
    assert answers(PAGES) == before
    change()
    after = answers(PAGES)
    assert after == made_now(PAGES)
    assert {path for path in PAGES if before[path] == after[path]} & set(shows_on) == set()


@pytest.mark.usefixtures("reeks")
def test_pages_read_watched_tables_only() -> None:
    """A page that shows something of a table more: add that to BRONNEN, with a migration."""
    with CaptureQueriesContext(connection) as asked:
        answers(PAGES)
    read = {table for query in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    assert read - BRONNEN.keys() == set()
    assert len(read) > 10


# --- What the clock changes -------------------------------------------------------------------------------------

MOMENTS = {
    "sign-up opens": NOW + timedelta(days=1),
    "sign-up closes": NOW + timedelta(days=2),
    "begin of the first": NOW + timedelta(days=3),
    "end of the first": NOW + timedelta(days=3, hours=2),
    "midnight before the last": datetime(2026, 9, 6, tzinfo=AMSTERDAM),
    "begin of the last": NOW + timedelta(days=5),
    "end of the last": NOW + timedelta(days=5, hours=2),
}


def test_time_passes() -> None:
    """Between any two moments, just before and after and on them, a kept page is what one made then would be."""
    reeks = factories.make_reeks(
        titel="Een", slug="een", aanmelden_van=MOMENTS["sign-up opens"], aanmelden_tot=MOMENTS["sign-up closes"]
    )
    factories.make_sessie(reeks=reeks, begin=MOMENTS["begin of the first"])
    factories.make_sessie(reeks=reeks, begin=MOMENTS["begin of the last"])
    seen = set()
    for moment in MOMENTS.values():
        for aside in (timedelta(microseconds=-1), timedelta(0), timedelta(microseconds=1), timedelta(minutes=1)):
            with time_machine.travel(moment + aside, tick=False):
                kept = answers(PAGES)
                assert kept == made_now(PAGES), (moment, aside)
            seen.add(kept[REEKS])
    assert len(seen) == 7


def test_a_clock_that_is_set_back(reeks: Reeks) -> None:
    assert reeks.aanmelden_tot is not None
    with time_machine.travel(reeks.aanmelden_tot + timedelta(days=1), tick=False):
        later = answers(PAGES)
    assert answers(PAGES) == made_now(PAGES)
    assert answers([REEKS])[REEKS] != later[REEKS]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 9, 1, 14, 59, tzinfo=UTC), datetime(2026, 9, 1, 15, tzinfo=UTC)),
        (datetime(2026, 9, 1, 21, 59, tzinfo=UTC), datetime(2026, 9, 1, 22, tzinfo=UTC)),
        (datetime(2026, 9, 1, 22, 1, tzinfo=UTC), datetime(2026, 9, 2, 15, tzinfo=UTC)),
        (datetime(2026, 10, 25, 15, 59, tzinfo=UTC), datetime(2026, 10, 25, 16, tzinfo=UTC)),
        (datetime(2026, 10, 25, 22, 1, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_a_day_has_two_moments_in_the_netherlands(now: datetime, then: datetime) -> None:
    tick = timedelta(microseconds=1)
    assert first_change([], now=now) == then
    assert first_change([then + tick, None, now - tick, then + timedelta(hours=1)], now=now) == then
    assert first_change([now - timedelta(seconds=1), now + timedelta(seconds=9)], now=now) == now + timedelta(seconds=9)
    assert first_change([now], now=now) == now + tick
    assert first_change([now], now=now + tick) == then
    assert first_change([], now=then) == then + tick


def test_offers_end_at_one_of_these_moments() -> None:
    assert END_OF_DAY in DAILY


# --- What is kept, and for whom ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("reeks")
def test_a_kept_page_takes_one_query(path: str, client: Client, django_assert_num_queries: Any) -> None:
    first = client.get(path)
    with django_assert_num_queries(1):
        second = client.get(f"{path}?utm_source=mail&fbclid=1")
    assert (first.content, first.headers) == (second.content, second.headers)
    assert (first["Cache-Control"], dict(first.cookies)) == ("no-cache", {})
    assert "Cookie" in first["Vary"]
    with django_assert_num_queries(1):
        head = client.head(path)
    assert (head.content, head["ETag"]) == (b"", first["ETag"])
    for tags in (first["ETag"], f'"x", {first["ETag"]}', "*"):
        with django_assert_num_queries(1):
            again = client.get(path, headers={"If-None-Match": tags})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(path, headers={"If-None-Match": '"x"'}).content == first.content
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", PAGES)
def test_the_first_to_ask_has_an_etag_too(path: str, reeks: Reeks, client: Client) -> None:
    tag = client.get(path)["ETag"]
    cache.clear()
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    Reeks.objects.filter(pk=reeks.pk).update(samenvatting="Anders.")
    changed = client.get(path, headers={"If-None-Match": tag})
    assert (changed.status_code, changed["ETag"] != tag) == (200, True)


@pytest.mark.usefixtures("reeks")
def test_compressed_as_who_asks_likes(client: Client) -> None:
    for path in PAGES:
        plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": "br, gzip"})
        is_html = path in HTML
        assert ("gzip" if is_html else "identity") == packed["Content-Encoding"]
        assert plain.get("Content-Encoding") == (None if is_html else "identity")
        assert ("Accept-Encoding" in plain["Vary"], plain["Vary"]) == (is_html, packed["Vary"])
        assert plain["ETag"] == packed["ETag"]
        if is_html:
            assert len(packed.content) == int(packed["Content-Length"]) < len(plain.content) / 2
            assert packed.content == client.get(path, headers={"Accept-Encoding": "gzip"}).content
            assert gzip.decompress(packed.content) == plain.content


@pytest.mark.usefixtures("reeks")
def test_the_headers_of_every_page_are_on_a_kept_one(client: Client) -> None:
    names = {
        "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy",
        "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy",
    }  # fmt: skip
    for path in PAGES:
        first, kept = client.get(path), client.get(path)
        assert names - kept.headers.keys() == set()
        assert {name: first[name] for name in names} == {name: kept[name] for name in names}


@pytest.mark.usefixtures("reeks")
def test_who_is_signed_in_gets_a_page_made_now(plain_user: User) -> None:
    before = answers(HTML)
    for key, kept in all_kept().items():
        cache.set(key, kept | {"body": gzip.compress(b"kept")})
    client = signed_in(plain_user)
    for path in HTML:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path)
        assert [query for query in asked if "programmes_stempel" in query["sql"]] == []
        assert page.content == before[path][1]
        assert ("ETag" in page.headers, "Cache-Control" in page.headers) == (False, False)
    assert answers(HTML) == dict.fromkeys(HTML, (200, b"kept"))


@pytest.mark.usefixtures("reeks")
def test_nothing_is_kept_of_who_is_signed_in(plain_user: User) -> None:
    client = signed_in(plain_user)
    for path in PAGES:
        client.get(path)
    assert all_kept() == {}


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
@pytest.mark.usefixtures("reeks")
def test_a_cookie_that_may_be_personal_is_enough(client: Client, cookie: str) -> None:
    client.cookies[cookie] = "x"
    for path in PAGES:
        assert client.get(path).status_code == 200
    assert all_kept() == {}
    answers(PAGES)
    assert len(all_kept()) == len(PAGES)


@pytest.mark.usefixtures("reeks")
def test_other_cookies_are_no_reason(client: Client, django_assert_num_queries: Any) -> None:
    client.cookies["consent_of_the_provincie"] = "x"
    client.get("/overijssel/een/aanmelden/")
    assert "csrftoken" in client.cookies
    client.get(REEKS)
    with django_assert_num_queries(1):
        client.get(REEKS)


@pytest.mark.usefixtures("reeks")
def test_kept_pages_hold_no_form_that_is_sent() -> None:
    for path, (_, body) in answers(PAGES).items():
        assert (b"csrfmiddlewaretoken" in body, b'method="post"' in body) == (False, False), path


@pytest.mark.parametrize("query", ["?provincie=overijssel", "?thema=wonen", "?maand=2026-12", "?thema="])
@pytest.mark.usefixtures("reeks")
def test_a_choice_in_the_agenda_is_made_now(client: Client, query: str) -> None:
    plain = client.get("/")
    assert "ETag" not in client.get(f"/{query}").headers
    assert client.get("/").content == plain.content


def test_all_that_has_been_is_made_now(client: Client) -> None:
    for number in range(8):
        factories.make_sessie(reeks=factories.make_reeks(), begin=NOW - timedelta(days=9 + number))
    short, whole = client.get(PROVINCIE), client.get(f"{PROVINCIE}?geweest=alles")
    assert (short.content.count(b"reeks-kaart__link"), whole.content.count(b"reeks-kaart__link")) == (6, 8)
    assert client.get(PROVINCIE).content == short.content


def test_what_is_not_there_is_not_kept(reeks: Reeks, client: Client) -> None:
    for path in (
        "/overijssel/nee/",
        "/overijssel/een/nee/",
        "/nergens/",
        f"/{'x' * 2000}/",
        "/overijssel/nee/agenda.ics",
    ):
        assert [client.get(path).status_code for _ in range(2)] == [404, 404]
    answers(PAGES)
    Reeks.objects.filter(pk=reeks.pk).update(status=Reeks.Status.CONCEPT)
    assert [client.get(path).status_code for path in PAGES] == [404, 404, 404, 404, 200, 200, 200]
    Reeks.objects.filter(pk=reeks.pk).update(status=Reeks.Status.GEPUBLICEERD)
    assert [client.get(path).status_code for path in PAGES] == [200] * 7


# --- A cache that fails, and writes that are undone -------------------------------------------------------------

NONSENSE: list[Any] = [
    b"\x00nonsense", "text", 7, {"body": b"x"}, [],
    {"stempel": 1, "made_at": "x", "valid_until": None, "headers": {}, "body": b"x", "is_compressed": True},
]  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.usefixtures("reeks")
def test_nonsense_in_the_cache_is_made_good(nonsense: Any) -> None:
    good = answers(PAGES)
    for key in all_kept():
        cache.set(key, nonsense)
    assert answers(PAGES) == good


@pytest.mark.usefixtures("reeks")
def test_a_body_that_can_not_be_unpacked_is_made_good() -> None:
    good = answers(PAGES)
    for key, kept in all_kept().items():
        cache.set(key, kept | {"body": b"\x1f\x8bnonsense"})
    assert {path: good[path] for path in HTML} == answers(HTML)


class BrokenCache(BaseCache):
    """A cache whose server is away."""

    def get(self, *_args: Any, **_options: Any) -> Any:
        raise ConnectionError

    def set(self, *_args: Any, **_options: Any) -> None:
        raise ConnectionError


@pytest.mark.parametrize("backend", [f"{__name__}.BrokenCache", "django.core.cache.backends.dummy.DummyCache"])
@pytest.mark.usefixtures("reeks")
def test_a_cache_that_is_down_breaks_nothing(backend: str, settings: Any) -> None:
    good = answers(PAGES)
    settings.CACHES = {"default": {"BACKEND": backend}}
    assert answers(PAGES) == good


def test_a_write_that_is_undone_leaves_nothing_behind(reeks: Reeks) -> None:
    before = answers(PAGES)
    with transaction.atomic():
        Reeks.objects.filter(pk=reeks.pk).update(titel="Twee")
        assert b"Twee" in answers([REEKS])[REEKS][1]
        transaction.set_rollback(True)
    assert answers(PAGES) == before


def test_what_changes_while_a_page_is_made_shows_to_who_asks_next(
    reeks: Reeks, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = Template.render

    def slow(self: Template, *args: Any, **options: Any) -> Any:
        text = render(self, *args, **options)
        Reeks.objects.filter(pk=reeks.pk).update(titel="Twee")
        monkeypatch.setattr(Template, "render", render)
        return text

    monkeypatch.setattr(Template, "render", slow)
    assert b"<h1>Een</h1>" in answers([REEKS])[REEKS][1]
    assert b"<h1>Twee</h1>" in answers([REEKS])[REEKS][1]
