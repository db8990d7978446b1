"""Calls off a sessie or a whole reeks: says first who is told, who is not, and what the website shows."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import User
from programmes.models import Reeks, Sessie
from registrations import running_reeks
from registrations.admin.decisions import IN_THE_MAIL, overview
from registrations.admin.questions import Question, ask
from registrations.admin.words import people
from registrations.models import Deelname
from registrations.steps import ahead, sessies_of

NOT_PUBLIC = "De reeks staat niet op de website. Daar verandert niets."
FINAL = "Je kunt dit niet terugdraaien."
FREE = f"{IN_THE_MAIL} Je mag dit leeg laten."


def cancel_sessie(request: HttpRequest, sessie: Sessie, user: User) -> tuple[HttpResponse, bool]:
    """Ask before a sessie is cancelled; also tells whether it was."""
    reeks = sessie.reeks
    if not ahead([sessie], timezone.now()):
        messages.warning(request, f"“{sessie}” is al geweest of gaat al niet door.")
        return redirect(overview(reeks)), False
    done: list[int] = []

    def verb(reden: str) -> str:
        done.append(running_reeks.cancel_sessie(sessie=sessie, reden=reden.strip(), user=user, now=timezone.now()))
        return f"“{sessie}” gaat niet door. {mail_to(done[0])}"

    told, untold = counts_of([sessie])
    on_site = "De bijeenkomst blijft op de website staan, met erbij dat hij niet doorgaat."
    question = Question(
        titel=f"“{sessie}” gaat niet door",
        uitleg=[
            f"{mail_to(told)} De bijeenkomst gaat uit hun agenda." if told else mail_to(0), *not_confirmed(untold),
            on_site if reeks.is_published else NOT_PUBLIC, FINAL,
        ],
        knop="Deze bijeenkomst gaat niet door",
        verb=verb,
        reden="Waarom gaat hij niet door",
        reden_hulp=FREE,
        is_reden_nodig=False,
    )  # fmt: skip
    return ask(request, question, reeks=reeks, back=overview(reeks)), bool(done)


def cancel_reeks(request: HttpRequest, reeks: Reeks, user: User) -> tuple[HttpResponse, bool]:
    """Ask before all of a reeks that is still to come is cancelled; also tells whether it was."""
    coming = ahead(sessies_of(reeks), timezone.now())
    if not coming:
        messages.warning(request, "Er komt geen bijeenkomst meer die niet door kan gaan.")
        return redirect(overview(reeks)), False
    done: list[int] = []

    def verb(reden: str) -> str:
        done.append(running_reeks.cancel_reeks(reeks=reeks, reden=reden.strip(), user=user, now=timezone.now()))
        return f"“{reeks}” gaat niet door. {mail_to(done[0])}"

    told, untold = counts_of(coming)
    names = ", ".join(f"“{sessie}”" for sessie in coming)
    on_site = "De reeks blijft op de website staan, met erbij dat hij niet doorgaat."
    question = Question(
        titel=f"“{reeks}” gaat niet door",
        uitleg=[
            f"Deze bijeenkomsten vervallen: {names}.",
            f"{mail_to(told)} De bijeenkomsten gaan uit hun agenda." if told else mail_to(0), *not_confirmed(untold),
            *not_signed_up(reeks), on_site if reeks.is_published else NOT_PUBLIC, FINAL,
        ],
        knop="De hele reeks gaat niet door",
        verb=verb,
        reden="Waarom gaat de reeks niet door",
        reden_hulp=FREE,
        is_reden_nodig=False,
    )  # fmt: skip
    return ask(request, question, reeks=reeks, back=overview(reeks)), bool(done)


# --- Who hears of it --------------------------------------------------------------------------------------------


def counts_of(sessies: Sequence[Sessie]) -> tuple[int, int]:
    """Return how many people at these sessies are told, and how many never confirmed and are not. Two queries."""
    rows = Deelname.objects.filter(sessie__in=sessies, status__in=Deelname.STANDING).values("aanmelding").distinct()
    told, untold = (rows.filter(aanmelding__bevestigd_op__isnull=is_untold).count() for is_untold in (False, True))
    return told, untold


def mail_to(count: int) -> str:
    """Return to how many people a mail goes."""
    return f"Er gaat een mail naar {people(count)}." if count else "Niemand krijgt hierover mail."


def not_confirmed(count: int) -> list[str]:
    """Return that who never confirmed is not told; nothing when there is nobody."""
    return [f"Wie nog niet bevestigde, krijgt geen mail: {people(count)}."] if count else []


def not_signed_up(reeks: Reeks) -> list[str]:
    """Return what holds for who was interested or invited: no mail goes out to them by itself. Two queries."""
    found = []
    if interested := reeks.belangstelling.count():
        by_hand = "Mailen kan vanuit de lijst Belangstelling."
        found.append(f"Wie belangstelling heeft, krijgt geen mail: {people(interested)}. {by_hand}")
    if invited := reeks.uitnodigingen.open(timezone.now()).count():
        found.append(
            f"Wie een open uitnodiging heeft, krijgt geen mail: {people(invited)}. Aanmelden kan dan niet meer."
        )
    return found
