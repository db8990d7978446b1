"""The step between the first factor and being signed in."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.stages import LoginStage
from allauth.mfa.internal.constants import LoginStageKey
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.claims import vouches_for_second_factor
from accounts.second_factor import kinds_of


class SecondFactorStage(LoginStage):  # type: ignore[misc]  # allauth publishes no types
    """allauth's own, which loads the whole of WebAuthn for who has no second factor; with an identity provider's word.

    Whoever has a second factor is asked for it, however they signed in; only a passkey stands for both.
    """

    key = LoginStageKey.MFA_AUTHENTICATE.value
    urlname = "mfa_authenticate"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return the page to go to, if any, and that signing in goes on after it."""
        user = self.login.user
        if user is None or self._is_passkey(user):
            return None, True
        # Who had a second factor here before tied the account while signed in with it (accounts/sso_adapter.py).
        if self._is_vouched_for():
            record_authentication(self.request, user, "mfa", type="sso")
            return None, True
        if not kinds_of(user):
            return None, True
        self.state["authentication_required"] = True
        return redirect(self.urlname), True

    def _is_passkey(self, user: Any) -> bool:
        return any(record.get("passwordless") for record in get_authentication_records(self.request, user))

    def _is_vouched_for(self) -> bool:
        sso = (self.login.signal_kwargs or {}).get("sociallogin")
        return sso is not None and vouches_for_second_factor(sso.account.extra_data)
