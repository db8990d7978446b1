"""What a tablet at the door opens when it reads the QR code of somebody: who it is, and one button."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from programmes.models import Sessie
from programmes.site import organiser
from registrations.admin.door import reason, words_of
from registrations.admin.door_steps import kept, own_page
from registrations.attendance import PRESENT, Tap, host_of, people_at, times_of
from registrations.door_times import door_obstacle
from registrations.merged import remaining
from registrations.models import Aanmelding, Deelname, Tik
from registrations.tokens import find_by_code

TEMPLATE = "admin/registrations/sessie/inchecken.html"
FOR_NOBODY = "admin/registrations/sessie/inchecken_niet.html"


def pages() -> dict[str, tuple[str, Callable[..., HttpResponseBase]]]:
    """Return the page: where it is, and what answers."""
    return {"inchecken": ("inchecken/<str:code>/", check_in_view)}


@dataclass(frozen=True)
class Arrival:
    """One sessie of today that somebody with a code can come to. `reden` says why they are not expected there."""

    sessie: Sessie
    deelname: Deelname | None
    reden: str
    obstacle: str

    @property
    def can_tap(self) -> bool:
        """Whether the button is there: it is for who is expected; of others the list decides."""
        return self.deelname is not None and not self.reden and not self.obstacle and not self.is_present

    @property
    def is_present(self) -> bool:
        """Whether they were tapped before."""
        return self.deelname is not None and self.deelname.aanwezigheid in PRESENT


@require_http_methods(["GET", "HEAD", "POST"])
def check_in_view(request: HttpRequest, code: str) -> HttpResponse:
    """Show whose code it is, at the sessies of today that this user keeps the attendance of; a POST says: is here.

    Whatever else, it shows nothing of anybody: a forged code, another's deelnemer and another day look the same.
    """
    user, now = organiser(request), timezone.now()
    aanmelding = whose(code)
    arrivals = arrivals_of(aanmelding, user, now=now) if aanmelding else []
    if aanmelding is None or not arrivals:
        return own_page(request, FOR_NOBODY, title="Inchecken")
    if request.method == "POST":
        return checked_in(request, arrivals, user, now=now)
    context = {"title": "Inchecken", "aanmelding": aanmelding, "arrivals": arrivals, "uuid": uuid.uuid4()}
    return own_page(request, TEMPLATE, **context)


def whose(code: str) -> Aanmelding | None:
    """Return who comes with a code: of two aanmeldingen that were made one it is who stays, with either code."""
    aanmelding = find_by_code(code)
    stays = remaining([aanmelding]) if aanmelding else {}
    if aanmelding is None or aanmelding.pk not in stays:
        return aanmelding
    return Aanmelding.objects.select_related("reeks", "gemeente").get(pk=stays[aanmelding.pk])


def checked_in(request: HttpRequest, arrivals: list[Arrival], user: User, *, now: datetime) -> HttpResponse:
    """Keep that somebody is here, and show the page again: it says so."""
    chosen = next((row for row in arrivals if str(row.sessie.pk) == request.POST.get("sessie")), None)
    try:
        own = uuid.UUID(request.POST.get("uuid", ""))
    except ValueError:
        own = uuid.uuid4()
    if chosen is None or chosen.deelname is None or chosen.reden:
        messages.error(request, "Deze persoon wordt hier niet verwacht. Kijk op de lijst.")
        return redirect(request.path)
    if chosen.is_present:
        # Tapped meanwhile, perhaps as "deels" by who saw more: a page that was still open changes nothing.
        return redirect(request.path)
    tap = Tap(own, chosen.deelname.pk, Deelname.Aanwezigheid.AANWEZIG, now)
    obstacle = kept(chosen.sessie, [tap], user, now=now, bron=Tik.Bron.CODE)[tap.uuid]
    if obstacle:
        messages.error(request, words_of(obstacle))
    return redirect(request.path)


def arrivals_of(aanmelding: Aanmelding, user: User, *, now: datetime) -> list[Arrival]:
    """Return the sessies of today in the reeks of an aanmelding at which this user stands at the door."""
    now = timezone.localtime(now)
    rows = Sessie.objects.at_the_door(user).filter(reeks=aanmelding.reeks_id, vervallen_op__isnull=True)
    found = []
    for sessie in rows.select_related("reeks", "doelgroep", "locatie").order_by("begin", "pk"):
        times = times_of(sessie, now)
        if times is None or not times.is_today(now):
            continue
        is_host = host_of(sessie, user)
        obstacle = door_obstacle(times, is_cancelled=False, is_host=is_host, tapped_at=now, now=now)
        deelname = people_at(sessie).filter(aanmelding=aanmelding).first()
        reden = reason(deelname) if deelname else "Niet aangemeld voor deze bijeenkomst"
        found.append(Arrival(sessie, deelname, reden, words_of(obstacle)))
    return found
