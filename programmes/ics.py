"""Sessies as calendar files: the download, the personal feed, the invitation by mail and its withdrawal.

Plain data in, bytes out: no query, no clock, no settings; equal input gives equal bytes, so that a feed keeps
its ETag until something has changed. Only the two mails name people, and each names one receiver.
icalendar is imported where it is needed and never before: it costs 140 ms, and most pages have no use for it.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.encoding import iri_to_uri
from django.utils.text import slugify

from programmes.ics_parts import ZONE, add_people, as_text, clean, in_zone, new_calendar, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Event

    from programmes.models import Sessie

_LINK_FOLLOWS: Final = "Deze bijeenkomst is online. Doe je mee? Dan krijg je de link per mail."
_NOT_A_SIGN_OFF: Final = (
    "Let op: accepteren of weigeren in je agenda telt niet als aanmelden of afmelden. "
    "Aan- en afmelden doe je in het portaal."
)
_SIGN_OFF_BY_REPLY: Final = (
    "Weiger je deze uitnodiging in je agenda? Dan melden we je af. "
    "Je krijgt eerst een mail, waarmee je dat nog kunt terugdraaien."
)
_SIGNED_OFF: Final = "Je bent afgemeld voor deze bijeenkomst."
_CANCELLED: Final = "Deze bijeenkomst gaat niet door."
_WITHDRAWN: Final = "De datum van deze bijeenkomst vervalt. De nieuwe datum volgt."


@dataclass(frozen=True, kw_only=True, slots=True)
class Afspraak:
    """What a calendar holds of one sessie; without people, so that it may be shared.

    Attributes:
        uid: the identity in every calendar, the same for download, feed and mail; never changes.
        sequence: how often date, time, place or title changed; only rises.
        titel: one line of plain text.
        begin: aware; in any zone, written in that of Amsterdam.
        einde: aware and later than `begin`.
        locatie: one line of plain text, or the link of an online sessie; empty when not known.
        omschrijving: plain text in lines; HTML would be shown as it stands.
        url: absolute address of the public page.
        online_link: absolute address to take part; empty when there is none or the reader may not have it.
        aangemaakt_op: aware.
        gewijzigd_op: aware; becomes DTSTAMP, so it may never come from the clock.
        is_cancelled: whether the sessie does not go on; it stays in calendars and says so.

    Raises:
        ValueError: a datetime is naive.
    """

    uid: str
    sequence: int
    titel: str
    begin: datetime
    einde: datetime
    locatie: str
    omschrijving: str
    url: str
    online_link: str = ""
    aangemaakt_op: datetime
    gewijzigd_op: datetime
    is_cancelled: bool = False

    def __post_init__(self) -> None:
        for moment in (self.begin, self.einde, self.aangemaakt_op, self.gewijzigd_op):
            if moment.utcoffset() is None:
                raise ValueError(f"naive datetime in afspraak {self.uid}: {moment}")


def afspraak_of(
    sessie: "Sessie",
    *,
    site_url: str,
    with_link: bool = False,
    bump: int = 0,
    changed: datetime | None = None,
) -> Afspraak:
    """Return what a calendar holds of a sessie.

    Asks no query of a sessie that was selected with `reeks__provincie`, `locatie` and `doelgroep`.

    Args:
        sessie: a sessie with a date.
        site_url: scheme and host, without a slash at the end.
        with_link: whether the reader takes part and so may have the link of an online sessie.
        bump: what the reader's own Deelname adds to the sequence of the sessie.
        changed: when that Deelname changed, aware; counts when it is later than the sessie's own change.

    Raises:
        ValueError: the sessie has no date.
    """
    if sessie.begin is None or sessie.einde is None:
        raise ValueError(f"sessie {sessie.uid} has no date")
    link = sessie.online_link if with_link else ""
    url = f"{site_url}{sessie.get_absolute_url()}"
    return Afspraak(
        uid=str(sessie.uid),
        sequence=sessie.sequence + bump,
        titel=f"{sessie.reeks.titel}: {sessie.volledige_titel}",
        begin=sessie.begin,
        einde=sessie.einde,
        locatie=_location(sessie, link),
        omschrijving=_description(sessie, link, url),
        url=url,
        online_link=link,
        aangemaakt_op=sessie.aangemaakt_op,
        gewijzigd_op=max(sessie.gewijzigd_op, changed or sessie.gewijzigd_op),
        is_cancelled=sessie.is_vervallen,
    )


def download(afspraken: "Iterable[Afspraak]") -> bytes:
    """Return a file to open once: one sessie, or the dated sessies of a reeks or a provincie.

    It has no METHOD and no name: with a name, Outlook opens the file as a new calendar of its own.

    Source: RFC 5545.
    """
    return to_bytes(new_calendar(), _events(afspraken))


def feed(afspraken: "Iterable[Afspraak]", *, naam: str = "") -> bytes:
    """Return a calendar to subscribe to, which asks to be read again every four hours.

    Args:
        afspraken: what is in it; none gives a valid, empty calendar.
        naam: how the calendar is called in the reader's list; empty for one that others open once, see `download`.

    Source: RFC 7986 and, for who does not read that yet, its X- forerunners.
    """
    names = {"NAME": naam, "X-WR-CALNAME": naam, "X-WR-TIMEZONE": ZONE.key} if naam else {}
    calendar = new_calendar(**names, **{"X-PUBLISHED-TTL": "PT4H"})
    # The library's own `refresh_interval` leaves out VALUE, which RFC 7986 requires.
    calendar.add("REFRESH-INTERVAL", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    return to_bytes(calendar, _events(afspraken))


def invitation(
    afspraak: Afspraak,
    *,
    organizer_email: str,
    organizer_name: str,
    attendee_email: str,
    attendee_name: str,
    asks_reply: bool = False,
) -> bytes:
    """Return the calendar part of a mail that puts a sessie, or its change, in the receiver's calendar.

    Unless `asks_reply`, no reply is asked for, and the text says that a reply is not a sign-off.

    Args:
        afspraak: with a higher sequence than the one before when it is a change.
        organizer_email: the address that the mail comes from, without a name; somebody reads what arrives.
        organizer_name: the name beside it; may be empty.
        attendee_email: the address that the mail goes to.
        attendee_name: the name beside it; may be empty.
        asks_reply: whether a program reads what the organizer gets; the text then says what a refusal does.

    Returns:
        UTF-8 for a part of type `text/calendar; method=REQUEST`.

    Raises:
        ValueError: the organizer is not a bare address.

    Source: RFC 5546 section 3.2.2 and RFC 6047.
    """
    told = _SIGN_OFF_BY_REPLY if asks_reply else _NOT_A_SIGN_OFF
    event = _event(afspraak, f"{told}\n\n{afspraak.omschrijving}")
    organizer, attendee = (organizer_email, organizer_name), (attendee_email, attendee_name)
    add_people(event, organizer, attendee, asks_reply=asks_reply)
    return to_bytes(new_calendar(METHOD="REQUEST"), [event])


def withdrawn(
    afspraak: Afspraak, *, organizer_email: str, organizer_name: str, attendee_email: str, attendee_name: str
) -> bytes:
    """Return the calendar part of a mail that takes a date back, when there is no new one yet.

    The afspraak is that of the invitation, with a higher sequence; the rest is as for `signed_off`.

    Raises:
        ValueError: the organizer is not a bare address.
    """
    organizer, attendee = (organizer_email, organizer_name), (attendee_email, attendee_name)
    return _cancel(afspraak, _WITHDRAWN, organizer, attendee)


def signed_off(
    afspraak: Afspraak, *, organizer_email: str, organizer_name: str, attendee_email: str, attendee_name: str
) -> bytes:
    """Return the calendar part of a mail that takes a sessie out of the calendar of one who left it, or of everybody.

    As long as the sessie itself goes on there is no STATUS: that would say that it is cancelled for everybody.
    The afspraak is made without link and with a higher sequence than the invitation had; the organizer and
    the one attendee are those of the invitation. The bytes are for `text/calendar; method=CANCEL`.

    Raises:
        ValueError: the organizer is not a bare address.

    Source: RFC 5546 section 3.2.5.
    """
    reason = _CANCELLED if afspraak.is_cancelled else _SIGNED_OFF
    return _cancel(afspraak, reason, (organizer_email, organizer_name), (attendee_email, attendee_name))


def _cancel(afspraak: Afspraak, reason: str, organizer: tuple[str, str], attendee: tuple[str, str]) -> bytes:
    event = _event(afspraak, f"{reason}\n\n{afspraak.omschrijving}")
    add_people(event, organizer, attendee)
    if not afspraak.is_cancelled:
        del event["STATUS"]
    event["TRANSP"] = "TRANSPARENT"
    return to_bytes(new_calendar(METHOD="CANCEL"), [event])


def etag(body: bytes) -> str:
    """Return the strong ETag of a file, quotes included."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def filename(slug: str) -> str:
    """Return the name to save a file under: a-z, 0-9, hyphen and underscore, then ".ics"."""
    return f"{slugify(slug) or 'agenda'}.ics"


