"""Answers with a file of a sessie: as a download, in parts, and never as a page of this website."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from learning.materiaal import kept
from learning.models import Materiaal

HARMLESS = "sandbox; default-src 'none'"
"""For a browser that would show the file after all: it loads nothing, runs nothing, and is of no website."""


def download(request: HttpRequest, materiaal: Materiaal) -> HttpResponseBase:
    """Answer with a file to keep, in parts of 256 kB; 304 to who has it already, 404 when it was just taken away.

    Who calls this has seen that the file is for who asks, and says how it may be cached.
    """
    found = kept(materiaal)
    if found is None:
        raise Http404
    etag = f'"{found.materiaal.sha256[:32]}"'
    response: HttpResponseBase = HttpResponse() if request.method == "HEAD" else StreamingHttpResponse(found.content())
    response["Content-Type"] = found.materiaal.content_type
    response["Content-Length"] = str(found.materiaal.grootte)
    name = content_disposition_header(as_attachment=True, filename=found.materiaal.bestandsnaam)
    response["Content-Disposition"] = name or "attachment"
    response["Content-Security-Policy"] = HARMLESS
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=cast("HttpResponse", response)) or response
