"""Reads what tablets send: taps in JSON or from one button, written by browsers and therefore by anybody."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, QueryDict

from accounts.models import User
from registrations.attendance import MOST_TAPS, Tap
from registrations.models import Deelname

LARGEST = 100_000
"""Bytes that so many taps never need."""
LARGEST_KEY = 2**63 - 1
LATEST = 4_102_444_800_000
"""The year 2100, in milliseconds since 1970."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
VALUES = frozenset({"", *Deelname.Aanwezigheid.values})


class UnreadableTaps(Exception):
    """None of them can be read; `soort` is what the script goes by."""

    def __init__(self, soort: str, status: HTTPStatus) -> None:
        super().__init__(soort)
        self.soort, self.status = soort, status


@dataclass
class Taps:
    """What came in: the taps, and the uuids of those that make no sense."""

    good: list[Tap] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)


def read_taps(request: HttpRequest, *, user: User) -> Taps:
    """Return the taps in the body of a request: `{"gebruiker": key, "tikken": [{uuid, deelname, waarde, getikt_op}]}`.

    `getikt_op` is in milliseconds since 1970.

    Raises:
        UnreadableTaps: it is no such thing, or they are of somebody else who was signed in on the same tablet.
    """
    if request.content_type != "application/json":
        # The body of a form was read already, and is none of ours.
        raise UnreadableTaps("onleesbaar", HTTPStatus.BAD_REQUEST)
    if len(request.body) > LARGEST:
        raise UnreadableTaps("te groot", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        said = json.loads(request.body)
        owner, rows = said["gebruiker"], said["tikken"]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise UnreadableTaps("onleesbaar", HTTPStatus.BAD_REQUEST) from error
    if not isinstance(rows, list) or len(rows) > MOST_TAPS:
        raise UnreadableTaps("onleesbaar", HTTPStatus.BAD_REQUEST)
    if owner != user.pk:
        raise UnreadableTaps("ander", HTTPStatus.CONFLICT)
    taps = Taps()
    for row in rows:
        tap = tap_of(row)
        if tap:
            taps.good.append(tap)
        elif isinstance(row, dict):
            taps.bad.append(str(row.get("uuid"))[:64])
    return taps


def tap_of(row: Any) -> Tap | None:
    """Return one tap; None when it is none."""
    try:
        key, deelname, waarde, moment = (row[name] for name in ("uuid", "deelname", "waarde", "getikt_op"))
        is_whole = type(deelname) is int and type(moment) is int
        if not (is_whole and 0 < deelname <= LARGEST_KEY and 0 <= moment <= LATEST and waarde in VALUES):
            return None
        return Tap(uuid.UUID(key), deelname, waarde, EPOCH + timedelta(milliseconds=moment))
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def read_button(data: QueryDict, *, now: datetime) -> Tap | None:
    """Return the tap of a browser without JavaScript: the button `tik` says `12:aanwezig`; None when it says nothing.

    The page carries one uuid. Of it and the button follows that of the tap, so that a double click is one tap.
    """
    button, page = str(data.get("tik", "")), str(data.get("uuid", ""))
    key, _, waarde = button.partition(":")
    try:
        own = uuid.uuid5(uuid.UUID(page), button)
    except ValueError:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < len(str(LARGEST_KEY)) and waarde in VALUES):
        return None
    return Tap(own, int(key), waarde, now)
