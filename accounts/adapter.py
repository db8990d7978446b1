"""How allauth behaves here: nobody signs up by hand, and its mails go through the outbox."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import timezone

from accounts.limits import Limit, allow, visitor_ip
from outbox.queue import queue
from outbox.quota import may_mail

PASSWORD_TRIES = Limit("wachtwoord", 20, timedelta(minutes=15))
"""Per address. allauth has a stricter limit, but counts it per process; who is kept out can sign in with a code."""


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
        message: EmailMultiAlternatives = self.render_mail(template_prefix, email, context)
        html = next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")
        queue(
            soort="account", aan=email, onderwerp=str(message.subject), tekst=str(message.body), html=html,
            is_vluchtig=True,
        )  # fmt: skip

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a password for an address that was tried too often, whichever process counted."""
        if not allow(PASSWORD_TRIES, str(credentials.get("email", "")).lower()):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that our own limits go by; allauth's way stops with an error on a short proxy chain."""
        return visitor_ip(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages tell by themselves, and a message would wait in a cookie, with the address in it."""
