"""A reeks and its sessies in the words of schema.org, which search engines and other programs read."""

import re
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from programmes.models import Locatie, Reeks, Sessie

Thing = dict[str, Any]
CONTEXT = "https://schema.org"


def reeks_data(reeks: Reeks, *, site_url: str) -> Thing:
    """Return a reeks as `EventSeries` with an `Event` for each dated sessie.

    Reads only what `for_page()` has loaded. An event must have a date, so sessies without one are left out.
    """
    dated = [sessie for sessie in reeks.sessies.all() if sessie.has_date]
    return {
        "@context": CONTEXT,
        "@type": "EventSeries",
        "name": reeks.titel,
        "description": reeks.samenvatting,
        "url": site_url + reeks.get_absolute_url(),
        "inLanguage": "nl",
        "organizer": _organizer(reeks),
        **_cost(reeks, site_url),
        **({"subEvent": [_event(sessie, reeks, site_url) for sessie in dated]} if dated else {}),
    }


def sessie_data(sessie: Sessie, *, site_url: str) -> Thing | None:
    """Return a dated sessie as `Event` within its series; None while it has no date, which an event must have."""
    if not sessie.has_date:
        return None
    reeks = sessie.reeks
    series = {"@type": "EventSeries", "name": reeks.titel, "url": site_url + reeks.get_absolute_url()}
    return {"@context": CONTEXT, **_event(sessie, reeks, site_url), "superEvent": series}


def _event(sessie: Sessie, reeks: Reeks, site_url: str) -> Thing:
    mode = "Online" if sessie.is_online else "Offline"
    return {
        "@type": "Event",
        "name": f"{reeks.titel}: {sessie.volledige_titel}",
        "description": _first_paragraph(sessie.omschrijving) or reeks.samenvatting,
        "startDate": _moment(sessie.begin),
        "endDate": _moment(sessie.einde),
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "eventAttendanceMode": f"{CONTEXT}/{mode}EventAttendanceMode",
        "location": _place(sessie, reeks, site_url),
        "url": site_url + reverse("sessie", args=[reeks.provincie.slug, reeks.slug, sessie.slug]),
        "inLanguage": "nl",
        "organizer": _organizer(reeks),
        **_cost(reeks, site_url),
    }


def _place(sessie: Sessie, reeks: Reeks, site_url: str) -> Thing:
    # The link to the meeting itself is for deelnemers only: where to go online is the page of the reeks.
    if sessie.is_online:
        return {"@type": "VirtualLocation", "url": site_url + reeks.get_absolute_url()}
    country = {"addressRegion": reeks.provincie.naam, "addressCountry": "NL"}
    if sessie.locatie is None:
        return {"@type": "Place", "name": "Locatie volgt", "address": {"@type": "PostalAddress", **country}}
    return {"@type": "Place", "name": sessie.locatie.naam, "address": _address(sessie.locatie) | country}


def _address(locatie: Locatie) -> Thing:
    known = {
        "streetAddress": locatie.adres,
        "postalCode": locatie.postcode,
        "addressLocality": locatie.plaats,
    }
    return {"@type": "PostalAddress", **{name: value for name, value in known.items() if value}}


def _organizer(reeks: Reeks) -> Thing:
    website = {"url": reeks.organisatie.website} if reeks.organisatie.website else {}
    return {"@type": "Organization", "name": reeks.organisatie.naam, **website}


def _cost(reeks: Reeks, site_url: str) -> Thing:
    """Return the offer of what is free; other costs are a sentence, not a price."""
    if reeks.kosten.strip().casefold() != "gratis":
        return {}
    page = site_url + reverse("aanmelden", args=[reeks.provincie.slug, reeks.slug])
    offer = {"@type": "Offer", "price": 0, "priceCurrency": "EUR", "url": page}
    return {"isAccessibleForFree": True, "offers": offer}


def _moment(moment: datetime | None) -> str:
    """Return Dutch time with its offset: `2026-09-08T12:00:00+02:00`."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _first_paragraph(text: str) -> str:
    return " ".join(re.split(r"\r?\n[ \t]*\r?\n", text.strip(), maxsplit=1)[0].split())
