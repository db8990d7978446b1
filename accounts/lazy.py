"""Views that are loaded when somebody first asks for them: WebAuthn and OpenID Connect are 25 MB for a few pages."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from accounts.http import private_page


def lazy(dotted: str) -> Callable[..., HttpResponse]:
    """Return a view that stands for the one at this path: a function, or a class of which `as_view()` is called.

    All of them are about one person, so no answer is kept by a cache or a search engine.
    """

    @private_page
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found: Any = import_string(dotted)
        call = found.as_view() if hasattr(found, "as_view") else found
        response: HttpResponse = call(request, *args, **kwargs)
        return response

    return view
