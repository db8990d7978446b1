"""Attendance in /beheer/: the list on a tablet at the door of a sessie, for the organisation and for its gastheer.

Every button is a form, so it works without JavaScript. static/js/aanwezigheid.js keeps taps while there is no
connection, and sends them to `taps_view`. docs/decisions/0030-attendance.md.
"""

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from programmes.models import Sessie
from programmes.site import organiser
from registrations.admin import check_in, uitdraaien
from registrations.admin.door import door_page, states_of
from registrations.admin.door_steps import kept, own_page, own_sessie
from registrations.admin.taps import UnreadableTaps, read_button, read_taps
from registrations.door_times import DoorObstacle
from registrations.texts import DOOR_REFUSALS

TEMPLATES = "admin/registrations/sessie"
LOOKS_BACK = timedelta(days=60)
"""How far the list of sessies looks back; older ones are found at their reeks."""
MOST = 200
"""Sessies in that list."""
View = Callable[..., HttpResponseBase]


def pages() -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
    """Return the pages by name: where they are, and what answers."""
    one = "<int:object_id>/bijeenkomsten/<int:sessie_pk>/aanwezigheid/"
    own: dict[str, tuple[str, View]] = {
        "aan_de_deur": ("aan-de-deur/", sessies_view),
        "aanwezigheid": (one, list_view),
        "tikken": (f"{one}tikken/", taps_view),
        **check_in.pages(),
        **uitdraaien.pages(one),
    }
    return cast("dict[str, tuple[str, Callable[..., HttpResponse]]]", own)


@require_safe
def sessies_view(request: HttpRequest) -> HttpResponse:
    """List the sessies whose attendance this user may take, the one of today first. For a gastheer it is the start."""
    now = timezone.now()
    rows = Sessie.objects.at_the_door(organiser(request)).filter(begin__gte=now - LOOKS_BACK, vervallen_op__isnull=True)
    found = list(rows.select_related("reeks", "doelgroep", "locatie").order_by("begin", "pk")[:MOST])
    today = timezone.localdate(now)
    groups = {
        "Vandaag": [row for row in found if day_of(row) == today],
        "Straks": [row for row in found if day_of(row) > today],
        "Geweest": [row for row in reversed(found) if day_of(row) < today],
    }
    context = {"title": "Aan de deur", "groepen": [(name, rows) for name, rows in groups.items() if rows]}
    return own_page(request, f"{TEMPLATES}/aan_de_deur.html", **context)


def day_of(sessie: Sessie) -> Any:
    """Return the day on which a sessie with a date begins."""
    return timezone.localdate(sessie.begin)


# --- The list -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def list_view(request: HttpRequest, object_id: int, sessie_pk: int) -> HttpResponse:
    """Show who is on the list of a sessie; a POST is one tap, and goes back to the same row."""
    sessie, now = own_sessie(request, object_id, sessie_pk), timezone.now()
    if request.method == "POST":
        return tapped(request, sessie, now=now)
    page = door_page(sessie, user=organiser(request), now=now)
    return own_page(
        request, f"{TEMPLATES}/aanwezigheid.html", title="Aanwezigheid", sessie=sessie, page=page,
        uuid=uuid.uuid4(), nu=milliseconds(now), **addresses(sessie),
    )  # fmt: skip


def tapped(request: HttpRequest, sessie: Sessie, *, now: datetime) -> HttpResponse:
    """Keep one tap of a browser without JavaScript."""
    back = reverse("admin:programmes_reeks_aanwezigheid", args=[sessie.reeks_id, sessie.pk])
    tap = read_button(request.POST, now=now)
    if tap is None:
        messages.error(request, DOOR_REFUSALS[DoorObstacle.UNREADABLE])
        return redirect(back)
    obstacle = kept(sessie, [tap], organiser(request), now=now)[tap.uuid]
    if obstacle:
        messages.error(request, DOOR_REFUSALS[obstacle])
        return redirect(back)
    return redirect(f"{back}#deelname-{tap.deelname}")


# --- For the script -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def taps_view(request: HttpRequest, object_id: int, sessie_pk: int) -> HttpResponseBase:
    """Answer how everybody on the list stands, with an ETag; a POST brings taps first and answers each by its uuid."""
    sessie, user = own_sessie(request, object_id, sessie_pk), organiser(request)
    if request.method != "POST":
        return standing(request, sessie)
    try:
        taps = read_taps(request, user=user)
    except UnreadableTaps as fault:
        return JsonResponse({"fout": fault.soort}, status=fault.status)
    outcomes = kept(sessie, taps.good, user, now=timezone.now()) if taps.good else {}
    answers = {str(key): DOOR_REFUSALS[obstacle] if obstacle else "" for key, obstacle in outcomes.items()}
    answers |= dict.fromkeys(taps.bad, DOOR_REFUSALS[DoorObstacle.UNREADABLE])
    return JsonResponse({"antwoord": answers, "standen": states_of(sessie), "csrf": get_token(request)})


def standing(request: HttpRequest, sessie: Sessie) -> HttpResponseBase:
    """Answer how everybody stands, or that it is as the asker knows it."""
    states = states_of(sessie)
    etag = f'"{hashlib.sha256(json.dumps(states, sort_keys=True).encode()).hexdigest()[:32]}"'
    answer = JsonResponse({"standen": states, "csrf": get_token(request)})
    answer["ETag"] = etag
    known = get_conditional_response(request, etag=etag, response=answer)
    if known is not None and known.status_code == HTTPStatus.NOT_MODIFIED:
        return known
    return answer


# --- Steps --------------------------------------------------------------------------------------------------------


def addresses(sessie: Sessie) -> dict[str, str]:
    """Return where the list sends taps, and where PDFs are asked for."""
    args = [sessie.reeks_id, sessie.pk]
    return {
        "tikken": reverse("admin:programmes_reeks_tikken", args=args),
        "uitdraai": reverse("admin:programmes_reeks_uitdraai_vragen", args=args),
    }


def milliseconds(moment: datetime) -> int:
    """Return a moment as JavaScript counts: milliseconds since 1970."""
    return int(moment.timestamp() * 1000)
