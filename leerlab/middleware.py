"""What every answer and every request has to pass, whatever the page."""

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from leerlab import error_pages

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Sets the Content-Security-Policy and the resource policy on each answer, static files and errors included.

    Reads SECURE_CSP, the name Django 6 gives the setting, so that its own middleware can take over.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = "; ".join(f"{name} {' '.join(values)}" for name, values in settings.SECURE_CSP.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class CompressPages(GZipMiddleware):
    """Compresses pages, and pages only: a calendar program that is not fond of gzip must get the bytes as they are.

    Django adds random bytes to each, so that the length tells nothing of the CSRF token in it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave what is no HTML alone; static files come compressed from WhiteNoise."""
        if response.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)
        return response


class DutchErrorPages:
    """Gives our own pages for errors whatever DEBUG is, and a 503 when the database does not answer.

    With DEBUG on Django would show English technical pages; the traceback still goes to the log.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_technical = settings.DEBUG and response.get("Content-Type", "").startswith("text/html")
        if is_technical and not getattr(response, "is_ours", False):
            handler = error_pages.HANDLERS.get(response.status_code)
            if handler:
                return handler(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 when the database is away or busy, 400 to a number too large for it: neither is our mistake."""
        if isinstance(exception, (OperationalError, InterfaceError)):
            return error_pages.unavailable(request, exception)
        # SQLite says OverflowError where PostgreSQL says DataError; the filters of Django's admin let both through.
        if isinstance(exception, (OverflowError, DataError)):
            return error_pages.too_large(request, exception)
        return None


NOT_DECODED = "\ufffd"
"""What Django puts in a multipart field where the bytes were not UTF-8."""


class RefuseBrokenText:
    """Answers 400 to text no database of ours can hold: NUL bytes and bytes that are not UTF-8.

    SQLite swallows a NUL where PostgreSQL raises, so this is decided before either is asked. A cookie of somebody
    else's making may hold what it likes but a NUL: refusing it would lock its owner out of every page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or any("\x00" in value for value in request.COOKIES.values()):
            raise BadRequest("NUL byte in the path or a cookie")
        if (request.encoding or "utf-8").lower() not in {"utf-8", "utf8"}:
            # Django would read the query in it, and UTF-7 can spell a NUL. Raised, it would fell Django's debug page,
            # which reads the form again.
            return error_pages.bad_request(request)
        takes_file = re.fullmatch(settings.UPLOAD_ADDRESS, request.path_info) is not None
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > (settings.LARGEST_UPLOAD if takes_file else settings.LARGEST_REQUEST):
            return error_pages.too_heavy(request)
        refuse_broken_encoding(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
        if request.method == "POST":
            if request.content_type == "application/x-www-form-urlencoded":
                refuse_broken_encoding(request.body)
            elif not takes_file:
                # That address looks who asks before it reads 25 MB; its fields refuse a NUL themselves.
                for name, values in request.POST.lists():
                    if any("\x00" in text or NOT_DECODED in text for text in (name, *values)):
                        raise BadRequest("NUL byte or text that is not UTF-8 in a form field")
        return self.get_response(request)


def refuse_broken_encoding(encoded: bytes) -> None:
    """Raise BadRequest when URL-encoded bytes hold a NUL or are not UTF-8 once decoded."""
    decoded = unquote_to_bytes(encoded)
    if b"\x00" in decoded:
        raise BadRequest("NUL byte in the request")
    try:
        decoded.decode()
    except UnicodeDecodeError as error:
        raise BadRequest("text that is not UTF-8") from error
