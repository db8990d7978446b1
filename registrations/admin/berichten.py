"""The page "Berichten" of a reeks: which mails went out about it, what waits and what failed."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from outbox import life
from outbox.models import Bericht, BerichtQuerySet
from programmes.models import Reeks
from registrations.admin.questions import own_page
from registrations.admin.rondmails import TEMPLATES, Log, OwnReeks, View
from registrations.models import Aanmelding, Belangstelling

PER_PAGE = 50
LONGEST_SEARCH = 200
ALL = "alles"
CANCELLABLE = frozenset({"rondmail", "herinnering"})
"""What an organiser may stop. Other mails say what happened to somebody's place: without them people would not know."""
OF_MORE = frozenset({"link_kwijt"})
"""Mails that name all leerlabs of an address, also those of other organisers."""
ORGANISATIE = "reeks"
"""What mails to the organisatie of a reeks say they are about: all of it."""
Staat = Bericht.Staat
SOORTEN = {
    "aanbod": "Aanbod van een plaats",
    "aanbod_verlopen": "Aanbod verlopen",
    "aanvraag": "Aanvraag ontvangen",
    "afgemeld": "Afgemeld",
    "afgewezen": "Niet toegelaten",
    "afzegging": "Uit de agenda",
    "agendalink": "Link naar de agenda",
    "al_aangemeld": "Was al aangemeld",
    "andere_plek": "Andere plek",
    "belangstelling": "Belangstelling",
    "bevestig": "Vraag om te bevestigen",
    "bevestigd": "Bevestiging",
    "datum_bekend": "Datum bekend",
    "datum_vervalt": "Datum vervalt",
    "gastheer_aangeboden": "Plek aangeboden",
    "gastheer_aangenomen": "Is gastheer",
    "gastheer_niet_nodig": "Plek niet nodig",
    "gastheer_organisator": "Aan de organisatie: plek aangeboden",
    "herinnering": "Herinnering",
    "link_kwijt": "Persoonlijke links opnieuw",
    "nieuws_organisator": "Aan de organisatie: aan- of afmelding",
    "nieuws_organisator_lijst": "Aan de organisatie: overzicht",
    "online_link": "Link voor online",
    "overgenomen": "Plaats overgenomen",
    "overgezet": "Naar een andere bijeenkomst",
    "overname": "Vraag om een plaats over te nemen",
    "plaats_gekregen": "Plaats gekregen",
    "reeks_vervallen": "Reeks gaat niet door",
    "rondmail": "Mail van de organisator",
    "samengevoegd": "Aanmeldingen samengevoegd",
    "sessie_erbij": "Bijeenkomst erbij",
    "sessie_vervallen": "Bijeenkomst gaat niet door",
    "uitgenodigd": "Uitnodiging om mee te doen",
    "uitnodiging": "Uitnodiging voor de agenda",
    "verplaatst": "Andere datum",
    "wachtlijst": "Op de wachtlijst",
    "weigering_gezien": "Geweigerd in de agenda",
}
NOT_AGAIN = (
    "Er is niets opnieuw verstuurd. Dat kan alleen met wat mislukt is en zijn tekst nog heeft."
    " En niet als er al een nieuwere uitnodiging is."
)
NOT_STOPPED = "Er is niets tegengehouden. Dat kan alleen met mails en herinneringen die nog wachten."


