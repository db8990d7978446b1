"""What an organisator decides about people and sessies, each on a page of its own: by POST, through a verb."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from programmes.models import Gemeente, Reeks, Sessie
from registrations import admission, joining
from registrations.admin.questions import Question, ask
from registrations.admin.words import FOR_ORGANISER, WAITS, over_texts, people
from registrations.capacity import Limits
from registrations.ledger import organisator
from registrations.models import Aanmelding, Deelname
from registrations.places import Places, places_of
from registrations.rules import Obstacle, SignupRefused
from registrations.steps import ahead, deelnames_of, sessies_of

WHY = "Waarom"
IN_THE_MAIL = "Deze tekst staat in de mail."
FOR_THE_LOG = "Dit komt in het logboek. De deelnemer ziet het niet."

ADMIT, REJECT, PLACE, SIGN_OFF = "toelaten", "afwijzen", "plaatsen", "afmelden"
LABELS = {ADMIT: "Toelaten", REJECT: "Afwijzen", PLACE: "Toch plaatsen", SIGN_OFF: "Afmelden"}
STEPS: dict[str, list[str]] = {
    Aanmelding.Status.ONBEVESTIGD: [SIGN_OFF],
    Aanmelding.Status.AANVRAAG: [ADMIT, REJECT, PLACE, SIGN_OFF],
    Aanmelding.Status.WACHTLIJST: [PLACE, SIGN_OFF],
    Aanmelding.Status.ACTIEF: [SIGN_OFF],
    Aanmelding.Status.AFGEWEZEN: [ADMIT],
}
"""The buttons of an aanmelding in each status; the verbs guard what they do."""


def overview(reeks: Reeks) -> str:
    """Return the address of the page with everybody."""
    return reverse("admin:programmes_reeks_deelnemers", args=[reeks.pk])


def buttons_of(aanmelding: Aanmelding) -> list[tuple[str, str]]:
    """Return label and address of what can be decided about somebody. At most two queries."""
    names = STEPS.get(aanmelding.status, [])
    if has_nothing_left(aanmelding):
        names = [name for name in names if name not in {ADMIT, PLACE}]
    buttons = [(LABELS[name], person_url(name, aanmelding)) for name in names]
    if aanmelding.status == Aanmelding.Status.ACTIEF:
        waiting = aanmelding.deelnames.filter(status__in=[Deelname.Status.WACHTLIJST, Deelname.Status.AANGEBODEN])
        for row in waiting.select_related("sessie__doelgroep"):
            if ahead([row.sessie], timezone.now()):
                address = reverse("admin:registrations_aanmelding_sessie", args=[aanmelding.pk, row.sessie_id])
                buttons.append((f"Toch plaatsen bij {row.sessie}", address))
    return buttons


def person_url(name: str, aanmelding: Aanmelding) -> str:
    """Return the address of a decision about one person."""
    return reverse(f"admin:registrations_aanmelding_{name}", args=[aanmelding.pk])


# --- About one person -------------------------------------------------------------------------------------------


def admit(request: HttpRequest, aanmelding: Aanmelding, user: User) -> HttpResponse:
    """Ask before one aanvraag is admitted."""

    def verb(_reden: str) -> str:
        admission.admit(aanmelding=aanmelding, user=user, now=timezone.now())
        return f"{aanmelding.naam} is toegelaten en krijgt een mail."

    if has_nothing_left(aanmelding):
        return too_late(request, aanmelding.reeks)
    places = places_now(aanmelding.reeks)
    waits = places.waits_for(aanmelding)
    outcome = f"Komt op de wachtlijst: {WAITS[waits].lower()}." if waits else "Er is plaats in de reeks."
    question = Question(
        titel=f"{aanmelding.naam} toelaten",
        uitleg=[f"{aanmelding.naam} ({aanmelding.namens}) vroeg een plaats aan.", outcome],
        knop="Toelaten",
        verb=verb,
    )
    return ask(request, question, reeks=aanmelding.reeks, back=overview(aanmelding.reeks))


def reject(request: HttpRequest, aanmelding: Aanmelding, user: User) -> HttpResponse:
    """Ask why before one aanvraag is refused."""

    def verb(reden: str) -> str:
        admission.reject(aanmelding=aanmelding, reden=reden, user=user, now=timezone.now())
        return f"{aanmelding.naam} is niet toegelaten en krijgt een mail met je uitleg."

    question = Question(
        titel=f"{aanmelding.naam} afwijzen",
        uitleg=[f"{aanmelding.naam} ({aanmelding.namens}) krijgt een mail, met waarom het niet kan."],
        knop="Afwijzen",
        verb=verb,
        reden=WHY,
        reden_hulp=IN_THE_MAIL,
    )
    return ask(request, question, reeks=aanmelding.reeks, back=overview(aanmelding.reeks))


def place(request: HttpRequest, aanmelding: Aanmelding, user: User, sessie: Sessie | None = None) -> HttpResponse:
    """Ask why before somebody gets a place in spite of a limit or of the queue, in the reeks or at one sessie."""

    def verb(reden: str) -> str:
        admission.place_anyway(aanmelding=aanmelding, sessie=sessie, reden=reden, user=user, now=timezone.now())
        return f"{aanmelding.naam} heeft een plaats en krijgt een mail. Dit staat als uitzondering in het logboek."

    if sessie is None and has_nothing_left(aanmelding):
        return too_late(request, aanmelding.reeks)
    where = f"bij “{sessie}”" if sessie else "in de reeks"
    warnings = over_with(aanmelding, sessie)
    question = Question(
        titel=f"{aanmelding.naam} toch plaatsen",
        uitleg=[
            f"{aanmelding.naam} ({aanmelding.namens}) krijgt meteen een plaats {where}.",
            "Je gaat hiermee voorbij aan de wachtlijst of aan het maximum.",
            *([] if warnings else ["Het maximum blijft gelijk: er is plaats."]),
        ],
        knop="Toch plaatsen",
        verb=verb,
        waarschuwingen=warnings,
        reden=WHY,
        reden_hulp=FOR_THE_LOG,
    )
    return ask(request, question, reeks=aanmelding.reeks, back=overview(aanmelding.reeks))


def sign_off(request: HttpRequest, aanmelding: Aanmelding, user: User) -> HttpResponse:
    """Ask before somebody is signed off in their name."""
    who = aanmelding.naam

    def verb(reden: str) -> str:
        joining.sign_off(aanmelding=aanmelding, now=timezone.now(), actor=organisator(user), reden=reden)
        return f"{who} is afgemeld. De plaats gaat naar wie wacht."

    question = Question(
        titel=f"{who} afmelden",
        uitleg=[
            f"{who} ({aanmelding.namens}) doet dan niet meer mee aan de bijeenkomsten die nog komen.",
            "Wie bevestigd had, krijgt er een mail over. Uitnodigingen gaan uit de agenda.",
        ],
        knop="Afmelden",
        verb=verb,
        reden=WHY,
        reden_hulp=FOR_THE_LOG,
    )
    return ask(request, question, reeks=aanmelding.reeks, back=overview(aanmelding.reeks))


# --- About a gemeente -------------------------------------------------------------------------------------------


def admit_gemeente(request: HttpRequest, reeks: Reeks, gemeente: Gemeente, user: User) -> HttpResponse:
    """Ask before all aanvragen of a gemeente are admitted."""

    def verb(_reden: str) -> str:
        count = admission.admit_gemeente(reeks=reeks, gemeente=gemeente, user=user, now=timezone.now())
        if not count:
            raise SignupRefused(Obstacle.NOTHING_LEFT)
        return f"{gemeente}: {people(count)} toegelaten. Iedereen krijgt een mail."

    count = asked_by(reeks, gemeente)
    if not count:
        return nothing_left(request, reeks, gemeente)
    if not ahead(sessies_of(reeks), timezone.now()):
        return too_late(request, reeks)
    places = places_now(reeks)
    waits = places.occupancy.waits_for(places.limits, gemeente.pk)
    outcome = f"Zij komen op de wachtlijst: {WAITS[waits].lower()}." if waits else "Er is plaats in de reeks."
    question = Question(
        titel=f"{gemeente} toelaten",
        uitleg=[
            f"Aanvragen van {gemeente}: {people(count)}.", outcome,
            "Is er niet voor iedereen plaats? Dan komt wie later was op de wachtlijst.",
        ],
        knop="Toelaten",
        verb=verb,
    )  # fmt: skip
    return ask(request, question, reeks=reeks, back=overview(reeks))


def reject_gemeente(request: HttpRequest, reeks: Reeks, gemeente: Gemeente, user: User) -> HttpResponse:
    """Ask why before all aanvragen of a gemeente are refused."""

    def verb(reden: str) -> str:
        count = admission.reject_gemeente(reeks=reeks, gemeente=gemeente, reden=reden, user=user, now=timezone.now())
        return f"{gemeente}: {people(count)} niet toegelaten. Iedereen krijgt een mail met je uitleg."

    count = asked_by(reeks, gemeente)
    if not count:
        return nothing_left(request, reeks, gemeente)
    question = Question(
        titel=f"{gemeente} afwijzen",
        uitleg=[f"Er gaat een mail naar {people(count)} van {gemeente}, met waarom het niet kan."],
        knop="Afwijzen",
        verb=verb,
        reden=WHY,
        reden_hulp=IN_THE_MAIL,
    )
    return ask(request, question, reeks=reeks, back=overview(reeks))


# --- What the questions need ------------------------------------------------------------------------------------


def asked_by(reeks: Reeks, gemeente: Gemeente) -> int:
    """Return how many aanvragen of a gemeente wait."""
    return reeks.aanmeldingen.filter(status=Aanmelding.Status.AANVRAAG, gemeente=gemeente).count()


def nothing_left(request: HttpRequest, reeks: Reeks, gemeente: Gemeente) -> HttpResponse:
    """Say that a colleague was first."""
    messages.warning(request, f"Van {gemeente} staat geen aanvraag meer open.")
    return redirect(overview(reeks))


def has_nothing_left(aanmelding: Aanmelding) -> bool:
    """Tell whether somebody without a place chose nothing that is still to be held. Two queries; none for others."""
    if not {ADMIT, PLACE}.intersection(STEPS.get(aanmelding.status, [])):
        return False
    sessies = sessies_of(aanmelding.reeks)
    known = deelnames_of(aanmelding, sessies)
    return not admission.still_wanted(aanmelding, known, sessies, now=timezone.now())


def too_late(request: HttpRequest, reeks: Reeks) -> HttpResponse:
    """Say that what was chosen is over."""
    messages.error(request, FOR_ORGANISER[Obstacle.NOTHING_LEFT])
    return redirect(overview(reeks))


def places_now(reeks: Reeks) -> Places:
    """Return the places without a lock: to show, not to decide by."""
    return places_of(reeks, sessies_of(reeks), now=timezone.now())


def over_with(aanmelding: Aanmelding, sessie: Sessie | None) -> list[str]:
    """Return which limits are exceeded once somebody has a place, and by how much."""
    places = places_now(aanmelding.reeks)
    titles: dict[int, str] = {}
    if sessie:
        titles = {sessie.pk: str(sessie)}
        if not aanmelding.deelnames.filter(sessie=sessie, status=Deelname.Status.AANGEBODEN).exists():
            places.rooms.take(sessie.pk)
        # Only this sessie is at stake.
        places.limits = Limits()
    elif not aanmelding.houdt_plaats:
        places.take(aanmelding)
    gemeenten = {aanmelding.gemeente.pk: str(aanmelding.gemeente)} if aanmelding.gemeente else {}
    return over_texts(places, titles, gemeenten)
