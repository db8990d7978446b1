"""The agenda of all provincies, and the page of each of them."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programmes.agenda import by_first_date, by_last_date, entries_of, filters_of, is_past, per_provincie
from programmes.models import Provincie, Reeks
from programmes.month import month_named, month_of
from programmes.page_cache import Page, for_visitors, moments_of
from programmes.rules import EARLIEST, LATEST
from programmes.stempels import stempel_of_agenda, stempel_of_provincie

LATEST_PAST = 6
"""How many reeksen that have been held the page of a provincie shows to who does not ask for all."""


@require_safe
@for_visitors(stempel_of_agenda, asks=("provincie", "thema", "maand"))
def agenda(request: HttpRequest) -> Page:
    """List the coming reeksen of all provincies; `?provincie=` and `?thema=` (slugs) narrow it.

    `?maand=2026-12` opens a month of the overview. Always the whole page: htmx takes from it what it needs, so that
    one address has one answer in every cache.
    """
    now = timezone.now()
    provincies, themas = list(Provincie.objects.all()), list(Reeks.objects.listed().themas())
    filters = filters_of(request.GET, provincies=provincies, themas=themas)
    coming = by_first_date(Reeks.objects.listed().coming(now).for_page(), now)
    reeksen = [reeks for reeks in coming if filters.fits(reeks)]
    entries = entries_of(reeksen, now)
    chosen = month_named(request.GET.get("maand", ""), earliest=EARLIEST, latest=LATEST)
    about_thema = [reeks for reeks in coming if filters.fits_thema(reeks)]
    context = {
        "reeksen": reeksen,
        "is_empty": not coming,
        "provincies": provincies,
        "themas": themas,
        "filters": filters,
        "entries": entries,
        "month": month_of(entries, chosen=chosen, now=now),
        "rows": per_provincie(provincies, about_thema, now),
        "now": now,
    }
    return Page(render(request, "programmes/agenda.html", context), moments_of(coming))


@require_safe
@for_visitors(stempel_of_provincie, asks=("geweest",))
def provincie(request: HttpRequest, provincie: str) -> Page:
    """List what one provincie offers, where on its map, and the latest it has offered; all with `?geweest=alles`."""
    now = timezone.now()
    found = get_object_or_404(Provincie.objects.select_related("huisstijl"), slug=provincie)
    reeksen = by_first_date(Reeks.objects.listed().filter(provincie=found).for_page(), now)
    past = by_last_date(reeks for reeks in reeksen if is_past(reeks, now))
    context = {
        "provincie": found,
        "coming": [reeks for reeks in reeksen if not is_past(reeks, now)],
        "past": past if request.GET.get("geweest") == "alles" else past[:LATEST_PAST],
        "past_count": len(past),
        "now": now,
    }
    return Page(render(request, "programmes/provincie.html", context), moments_of(reeksen))
