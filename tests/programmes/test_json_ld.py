"""A reeks and its sessies in the words of schema.org."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.json_ld import reeks_data, sessie_data
from programmes.models import Reeks, Sessie
from tests import factories

pytestmark = pytest.mark.django_db
SITE = "https://leerlabs.example"
REEKS = f"{SITE}/overijssel/bewoners-bereiken/"
SUMMER = datetime(2026, 9, 8, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
WINTER = datetime(2026, 11, 10, 13, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
ORGANIZER = {"@type": "Organization", "name": "Expertteam", "url": "https://expertteam.example"}
FREE = {
    "isAccessibleForFree": True,
    "offers": {"@type": "Offer", "price": 0, "priceCurrency": "EUR", "url": f"{REEKS}aanmelden/"},
}


def leerlab(**fields: Any) -> Reeks:
    """Make a leerlab with a sessie online, one in a house, one without date, one without place."""
    organisatie = factories.make_organisatie(naam="Expertteam", website="https://expertteam.example")
    names = {"titel": "Bewoners bereiken", "slug": "bewoners-bereiken", "samenvatting": "Zo bereik je iedereen."}
    reeks = factories.make_reeks(organisatie=organisatie, **(names | fields))
    factories.make_sessie(reeks=reeks, soort="kick-off", begin=SUMMER, online_link="https://overleg.example/kamer-7")
    factories.make_sessie(
        reeks=reeks, begin=WINTER, doelgroep=factories.make_doelgroep(naam="ouderen"),
        omschrijving="\nEerste\r\nalinea.\r\n \r\nTweede alinea.",
        locatie=factories.make_locatie(naam="Gemeentehuis", adres="Plein 1", postcode="8102 GG", plaats="Raalte"),
    )  # fmt: skip
    factories.make_sessie(reeks=reeks, begin=None, online_link="https://overleg.example/kamer-8")
    factories.make_sessie(reeks=reeks, soort="terugkom", begin=WINTER + timedelta(days=30))
    return Reeks.objects.for_page().get(pk=reeks.pk)


def event(**own: Any) -> dict[str, Any]:
    """Return an event with what all events of the leerlab share."""
    return {
        "@type": "Event",
        "description": "Zo bereik je iedereen.",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "inLanguage": "nl",
        "organizer": ORGANIZER,
        **FREE,
        **own,
    }


KICK_OFF = event(
    name="Bewoners bereiken: Kick-off",
    startDate="2026-09-08T12:00:00+02:00",
    endDate="2026-09-08T14:00:00+02:00",
    eventAttendanceMode="https://schema.org/OnlineEventAttendanceMode",
    location={"@type": "VirtualLocation", "url": REEKS},
    url=f"{REEKS}kick-off/",
)
SESSIE_1 = event(
    name="Bewoners bereiken: Sessie 1: ouderen",
    description="Eerste alinea.",
    startDate="2026-11-10T13:30:00+01:00",
    endDate="2026-11-10T15:30:00+01:00",
    location={
        "@type": "Place",
        "name": "Gemeentehuis",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Plein 1",
            "postalCode": "8102 GG",
            "addressLocality": "Raalte",
            "addressRegion": "Overijssel",
            "addressCountry": "NL",
        },
    },
    url=f"{REEKS}sessie-1/",
)
TERUGKOM = event(
    name="Bewoners bereiken: Terugkombijeenkomst",
    startDate="2026-12-10T13:30:00+01:00",
    endDate="2026-12-10T15:30:00+01:00",
    location={
        "@type": "Place",
        "name": "Locatie volgt",
        "address": {"@type": "PostalAddress", "addressRegion": "Overijssel", "addressCountry": "NL"},
    },
    url=f"{REEKS}terugkom/",
)


def test_a_reeks_with_its_dated_sessies() -> None:
    assert reeks_data(leerlab(), site_url=SITE) == {
        "@context": "https://schema.org",
        "@type": "EventSeries",
        "name": "Bewoners bereiken",
        "description": "Zo bereik je iedereen.",
        "url": REEKS,
        "inLanguage": "nl",
        "organizer": ORGANIZER,
        **FREE,
        "subEvent": [KICK_OFF, SESSIE_1, TERUGKOM],
    }


CANCELLED = {"eventStatus": "https://schema.org/EventCancelled"}


@pytest.mark.parametrize(
    ("plaatsen", "max_personen", "left", "expected"),
    [
        (None, None, None, {}),
        (12, None, 3, {"maximumAttendeeCapacity": 12, "remainingAttendeeCapacity": 3}),
        (None, 40, 0, {"maximumAttendeeCapacity": 40, "remainingAttendeeCapacity": 0}),
        (12, 40, 3, {"maximumAttendeeCapacity": 12, "remainingAttendeeCapacity": 3}),
        (40, 12, None, {"maximumAttendeeCapacity": 12}),
    ],
)
def test_how_many_fit_in(plaatsen: int | None, max_personen: int | None, left: int | None, expected: Any) -> None:
    reeks = leerlab(max_personen=max_personen)
    reeks.sessies.update(plaatsen=plaatsen)
    sessie = Reeks.objects.for_page().get(pk=reeks.pk).sessies.all()[1]
    known = {} if left is None else {sessie.pk: left}
    data = sessie_data(sessie, site_url=SITE, left=known) or {}
    assert data == {"@context": "https://schema.org", **SESSIE_1, **expected, "superEvent": data["superEvent"]}
    whole = reeks_data(Reeks.objects.for_page().get(pk=reeks.pk), site_url=SITE, left=known)
    assert whole["subEvent"][1] == SESSIE_1 | expected


def test_a_sessie_that_was_cancelled_stays_an_event_without_places() -> None:
    reeks = leerlab(max_personen=40)
    reeks.sessies.filter(slug="sessie-1").update(vervallen_op=WINTER, plaatsen=12)
    sessie = reeks.sessies.get(slug="sessie-1")
    data = sessie_data(sessie, site_url=SITE, left={sessie.pk: 3}) or {}
    assert data == {"@context": "https://schema.org", **SESSIE_1, **CANCELLED, "superEvent": data["superEvent"]}


def test_a_sessie_in_its_reeks() -> None:
    sessie = leerlab().sessies.get(slug="sessie-1")
    series = {"@type": "EventSeries", "name": "Bewoners bereiken", "url": REEKS}
    assert sessie_data(sessie, site_url=SITE) == {"@context": "https://schema.org", **SESSIE_1, "superEvent": series}


def test_a_sessie_without_date_is_no_event() -> None:
    assert sessie_data(leerlab().sessies.get(slug="sessie-2"), site_url=SITE) is None


def test_a_reeks_without_dates_has_no_events() -> None:
    reeks = leerlab()
    reeks.sessies.update(begin=None, einde=None)
    assert "subEvent" not in reeks_data(Reeks.objects.for_page().get(pk=reeks.pk), site_url=SITE)


def test_the_link_of_the_meeting_is_for_deelnemers() -> None:
    reeks = leerlab()
    data = [reeks_data(reeks, site_url=SITE), *(sessie_data(row, site_url=SITE) for row in reeks.sessies.all())]
    assert "overleg.example" not in repr(data)


@pytest.mark.parametrize(("kosten", "is_free"), [("Gratis", True), (" gratis ", True), ("€ 25 voor de lunch", False)])
def test_only_what_is_free_has_a_price(kosten: str, *, is_free: bool) -> None:
    data = reeks_data(leerlab(kosten=kosten), site_url=SITE)
    assert {name: data.get(name) for name in FREE} == (FREE if is_free else dict.fromkeys(FREE))
    assert data["subEvent"][0].get("offers") == data.get("offers")


@pytest.mark.parametrize("name", ["gesloten_op", "gearchiveerd_op"])
def test_what_is_closed_offers_nothing(name: str) -> None:
    data = reeks_data(leerlab(**{name: SUMMER}), site_url=SITE)
    assert (data["isAccessibleForFree"], "offers" in data, "offers" in data["subEvent"][0]) == (True, False, False)


def test_an_organisatie_without_website() -> None:
    reeks = leerlab()
    reeks.organisatie.website = ""
    assert reeks_data(reeks, site_url=SITE)["organizer"] == {"@type": "Organization", "name": "Expertteam"}


def test_an_address_leaves_out_what_is_not_known() -> None:
    locatie = factories.make_locatie(naam="Buurthuis", adres="", postcode="", plaats="Raalte")
    sessie = factories.make_sessie(locatie=locatie)
    data = sessie_data(sessie, site_url=SITE) or {}
    assert data["location"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Raalte",
        "addressRegion": "Overijssel",
        "addressCountry": "NL",
    }


def test_it_takes_no_query_of_its_own() -> None:
    leerlab()
    reeks = Reeks.objects.for_page().get()
    sessie = Sessie.objects.for_calendar().get(slug="sessie-1")
    with CaptureQueriesContext(connection) as captured:
        reeks_data(reeks, site_url=SITE)
        sessie_data(sessie, site_url=SITE)
    assert len(captured) == 0
