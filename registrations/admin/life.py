"""The life of a reeks in /beheer/: publish, close, reopen, archive and back, each after a page that says what follows.

What follows for people is the point of these pages: who stays in, who can not come any more, and that nobody is mailed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from programmes import lifecycle, publish
from programmes.admin.checklist import Line
from programmes.admin.new_reeks import COPY
from programmes.admin.texts import PUBLISH
from programmes.models import Reeks
from programmes.templatetags.leerlab import dag
from registrations.admin.life_steps import People, Step, archive, close, people_of, published, reopen, restore, withdraw
from registrations.admin.questions import Question, ask, own_page

OwnReeks = Callable[[HttpRequest, int], Reeks]
Log = Callable[[HttpRequest, Reeks, str], object]
Lines = Callable[[Reeks], Sequence[Line]]
View = Callable[..., HttpResponse]

STILL_COMING = "Archiveren kan nog niet: er komt nog een bijeenkomst. Gaat die niet door? Geef dat eerst aan."


@dataclass(frozen=True)
class Button:
    """A way to one of these pages; `is_main` is the one that most want now."""

    label: str
    url: str
    is_main: bool = False


def pages(managed: OwnReeks, log: Log, lines: Lines) -> dict[str, tuple[str, View]]:
    """Return the pages by name: where they are, and what answers.

    Args:
        managed: returns a reeks that the user may change, or answers that it does not exist.
        log: writes down what was done to a reeks.
        lines: what a concept still misses.
    """
    steps = {"sluiten": close, "heropenen": reopen, "naar_concept": withdraw, "terughalen": restore}
    views: dict[str, View] = {name: partial(step_view, managed, log, step) for name, step in steps.items()}
    views |= {
        "publiceren": partial(publish_view, managed, log, lines),
        "archiveren": partial(archive_view, managed, log),
    }
    return {name: (f"<int:object_id>/{name.replace('_', '-')}/", view) for name, view in views.items()}


def state_of(reeks: Reeks) -> str:
    """Return in a sentence where a reeks is in its life."""
    if reeks.gearchiveerd_op:
        where = "Wie het adres kent, kan de reeks nog lezen." if reeks.is_published else "Bezoekers zien hem niet."
        return f"Gearchiveerd op {dag(reeks.gearchiveerd_op)}. {where}"
    if not reeks.is_published:
        return "Concept: nog niet op de website."
    since = f" sinds {dag(reeks.gepubliceerd_op)}" if reeks.gepubliceerd_op else ""
    closed = f" De aanmelding is gesloten op {dag(reeks.gesloten_op)}." if reeks.gesloten_op else ""
    return f"Op de website{since}.{closed}"


def buttons_of(reeks: Reeks, *, now: datetime) -> list[Button]:
    """Return what can be done with a reeks as it stands now. One query."""
    is_ahead = lifecycle.is_ahead(reeks, now=now)
    copy = Button("Kopiëren", f"{reverse('admin:programmes_reeks_nieuw')}?{COPY}={reeks.pk}")
    if reeks.gearchiveerd_op:
        return [Button("Terughalen uit het archief", url_of("terughalen", reeks)), copy]
    found = []
    if not reeks.is_published:
        found.append(Button("Publiceren", url_of("publiceren", reeks), is_main=True))
    elif reeks.gesloten_op:
        found.append(Button("Aanmelding heropenen", url_of("heropenen", reeks)))
    elif is_ahead:
        found.append(Button("Aanmelding sluiten", url_of("sluiten", reeks)))
    found.append(copy)
    if reeks.is_published:
        found.append(Button("Terug naar concept", url_of("naar_concept", reeks)))
    if is_ahead:
        return [*found, Button("Gaat niet door", url_of("gaat_niet_door", reeks))]
    return [*found, Button("Archiveren", url_of("archiveren", reeks))]


def url_of(name: str, reeks: Reeks) -> str:
    """Return the address of a page about a reeks."""
    return reverse(f"admin:programmes_reeks_{name}", args=[reeks.pk])


# --- The pages --------------------------------------------------------------------------------------------------


def step_view(
    managed: OwnReeks, log: Log, step_of: Callable[[Reeks, People], Step], request: HttpRequest, object_id: int
) -> HttpResponse:
    """Ask, and carry out."""
    reeks = managed(request, object_id)
    step = step_of(reeks, people_of(reeks))

    def verb(_reden: str) -> str:
        with transaction.atomic():
            step.verb()
            log(request, reeks, step.log)
        return step.gedaan

    question = Question(titel=step.titel, uitleg=step.uitleg, knop=step.knop, verb=verb)
    template = "admin/registrations/reeks/levensloop.html"
    return ask(request, question, reeks=reeks, back=url_of("change", reeks), template=template)


def archive_view(managed: OwnReeks, log: Log, request: HttpRequest, object_id: int) -> HttpResponse:
    """Ask before a reeks is put away; not while something of it is to come."""
    reeks = managed(request, object_id)
    if not lifecycle.is_ahead(reeks, now=timezone.now()):
        try:
            return step_view(lambda *_: reeks, log, archive, request, object_id)
        except lifecycle.ArchiveRefused:
            pass  # A sessie was added after the question.
    messages.error(request, STILL_COMING)
    return redirect(url_of("change", reeks))


def publish_view(managed: OwnReeks, log: Log, lines: Lines, request: HttpRequest, object_id: int) -> HttpResponse:
    """Show what is missing and what publishing does, and publish."""
    reeks = managed(request, object_id)
    if request.method == "POST":
        try:
            with transaction.atomic():
                publish.publish(reeks=reeks, now=timezone.now())
                log(request, reeks, "Gepubliceerd.")
        except publish.PublishRefused as refusal:
            for obstacle in refusal.obstacles:
                messages.error(request, PUBLISH[obstacle])
            return redirect(url_of("publiceren", reeks))
        said = '“{}” staat op de website. <a href="{}">Bekijk de pagina</a>'
        messages.success(request, format_html(said, reeks, reeks.get_absolute_url()))
        return redirect(url_of("change", reeks))
    found = list(lines(reeks))
    return own_page(
        request, "admin/registrations/reeks/publiceren.html", reeks, title=f"“{reeks}” publiceren",
        uitleg=published(reeks, people_of(reeks), now=timezone.now()), regels=found,
        can_publish=not any(line.is_must for line in found), back=url_of("change", reeks),
    )  # fmt: skip
