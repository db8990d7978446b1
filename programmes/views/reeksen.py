"""The page of one reeks and of each sessie in it."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programmes.models import Deskundige, Reeks, Sessie, Verplaatsing
from programmes.page_cache import Page, for_visitors, moments_of
from programmes.stempels import stempel_of_reeks


@require_safe
@for_visitors(stempel_of_reeks)
def reeks(request: HttpRequest, provincie: str, reeks: str) -> Page:
    """Show one reeks from kick-off to terugkom."""
    found = get_object_or_404(
        Reeks.objects.published().with_sessies(gemeenten=True), provincie__slug=provincie, slug=reeks
    )
    context = {
        "reeks": found,
        "provincie": found.provincie,
        "now": timezone.now(),
        "deskundigen": Deskundige.objects.by_sessie(found),
        "eerder": Verplaatsing.objects.by_sessie(found.sessies.all()),
    }
    return Page(render(request, "programmes/reeks.html", context), moments_of([found]))


@require_safe
@for_visitors(stempel_of_reeks)
def sessie(request: HttpRequest, provincie: str, reeks: str, sessie: str) -> Page:
    """Show one sessie."""
    found = find_sessie(provincie, reeks, sessie)
    prefetch_related_objects([found.reeks], "sessies")
    context = {
        "sessie": found,
        "reeks": found.reeks,
        "provincie": found.reeks.provincie,
        "now": timezone.now(),
        "eerder": Verplaatsing.objects.by_sessie([found]).get(found.pk, ()),
    }
    return Page(render(request, "programmes/sessie.html", context), moments_of([found.reeks]))


# --- Steps ------------------------------------------------------------------------------------------------------


def find_sessie(provincie: str, reeks: str, sessie: str) -> Sessie:
    """Return a public sessie with all its page shows, or raise 404."""
    return get_object_or_404(
        Sessie.objects.public().for_calendar().prefetch_related("deskundigen"),
        reeks__provincie__slug=provincie,
        reeks__slug=reeks,
        slug=sessie,
    )
