"""Tells the apps above of each sign-in: what is named in SIGN_IN_HOOKS is called with who came in, and how."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts.models import User

METHODS = {"password": "wachtwoord", "code": "code", "socialaccount": "sso"}


def call(request: HttpRequest, user: User, *, now: datetime) -> None:
    """Call every hook with keywords `user`, `methode`, `claims` and `now`, before the session is theirs.

    `methode` is wachtwoord, code, passkey or sso; `claims` what the identity provider said, empty without one.
    A hook that fails stops the sign-in: nobody comes in with a role that should have been taken away.
    """
    methode, claims = how(request, user)
    for path in settings.SIGN_IN_HOOKS:
        import_string(path)(user=user, methode=methode, claims=claims, now=now)


def how(request: HttpRequest, user: User) -> tuple[str, Mapping[str, Any]]:
    """Return the first step with which somebody signs in, and what the identity provider said at that."""
    records = get_authentication_records(request, user)
    for record in reversed(records):
        if record["method"] == "socialaccount":
            account = SocialAccount.objects.filter(user=user, uid=record["uid"]).first()
            return "sso", account.extra_data if account else {}
        if record["method"] in METHODS:
            return METHODS[record["method"]], {}
        if record.get("passwordless"):
            return "passkey", {}
    return "anders", {}
