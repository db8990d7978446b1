"""The pages about one person in /beheer/: all their aanmeldingen, notes, and what an organiser changes for them."""

from collections.abc import Callable
from functools import partial

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.models import User
from outbox.models import Bericht
from programmes.beheer import organiser
from registrations import notes
from registrations.admin import changes, merge_pages
from registrations.admin.changes import address
from registrations.admin.changes_forms import NoteForm
from registrations.admin.questions import own_page
from registrations.models import Aanmelding, Belangstelling, Notitie

PERSON, NOTES, MERGE = "persoon", "notities", "samenvoegen"
READ = {PERSON: "Geschiedenis van deze persoon", NOTES: "Notities"}
"""What whoever sees an aanmelding may open."""
MAY_ASK = "De deelnemer mag dit opvragen."
TOO_LATE = "Deze notitie kun je niet weghalen. Dat kan alleen op de dag zelf, door wie hem schreef."
MOST_MAILS = 200

Own = Callable[[HttpRequest, int], Aanmelding]
Log = Callable[[HttpRequest, Aanmelding, str], object]
Pages = dict[str, tuple[str, Callable[..., HttpResponse]]]


@admin.display(description="naam en e-mailadres", ordering="naam")
def name_and_address(obj: Aanmelding | Belangstelling) -> SafeString:
    """Return a person as a cell of a list: the address below the name, or the list would not fit."""
    return with_line_below(obj.naam, obj.email)


def with_line_below(first: str, second: str) -> SafeString:
    """Return what matters most in a cell, and below it the rest if there is any."""
    return format_html('{}<span class="eronder">{}</span>' if second else "{}{}", first, second)


def pages(seen: Own, managed: Own, log: Log) -> Pages:
    """Return the pages by name: where they are, and what answers.

    Args:
        seen: returns an aanmelding to look at, or answers that it does not exist.
        managed: the same for one to change.
        log: writes what was done.
    """
    one = "<int:object_id>/"
    return {
        PERSON: (f"{one}persoon/", partial(person_view, seen)),
        NOTES: (f"{one}notities/", partial(notes_view, seen, managed)),
        "notitie_weg": (f"{one}notities/<int:notitie_pk>/weghalen/", require_POST(partial(take_back_view, managed))),
        changes.SWITCH: (f"{one}andere-bijeenkomst/", partial(change_view, managed, log, changes.switch)),
        changes.CHOICE: (f"{one}keuze/", partial(change_view, managed, log, changes.change_choice)),
        changes.SUBSTITUTE: (f"{one}vervangen/", partial(change_view, managed, log, changes.substitute)),
        changes.OFFER: (f"{one}aanbieden/", partial(offer_view, managed, log)),
        "aanbieden_bij": (f"{one}aanbieden/<int:sessie_pk>/", partial(offer_view, managed, log)),
        MERGE: (f"{one}samenvoegen/", partial(find_view, managed)),
        "samenvoegen_met": (f"{one}samenvoegen/<int:ander_pk>/", partial(merge_view, managed)),
    }


def buttons_of(aanmelding: Aanmelding, *, may_change: bool) -> list[tuple[str, str]]:
    """Return label and address of the pages about somebody."""
    buttons = changes.buttons_of(aanmelding) if may_change else []
    if may_change and aanmelding.stands:
        buttons.append(("Samenvoegen", address(MERGE, aanmelding)))
    return buttons + [(label, address(name, aanmelding)) for name, label in READ.items()]


# --- Looking ----------------------------------------------------------------------------------------------------


