"""The printed list and the name badges of a sessie: asked for here, made by the worker, and fetched here."""

import uuid
from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from programmes.models import Sessie
from programmes.site import organiser
from registrations.admin.door_steps import own_page, own_sessie
from registrations.models import Uitdraai
from registrations.uitdraaien import ask, still_there

TEMPLATE = "admin/registrations/sessie/uitdraai.html"
SECONDS = 3
"""Between two looks whether it is ready."""


def pages(one: str) -> dict[str, tuple[str, Callable[..., HttpResponseBase]]]:
    """Return the pages by name, below that of the list at `one`: where they are, and what answers."""
    return {
        "uitdraai_vragen": (f"{one}uitdraai/", ask_view),
        "uitdraai": (f"{one}uitdraai/<uuid:uitdraai_uuid>/", wait_view),
        "uitdraai_pdf": (f"{one}uitdraai/<uuid:uitdraai_uuid>/pdf/", pdf_view),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def ask_view(request: HttpRequest, object_id: int, sessie_pk: int) -> HttpResponse:
    """Ask for a PDF; opening the address leads to the list, where the buttons are."""
    sessie = own_sessie(request, object_id, sessie_pk)
    soort = request.POST.get("soort", "")
    if request.method != "POST" or soort not in Uitdraai.Soort.values:
        return redirect("admin:programmes_reeks_aanwezigheid", object_id, sessie_pk)
    asked = ask(sessie=sessie, soort=Uitdraai.Soort(soort), user=organiser(request), now=timezone.now())
    return redirect("admin:programmes_reeks_uitdraai", object_id, sessie_pk, asked.uuid)


@require_safe
def wait_view(request: HttpRequest, object_id: int, sessie_pk: int, uitdraai_uuid: uuid.UUID) -> HttpResponse:
    """Say whether the PDF is ready; until then the page looks again by itself."""
    sessie = own_sessie(request, object_id, sessie_pk)
    uitdraai = own_uitdraai(request, sessie, uitdraai_uuid)
    is_waiting = uitdraai.klaar_op is None and not uitdraai.fout
    answer = own_page(
        request, TEMPLATE, title=uitdraai.get_soort_display(), sessie=sessie, uitdraai=uitdraai, is_waiting=is_waiting
    )
    if is_waiting:
        # As a header: a tag in the page would be one more thing for a screen reader to fall over.
        answer["Refresh"] = str(SECONDS)
    return answer


@require_safe
def pdf_view(request: HttpRequest, object_id: int, sessie_pk: int, uitdraai_uuid: uuid.UUID) -> HttpResponse:
    """Give the PDF to who asked for it, as a file; one that is not ready leads back to the page that waits."""
    sessie = own_sessie(request, object_id, sessie_pk)
    uitdraai = own_uitdraai(request, sessie, uitdraai_uuid)
    if uitdraai.bestand is None:
        messages.info(request, "De pdf is nog niet klaar.")
        return redirect("admin:programmes_reeks_uitdraai", object_id, sessie_pk, uitdraai.uuid)
    answer = HttpResponse(bytes(uitdraai.bestand), content_type="application/pdf", status=HTTPStatus.OK)
    answer["Content-Disposition"] = f'attachment; filename="{uitdraai.soort}-{sessie.reeks.slug}-{sessie.slug}.pdf"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def own_uitdraai(request: HttpRequest, sessie: Sessie, key: uuid.UUID) -> Uitdraai:
    """Return what this user asked for less than a day ago; another's does not exist."""
    found = still_there(now=timezone.now()).filter(uuid=key, sessie=sessie, user=organiser(request)).first()
    if found is None:
        raise Http404
    return found
