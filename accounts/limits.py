"""Rate limits, counted in the database so that more processes do not mean more tries."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Teller

# Plain SQL, the same for both databases: the ORM can not add one to a row that may not be there yet.
COUNT_ONE = """
INSERT INTO accounts_teller (sleutel, "begin", einde, aantal) VALUES (%s, %s, %s, 1)
ON CONFLICT (sleutel, "begin") DO UPDATE SET aantal = accounts_teller.aantal + 1
RETURNING aantal
"""

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
"""The begin of a counter that belongs to no window."""


@dataclass(frozen=True)
class Limit:
    """At most `times` of `action` in one `window`; windows stand still, so at worst two meet at their border."""

    action: str
    times: int
    window: timedelta


def allow(limit: Limit, key: str, *, now: datetime | None = None) -> bool:
    """Count one try of `key` (an address or an IP) and tell whether it stays within the limit.

    Runs in a transaction of its own, so that a refused try is still counted when the caller rolls back; call it
    before the transaction of the act itself. Always true when the setting RATE_LIMITS is off. One query.
    """
    if not settings.RATE_LIMITS:
        return True
    now = now or timezone.now()
    begin = window_of(limit, now)
    return count_one(counter_name(limit.action, key), begin, begin + limit.window) <= limit.times


def give_back(limit: Limit, key: str, *, now: datetime) -> None:
    """Take back a try that turned out right: only mistakes count. One query."""
    if settings.RATE_LIMITS:
        counted = Teller.objects.filter(sleutel=counter_name(limit.action, key), begin=window_of(limit, now))
        counted.filter(aantal__gt=0).update(aantal=F("aantal") - 1)


def window_of(limit: Limit, now: datetime) -> datetime:
    """Return the begin of the window that a moment falls in."""
    seconds = limit.window.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=UTC)


def counter_name(action: str, key: str) -> str:
    """Return under which name an act of an address or IP is counted: it tells neither."""
    return salted_hmac("accounts.limits", f"{action}:{key}", algorithm="sha256").hexdigest()


def count_one(name: str, begin: datetime, end: datetime) -> int:
    """Add one to the counter of a window and return what it comes to.

    One statement, which is a transaction by itself: two processes can not both read the last free try.
    """
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in (begin, end)]
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ONE, [name, *moments])
        # All rows are fetched: SQLite ends the transaction with the last of them.
        [(count,)] = cursor.fetchall()
    return int(count)


def visitor_ip(request: HttpRequest) -> str:
    """Return the visitor's address as far as our own proxies vouch for it (setting PROXY_COUNT).

    Of an IPv6 address the network (/64) counts: one visitor has all addresses in it to choose from.
    """
    found = str(request.META.get("REMOTE_ADDR", ""))
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if 0 < settings.PROXY_COUNT <= len(chain):
        found = chain[-settings.PROXY_COUNT]
    try:
        address = ip_address(found)
    except ValueError:
        return found
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else found


def forget_old(*, now: datetime) -> int:
    """Delete counters whose window is over (a scan of the worker). Returns how many."""
    return Teller.objects.filter(einde__lt=now).delete()[0]


def first_time(action: str, key: str, *, until: datetime) -> bool:
    """Tell whether `key` does this for the first time, whichever process asks; remembered until then, or a bit longer.

    Not a limit, so it does not heed RATE_LIMITS: for codes that work once.
    """
    return count_one(counter_name(action, key), ALWAYS, until) == 1


def remember(action: str, key: str, *, until: datetime) -> None:
    """Remember that `key` did this, until then. Only a hash of it is stored."""
    Teller.objects.update_or_create(
        sleutel=counter_name(action, key), begin=ALWAYS, defaults={"einde": until, "aantal": 1}
    )


def is_remembered(action: str, key: str, *, now: datetime) -> bool:
    """Tell whether `key` did this and it is still remembered. One query."""
    return Teller.objects.filter(sleutel=counter_name(action, key), begin=ALWAYS, einde__gt=now).exists()
