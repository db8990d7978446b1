"""The handvatten of a sessie: a page first, a PDF of the same content."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from learning.models import Handvatten, PdfBestand

TRY_AGAIN_AFTER = 5
"""Seconds: the worker looks for work every two, and a document takes less than one."""


@require_safe
def handvatten(request: HttpRequest, provincie: str, reeks: str, sessie: str) -> HttpResponse:
    """Show the handvatten of a sessie."""
    found = find_handvatten(provincie, reeks, sessie)
    by_soort: dict[str, list[object]] = {}
    for onderdeel in found.onderdelen.all():
        by_soort.setdefault(onderdeel.soort, []).append(onderdeel)
    context = {
        "handvatten": found,
        "sessie": found.sessie,
        "reeks": found.sessie.reeks,
        "provincie": found.sessie.reeks.provincie,
        "tips": by_soort.get("tip"),
        "acties": by_soort.get("actie"),
        "checklist": by_soort.get("checklist"),
        "hulpmiddelen": by_soort.get("hulpmiddel"),
        "pdf_bytes": PdfBestand.objects.size_of(found.pdf_sleutel),
    }
    return render(request, "learning/handvatten.html", context)


@require_safe
def handvatten_pdf(request: HttpRequest, provincie: str, reeks: str, sessie: str) -> HttpResponseBase:
    """Give the handvatten as an accessible PDF; 503 with Retry-After while the worker still makes it."""
    found = find_handvatten(provincie, reeks, sessie)
    etag = f'"{found.pdf_sleutel[:32]}"'
    not_modified = get_conditional_response(request, etag=etag)
    if not_modified is not None:
        return not_modified
    pdf = PdfBestand.objects.filter(sleutel=found.pdf_sleutel).first()
    if pdf is None:
        context = {"handvatten": found, "provincie": found.sessie.reeks.provincie}
        response = render(request, "learning/pdf_volgt.html", context, status=503)
        response["Retry-After"] = str(TRY_AGAIN_AFTER)
        return response
    response = HttpResponse(bytes(pdf.bestand), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="handvatten-{reeks}-{sessie}.pdf"'
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def find_handvatten(provincie: str, reeks: str, sessie: str) -> Handvatten:
    """Return published handvatten with all their page shows, or raise 404."""
    return get_object_or_404(
        Handvatten.objects.published().for_page(),
        sessie__reeks__provincie__slug=provincie,
        sessie__reeks__slug=reeks,
        sessie__slug=sessie,
    )
