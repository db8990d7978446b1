"""Who may sign in with the account of their organisation, and as whom."""

import functools
import logging
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts import mailbox
from accounts.addresses import is_plain, normalise
from accounts.claims import is_address_proven, roles_of
from accounts.models import User
from accounts.people import find, user_for_verified_address
from accounts.second_factor import kinds_of

logger = logging.getLogger(__name__)
LONGEST_NAME = 150


class SSOAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """The adapter named in SOCIALACCOUNT_ADAPTER."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie an account that is new here to a user, or refuse; who ties it while signed in proves first who they are.

        Known is who signed in with it before (issuer and subject). Otherwise only an address of which the provider
        says that it is proven counts: it finds a user, or makes one for who has a role by OIDC_ROLES.
        """
        sociallogin.token = None  # not needed any more, and a sign-in that waits for a second factor is stored
        if sociallogin.state.get("process") == "connect":
            # Also here, where it is tied: who came back need not be who went.
            if first := ask_first(request):
                raise ImmediateHttpResponse(first)
            return
        if sociallogin.is_existing:
            return
        claims = sociallogin.claims
        email = normalise(claims["email"]) if isinstance(claims.get("email"), str) else ""
        if not is_address_proven(claims) or not is_address(email):
            refuse(request, "adres")
        with transaction.atomic():
            user = find(email)
            if user is None and not roles_of(claims):
                refuse(request, "geen_rol")
            if user is not None and not may_be_tied(user):
                refuse(request, "koppel_zelf")
            user = user_for_verified_address(email, naam=str(claims.get("name") or "")[:LONGEST_NAME])
            sociallogin.connect(request, user)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner that an account was tied; allauth's other news is about what somebody did here themselves."""
        if template_prefix == "socialaccount/email/account_connected":
            context = (context or {}) | {"oidc": settings.OIDC}
            get_account_adapter().tell_owner("account/email/gekoppeld", email or user.email, context)

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Show our page; why it failed is for the log."""
        if kwargs.get("error") == AuthError.CANCELLED:
            return
        error = kwargs.get("exception")
        logger.warning("OpenID Connect: %s: %s", type(error).__name__, str(error)[:300])
        context = {"oidc": settings.OIDC}
        raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", context, status=401))

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:  # noqa: ARG002
        """Return what the settings say; nobody sets up a provider in the database."""
        from allauth.socialaccount.adapter import _build_apps_from_settings  # noqa: PLC0415 - as allauth does

        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """Return the one there is; without one, the code for it is not loaded."""
        return super().list_providers(request) if settings.OIDC else []

    def get_requests_session(self) -> Any:
        """Return a session that waits five seconds and follows nobody elsewhere."""
        session = super().get_requests_session()
        session.request = functools.partial(session.request, allow_redirects=False)
        return session


def ask_first(request: HttpRequest) -> HttpResponse | None:
    """Return the page that comes before an account is tied to who is signed in; None when nothing is left to prove.

    An account that was tied signs in, and may stand for a second factor. Each page leads to the one with the button,
    so that allauth keeps no account aside to tie it later, when a session proves less.
    """
    ties_at = reverse("mfa_index")
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': ties_at})}")
    if first := mailbox.ask_proof(request, following=ties_at):
        return first
    if is_reauthentication_required(request, app="allauth.socialaccount"):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': ties_at})}")
    return None


def is_address(email: str) -> bool:
    """Tell whether this is an address that a user can have."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return is_plain(email)


def may_be_tied(user: User) -> bool:
    """Tell whether an address is enough to sign in as this user.

    Not for a beheerder or for who has a second factor here: they tie the account while signed in. Nor where another
    account was tied before: the address may have gone to a new colleague.
    """
    is_free = user.is_active and not user.is_superuser and not kinds_of(user)
    return is_free and not SocialAccount.objects.filter(user=user).exists()


def refuse(request: HttpRequest, reason: str) -> None:
    """Show why somebody does not come in."""
    context = {"reason": reason, "oidc": settings.OIDC}
    raise ImmediateHttpResponse(render(request, "socialaccount/geen_toegang.html", context, status=403))
