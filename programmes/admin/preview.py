"""Shows a concept as visitors will see it, to whoever sees it in /beheer/; nothing of it is kept or can be sent."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from programmes.models import Deskundige, Reeks, Verplaatsing


def reeks_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page of a reeks; a published one has a page of its own."""
    reeks = as_published(pk)
    if reeks is None:
        return redirect(Reeks.objects.select_related("provincie").get(pk=pk))
    context = {
        "reeks": reeks, "provincie": reeks.provincie, "now": timezone.now(), "voorbeeld": True,
        "deskundigen": Deskundige.objects.by_sessie(reeks),
        "eerder": Verplaatsing.objects.by_sessie(reeks.sessies.all()),
    }  # fmt: skip
    return answer(render(request, "programmes/voorbeeld_reeks.html", context))


def sessie_page(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show the page of one sessie of a reeks."""
    reeks = as_published(pk)
    if reeks is None:
        return redirect(Reeks.objects.select_related("provincie").get(pk=pk))
    sessie = next((row for row in reeks.sessies.all() if row.slug == slug), None)
    if sessie is None:
        raise Http404
    sessie.reeks = reeks
    prefetch_related_objects([sessie], "deskundigen")
    eerder = Verplaatsing.objects.by_sessie([sessie]).get(sessie.pk, ())
    context = {
        "reeks": reeks, "provincie": reeks.provincie, "sessie": sessie, "now": timezone.now(), "voorbeeld": True,
        "eerder": eerder,
    }  # fmt: skip
    return answer(render(request, "programmes/voorbeeld_sessie.html", context))


def as_published(pk: int) -> Reeks | None:
    """Return a concept with all its page shows, as if it were published now; None when it is. Never save it."""
    reeks = Reeks.objects.with_sessies().get(pk=pk)
    if reeks.is_published:
        return None
    reeks.status = Reeks.Status.GEPUBLICEERD
    return reeks


def answer(response: HttpResponse) -> HttpResponse:
    """Keep it out of search engines; the admin keeps it out of caches."""
    response["X-Robots-Tag"] = "noindex"
    return response
