"""The pages on which somebody manages how they sign in: allauth's views, where ours say or do more."""

import time
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import mailbox, second_factor
from accounts.http import AuthenticatedHttpRequest, private_page
from accounts.mfa_forms import TOO_OFTEN_MAILED_CODE, WRONG_MAILED_CODE, MailedCodeForm
from accounts.sessions import end_sessions

DOWNLOAD_UNTIL = "herstelcodes_tot"
"""In a session: until when (seconds since 1970) the codes that were just shown may be downloaded."""

DOWNLOAD_SECONDS = 600
FOLLOWING = "na_tweede_stap"
"""In a session: the page somebody was on the way to when they had to set up a second factor first."""


class Beveiliging(IndexView):  # type: ignore[misc]  # allauth publishes no types
    """Everything in one place: second factors, recovery codes, the account of the organisation, sessions elsewhere."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        codes = context["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        return context | {
            "passkeys": context["authenticators"].get(Authenticator.Type.WEBAUTHN, []),
            "app": context["authenticators"].get(Authenticator.Type.TOTP),
            "codes_left": len(codes.get_unused_codes()) if codes else 0,
            "oidc": settings.OIDC,
            "sso": SocialAccount.objects.filter(user=self.request.user).first() if settings.OIDC else None,
            "is_required": settings.REQUIRE_MFA,
            "ended": self.request.GET.get("uitgelogd"),
            "following": self.request.session.get(FOLLOWING) if second_factor.is_enough(self.request) else None,
        }


@require_safe
@login_required
def first_set_up(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Say that /beheer/ asks for a second factor, and offer the two kinds."""
    following = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(following, allowed_hosts=None):
        request.session[FOLLOWING] = following
    return render(request, "mfa/nodig.html", {"is_proven": mailbox.is_proven(request, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@login_required
def mailed_code(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Mail a code, and take it: who sets up a first second factor shows that the mailbox is theirs."""
    now, form, is_refused = timezone.now(), MailedCodeForm(), False
    following = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts=None):
        following = reverse("mfa_index")
    if mailbox.is_proven(request, request.user) or second_factor.kinds_of(request.user):
        return redirect(following)
    if "stuur" in request.POST:
        if mailbox.mail_code(request, request.user, now=now):
            return redirect(f"{request.path}?{urlencode({'next': following})}")
        is_refused = True
    elif request.method == "POST":
        form = MailedCodeForm(request.POST)
        if form.is_valid() and not mailbox.may_try(request, request.user, now=now):
            form.add_error("code", TOO_OFTEN_MAILED_CODE)
        elif form.is_valid():
            if mailbox.take_code(request, request.user, form.cleaned_data["code"], now=now):
                return redirect(following)
            form.add_error("code", WRONG_MAILED_CODE)
    context = {"form": form, "next": following, "is_refused": is_refused}
    return render(request, "mfa/mailcode.html", context | {"is_mailed": mailbox.has_mailed(request, now=now)})


@require_POST
@login_required
def end_other_sessions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    number = end_sessions(request.user, keep=request.session.session_key)
    response = redirect("mfa_index")
    response["Location"] += f"?uitgelogd={number}"
    return response


@require_POST
@login_required
@reauthentication_required(app="allauth.socialaccount")  # type: ignore[untyped-decorator]
def disconnect(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Untie the account of the organisation."""
    SocialAccount.objects.filter(user=request.user).delete()
    return redirect("mfa_index")


@method_decorator(mailbox.asks_proof, name="dispatch")
class ActivateApp(ActivateTOTPView):  # type: ignore[misc]  # allauth publishes no types
    """Setting up the app proves having it: it counts as used in this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.note_use(self.request, self.request.user, "totp")
        return response


class DeactivateApp(DeactivateTOTPView):  # type: ignore[misc]  # allauth publishes no types
    """Takes the app away."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.forget_use_if_none_left(self.request, self.request.user)
        return response


class GiveSecondFactor(AuthenticateView):  # type: ignore[misc]  # allauth publishes no types
    """Between the first factor and being signed in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"kinds": second_factor.kinds_of(self.stage.login.user)}


class GiveCode(ReauthenticateView):  # type: ignore[misc]  # allauth publishes no types
    """A code, of who is signed in already; the session gets a new key."""

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session.cycle_key()
        response: HttpResponse = super().form_valid(form)
        return response


class ShowRecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]  # allauth publishes no types
    """Shows the codes once, and lets them be downloaded for a while."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if context["can_view_codes"]:
            self.request.session[DOWNLOAD_UNTIL] = int(time.time()) + DOWNLOAD_SECONDS
        return context | {"can_download_codes": may_download(self.request), "following": following(self.request)}


class DownloadCodes(DownloadRecoveryCodesView):  # type: ignore[misc]  # allauth publishes no types
    """The same codes as a text file, in the browser that showed them and for ten minutes."""

    def dispatch(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if not may_download(request):
            raise Http404
        found = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
        if found is None:
            raise Http404
        context = {"unused_codes": found.wrap().get_unused_codes()}
        response = render(request, self.template_name, context, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="herstelcodes-leerlabs.txt"'
        return response


def may_download(request: HttpRequest) -> bool:
    """Tell whether this session showed the codes less than ten minutes ago."""
    return request.user.is_authenticated and request.session.get(DOWNLOAD_UNTIL, 0) > time.time()


def following(request: HttpRequest) -> str | None:
    """Return the page somebody was on the way to when they had to set up a second factor first."""
    return request.session.get(FOLLOWING)
