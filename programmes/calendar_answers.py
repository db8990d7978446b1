"""HTTP answers that hold a calendar; what is in them is made by programmes/ics.py."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from programmes import ics


def calendar_download(request: HttpRequest, body: bytes, *, name: str) -> HttpResponse:
    """Answer with a calendar file to save, with an ETag; 304 when the caller has it already."""
    response = whole_download(body, name=name)
    # Django's helper takes the response to answer with, and returns a 304 or 412 in its place where that fits.
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def whole_download(body: bytes, *, name: str) -> HttpResponse:
    """Return a calendar file to save, whatever the caller has already."""
    return calendar(body, disposition=f'attachment; filename="{ics.filename(name)}"')


def whole_feed(body: bytes, *, name: str) -> HttpResponse:
    """Return a calendar to subscribe to: shown inline, never compressed (Outlook fails on gzip)."""
    return calendar(body, disposition=f'inline; filename="{ics.filename(name)}"')


def calendar(body: bytes, *, disposition: str) -> HttpResponse:
    """Return a calendar with the headers that calendar programs need."""
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = ics.etag(body)
    response["Content-Disposition"] = disposition
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "no-cache"
    return response
