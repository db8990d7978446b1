"""What is offered as calendar files, without personal data or online links."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from programmes import ics
from programmes.calendar_answers import whole_download, whole_feed
from programmes.models import Provincie, Reeks, Sessie
from programmes.page_cache import Page, for_visitors
from programmes.stempels import stempel_of_provincie, stempel_of_reeks
from programmes.views.reeksen import find_sessie


@require_safe
@for_visitors(stempel_of_reeks)
def sessie_agenda(_request: HttpRequest, provincie: str, reeks: str, sessie: str) -> Page:
    """Give one dated sessie as a calendar file, without the online link; 404 while it has no date."""
    found = find_sessie(provincie, reeks, sessie)
    if not found.has_date:
        raise Http404
    return Page(whole_download(ics.download(public_afspraken([found])), name=f"{reeks}-{sessie}"))


@require_safe
@for_visitors(stempel_of_reeks)
def reeks_agenda(_request: HttpRequest, provincie: str, reeks: str) -> Page:
    """Give all dated sessies of a reeks as a calendar to subscribe to or to open once, without online links."""
    found = get_object_or_404(Reeks.objects.published().with_sessies(), provincie__slug=provincie, slug=reeks)
    dated = [sessie for sessie in found.sessies.all() if sessie.has_date]
    for row in dated:
        row.reeks = found
    return Page(whole_feed(ics.feed(public_afspraken(dated)), name=reeks))


@require_safe
@for_visitors(stempel_of_provincie)
def provincie_agenda(_request: HttpRequest, provincie: str) -> Page:
    """Give all dated public sessies of a provincie as a calendar to subscribe to."""
    found = get_object_or_404(Provincie, slug=provincie)
    dated = Sessie.objects.listed().dated().filter(reeks__provincie=found).for_calendar().order_by("begin", "pk")
    return Page(whole_feed(ics.feed(public_afspraken(dated), naam=f"Leerlabs {found.naam}"), name=provincie))


# --- Steps ------------------------------------------------------------------------------------------------------


def public_afspraken(sessies: Iterable[Sessie]) -> list[ics.Afspraak]:
    """Return what a calendar for everybody holds of dated sessies: no online links."""
    return [ics.afspraak_of(sessie, site_url=settings.SITE_URL) for sessie in sessies]
