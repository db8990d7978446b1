"""What each step in the life of a reeks means for whom, in words: the pages of life.py say it before it is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from programmes import lifecycle, publish
from programmes.models import Reeks
from programmes.templatetags.leerlab import dag_en_tijd
from registrations.admin.words import people
from registrations.facts import stand_of
from registrations.models import Aanmelding
from registrations.rules import Stand
from registrations.steps import sessies_of

NO_MAIL = "Niemand krijgt hierover mail."
UNDO = "Je kunt dit terugdraaien."
STAYS_CLOSED = "Je sloot de aanmelding. Die blijft dicht tot je kiest voor “Aanmelding heropenen”."
CALL_OFF = "Gaat de reeks niet door? Kies dan “Gaat niet door”. Dan krijgt iedereen mail."


class People(NamedTuple):
    """How many people a step is about, by where they stand."""

    actief: int
    onbevestigd: int
    wachtlijst: int
    aanvraag: int
    belangstelling: int


@dataclass(frozen=True)
class Step:
    """One step in the life of a reeks: what its page is called and says, and what is done, said and logged."""

    titel: str
    uitleg: Sequence[str]
    knop: str
    verb: Callable[[], None]
    gedaan: str
    log: str


def people_of(reeks: Reeks) -> People:
    """Return how many people a reeks has. Two queries."""
    statuses = [Aanmelding.Status(name) for name in ("actief", "onbevestigd", "wachtlijst", "aanvraag")]
    counts = {status.value: Count("pk", filter=Q(status=status)) for status in statuses}
    return People(**reeks.aanmeldingen.aggregate(**counts), belangstelling=reeks.belangstelling.count())


def published(reeks: Reeks, who: People, *, now: datetime) -> list[str]:
    """Return what publishing does."""
    # Closing by hand outlives the way back to a concept: only reopening undoes it.
    sign_up = STAYS_CLOSED if reeks.gesloten_op else opens(reeks, now=now)
    found = [f"De reeks komt in de agenda en op de pagina van {reeks.provincie}.", sign_up]
    found += [stays(who)] if who.actief else []
    return [*found, f"{NO_MAIL[:-1]}, ook niet wie belangstelling heeft." if who.belangstelling else NO_MAIL]


def opens(reeks: Reeks, *, now: datetime) -> str:
    """Return when people can sign up once the reeks is on the website and was not closed by hand."""
    asked = Reeks.objects.get(pk=reeks.pk)
    asked.status, asked.gesloten_op = Reeks.Status.GEPUBLICEERD, None
    stand = stand_of(asked, sessies=sessies_of(reeks), now=now)
    if stand is Stand.NOG_NIET_OPEN and reeks.aanmelden_van:
        return f"Aanmelden kan vanaf {dag_en_tijd(reeks.aanmelden_van)}."
    if stand.takes_signups:
        until = f", tot {dag_en_tijd(reeks.aanmelden_tot)}" if reeks.aanmelden_tot else ""
        return f"Aanmelden kan dan meteen{until}."
    if stand is Stand.GESLOTEN:
        return "Aanmelden kan niet: “aanmelden tot” is al voorbij. Wijzig dat op de pagina van de reeks."
    return "Aanmelden kan niet: er komt geen bijeenkomst meer."


def stays(who: People) -> str:
    """Return that who is in stays in."""
    if not who.actief:
        return "Er is niemand aangemeld."
    return f"{people(who.actief)} {'blijft' if who.actief == 1 else 'blijven'} aangemeld."


def waits(who: People) -> list[str]:
    """Return what holds for who has no place yet."""
    found = []
    if who.onbevestigd:
        found.append(f"Nog niet bevestigd: {people(who.onbevestigd)}. Bevestigen kan nog.")
    if who.wachtlijst:
        found.append(f"Op de wachtlijst: {people(who.wachtlijst)}. Wie aan de beurt is, krijgt nog steeds een aanbod.")
    if who.aanvraag:
        found.append(f"Aanvragen: {people(who.aanvraag)}. Je kunt er nog over beslissen.")
    return found


def left_over(who: People) -> list[str]:
    """Return what holds for who never got a place in a reeks that is over."""
    found = []
    if who.onbevestigd:
        found.append(f"Nog niet bevestigd: {people(who.onbevestigd)}. Bevestigen heeft geen zin meer.")
    if who.wachtlijst:
        found.append(f"Op de wachtlijst: {people(who.wachtlijst)}. Een plaats komt er niet meer.")
    if who.aanvraag:
        found.append(
            f"Aanvragen: {people(who.aanvraag)}. Wil je antwoord geven? Kies “Afwijzen”. Dan gaat er mail uit."
        )
    if who.belangstelling:
        found.append(f"Belangstelling: {people(who.belangstelling)}. Dat blijft in de lijst Belangstelling staan.")
    return found


def still_invited(reeks: Reeks) -> list[str]:
    """Return that some were invited for after the closing too; nothing when there is nobody. One query."""
    count = reeks.uitnodigingen.open(timezone.now()).filter(na_sluiting=True).count()
    return [f"Wie is uitgenodigd voor ook na de sluiting, kan nog wel: {people(count)}."] if count else []


def close(reeks: Reeks, who: People) -> Step:
    """Return the step that lets nobody new in."""
    return Step(
        titel=f"De aanmelding van “{reeks}” sluiten",
        uitleg=[
            stays(who), "Nieuwe aanmeldingen kunnen niet meer. Extra bijeenkomsten kiezen kan ook niet meer.",
            *still_invited(reeks), *waits(who), "Afmelden en een plaats overdragen aan een collega kan nog wel.",
            NO_MAIL, UNDO,
        ],
        knop="Sluit de aanmelding",
        verb=lambda: lifecycle.close(reeks=reeks, now=timezone.now()),
        gedaan="De aanmelding is gesloten.",
        log="Aanmelding gesloten.",
    )  # fmt: skip


def reopen(reeks: Reeks, who: People) -> Step:
    """Return the step that undoes closing."""
    return Step(
        titel=f"De aanmelding van “{reeks}” heropenen",
        uitleg=[opens(reeks, now=timezone.now()), stays(who), NO_MAIL],
        knop="Heropen de aanmelding",
        verb=lambda: lifecycle.reopen(reeks=reeks),
        gedaan="De aanmelding is niet meer gesloten.",
        log="Aanmelding heropend.",
    )


def withdraw(reeks: Reeks, who: People) -> Step:
    """Return the step that takes a reeks off the website."""
    keeps = ["Hun persoonlijke pagina blijft werken. Herinneringen gaan gewoon door."] if who.actief else []
    return Step(
        titel=f"“{reeks}” terug naar concept",
        uitleg=[
            "Bezoekers zien de reeks niet meer. Ook de link ernaartoe werkt niet meer.", stays(who), *keeps,
            "Nieuwe aanmeldingen kunnen niet meer.", *waits(who), NO_MAIL, CALL_OFF,
            "Je kunt de reeks later weer publiceren.",
        ],
        knop="Haal van de website",
        verb=lambda: publish.withdraw(reeks=reeks),
        gedaan=f"“{reeks}” staat niet meer op de website. Alleen organisatoren zien het nog.",
        log="Terug naar concept.",
    )  # fmt: skip


def archive(reeks: Reeks, who: People) -> Step:
    """Return the step that puts a reeks away."""
    public = [
        f"De reeks gaat uit de agenda, van de pagina van {reeks.provincie} en uit de kalenders waarop je je abonneert.",
        "Wie het adres kent, kan de reeks nog lezen. Zoekmachines laten hem weg. Handvatten blijven te vinden.",
    ]
    return Step(
        titel=f"“{reeks}” archiveren",
        uitleg=[
            *(public if reeks.is_published else []),
            "In je lijst met reeksen zie je hem pas als je om het archief vraagt.",
            *([f"{stays(who)} Hun persoonlijke pagina blijft werken."] if who.actief else []), *left_over(who),
            NO_MAIL, UNDO,
        ],
        knop="Archiveer de reeks",
        verb=lambda: lifecycle.archive(reeks=reeks, now=timezone.now()),
        gedaan=f"“{reeks}” is gearchiveerd.",
        log="Gearchiveerd.",
    )  # fmt: skip


def restore(reeks: Reeks, _who: People) -> Step:
    """Return the step that gets a reeks back."""
    where = f"in je lijst en op de pagina van {reeks.provincie}" if reeks.is_published else "in je lijst"
    return Step(
        titel=f"“{reeks}” terughalen uit het archief",
        uitleg=[f"De reeks staat weer {where}.", NO_MAIL],
        knop="Haal terug",
        verb=lambda: lifecycle.restore(reeks=reeks),
        gedaan=f"“{reeks}” is terug uit het archief.",
        log="Teruggehaald uit het archief.",
    )
