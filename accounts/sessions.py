"""How long somebody stays signed in for /beheer/, and how their sessions end. All of it on the server."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from accounts.models import User

LONGEST = timedelta(hours=24)
"""After this /beheer/ asks to sign in again, however busy somebody is."""

PRECISION = timedelta(minutes=1)
"""A session is written at most this often: who clicks on is not a write a click."""

LOOKS_BY_ITSELF = "X-Kijkt-Vanzelf"
"""The header with which a script of ours says that nobody did anything: it only looks what changed elsewhere."""

BEGIN, LAST = "beheer_begin", "beheer_laatst"
"""Keys in a session: seconds since 1970 of signing in, and of the last request to /beheer/."""


def begin(session: SessionBase, *, now: datetime) -> None:
    """Note that somebody signed in now."""
    session[BEGIN] = session[LAST] = int(now.timestamp())


def visit(request: HttpRequest, user: User, *, now: datetime) -> bool:
    """Tell whether the session of a request may still be used in /beheer/, and if so note that it was.

    What a script asks by itself notes nothing: a page that is left open on a tablet is nobody at work.

    A session without a note (made before this was kept) counts from when its user last signed in. No query; a write
    at most once a minute.
    """
    signed_in = user.last_login or datetime.fromtimestamp(0, tz=UTC)
    session = request.session
    first, last = (
        datetime.fromtimestamp(session[key], tz=UTC) if key in session else signed_in for key in (BEGIN, LAST)
    )
    if now - last > timedelta(minutes=settings.BEHEER_IDLE_MINUTES) or now - first > LONGEST:
        return False
    if now - last > PRECISION and not (request.method == "GET" and LOOKS_BY_ITSELF in request.headers):
        session[BEGIN], session[LAST] = int(first.timestamp()), int(now.timestamp())
    return True


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """End every session of a user but the one with key `keep`. Returns how many.

    Reads the sessions of everybody, since Django keeps no list by user; somebody presses this button rarely.
    """
    theirs = [
        session.session_key
        for session in Session.objects.iterator()
        if session.session_key != keep and session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(session_key__in=theirs).delete()[0]


def forget_old(*, now: datetime) -> int:
    """Delete the sessions that nobody can use any more (a scan of the worker). Returns how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
