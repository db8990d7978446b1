"""The rooms that gemeenten offer for the sessies of a reeks, in /beheer/: look at them, and choose."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from programmes.beheer import organiser
from programmes.models import Reeks
from programmes.rules import more_than_fit
from registrations import hosting
from registrations.admin.questions import Question, ask, own_page
from registrations.admin.telling import line
from registrations.admin.words import people
from registrations.models import Gastaanbod

TEMPLATES = "admin/registrations/reeks"
COLUMNS = ["Plek", "Bijeenkomst", "Gemeente", "Aangeboden door", "Mensen", "Aangeboden op", "Staat"]
NO_MAIL = "Er gaat geen mail naar deelnemers: de bijeenkomst heeft nog geen datum."
SENTENCE_HELP = "Bijvoorbeeld hoe je binnenkomt. Dit mag leeg blijven."
IN_THE_MAIL = "Deze tekst staat in de mail, met dank voor het aanbod."

OwnReeks = Callable[[HttpRequest, int], Reeks]


def pages(own: OwnReeks, managed: OwnReeks) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
    """Return the pages by name: where they are, and what answers.

    Args:
        own: returns a reeks to look at, or answers that it does not exist.
        managed: the same for a reeks to change.
    """
    one = "<int:object_id>/gastheren/<int:aanbod_pk>/"
    return {
        "gastheren": ("<int:object_id>/gastheren/", partial(list_view, own)),
        "gastheer": (one, partial(one_view, own)),
        "gastheer_aannemen": (f"{one}aannemen/", partial(accept_view, managed)),
        "gastheer_afwijzen": (f"{one}afwijzen/", partial(refuse_view, managed)),
    }


def list_view(own: OwnReeks, request: HttpRequest, object_id: int) -> HttpResponse:
    """List what was offered, what waits for an answer first. One query."""
    reeks = own(request, object_id)
    rows = list(rooms_of(reeks))
    rows.sort(key=lambda row: row.staat != Gastaanbod.Staat.OPEN)
    title = "Plekken van gastheren"
    return own_page(request, f"{TEMPLATES}/gastheren.html", reeks, title=title, rijen=rows, kolommen=COLUMNS)


def one_view(own: OwnReeks, request: HttpRequest, object_id: int, aanbod_pk: int) -> HttpResponse:
    """Show one offer, with what can be answered."""
    reeks = own(request, object_id)
    found = room_of(reeks, aanbod_pk)
    may_answer = Reeks.objects.managed_by(organiser(request)).filter(pk=reeks.pk).exists()
    return own_page(
        request, f"{TEMPLATES}/gastheer.html", reeks, title=str(found), aanbod=found, krap=warnings(found),
        may_answer=may_answer and found.staat == Gastaanbod.Staat.OPEN,
    )  # fmt: skip


def accept_view(managed: OwnReeks, request: HttpRequest, object_id: int, aanbod_pk: int) -> HttpResponse:
    """Ask before the sessie is held there; says who gets a mail."""
    reeks = managed(request, object_id)
    found, now, user = room_of(reeks, aanbod_pk), timezone.now(), organiser(request)

    def verb(toelichting: str) -> str:
        told = hosting.accept(aanbod=found, user=user, now=timezone.now(), toelichting=toelichting)
        said = f" {line(told)}." if told and told.people else ""
        return f"“{found.sessie}” is te gast bij gemeente {found.gemeente}.{said}"

    told = hosting.told_when_accepted(found, now=now)
    others = Gastaanbod.objects.open().filter(sessie=found.sessie).exclude(pk=found.pk).count()
    question = Question(
        titel=f"{found.naam} aannemen",
        uitleg=[
            f"“{found.sessie}” is dan in {found.naam}, {found.adres} in {found.plaats}.",
            f"{line(told)}." if found.sessie.has_date else NO_MAIL,
            f"{found.aanmelding.naam} krijgt een mail dat de plek is gekozen.",
            *([f"{people(others)} met een andere plek voor deze bijeenkomst: een mail met dank."] if others else []),
        ],
        waarschuwingen=warnings(found),
        knop="Aannemen",
        verb=verb,
        reden="Een zin van jou in de mail aan de deelnemers",
        reden_hulp=SENTENCE_HELP,
        is_reden_nodig=False,
    )
    return ask(request, question, reeks=reeks, back=page_of(found))


def refuse_view(managed: OwnReeks, request: HttpRequest, object_id: int, aanbod_pk: int) -> HttpResponse:
    """Ask why before an offer is refused."""
    reeks = managed(request, object_id)
    found, user = room_of(reeks, aanbod_pk), organiser(request)

    def verb(reden: str) -> str:
        hosting.refuse(aanbod=found, reden=reden, user=user, now=timezone.now())
        return f"{found.aanmelding.naam} krijgt een mail dat de plek niet nodig is."

    question = Question(
        titel=f"{found.naam} niet aannemen",
        uitleg=[f"{found.aanmelding.naam} (gemeente {found.gemeente}) krijgt een mail, met waarom het niet kan."],
        knop="Niet aannemen",
        verb=verb,
        reden="Waarom",
        reden_hulp=IN_THE_MAIL,
    )
    return ask(request, question, reeks=reeks, back=page_of(found))


# --- Steps ------------------------------------------------------------------------------------------------------


def page_of(aanbod: Gastaanbod) -> str:
    """Return the address of the page of an offer."""
    return reverse("admin:programmes_reeks_gastheer", args=[aanbod.sessie.reeks_id, aanbod.pk])


def rooms_of(reeks: Reeks) -> list[Gastaanbod]:
    """Return what was offered for the sessies of a reeks. One query."""
    rows = Gastaanbod.objects.filter(sessie__reeks=reeks).order_by("-pk")
    found = list(rows.select_related("sessie__doelgroep", "sessie__locatie", "gemeente", "aanmelding", "user"))
    for row in found:
        row.sessie.reeks = reeks
    return found


def room_of(reeks: Reeks, pk: int) -> Gastaanbod:
    """Return one offer for a sessie of a reeks, or answer that it does not exist."""
    found = next((row for row in rooms_of(reeks) if row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def warnings(aanbod: Gastaanbod) -> list[str]:
    """Return what speaks against a room: more people may come than fit."""
    places = more_than_fit(
        plaatsen=aanbod.sessie.plaatsen,
        max_personen=aanbod.sessie.reeks.max_personen,
        zaalgrootte=aanbod.zaalgrootte,
    )
    if places is None:
        return []
    return [f"Er zijn {places} plaatsen, en er passen {aanbod.zaalgrootte} mensen in."]
