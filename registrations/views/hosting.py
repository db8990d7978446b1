"""A room for a sessie, offered by a gemeente from the personal page."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from registrations import hosting
from registrations.host_forms import GastaanbodForm
from registrations.models import Aanmelding, Gastaanbod
from registrations.rules import SignupRefused, room_obstacle
from registrations.views.own_sessies import sessie_of
from registrations.views.personal import back, frame, posted, with_aanmelding


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def gastheer(request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Ask for a room; who has offered one already is sent back to where it is shown."""
    found, now = sessie_of(aanmelding, sessie), timezone.now()
    earlier = list(Gastaanbod.objects.filter(aanmelding=aanmelding, sessie=found))
    if any(row.staat == Gastaanbod.Staat.OPEN for row in earlier):
        return back(aanmelding, "gastheer")
    obstacle = room_obstacle(
        status=aanmelding.status,
        has_gemeente=aanmelding.gemeente is not None,
        venue=hosting.venue_of(found, now),
        offered=len(earlier),
    )
    if obstacle:
        raise SignupRefused(obstacle)
    form = GastaanbodForm(posted(request))
    if form.is_bound and form.is_valid():
        hosting.offer(aanmelding=aanmelding, sessie=found, room=form.room(), now=now)
        return back(aanmelding, "gastheer")
    context = {**frame(aanmelding), "form": form, "sessie": found}
    return render(request, "registrations/gastheer.html", context, status=HTTPStatus.OK)


@require_POST
@with_aanmelding
def gastheer_intrekken(_request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Take the room back that was offered. A second time says again that it is done."""
    hosting.withdraw(aanmelding=aanmelding, sessie=sessie_of(aanmelding, sessie), now=timezone.now())
    return back(aanmelding, "gastheer_weg")
