"""Whether somebody used a second factor in this session, and what to ask of who did not."""

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.sessions import end_sessions


def is_enough(request: HttpRequest) -> bool:
    """Tell whether a session may enter /beheer/: it used a second factor, or none is asked. No query."""
    return not settings.REQUIRE_MFA or (isinstance(request.user, User) and was_used(request, request.user))


def was_used(request: HttpRequest, user: User) -> bool:
    """Tell whether a second factor of this user was used in this session; a passkey alone is two."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def note_use(request: HttpRequest, user: User, kind: str) -> None:
    """Note that a second factor was used; the session gets a new key, so that an older one is worth no more."""
    record_authentication(request, user, "mfa", type=kind)
    if request.user.is_authenticated:
        request.session.cycle_key()


def ask(user: User, *, following: str) -> HttpResponse:
    """Lead to the page on which a second factor is given, or to the one where the first is set up."""
    if Authenticator.Type.TOTP in (kinds := kinds_of(user)):
        page = "mfa_reauthenticate"
    elif Authenticator.Type.WEBAUTHN in kinds:
        page = "mfa_reauthenticate_webauthn"
    else:
        page = "tweede-stap-nodig"
    return redirect(f"{reverse(page)}?{urlencode({'next': following})}")


def kinds_of(user: User) -> set[str]:
    """Return which kinds of second factor somebody has; recovery codes alone are none."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return kinds - {Authenticator.Type.RECOVERY_CODES.value}


def forget_use_if_none_left(request: HttpRequest, user: User) -> None:
    """After one is taken away: who has none any more must set one up before /beheer/ opens again."""
    if not kinds_of(user):
        records = get_authentication_records(request, user)
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [r for r in records if r.get("method") != "mfa"]


def reset(user: User) -> int:
    """Take all second factors and recovery codes of a user away and end their sessions. Returns how many factors.

    For who lost their telephone and their codes; they set up a new one when they sign in.
    """
    with transaction.atomic():
        kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user)
    return sum(kind != Authenticator.Type.RECOVERY_CODES for kind in kinds)
