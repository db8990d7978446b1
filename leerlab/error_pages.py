"""The error pages: Dutch, plain, and drawn without the database, which may be what is broken."""

# ruff: noqa: ARG001, D103 - Django's names and signatures

import logging
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def error_page(status: int, template: str) -> HttpResponse:
    """Render an error template without request or context processors, so that nothing else can fail."""
    response = HttpResponse(render_to_string(f"errors/{template}.html"), status=status)
    response.is_ours = True  # type: ignore[attr-defined]  # read by DutchErrorPages
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(400, "400")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(403, "403")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(404, "404")


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 429; allauth finds this one by the name handler429 in the root URLconf."""
    return error_page(429, "429")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; or 503 when a middleware met a database that is away, such as the one that saves the session."""
    exception = sys.exc_info()[1]
    if isinstance(exception, (OperationalError, InterfaceError)):
        return unavailable(request, exception)
    return error_page(500, "500")


def unavailable(request: HttpRequest, exception: Exception) -> HttpResponse:
    logger.error("Database not available: %s", exception)
    response = error_page(503, "503")
    response["Retry-After"] = "10"
    return response


def too_large(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400; logged as an error, since a field of ours that takes what its column can not hold ends here too."""
    logger.error("A value that the database can not hold: %s", exception, exc_info=exception)
    return bad_request(request)


def too_heavy(request: HttpRequest) -> HttpResponse:
    """Answer 413 before the body is read."""
    return error_page(413, "400")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old; the reason is Django's own English text, for the log only."""
    logger.warning("CSRF check failed: %s", reason)
    return error_page(403, "csrf")


HANDLERS: dict[int, Callable[[HttpRequest], HttpResponse]] = {
    400: bad_request,
    403: forbidden,
    404: not_found,
    429: too_many,
    500: server_error,
}