def _location(sessie: "Sessie", link: str) -> str:
    if sessie.locatie:
        return sessie.locatie.volledig
    if sessie.is_online:
        return link or "Online"
    return ""


def _description(sessie: "Sessie", link: str, url: str) -> str:
    parts = [sessie.reeks.samenvatting]
    if link:
        parts.append(f"Doe online mee via deze link:\n{link}")
    elif sessie.is_online:
        parts.append(_LINK_FOLLOWS)
    parts.append(f"Lees meer over deze bijeenkomst:\n{url}")
    return "\n\n".join(part for part in parts if part)


def _events(afspraken: "Iterable[Afspraak]") -> "list[Event]":
    in_time = sorted(afspraken, key=lambda afspraak: (afspraak.begin, afspraak.uid))
    return [_told(afspraak) for afspraak in in_time]


def _told(afspraak: Afspraak) -> "Event":
    """Return the event of a file without people; a cancelled one says so in words, as few show its status."""
    if not afspraak.is_cancelled:
        return _event(afspraak, afspraak.omschrijving)
    named = replace(afspraak, titel=f"Geannuleerd: {afspraak.titel}")
    return _event(named, f"{_CANCELLED}\n\n{afspraak.omschrijving}")


def _event(afspraak: Afspraak, omschrijving: str) -> "Event":
    from icalendar import CLASS, STATUS, TRANSP, Conference, Event  # noqa: PLC0415 - see the module docstring

    link = iri_to_uri(afspraak.online_link)
    event = Event.new(
        uid=clean(afspraak.uid),
        sequence=afspraak.sequence,
        stamp=afspraak.gewijzigd_op.astimezone(UTC),
        last_modified=afspraak.gewijzigd_op.astimezone(UTC),
        created=afspraak.aangemaakt_op.astimezone(UTC),
        start=in_zone(afspraak.begin),
        end=in_zone(afspraak.einde),
        url=iri_to_uri(afspraak.url) or None,
        status=STATUS.CANCELLED if afspraak.is_cancelled else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT if afspraak.is_cancelled else TRANSP.OPAQUE,
        classification=CLASS.PUBLIC,
        conferences=[Conference(link, feature="VIDEO", label="Online meedoen")] if link else None,
    )
    for name, text in (("SUMMARY", afspraak.titel), ("LOCATION", afspraak.locatie), ("DESCRIPTION", omschrijving)):
        if clean(text) or name == "SUMMARY":
            event[name] = as_text(text)
    return event