def person_view(seen: Own, request: HttpRequest, object_id: int) -> HttpResponse:
    """Show everything of one address in the reeksen that this user sees. A fixed number of queries."""
    aanmelding = seen(request, object_id)
    user = organiser(request)
    rows = list(
        Aanmelding.objects.visible_to(user).of_address(aanmelding.email).for_page()
        .select_related("neemt_over", "reeks__provincie", "gemeente")
        .prefetch_related("notities__user", "overgenomen_door").order_by("-aangemeld_op", "-pk")
    )  # fmt: skip
    found = Bericht.objects.filter(over__in=[row.reference for row in rows]).order_by("-pk")
    mails: dict[str, list[Bericht]] = {}
    for mail in found.only("onderwerp", "staat", "verzonden_op", "laatste_fout", "over")[:MOST_MAILS]:
        mails.setdefault(mail.over, []).append(mail)
    template = "admin/registrations/aanmelding/persoon.html"
    return own_page(
        request, template, aanmelding.reeks, title=READ[PERSON], aanmelding=aanmelding, meest=MOST_MAILS,
        rijen=[(row, mails.get(row.reference, []), tied_to(row)) for row in rows],
    )  # fmt: skip


def tied_to(row: Aanmelding) -> list[Aanmelding]:
    """Return whose place somebody took over, and who took over theirs: also what was merged. All of one reeks."""
    return [other for other in (row.neemt_over, *row.overgenomen_door.all()) if other is not None]


# --- Notes --------------------------------------------------------------------------------------------------------


def notes_view(seen: Own, managed: Own, request: HttpRequest, object_id: int) -> HttpResponse:
    """Show the notes, the latest first, and add one. A medewerker reads them."""
    user, now = organiser(request), timezone.now()
    aanmelding = managed(request, object_id) if request.method == "POST" else seen(request, object_id)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        notes.add(aanmelding=aanmelding, tekst=form.cleaned_data["tekst"], user=user, now=now)
        messages.success(request, "Je notitie staat erbij.")
        return redirect(address(NOTES, aanmelding))
    may_write = Aanmelding.objects.managed_by(user).filter(pk=aanmelding.pk).exists()
    rows = Notitie.objects.filter(aanmelding=aanmelding).select_related("user")
    return own_page(
        request, "admin/registrations/aanmelding/notities.html", aanmelding.reeks, title=READ[NOTES],
        aanmelding=aanmelding, form=form if may_write else None, mag_opvragen=MAY_ASK,
        notities=[(row, may_write and notes.can_take_back(row, user=user, now=now)) for row in rows],
    )  # fmt: skip


def take_back_view(managed: Own, request: HttpRequest, object_id: int, notitie_pk: int) -> HttpResponse:
    """Delete a note of one's own of today."""
    aanmelding = managed(request, object_id)
    note = Notitie.objects.filter(aanmelding=aanmelding, pk=notitie_pk).first()
    if note is None:
        raise Http404
    note.aanmelding = aanmelding
    if notes.take_back(note=note, user=organiser(request), now=timezone.now()):
        messages.success(request, "Je notitie is weg.")
    else:
        messages.error(request, TOO_LATE)
    return redirect(address(NOTES, aanmelding))


# --- Changing ---------------------------------------------------------------------------------------------------


def change_view(
    managed: Own,
    log: Log,
    page: Callable[[HttpRequest, Aanmelding, User], changes.Done],
    request: HttpRequest,
    object_id: int,
) -> HttpResponse:
    """Change something for one person, and write it down."""
    aanmelding = managed(request, object_id)
    answer, done = page(request, aanmelding, organiser(request))
    if done:
        log(request, aanmelding, done)
    return answer


def offer_view(
    managed: Own, log: Log, request: HttpRequest, object_id: int, sessie_pk: int | None = None
) -> HttpResponse:
    """Offer somebody a place out of order, in the reeks or at one sessie."""
    aanmelding = managed(request, object_id)
    sessie = None
    if sessie_pk is not None:
        sessie = aanmelding.reeks.sessies.select_related("doelgroep").filter(pk=sessie_pk).first()
        if sessie is None:
            raise Http404
    answer, done = changes.offer(request, aanmelding, organiser(request), sessie)
    if done:
        log(request, aanmelding, done)
    return answer


def find_view(managed: Own, request: HttpRequest, object_id: int) -> HttpResponse:
    """Find the other aanmelding of the same person."""
    return merge_pages.find_view(request, managed(request, object_id))


def merge_view(managed: Own, request: HttpRequest, object_id: int, ander_pk: int) -> HttpResponse:
    """Make one of two."""
    return merge_pages.merge_view(request, managed(request, object_id), ander_pk, organiser(request))[0]
