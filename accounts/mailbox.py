"""Proof of the mailbox before somebody sets up their first second factor: a stolen password alone is not enough.

Who signed in with a mailed code or with the account of their organisation in this session gave it. Others get a code.
docs/decisions/0029-second-factor-and-sso.md
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import verify_email_indirectly
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode

from accounts.limits import Limit, allow, is_remembered, remember
from accounts.models import User
from accounts.second_factor import kinds_of
from outbox.quota import may_mail

View = Callable[..., HttpResponseBase]

PROOFS = frozenset({"code", "socialaccount", "password_reset"})
"""How somebody proved more than a password, in the words of allauth; the last is a link that was mailed."""
STATE = "mailcode"
"""In a session: which code was mailed, as a hash, to which address, and until when it works."""
LIFE = timedelta(minutes=10)
CODES = Limit("mailcode-sturen", 10, timedelta(days=1))
TRIES = Limit("mailcode-proberen", 10, timedelta(minutes=15))
"""For one code, of one session: who knows the password and guesses does not shut the owner out."""
ALL_TRIES = Limit("mailcode-proberen-samen", 50, timedelta(minutes=15))
"""For one user. More than fits in the codes that an address gets mailed in a quarter (outbox/quota.py)."""
VOUCHED = "mailcode-niet-nodig"
VOUCHED_FOR = timedelta(hours=1)


def is_proven(request: HttpRequest, user: User) -> bool:
    """Tell whether this session may set up a first second factor. At most one query."""
    proofs = {record.get("method") for record in get_authentication_records(request, user)}
    return not proofs.isdisjoint(PROOFS) or is_remembered(VOUCHED, str(user.pk), now=timezone.now())


def vouch_for(user: User, *, now: datetime) -> None:
    """Let somebody set up their first second factor without a mailed code, for an hour: where no mail arrives."""
    remember(VOUCHED, str(user.pk), until=now + VOUCHED_FOR)


def mail_code(request: HttpRequest, user: User, *, now: datetime) -> bool:
    """Mail a code to the address of a user; one that was mailed before works no more. False: too many were asked."""
    if not may_mail(user.email, now=now) or not allow(CODES, str(user.pk), now=now):
        return False
    code = get_adapter().generate_login_code()
    get_adapter().send_mail("account/email/eerste_stap", user.email, {"request": request, "code": code})
    request.session[STATE] = {"code": hashed(user, code), "until": (now + LIFE).timestamp()}
    return True


def has_mailed(request: HttpRequest, *, now: datetime) -> bool:
    """Tell whether a code that still works was mailed in this session."""
    return bool(request.session.get(STATE, {}).get("until", 0) > now.timestamp())


def may_try(request: HttpRequest, user: User, *, now: datetime) -> bool:
    """Count a try of the code that was mailed in this session, and tell whether it may be looked at."""
    if not has_mailed(request, now=now):
        return True
    return allow(TRIES, request.session[STATE]["code"], now=now) and allow(ALL_TRIES, str(user.pk), now=now)


def take_code(request: HttpRequest, user: User, code: str, *, now: datetime) -> bool:
    """Tell whether this is the code that was mailed; a right one works once and is noted as a proof.

    Call `may_try` first: this counts nothing.
    """
    if not has_mailed(request, now=now):
        return False
    if not constant_time_compare(request.session[STATE]["code"], hashed(user, code)):
        return False
    del request.session[STATE]
    record_authentication(request, user, method="code", email=user.email)
    verify_email_indirectly(request, user, user.email)
    request.session.cycle_key()
    return True


def hashed(user: User, code: str) -> str:
    """Return what is kept of a code: nothing to read it from, and of no use for another user or address."""
    plain = re.sub(r"[\s-]", "", code).upper()
    return salted_hmac("accounts.mailbox", f"{user.pk} {user.email} {plain}", algorithm="sha256").hexdigest()


def ask_proof(request: HttpRequest, *, following: str = "") -> HttpResponse | None:
    """Return the page of the mailed code for who has no second factor and proved no more than a password; else None.

    It leads to `following` afterwards; without one, to where somebody was going.
    """
    user = request.user
    if not isinstance(user, User) or kinds_of(user) or is_proven(request, user):
        return None
    following = following or (request.path if request.method in {"GET", "HEAD"} else reverse("mfa_index"))
    return redirect(f"{reverse('mailcode')}?{urlencode({'next': following})}")


def asks_proof(view: View) -> View:
    """Lead to that page first: for the views that set up a second factor."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return ask_proof(request) or view(request, *args, **kwargs)

    return inner
