"""What is done from the personal page with one press: take or give up a place. And the calendar files there."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programmes import ics
from programmes.calendar_answers import calendar_download
from programmes.models import Sessie
from registrations import joining, moves, replies, waiting_list
from registrations.models import Aanmelding, Deelname
from registrations.rules import Obstacle, SignupRefused
from registrations.views.personal import allowed, back, frame, with_aanmelding


@require_POST
@with_aanmelding
def aannemen(_request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Take the place in the reeks that was offered."""
    waiting_list.accept(aanmelding=aanmelding, sessie=None, now=timezone.now())
    return back(aanmelding, "aangenomen")


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def weigeren(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Give up the place in the reeks that was offered; GET asks first, since it signs off for everything."""
    facts = allowed(aanmelding, "weigeren")
    if request.method != "POST":
        return render(request, "registrations/aanmelding_weigeren.html", frame(aanmelding))
    waiting_list.decline(aanmelding=aanmelding, sessie=None, now=facts.now)
    return back(aanmelding, "geweigerd")


@require_POST
@with_aanmelding
def vrije_plaats(_request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Take a place in the reeks that is free for who comes first."""
    facts = allowed(aanmelding, "vrije-plaats")
    waiting_list.claim(aanmelding=aanmelding, now=facts.now)
    return back(aanmelding, "aangenomen")


@require_POST
@with_aanmelding
def sessie_aannemen(_request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Take the place at a sessie that was offered."""
    waiting_list.accept(aanmelding=aanmelding, sessie=sessie_of(aanmelding, sessie), now=timezone.now())
    return back(aanmelding, "aangenomen")


@require_POST
@with_aanmelding
def sessie_weigeren(_request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Give up the place at a sessie that was offered."""
    waiting_list.decline(aanmelding=aanmelding, sessie=sessie_of(aanmelding, sessie), now=timezone.now())
    return back(aanmelding, "geweigerd")


@require_POST
@with_aanmelding
def meedoen(_request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Add one sessie: with a place when there is one, and else on its waiting list."""
    wanted = sessie_of(aanmelding, sessie)
    joining.join(aanmelding=aanmelding, sessie=wanted, now=timezone.now())
    aanmelding.refresh_from_db(fields=["status"])
    if aanmelding.status != Aanmelding.Status.ACTIEF:
        return back(aanmelding, "gekozen")
    waits = Deelname.objects.waiting().filter(aanmelding=aanmelding, sessie=wanted).exists()
    return back(aanmelding, "wacht" if waits else "erbij")


@require_POST
@with_aanmelding
def kan_nog(_request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Say that one can still come to a sessie that was moved."""
    found = sessie_of(aanmelding, sessie)
    # Who refused in the calendar meanwhile has it there no more: they get it back first.
    replies.come_after_all(aanmelding=aanmelding, sessie=found, now=timezone.now())
    moves.can_still_come(aanmelding=aanmelding, sessie=found)
    return back(aanmelding, "kan_nog")


@require_POST
@with_aanmelding
def toch_komen(_request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Take a refusal in the calendar back."""
    replies.come_after_all(aanmelding=aanmelding, sessie=sessie_of(aanmelding, sessie), now=timezone.now())
    return back(aanmelding, "toch")


@require_POST
@with_aanmelding
def deelname_afmelden(_request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Drop one sessie."""
    if aanmelding.status == Aanmelding.Status.ONBEVESTIGD:
        raise SignupRefused(Obstacle.NOT_CONFIRMED)
    joining.leave(aanmelding=aanmelding, sessie=sessie_of(aanmelding, sessie), now=timezone.now())
    aanmelding.refresh_from_db(fields=["status"])
    return back(aanmelding, "afgemeld" if aanmelding.status == Aanmelding.Status.AFGEMELD else "eraf")


def sessie_of(aanmelding: Aanmelding, slug: str) -> Sessie:
    """Return a sessie of the reeks of an aanmelding, or raise 404."""
    sessie = aanmelding.reeks.sessies.filter(slug=slug).first()
    if sessie is None:
        raise Http404
    return sessie


# --- Calendar files ---------------------------------------------------------------------------------------------


@require_safe
@with_aanmelding
def aanmelding_agenda(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Give all dated sessies this person has a place at, with their online links."""
    return personal_calendar(request, aanmelding, places_of_calendar(aanmelding), name=aanmelding.reeks.slug)


@require_safe
@with_aanmelding
def deelname_agenda(request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Give one sessie this person has a place at; 404 while it has no date, or there is only the waiting list."""
    rows = [row for row in places_of_calendar(aanmelding) if row.sessie.slug == sessie]
    if not rows:
        raise Http404
    return personal_calendar(request, aanmelding, rows, name=sessie)


def places_of_calendar(aanmelding: Aanmelding) -> list[Deelname]:
    """Return what stands in somebody's calendar: dated sessies with a place; nothing of who only waits or asks."""
    if aanmelding.status != Aanmelding.Status.ACTIEF:
        return []
    is_in = Deelname.Status.AANGEMELD
    return [row for row in aanmelding.deelnames.all() if row.status == is_in and row.sessie.has_date]


def personal_calendar(request: HttpRequest, aanmelding: Aanmelding, rows: list[Deelname], *, name: str) -> HttpResponse:
    """Turn deelnames at dated sessies into a calendar file."""
    afspraken = []
    for deelname in rows:
        deelname.sessie.reeks = aanmelding.reeks
        afspraken.append(
            ics.afspraak_of(
                deelname.sessie,
                site_url=settings.SITE_URL,
                with_link=True,
                bump=deelname.bump,
                changed=deelname.gewijzigd_op,
            )
        )
    return calendar_download(request, ics.download(afspraken), name=name)
