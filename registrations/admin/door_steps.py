"""What the pages about attendance share: whose sessie it is, keeping taps, and the frame of a page."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse

from accounts.models import User
from programmes.models import Reeks, Sessie
from programmes.site import organiser
from registrations.attendance import Outcomes, Tap, host_of, mark
from registrations.models import Tik
from registrations.rules import SignupRefused


def own_sessie(request: HttpRequest, object_id: int, sessie_pk: int) -> Sessie:
    """Return a sessie whose attendance this user may take; another's does not exist."""
    rows = Sessie.objects.at_the_door(organiser(request)).select_related("reeks__provincie", "doelgroep", "locatie")
    found = rows.filter(pk=sessie_pk).first()
    if found is None or found.reeks_id != object_id:
        raise Http404
    return found


def kept(sessie: Sessie, taps: list[Tap], user: User, *, now: datetime, bron: Tik.Bron = Tik.Bron.LIJST) -> Outcomes:
    """Keep taps in the role that this user has, or answer that the sessie is gone."""
    try:
        return mark(sessie=sessie, taps=taps, user=user, is_host=host_of(sessie, user), now=now, bron=bron)
    except SignupRefused as refusal:
        raise Http404 from refusal


def own_page(request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
    """Return a page in the looks of the admin, which links to nothing that a gastheer can not open."""
    # Without the menu beside it: a tablet needs the room, and a gastheer has no menu.
    shared = {**admin.site.each_context(request), "opts": Reeks._meta, "is_nav_sidebar_enabled": False}
    return TemplateResponse(request, template, shared | context)