@dataclass(frozen=True)
class Person:
    """Whom a mail is about: somebody with an aanmelding or a belangstelling, `soort` says which; or the organisatie."""

    soort: str
    pk: int
    naam: str

    @property
    def url(self) -> str:
        """The page about them in beheer; empty for the organisatie, of which an organiser has none."""
        return "" if self.soort == ORGANISATIE else reverse(f"admin:registrations_{self.soort}_change", args=[self.pk])


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; empty is everything."""

    staat: str
    soort: str
    zoek: str


@dataclass(frozen=True)
class Row:
    """One mail in the list, and what can be done with it."""

    bericht: Bericht
    person: Person
    soort: str
    fout: str
    may_again: bool
    may_stop: bool


def pages(own: OwnReeks, log: Log) -> dict[str, tuple[str, View]]:
    """Return the pages by name: where they are, and what answers; as `rondmails.pages`."""
    return {
        "berichten": ("<int:object_id>/berichten/", partial(list_view, own, log)),
        "bericht": ("<int:object_id>/berichten/<uuid:bericht_uuid>/", partial(one_view, own)),
    }


def list_view(own: OwnReeks, log: Log, request: HttpRequest, object_id: int) -> HttpResponse:
    """Show the list; a POST sends again or stops, and comes back to the same list."""
    reeks = own(request, object_id)
    known = people_of(reeks)
    if request.method == "POST":
        act(request, reeks, berichten_of(known), log)
        return redirect(request.get_full_path())
    counts = counted(berichten_of(known))
    kinds = {soort for _, soort in counts}
    asked = asked_in(request, kinds)
    page = page_of(narrowed(known, asked), request.GET.get("pagina", ""))
    kept = request.GET.copy()
    kept.pop("pagina", None)
    context = {
        "rijen": [row_of(bericht, known) for bericht in page], "page": page, "asked": asked, "kept": kept.urlencode(),
        "standen": [(staat, staat.label, in_state(counts, staat)) for staat in Staat],
        "mislukt": in_state(counts, Staat.MISLUKT),
        "soorten": sorted(((soort, label_of(soort)) for soort in kinds), key=lambda kind: kind[1]),
    }  # fmt: skip
    return own_page(request, f"{TEMPLATES}/berichten.html", reeks, title="Berichten", **context)


def one_view(own: OwnReeks, request: HttpRequest, object_id: int, bericht_uuid: uuid.UUID) -> HttpResponse:
    """Show one mail, as it stands in the outbox: without anybody's personal link."""
    reeks = own(request, object_id)
    known = people_of(reeks)
    bericht = berichten_of(known).filter(uuid=bericht_uuid).prefetch_related("onbestelbaar").first()
    if bericht is None:
        raise Http404
    row = row_of(bericht, known)
    return own_page(request, f"{TEMPLATES}/berichten_een.html", reeks, title="Bericht", rij=row, tekst=shown(bericht))


def act(request: HttpRequest, reeks: Reeks, rows: BerichtQuerySet, log: Log) -> None:
    """Send again or stop what was clicked, and say so."""
    again, stop = request.POST.get("opnieuw", ""), request.POST.get("niet", "")
    if again:
        chosen = rows if again == ALL else one_of(rows, again)
        done, words, refusal = life.try_again(chosen, now=timezone.now()), "opnieuw verstuurd", NOT_AGAIN
    else:
        chosen = one_of(rows, stop).filter(soort__in=CANCELLABLE)
        done, words, refusal = life.cancel(chosen), "niet verstuurd", NOT_STOPPED
    if not done:
        messages.warning(request, refusal)
        return
    text = f"{'1 bericht wordt' if done == 1 else f'{done} berichten worden'} {words}."
    log(request, reeks, text)
    messages.success(request, text)


# --- What is in the list ----------------------------------------------------------------------------------------


def people_of(reeks: Reeks) -> dict[str, Person]:
    """Return who the mails of a reeks are about, by what a mail says it is about. One query."""
    aanmeldingen, belangstelling = (
        model.objects.filter(reeks=reeks).order_by().values_list(Value(soort), "uuid", "pk", "naam")
        for model, soort in ((Aanmelding, "aanmelding"), (Belangstelling, "belangstelling"))
    )
    rows = aanmeldingen.union(belangstelling, all=True)
    known = {f"{soort}:{reference}": Person(soort, pk, naam) for soort, reference, pk, naam in rows}
    return known | {f"{ORGANISATIE}:{reeks.pk}": Person(ORGANISATIE, reeks.organisatie_id, str(reeks.organisatie))}


