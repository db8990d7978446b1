"""A reeks and its sessies in the words of schema.org, which search engines and other programs read."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from programmes.addresses import address
from programmes.models import Locatie, Reeks, Sessie

Thing = dict[str, Any]
CONTEXT = "https://schema.org"
NOT_KNOWN: Mapping[int, int] = {}
MANY = 2000
"""Moments to keep in words: those of every reeks that is asked often."""
PARAGRAPH = re.compile(r"\r?\n[ \t]*\r?\n")


def reeks_data(reeks: Reeks, *, site_url: str, left: Mapping[int, int] = NOT_KNOWN) -> Thing:
    """Return a reeks as `EventSeries` with an `Event` for each dated sessie.

    Reads only what `for_page()` has loaded. An event must have a date, so sessies without one are left out.

    Args:
        reeks: with its sessies.
        site_url: scheme and host, without a slash at the end.
        left: how many persons more can come, by the key of the sessie, where that is limited and known.
    """
    dated = [sessie for sessie in reeks.sessies.all() if sessie.has_date]
    shared = _shared(reeks, site_url)
    return {
        "@context": CONTEXT,
        "@type": "EventSeries",
        "name": reeks.titel,
        "description": reeks.samenvatting,
        "url": site_url + reeks.get_absolute_url(),
        **shared,
        **({"subEvent": [_event(row, reeks, site_url, left, shared) for row in dated]} if dated else {}),
    }


def sessie_data(sessie: Sessie, *, site_url: str, left: Mapping[int, int] = NOT_KNOWN) -> Thing | None:
    """Return a dated sessie as `Event` within its series; None while it has no date, which an event must have.

    `left` is as for `reeks_data`.
    """
    if not sessie.has_date:
        return None
    reeks = sessie.reeks
    series = {"@type": "EventSeries", "name": reeks.titel, "url": site_url + reeks.get_absolute_url()}
    event = _event(sessie, reeks, site_url, left, _shared(reeks, site_url))
    return {"@context": CONTEXT, **event, "superEvent": series}


def _shared(reeks: Reeks, site_url: str) -> Thing:
    """Return what a reeks and each of its sessies say alike."""
    return {"inLanguage": "nl", "organizer": _organizer(reeks), **_cost(reeks, site_url)}


def _event(sessie: Sessie, reeks: Reeks, site_url: str, left: Mapping[int, int], shared: Thing) -> Thing:
    mode = "Online" if sessie.is_online else "Offline"
    return {
        "@type": "Event",
        "name": f"{reeks.titel}: {sessie.volledige_titel}",
        "description": _first_paragraph(sessie.omschrijving) or reeks.samenvatting,
        "startDate": _moment(sessie.begin),
        "endDate": _moment(sessie.einde),
        "eventStatus": f"{CONTEXT}/{'EventCancelled' if sessie.is_vervallen else 'EventScheduled'}",
        "eventAttendanceMode": f"{CONTEXT}/{mode}EventAttendanceMode",
        "location": _place(sessie, reeks, site_url),
        "url": site_url + address("sessie", reeks.provincie.slug, reeks.slug, sessie.slug),
        **shared,
        **_capacity(sessie, reeks, left),
    }


def _capacity(sessie: Sessie, reeks: Reeks, left: Mapping[int, int]) -> Thing:
    """Return how many persons fit in and how many more can come; nothing without a limit, or once it is cancelled."""
    limits = [limit for limit in (sessie.plaatsen, reeks.max_personen) if limit is not None]
    if not limits or sessie.is_vervallen:
        return {}
    known = {"remainingAttendeeCapacity": left[sessie.pk]} if sessie.pk in left else {}
    return {"maximumAttendeeCapacity": min(limits), **known}


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
    """Return the offer of what is free and not closed by hand; other costs are a sentence, not a price."""
    if reeks.kosten.strip().casefold() != "gratis":
        return {}
    if reeks.gesloten_op or reeks.gearchiveerd_op:
        return {"isAccessibleForFree": True}
    page = site_url + address("aanmelden", reeks.provincie.slug, reeks.slug)
    offer = {"@type": "Offer", "price": 0, "priceCurrency": "EUR", "url": page}
    return {"isAccessibleForFree": True, "offers": offer}


@lru_cache(MANY)
def _moment(moment: datetime | None) -> str:
    """Return Dutch time with its offset: `2026-09-08T12:00:00+02:00`."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _first_paragraph(text: str) -> str:
    return " ".join(PARAGRAPH.split(text.strip(), maxsplit=1)[0].split())
