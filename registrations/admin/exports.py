"""The buttons that give a list as a spreadsheet: what the list shows with its filters, all of its pages."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from programmes.beheer import organiser
from programmes.models import Reeks
from registrations import exports
from registrations.admin.questions import own_page
from registrations.written_sheets import Kind, Table, written

KINDS = {kind.value: kind for kind in Kind}
ALL_OF_IT = "zonder filter"
NEEDS_TEMPLATE = "admin/registrations/reeks/behoeften.html"

OwnReeks = Callable[[HttpRequest, int], Reeks]
Tabulate = Callable[[Any], tuple[Table, list[Reeks]]]


def list_view(request: HttpRequest, model_admin: admin.ModelAdmin[Any], tabulate: Tabulate) -> HttpResponse:
    """Give what the list shows; opening the address leads to the list, where the buttons are."""
    meta = model_admin.opts
    back = f"admin:{meta.app_label}_{meta.model_name}_changelist"
    kind = KINDS.get(request.POST.get("soort", ""))
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if request.method != "POST" or kind is None:
        return redirect(back)
    try:
        found = model_admin.get_changelist_instance(request)
    except IncorrectLookupParameters:
        return redirect(back)
    now, name = timezone.now(), str(meta.verbose_name_plural)
    table, reeksen = tabulate(found.queryset)
    with transaction.atomic():
        exports.note_export(
            user=organiser(request), what=name.capitalize(), kind=kind, reeksen=reeksen, chosen=chosen(found), now=now,
        )  # fmt: skip
    return download(table, kind, name)


def pages(seen: OwnReeks, managed: OwnReeks) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
    """Return the pages of a reeks by name: where they are, and what answers.

    Args:
        seen: returns a reeks that a user may look at, or answers that it does not exist.
        managed: the same for one to change.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    def everybody(request: HttpRequest, object_id: int) -> HttpResponse:
        reeks, kind = seen(request, object_id), KINDS.get(request.POST.get("soort", ""))
        if request.method != "POST" or kind is None:
            return redirect("admin:programmes_reeks_deelnemers", object_id)
        return of_reeks(request, reeks, exports.reeks_table(reeks), kind, "Deelnemers")

    @require_http_methods(["GET", "HEAD", "POST"])
    def needs(request: HttpRequest, object_id: int) -> HttpResponse:
        reeks, kind = managed(request, object_id), KINDS.get(request.POST.get("soort", ""))
        if request.method != "POST" or kind is None:
            return own_page(request, NEEDS_TEMPLATE, reeks, title="Dieet en toegankelijkheid", soorten=KINDS)
        table = exports.needs_table(reeks, user=organiser(request))
        return of_reeks(request, reeks, table, kind, "Behoeften")

    return {
        "exporteren": ("<int:object_id>/exporteren/", everybody),
        "behoeften": ("<int:object_id>/behoeften/", needs),
    }


def of_reeks(request: HttpRequest, reeks: Reeks, table: Table, kind: Kind, what: str) -> HttpResponse:
    """Give a table about one reeks, and write it in the log, also when nobody is in it."""
    with transaction.atomic():
        exports.note_export(
            user=organiser(request), what=what, kind=kind, reeksen=[reeks] * len(table.rows), chosen=ALL_OF_IT,
            now=timezone.now(),
        )  # fmt: skip
    return download(table, kind, f"{what.lower()}-{reeks.slug}")


def download(table: Table, kind: Kind, name: str) -> HttpResponse:
    """Return a table as a file with the date in its name, that nothing on the way keeps."""
    answer = HttpResponse(written(table, kind), content_type=kind.content_type)
    filename = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind.value}"
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def chosen(found: ChangeList) -> str:
    """Return the filters of a list in its own words; what was searched for may be somebody's name, so not that."""
    found.add_facets = False  # Numbers behind the words.
    words = [text for spec in found.filter_specs if (text := chosen_in(spec, found))]
    if found.query:
        words.append("een zoekwoord")
    return f"filter {', '.join(words)}"[:300] if words else ALL_OF_IT


def chosen_in(spec: admin.ListFilter, found: ChangeList) -> str:
    """Return what is chosen in one filter, as `status Aangemeld`; empty when it lets everything through."""
    # The first choice is "Alle".
    names = [str(choice["display"]) for choice in islice(spec.choices(found), 1, None) if choice["selected"]]
    if not names and found.params.keys() & set(spec.expected_parameters()):
        names = ["onbekend"]
    if not names:
        return ""
    says_it_all = getattr(spec, "says_it_all", False)
    return " of ".join(names).lower() if says_it_all else f"{spec.title} {' of '.join(names)}"
