"""The pages on which an organiser changes something for one person: by POST, through a verb, with a line in the log."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from programmes.models import Sessie
from registrations import switching
from registrations.admin.changes_forms import ChoiceForm, SubstituteForm, SwitchForm, standing_at
from registrations.admin.decisions import FOR_THE_LOG, WHY, over_with, places_now
from registrations.admin.import_pages import VOUCHED
from registrations.admin.questions import Question, ask, own_page
from registrations.admin.words import FOR_ORGANISER
from registrations.ledger import organisator
from registrations.models import Aanmelding, Deelname
from registrations.rules import SignupRefused
from registrations.steps import ahead, sessies_of
from registrations.takeover import ask_to_take_over

TEMPLATE = "admin/registrations/aanmelding/formulier.html"
SWITCH, CHOICE, OFFER, SUBSTITUTE = "andere_bijeenkomst", "keuze", "aanbieden", "vervangen"
LABELS = {SWITCH: "Andere bijeenkomst", CHOICE: "Keuze wijzigen", OFFER: "Plaats aanbieden", SUBSTITUTE: "Vervangen"}
CONFIRMED = (Aanmelding.Status.ACTIEF, Aanmelding.Status.WACHTLIJST, Aanmelding.Status.AANVRAAG)
HANDS_OVER = (Aanmelding.Status.ACTIEF, Aanmelding.Status.WACHTLIJST)

Done = tuple[HttpResponse, str]
"""The answer, and a sentence for the log: empty when nothing was done."""


def buttons_of(aanmelding: Aanmelding) -> list[tuple[str, str]]:
    """Return label and address of what can be changed for somebody. One query for who takes part."""
    names = [SWITCH, CHOICE] if aanmelding.status in CONFIRMED else []
    if aanmelding.status == Aanmelding.Status.WACHTLIJST and not aanmelding.houdt_plaats:
        names.append(OFFER)
    names += [SUBSTITUTE] if aanmelding.status in HANDS_OVER else []
    buttons = [(LABELS[name], address(name, aanmelding)) for name in names]
    if aanmelding.status == Aanmelding.Status.ACTIEF:
        rows = aanmelding.deelnames.filter(status=Deelname.Status.WACHTLIJST).select_related("sessie__doelgroep")
        buttons += [
            (f"Plaats aanbieden bij {sessie}", address("aanbieden_bij", aanmelding, sessie.pk))
            for sessie in ahead([row.sessie for row in rows], timezone.now())
        ]
    return buttons


def address(name: str, aanmelding: Aanmelding, *more: int) -> str:
    """Return the address of a page about one person."""
    return reverse(f"admin:registrations_aanmelding_{name}", args=[aanmelding.pk, *more])


def switch(request: HttpRequest, aanmelding: Aanmelding, user: User) -> Done:
    """Put somebody down at another sessie instead of one of theirs."""
    coming, standing = ahead(sessies_of(aanmelding.reeks), timezone.now()), standing_at(aanmelding)
    leave = [sessie for sessie in coming if sessie.pk in standing]
    come = [sessie for sessie in coming if sessie.pk not in standing]
    data = request.POST if request.method == "POST" else None
    form = SwitchForm(leave, come, places_now(aanmelding.reeks), data)

    def verb() -> str:
        one, other = form.leave[form.cleaned_data["eerst"]], form.come[form.cleaned_data["daarna"]]
        deelname = switching.switch(
            aanmelding=aanmelding, eerst=one, daarna=other, user=user, now=timezone.now(), anyway=form.anyway
        )
        waits = ", op de wachtlijst" if deelname.status == Deelname.Status.WACHTLIJST else ""
        return f"Overgezet van “{one}” naar “{other}”{waits}."

    uitleg = [
        "De plaats die vrijkomt, gaat naar wie wacht.",
        "Deze persoon krijgt één mail over de nieuwe bijeenkomst. De oude gaat uit de agenda.",
    ]
    if not (leave and come):
        uitleg = ["Er is geen andere bijeenkomst om naar over te zetten."]
        return bare(request, aanmelding, title=LABELS[SWITCH], uitleg=uitleg), ""
    return filled_in(request, aanmelding, form, verb, title=LABELS[SWITCH], uitleg=uitleg, knop="Overzetten")


def change_choice(request: HttpRequest, aanmelding: Aanmelding, user: User) -> Done:
    """Change whether somebody comes to the whole reeks, or to which sessies."""
    coming, standing = ahead(sessies_of(aanmelding.reeks), timezone.now()), standing_at(aanmelding)
    data = request.POST if request.method == "POST" else None
    own = [sessie.slug for sessie in coming if sessie.pk in standing]
    initial = {"omvang": aanmelding.omvang, "sessies": own}
    form = ChoiceForm(coming, places_now(aanmelding.reeks), data, initial=initial)

    def verb() -> str:
        chosen = form.cleaned_data
        switching.change_omvang(
            aanmelding=aanmelding, omvang=chosen["omvang"], slugs=chosen["sessies"], user=user, now=timezone.now()
        )
        return f"Keuze gewijzigd: {Aanmelding.Omvang(chosen['omvang']).label.lower()}."

    uitleg = ["Deze persoon krijgt een mail met hoe het nu staat. Wat wegvalt, gaat uit de agenda."]
    return filled_in(request, aanmelding, form, verb, title=LABELS[CHOICE], uitleg=uitleg, knop="Wijzigen")


def substitute(request: HttpRequest, aanmelding: Aanmelding, user: User) -> Done:
    """Hand the place of somebody over to a colleague."""
    form = SubstituteForm(request.POST if request.method == "POST" else None)

    def verb() -> str:
        who = {name: form.cleaned_data[name] for name in ("naam", "email", "functie")}
        if form.cleaned_data["deur"] == VOUCHED:
            switching.substitute(aanmelding=aanmelding, user=user, now=timezone.now(), **who)
            return "Vervangen door een collega. Allebei krijgen ze een mail."
        ask_to_take_over(aanmelding=aanmelding, now=timezone.now(), actor=organisator(user), **who)
        return "Een collega gevraagd om de plaats over te nemen. Tot het antwoord verandert er niets."

    uitleg = [
        f"De collega komt ook voor {aanmelding.namens} en krijgt precies deze plaats, ook die op een wachtlijst.",
        f"{aanmelding.naam} is daarna afgemeld en krijgt daar een mail over.",
    ]
    title = f"{aanmelding.naam} vervangen"
    return filled_in(request, aanmelding, form, verb, title=title, uitleg=uitleg, knop="Vervangen")


def offer(request: HttpRequest, aanmelding: Aanmelding, user: User, sessie: Sessie | None = None) -> Done:
    """Ask why before somebody who waits is offered a place out of order."""
    said: list[str] = []

    def verb(reden: str) -> str:
        made = switching.offer_out_of_order(
            aanmelding=aanmelding, sessie=sessie, reden=reden, user=user, now=timezone.now()
        )
        until = timezone.localtime(made.verloopt_op)
        said.append("Buiten de volgorde een plaats aangeboden.")
        return f"{aanmelding.naam} krijgt een mail en kan antwoorden tot {until:%d-%m-%Y, %H.%M} uur."

    warnings = over_with(aanmelding, sessie)
    where = f"bij “{sessie}”" if sessie else "in de reeks"
    question = Question(
        titel=f"{aanmelding.naam} een plaats aanbieden",
        uitleg=[
            f"{aanmelding.naam} ({aanmelding.namens}) krijgt een aanbod voor een plaats {where}.",
            "Tot het antwoord of de uiterste datum is die plaats bezet.",
            "Je gaat hiermee voorbij aan wie eerder in de rij staat of aan het maximum.",
        ],
        knop="Plaats aanbieden",
        verb=verb,
        waarschuwingen=warnings,
        reden=WHY,
        reden_hulp=FOR_THE_LOG,
    )
    back = address("change", aanmelding)
    answer = ask(request, question, reeks=aanmelding.reeks, back=back)
    return answer, said[0] if said else ""


def bare(request: HttpRequest, aanmelding: Aanmelding, *, title: str, uitleg: list[str]) -> HttpResponse:
    """Say that there is nothing to fill in."""
    return own_page(
        request, TEMPLATE, aanmelding.reeks, title=title, uitleg=uitleg, aanmelding=aanmelding,
        terug=address("change", aanmelding),
    )  # fmt: skip


def filled_in(
    request: HttpRequest,
    aanmelding: Aanmelding,
    form: SwitchForm | ChoiceForm | SubstituteForm,
    verb: Callable[[], str],
    *,
    title: str,
    uitleg: list[str],
    knop: str,
) -> Done:
    """Show a form; on a POST carry out, and go back to the person. A refusal stands above the form."""
    back = address("change", aanmelding)
    if request.method == "POST" and form.is_valid():
        try:
            done = verb()
        except SignupRefused as refusal:
            form.add_error(None, FOR_ORGANISER[refusal.obstacle])
        else:
            messages.success(request, done)
            return redirect(back), done
    page = own_page(
        request, TEMPLATE, aanmelding.reeks, title=title, form=form, uitleg=uitleg, knop=knop, terug=back,
        aanmelding=aanmelding,
    )  # fmt: skip
    return page, ""
