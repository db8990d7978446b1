"""The theme and the logo of a provincie as files: their address holds a hash, so browsers keep them for good."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from programmes.models import Huisstijl, Logo

FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
def huisstijl_css(request: HttpRequest, provincie: str, versie: str) -> HttpResponseBase:
    """Give the colours of a provincie as custom properties; an old address leads to the present one."""
    found = get_object_or_404(Huisstijl.objects.select_related("provincie"), provincie__slug=provincie)
    if versie != found.palette.version:
        return redirect(found.css_address)
    return file_for_good(request, found.palette.stylesheet().encode(), kind="text/css; charset=utf-8", version=versie)


@require_safe
def huisstijl_logo(request: HttpRequest, provincie: str, versie: str) -> HttpResponseBase:
    """Give the logo of a provincie; an old address leads to the present one."""
    logos = Logo.objects.select_related("huisstijl__provincie").exclude(huisstijl__logo_sleutel="")
    found = get_object_or_404(logos, huisstijl__provincie__slug=provincie)
    if versie != found.huisstijl.logo_version:
        return redirect(found.huisstijl.logo_address)
    return file_for_good(request, bytes(found.bestand), kind="image/png", version=versie)


def file_for_good(request: HttpRequest, body: bytes, *, kind: str, version: str) -> HttpResponseBase:
    """Answer with a file that never changes at this address; 304 when the caller has it already."""
    etag = f'"{version}"'
    response = HttpResponse(body, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = FOR_GOOD
    return get_conditional_response(request, etag=etag, response=response) or response
