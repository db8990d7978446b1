"""The pages for passkeys. Apart, since they load all of WebAuthn."""

from typing import Any

from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

from accounts import mailbox, second_factor


@method_decorator(mailbox.asks_proof, name="dispatch")
class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth publishes no types
    """Adding one proves having it: it counts as used in this session."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # allauth drops what it is given, and with it the form that was refused.
        return context | kwargs

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.note_use(self.request, self.request.user, "webauthn")
        return response


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth publishes no types
    """Takes a passkey away."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.forget_use_if_none_left(self.request, self.request.user)
        return response


class NamePasskey(EditWebAuthnView):  # type: ignore[misc]  # allauth publishes no types
    """Gives a passkey another name."""

    success_url = reverse_lazy("mfa_index")


class GivePasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth publishes no types
    """A passkey, of who is signed in already; the session gets a new key."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | kwargs

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session.cycle_key()
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response


class SignInWithPasskey(LoginWebAuthnView):  # type: ignore[misc]  # allauth publishes no types
    """Instead of address and password; a passkey that is refused says so on the page to sign in."""

    def form_invalid(self, form: Any) -> HttpResponse:  # noqa: ARG002 - allauth's signature
        following = self.request.POST.get("next", "")
        query = {"passkey": "mis"} | ({"next": following} if following else {})
        return redirect(f"{reverse('account_login')}?{urlencode(query)}")
