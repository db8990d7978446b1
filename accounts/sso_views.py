"""To the identity provider and back. Apart, since it loads the libraries for it."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.utils import get_request_param
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.claims import oidc
from accounts.oidc import StrictAdapter
from accounts.sso_adapter import ask_first

logger = logging.getLogger(__name__)


def _answer_failures(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the page that says signing in did not work, whatever the provider sent; the reason is for the log."""

    @wraps(view)
    def inner(request: HttpRequest, provider_id: str) -> HttpResponse:
        if not settings.OIDC:
            raise Http404
        try:
            return view(request, provider_id)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
        except (OAuth2Error, KeyError, TypeError, ValueError, AttributeError) as error:
            logger.warning("OpenID Connect: %s: %s", type(error).__name__, error)
            return failed(request)

    return inner


@_answer_failures
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to the provider; a link that was only opened asks first."""
    is_tied = get_request_param(request, "process") == "connect"
    if is_tied and (first := ask_first(request)):
        return first
    view = OAuth2LoginView.adapter_view(StrictAdapter(request, provider_id))
    response: HttpResponse = view(request)
    return response


@_answer_failures
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Receive somebody from the provider."""
    if (request.GET.get("iss") or oidc()["issuer"]).rstrip("/") != oidc()["issuer"]:
        raise OAuth2Error("the answer comes from another provider")
    view = OAuth2CallbackView.adapter_view(StrictAdapter(request, provider_id))
    response: HttpResponse = view(request)
    return response


def failed(request: HttpRequest, **context: Any) -> HttpResponse:
    """Say that it did not work, and what to do."""
    context |= {"oidc": settings.OIDC}
    return render(request, "socialaccount/authentication_error.html", context, status=401)
