"""Request types: what a view may rely on, said to the type checker."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse

from accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """A request whose user is signed in (`login_required` or the admin saw to it)."""

    user: User


P = ParamSpec("P")


def private_page(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Keep the answer of a view out of every cache and every search engine.

    The referrer policy stays same-origin: with no-referrer browsers send `Origin: null`, which the CSRF check refuses.
    """

    @wraps(view)
    def inner(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return inner
