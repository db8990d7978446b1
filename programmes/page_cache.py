"""Keeps pages for visitors, exact to the last change: one query tells whether a page that was made is still right.

Only what everybody sees is kept: never an answer to somebody with a session or a message, to a form, or with a cookie.
What is kept is compressed once, without the random bytes that other pages get against BREACH: there is no secret in it,
and nothing of who asks.
"""

import gzip
import hashlib
import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django import get_version
from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache as store
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from programmes.models import Reeks

logger = logging.getLogger(__name__)

PERSONAL = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
"""Cookies of somebody who signs in or is told something; their pages are always made anew."""

KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Content-Encoding", "Cache-Control", "ETag")
SOURCES = ("*.py", "*.html", "*.json", "*.mo")
TICK = timedelta(microseconds=1)
DAILY = (time(0), time(17))
"""Another day begins; the end of the last werkdag on which a freed place is offered to who waits."""


@dataclass(frozen=True)
class Page:
    """A whole answer, and the moments of which it depends whether they have been; those of `DAILY` are understood."""

    response: HttpResponse
    moments: Iterable[datetime | None] = ()


@dataclass(frozen=True)
class Kept:
    """A page as it is kept: right from `made_at` until `valid_until`, as long as its stamp stays."""

    stempel: str
    made_at: datetime
    valid_until: datetime
    headers: dict[str, str]
    body: bytes
    is_compressed: bool

    def is_right(self, stempel: str, now: datetime) -> bool:
        """Tell whether this is what would be made now."""
        return self.stempel == stempel and self.made_at <= now < self.valid_until


def for_visitors(
    stempel: Callable[..., str], *, asks: Collection[str] = ()
) -> Callable[[Callable[..., Page]], Callable[..., HttpResponseBase]]:
    """Decorate a view of GET and HEAD whose page is the same for every visitor, so that it is made once per change.

    Answers with an ETag, and with 304 to who has the page already. Goes inside `require_safe`.

    Args:
        stempel: gives the stamp of the page from the keyword arguments of its address, in one query, and an empty text
            for a page that can not be kept.
        asks: names in the query string that the page listens to; one of these asks for a page that is not kept.
    """

    def decorate(view: Callable[..., Page]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answer(request: HttpRequest, **slugs: str) -> HttpResponseBase:
            if not PERSONAL.isdisjoint(request.COOKIES) or not request.GET.keys().isdisjoint(asks):
                return _conditional(request, view(request, **slugs).response)
            # Read before the page is made: what changes meanwhile gives another stamp to who asks next.
            now, stamp = timezone.now(), stempel(**slugs)
            found = _recalled(request, stamp, now) if stamp else None
            if found:
                return found
            page = view(request, **slugs)
            if not stamp or not _is_for_all(request, page.response):
                return _conditional(request, page.response)
            kept = _kept(page, stempel=stamp, now=now)
            _remember(request, kept)
            return _reply(request, kept)

        return answer

    return decorate


def moments_of(reeksen: Iterable[Reeks]) -> list[datetime | None]:
    """Return when what a page says of these reeksen changes by itself; their sessies are loaded."""
    found: list[datetime | None] = []
    for reeks in reeksen:
        found += [reeks.aanmelden_van, reeks.aanmelden_tot]
        for sessie in reeks.sessies.all():
            found += [sessie.begin, sessie.einde]
    return found


def first_change(moments: Iterable[datetime | None], *, now: datetime) -> datetime:
    """Return the first moment after now at which what a page says may change by itself.

    That is one of its own, or one of each day in the Netherlands. Whether a moment itself comes before or after the
    change is for the rules to say: both are counted.
    """
    today = timezone.localtime(now).date()
    days = (today, today + timedelta(days=1))
    daily = [datetime.combine(day, at, tzinfo=timezone.get_default_timezone()) for day in days for at in DAILY]
    changes = (change for moment in [*moments, *daily] if moment for change in (moment, moment + TICK))
    return min(change for change in changes if change > now)


# --- Steps ------------------------------------------------------------------------------------------------------


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether an answer is a whole page without anything of who asked for it."""
    session: Any = getattr(request, "session", None)
    is_personal = (
        response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or (session is not None and session.accessed)
    )
    return response.status_code == 200 and not response.streaming and not is_personal  # noqa: PLR2004 - HTTP


def _kept(page: Page, *, stempel: str, now: datetime) -> Kept:
    response = page.response
    body = response.content
    response.headers.setdefault("ETag", f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')
    response.headers.setdefault("Cache-Control", "no-cache")
    # Calendar programs stumble over gzip: their answers say that they have no encoding at all.
    is_compressed = not response.has_header("Content-Encoding")
    return Kept(
        stempel=stempel,
        made_at=now,
        valid_until=first_change(page.moments, now=now),
        headers={name: response.headers[name] for name in KEPT_HEADERS if response.has_header(name)},
        body=gzip.compress(body, compresslevel=6, mtime=0) if is_compressed else body,
        is_compressed=is_compressed,
    )


def _reply(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    accepts = re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = gzip.decompress(kept.body) if kept.is_compressed and not accepts else kept.body
    response = HttpResponse(body, headers=kept.headers)
    if kept.is_compressed:
        patch_vary_headers(response, ["Accept-Encoding"])
        if accepts:
            response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Cookie"])
    return _conditional(request, response)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Return 304 to who has this answer already; one without an ETag stays as it is."""
    etag = response.get("ETag")
    return (etag and get_conditional_response(request, etag=etag, response=response)) or response


def _recalled(request: HttpRequest, stempel: str, now: datetime) -> HttpResponseBase | None:
    """Return the answer that is kept, if it is right; a cache that is down, or holds nonsense, keeps nothing."""
    try:
        found = store.get(_key(request))
        kept = Kept(**found) if found else None
        return _reply(request, kept) if kept and kept.is_right(stempel, now) else None
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the cache, the page can be made
        logger.warning("page cache can not be read: %r", error)
        return None


def _remember(request: HttpRequest, kept: Kept) -> None:
    seconds = (kept.valid_until - kept.made_at).total_seconds()
    try:
        store.set(_key(request), vars(kept), timeout=int(seconds) + 1)
    except Exception as error:  # noqa: BLE001 - as above
        logger.warning("page cache can not be written: %r", error)


def _key(request: HttpRequest) -> str:
    # A hash, since a path may be longer than a cache takes.
    return f"pagina:{release()}:{hashlib.sha256(request.path.encode()).hexdigest()}"


@cache
def release() -> str:
    """Return what tells this portal from another one, or another version, behind the same cache: a hash of its text."""
    root: Path = settings.BASE_DIR
    folders = {root / "leerlab", root / "templates", *(Path(app.path) for app in apps.get_app_configs())}
    ours = [folder for folder in folders if folder.parent == root]
    files = {path for folder in ours for kind in SOURCES for path in folder.rglob(kind)}
    files |= {root / "requirements.txt", Path(settings.STATIC_ROOT) / "staticfiles.json"}
    digest = hashlib.sha256(f"{get_version()} {settings.SITE_URL} {settings.DEBUG}".encode())
    for path in sorted(path for path in files if path.exists()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
