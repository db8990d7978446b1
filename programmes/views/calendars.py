"""What is offered as calendar files, without personal data or online links."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from programmes import ics
from programmes.calendar_answers import calendar_download, calendar_feed
from programmes.models import Provincie, Reeks, Sessie
from programmes.views.reeksen import find_sessie


@require_safe
def sessie_agenda(request: HttpRequest, provincie: str, reeks: str, sessie: str) -> HttpResponse:
    """Give one dated sessie as a calendar file, without the online link; 404 while it has no date."""
    found = find_sessie(provincie, reeks, sessie)
    if not found.has_date:
        raise Http404
    return calendar_download(request, public_calendar([found]), name=f"{reeks}-{sessie}")


@require_safe
def reeks_agenda(request: HttpRequest, provincie: str, reeks: str) -> HttpResponse:
    """Give all dated sessies of a reeks as a calendar file, without personal data or online links."""
    found = get_object_or_404(Reeks.objects.published().for_page(), provincie__slug=provincie, slug=reeks)
    dated = [sessie for sessie in found.sessies.all() if sessie.has_date]
    for row in dated:
        row.reeks = found
    return calendar_download(request, public_calendar(dated), name=reeks)


@require_safe
def provincie_agenda(request: HttpRequest, provincie: str) -> HttpResponse:
    """Give all dated public sessies of a provincie as a calendar to subscribe to."""
    found = get_object_or_404(Provincie, slug=provincie)
    dated = Sessie.objects.public().dated().filter(reeks__provincie=found).for_calendar().order_by("begin", "pk")
    afspraken = [ics.afspraak_of(row, site_url=settings.SITE_URL) for row in dated]
    return calendar_feed(request, ics.feed(afspraken, naam=f"Leerlabs {found.naam}"), name=provincie)


# --- Steps ------------------------------------------------------------------------------------------------------


def public_calendar(sessies: Iterable[Sessie]) -> bytes:
    """Return dated sessies as a calendar file without online links."""
    return ics.download([ics.afspraak_of(sessie, site_url=settings.SITE_URL) for sessie in sessies])
