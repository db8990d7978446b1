"""Files of a sessie to download, after it is seen who asks."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from learning.downloads import download
from learning.models import Materiaal
from learning.rules import may_have_all
from registrations.models import Aanmelding
from registrations.views.personal import with_aanmelding


@require_safe
def materiaal(request: HttpRequest, provincie: str, reeks: str, sessie: str, uuid: UUID) -> HttpResponseBase:
    """Give a file that is for all, of a published reeks."""
    found = get_object_or_404(
        Materiaal.objects.public(),
        uuid=uuid,
        sessie__slug=sessie,
        sessie__reeks__slug=reeks,
        sessie__reeks__provincie__slug=provincie,
    )
    response = download(request, found)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@with_aanmelding
def aanmelding_materiaal(request: HttpRequest, aanmelding: Aanmelding, uuid: UUID) -> HttpResponse:
    """Give a file of the reeks to somebody who takes part in it."""
    if not may_have_all(aanmelding.status, [row.status for row in aanmelding.deelnames.all()]):
        raise Http404
    found = get_object_or_404(Materiaal, uuid=uuid, sessie__reeks=aanmelding.reeks_id)
    return cast("HttpResponse", download(request, found))
