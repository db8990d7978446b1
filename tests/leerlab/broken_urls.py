"""The addresses of the portal and some views that fail, each in its own way."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from leerlab.urls import handler400, handler403, handler404, handler429, handler500
from leerlab.urls import urlpatterns as real

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

SECRET = "geheim-in-de-fout"
ERRORS: dict[str, Exception] = {
    "bad-request": BadRequest(SECRET),
    "suspicious": SuspiciousOperation(SECRET),
    "forbidden": PermissionDenied(SECRET),
    "not-found": Http404(SECRET),
    "mistake": ZeroDivisionError(SECRET),
    "clash": IntegrityError(SECRET),
    "too-large": OverflowError(SECRET),
    "out-of-range": DataError(SECRET),
    "database-away": OperationalError(SECRET),
    "connection-lost": InterfaceError(SECRET),
}


def failing(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view that fails with this error."""

    def view(_request: HttpRequest) -> HttpResponse:
        raise error

    return view


def remembers(request: HttpRequest) -> HttpResponse:
    """Write in the session, which is saved after the view."""
    request.session["iets"] = 1
    return HttpResponse("goed")


def echo(request: HttpRequest) -> HttpResponse:
    """Read everything that was sent."""
    return HttpResponse(f"{len(request.GET)} {len(request.POST)} {len(request.FILES)} {len(request.COOKIES)}")


urlpatterns = [
    *(path(f"kapot/{name}/", failing(error)) for name, error in ERRORS.items()),
    path("kapot/remembers/", remembers),
    path("kapot/echo/", echo),
    *real,
]
