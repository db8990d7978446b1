"""How allauth behaves here: nobody signs up by hand, its mails go through the outbox, and tries are counted by us."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core import context
from allauth.socialaccount.internal.statekit import STATES_SESSION_KEY
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import timezone

from accounts import lockout, sessions, sign_in_hooks
from accounts.addresses import normalise
from accounts.limits import visitor_ip
from accounts.models import User
from accounts.second_factor import kinds_of, was_used
from outbox.queue import queue
from outbox.quota import may_mail


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """The adapter named in ACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Refuse: an account comes into being when an aanmelding is confirmed or a colleague is invited."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail instead of sending it within the request; a mailbox over its quota gets none.

        Not later either, as the other anonymous mails: a code works ten minutes, and who asks again gets a new one.

        Text and HTML are wiped once sent, since they hold a code or a link to a password.
        """
        if not may_mail(email, now=timezone.now()):
            return
        self._queue(template_prefix, email, context, is_vluchtig=True)

    def tell_owner(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue news that the owner of an account must hear: who used up their quota does not keep it back."""
        self._queue(template_prefix, email, context, is_vluchtig=False)

    def _queue(self, template_prefix: str, email: str, context: dict[str, Any], *, is_vluchtig: bool) -> None:
        message: EmailMultiAlternatives = self.render_mail(template_prefix, email, context)
        html = next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")
        queue(
            soort="account", aan=email, onderwerp=str(message.subject), tekst=str(message.body), html=html,
            is_vluchtig=is_vluchtig,
        )  # fmt: skip

    def get_login_stages(self) -> list[str]:
        """Return what comes between the first factor and being signed in; the second factor's stage is ours."""
        return [
            "allauth.account.stages.LoginByCodeStage",
            "allauth.account.stages.EmailVerificationStage",
            "accounts.stages.SecondFactorStage",
        ]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a password that was tried too often, whichever process counted."""
        email = normalise(str(credentials.get("email", "")))
        if not lockout.may_try_password(email, visitor_ip(request), now=timezone.now()):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose password this is; a right one was no try."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            email = normalise(str(credentials.get("email", "")))
            lockout.right_password(email, visitor_ip(request), now=timezone.now())
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, after every hook has had its say; the session id is a new one from here."""
        now = timezone.now()
        sign_in_hooks.call(request, user, now=now)
        if sign_in_hooks.how(request, user)[0] != "sso":
            # Django keeps what an anonymous session held: no way to the provider that a stranger began goes on.
            for name in (STATES_SESSION_KEY, STATE_SESSION_KEY):
                request.session.pop(name, None)
        super().login(request, user)
        sessions.begin(request.session, now=now)
        lockout.know(user, visitor_ip(request), now=now)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Tell whether somebody must prove who they are before changing how they sign in.

        Not within ten minutes of signing in or of proving it: with the second factor, for who has one.
        """
        request = context.request
        user = request.user
        if kinds_of(user) and not was_used(request, user):
            return True
        records = get_authentication_records(request, user)
        return not records or time.time() - records[-1]["at"] > REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the pages on which to do so: who has a second factor uses that, not only the password."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and kinds_of(user):
            return [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that our own limits go by; allauth's way stops with an error on a short proxy chain."""
        return visitor_ip(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages tell by themselves, and a message would wait in a cookie, with the address in it."""