def berichten_of(known: Mapping[str, Person]) -> BerichtQuerySet:
    """Return all mails about these people."""
    return Bericht.objects.filter(over__in=list(known))


def counted(rows: BerichtQuerySet) -> Counter[tuple[str, str]]:
    """Return how many there are of each state and kind. One query."""
    found = rows.order_by().values_list("staat", "soort").annotate(aantal=Count("pk"))
    return Counter({(staat, soort): aantal for staat, soort, aantal in found})


def in_state(counts: Counter[tuple[str, str]], staat: str) -> int:
    """Return how many of these are in one state."""
    return sum(aantal for (its_staat, _), aantal in counts.items() if its_staat == staat)


def asked_in(request: HttpRequest, kinds: Collection[str]) -> Asked:
    """Return what the address asks; what can not be asked counts as nothing."""
    staat, soort = request.GET.get("staat", ""), request.GET.get("soort", "")
    zoek = request.GET.get("zoek", "").strip()[:LONGEST_SEARCH]
    return Asked(staat if staat in Staat.values else "", soort if soort in kinds else "", zoek)


def narrowed(known: Mapping[str, Person], asked: Asked) -> BerichtQuerySet:
    """Return the mails that are asked for: what failed first, then the newest."""
    rows = berichten_of(known)
    if asked.staat:
        rows = rows.filter(staat=asked.staat)
    if asked.soort:
        rows = rows.filter(soort=asked.soort)
    if asked.zoek:
        wanted = asked.zoek.casefold()
        named = [reference for reference, person in known.items() if wanted in person.naam.casefold()]
        rows = rows.filter(Q(aan__icontains=asked.zoek) | Q(over__in=named))
    is_failed = Case(When(staat=Staat.MISLUKT, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(is_failed, "-aangemaakt_op", "-pk")


def page_of(rows: BerichtQuerySet, number: str) -> Page[Bericht]:
    """Return a page of the list, without the words of the mails. Three queries."""
    light = rows.defer("html", "kalender", "links").prefetch_related("onbestelbaar")
    return Paginator(light, PER_PAGE).get_page(number)


def row_of(bericht: Bericht, known: Mapping[str, Person]) -> Row:
    """Return one mail with what can be done with it."""
    waits = bericht.staat in {Staat.WACHT, Staat.VASTGEHOUDEN}
    return Row(
        bericht=bericht,
        person=known[bericht.over],
        soort=label_of(bericht.soort),
        fout=bericht.laatste_fout or returned(bericht),
        may_again=bericht.staat == Staat.MISLUKT and not bericht.is_vluchtig and not bericht.is_gewist,
        may_stop=waits and bericht.soort in CANCELLABLE,
    )


def returned(bericht: Bericht) -> str:
    """Return what a mail server said of a mail that it sent back; empty when it did not."""
    return " ".join(f"Kwam niet aan: {found.code} {found.melding}".strip() for found in bericht.onbestelbaar.all())


def shown(bericht: Bericht) -> str:
    """Return the words of a mail, or why they are not shown."""
    if bericht.is_gewist:
        return "De tekst is gewist."
    if bericht.is_vluchtig:
        return "De tekst is niet te zien: er staat een code in."
    if bericht.soort in OF_MORE:
        return "De tekst is niet te zien: er kunnen ook leerlabs van andere organisatoren in staan."
    return bericht.tekst


def label_of(soort: str) -> str:
    """Return what kind of mail it is."""
    return SOORTEN.get(soort, soort.replace("_", " ").capitalize())


def one_of(rows: BerichtQuerySet, key: str) -> BerichtQuerySet:
    """Return the mail with a key out of a form, in a list of its own; empty when it is none of these."""
    try:
        return rows.filter(uuid=uuid.UUID(key))
    except ValueError:
        return rows.none()
