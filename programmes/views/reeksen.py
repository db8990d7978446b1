"""The page of one reeks and of each sessie in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programmes.models import Reeks, Sessie


@require_safe
def reeks(request: HttpRequest, provincie: str, reeks: str) -> HttpResponse:
    """Show one reeks from kick-off to terugkom."""
    found = get_object_or_404(
        Reeks.objects.published().for_page().with_deskundigen(), provincie__slug=provincie, slug=reeks
    )
    context = {"reeks": found, "provincie": found.provincie, "now": timezone.now()}
    return render(request, "programmes/reeks.html", context)


@require_safe
def sessie(request: HttpRequest, provincie: str, reeks: str, sessie: str) -> HttpResponse:
    """Show one sessie."""
    found = find_sessie(provincie, reeks, sessie)
    context = {
        "sessie": found,
        "reeks": found.reeks,
        "provincie": found.reeks.provincie,
        "now": timezone.now(),
    }
    return render(request, "programmes/sessie.html", context)


# --- Steps ------------------------------------------------------------------------------------------------------


def find_sessie(provincie: str, reeks: str, sessie: str) -> Sessie:
    """Return a public sessie with all its page shows, or raise 404."""
    return get_object_or_404(
        Sessie.objects.public().for_calendar().prefetch_related("deskundigen"),
        reeks__provincie__slug=provincie,
        reeks__slug=reeks,
        slug=sessie,
    )
