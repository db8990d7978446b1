"""The public pages: agenda, provincie, reeks and sessie, each with its calendar file."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programmes import ics
from programmes.calendar_answers import calendar_download, calendar_feed
from programmes.models import Provincie, Reeks, Sessie, Thema


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """List the coming reeksen of all provincies; `?provincie=` and `?thema=` (slugs) narrow it."""
    now = timezone.now()
    provincies, themas = list(Provincie.objects.all()), list(Thema.objects.all())
    chosen_provincie = next((row for row in provincies if row.slug == request.GET.get("provincie")), None)
    chosen_thema = next((row for row in themas if row.slug == request.GET.get("thema")), None)
    reeksen = Reeks.objects.published().coming(now).for_page()
    if chosen_provincie:
        reeksen = reeksen.filter(provincie=chosen_provincie)
    if chosen_thema:
        reeksen = reeksen.filter(themas=chosen_thema)
    context = {
        "reeksen": by_first_date(reeksen, now),
        "provincies": provincies,
        "themas": themas,
        "chosen_provincie": chosen_provincie,
        "chosen_thema": chosen_thema,
        "now": now,
    }
    return render(request, "programmes/agenda.html", context)


@require_safe
def provincie(request: HttpRequest, provincie: str) -> HttpResponse:
    """List what one provincie offers and has offered."""
    now = timezone.now()
    found = get_object_or_404(Provincie, slug=provincie)
    reeksen = by_first_date(Reeks.objects.published().filter(provincie=found).for_page(), now)
    context = {
        "provincie": found,
        "coming": [reeks for reeks in reeksen if not is_past(reeks, now)],
        "past": [reeks for reeks in reeksen if is_past(reeks, now)],
        "now": now,
    }
    return render(request, "programmes/provincie.html", context)


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


def find_sessie(provincie: str, reeks: str, sessie: str) -> Sessie:
    """Return a public sessie with all its page shows, or raise 404."""
    return get_object_or_404(
        Sessie.objects.public().for_calendar().prefetch_related("deskundigen"),
        reeks__provincie__slug=provincie,
        reeks__slug=reeks,
        slug=sessie,
    )


def public_calendar(sessies: Iterable[Sessie]) -> bytes:
    """Return dated sessies as a calendar file without online links."""
    return ics.download([ics.afspraak_of(sessie, site_url=settings.SITE_URL) for sessie in sessies])


def by_first_date(reeksen: Iterable[Reeks], now: datetime) -> list[Reeks]:
    """Return reeksen by their first sessie still to come; those without a date last, by title."""

    def first_date(reeks: Reeks) -> tuple[bool, float, str]:
        ahead = [sessie.begin for sessie in reeks.sessies.all() if sessie.begin and not sessie.is_over(now)]
        return (not ahead, min(ahead).timestamp() if ahead else 0, reeks.titel)

    return sorted(reeksen, key=first_date)


def is_past(reeks: Reeks, now: datetime) -> bool:
    """Tell whether every sessie of a reeks has been held."""
    return all(sessie.is_over(now) for sessie in reeks.sessies.all())
