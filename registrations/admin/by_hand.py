"""The page that signs somebody up by hand: fill in, see what will happen, carry it out."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from programmes.models import Reeks
from registrations import by_hand
from registrations.admin.by_hand_form import ByHandForm
from registrations.admin.questions import own_page
from registrations.admin.words import MISSING_REASON, OBSTACLES, WAITS
from registrations.by_hand import Expected, Wish
from registrations.facts import stand_of
from registrations.ledger import organisator
from registrations.models import Aanmelding, Overgang
from registrations.rules import SignupRefused, Stand
from registrations.steps import sessies_of
from registrations.texts import REFUSALS

TEMPLATE = "admin/registrations/reeks/met_de_hand.html"
TITLE = "Iemand aanmelden"
GO, ANYWAY, BACK = "aanmelden", "toch", "wijzigen"
"""What the buttons of the second step say in `doe`."""
CHANGED = "Er veranderde iets sinds je keek. Er is niemand aangemeld. Kijk het nog eens na."
LONGEST_REASON = Overgang._meta.get_field("reden").max_length or 0
OUTSIDE = {
    Stand.GESLOTEN: "De aanmelding is gesloten. Jij kunt als organisator nog wel iemand aanmelden.",
    Stand.NOG_NIET_OPEN: "De aanmelding is nog niet open. Jij kunt als organisator al wel iemand aanmelden.",
    Stand.CONCEPT: "De reeks staat nog niet op de website. Je kunt alleen aanmelden wie al ja heeft gezegd.",
}
EARLIER = {
    Aanmelding.Status.AFGEMELD: "Deze persoon is eerder afgemeld.",
    Aanmelding.Status.AFGEWEZEN: "Deze persoon is eerder niet toegelaten.",
    Aanmelding.Status.VERLOPEN: "Deze persoon stond er eerder op, maar heeft toen niet op tijd gereageerd.",
}


def page(request: HttpRequest, reeks: Reeks, user: User) -> tuple[HttpResponse, bool]:
    """Answer each step; also tells whether somebody was signed up."""
    now = timezone.now()
    sessies = sessies_of(reeks)
    stand = stand_of(reeks, sessies=sessies, now=now)
    form = ByHandForm(request.POST if request.method == "POST" else None, reeks=reeks, sessies=sessies, now=now)
    if request.method != "POST" or request.POST.get("doe") == BACK or not form.is_valid():
        return own_page(request, TEMPLATE, reeks, title=TITLE, form=form, buiten=OUTSIDE.get(stand)), False
    return second_step(request, reeks, user, form, now=now)


def second_step(
    request: HttpRequest, reeks: Reeks, user: User, form: ByHandForm, *, now: datetime
) -> tuple[HttpResponse, bool]:
    """Show what becomes of them, or carry out what was shown before."""
    doe, reden = request.POST.get("doe", ""), request.POST.get("reden", "").strip()
    data = form.cleaned_data
    fault = ""
    if doe == ANYWAY and (not reden or len(reden) > LONGEST_REASON):
        doe, fault = "", MISSING_REASON if not reden else f"Gebruik hoogstens {LONGEST_REASON} tekens."
    wish = Wish(
        form.gegevens(), omvang=data["omvang"], slugs=data["sessies"], vouched=form.is_vouched,
        actor=organisator(user), anyway=reden if doe == ANYWAY else "",
    )  # fmt: skip
    try:
        if doe in {GO, ANYWAY}:
            changed = by_hand.sign_up_by_hand(reeks=reeks, wish=wish, seen=request.POST.get("gezien", ""), now=now)
            if changed is None:
                return done(request, reeks, wish), True
            if changed.known is None:
                messages.warning(request, CHANGED)
        expected = by_hand.try_out(reeks=reeks, wish=wish, now=now)
    except SignupRefused as refusal:
        form.add_error(None, OBSTACLES.get(refusal.obstacle, REFUSALS[refusal.obstacle]))
        return own_page(request, TEMPLATE, reeks, title=TITLE, form=form), False
    return look(request, reeks, form, wish, expected, reden=reden, fault=fault), False


def look(
    request: HttpRequest, reeks: Reeks, form: ByHandForm, wish: Wish, expected: Expected, *, reden: str, fault: str
) -> HttpResponse:
    """Show what will become of somebody, with a button to do it, and one to place them in spite of a limit."""
    known = reverse("admin:registrations_aanmelding_change", args=[expected.known]) if expected.known else ""
    context = {
        "wie": wish.gegevens, "regels": list(sentences(expected, vouched=wish.vouched)), "verwacht": expected,
        "buiten": OUTSIDE.get(expected.stand), "bekend": known, "gezien": expected.digest, "reden": reden,
        "fout": fault, "kan_toch": wish.vouched and expected.waits is not None and not known,
        "ingevuld": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
    }  # fmt: skip
    return own_page(request, TEMPLATE, reeks, title=f"{TITLE}: kijk na", **context)


def sentences(expected: Expected, *, vouched: bool) -> Iterator[str]:
    """Yield what will happen, in words."""
    if expected.earlier in EARLIER:
        yield EARLIER[Aanmelding.Status(expected.earlier)]
    if vouched and expected.holds:
        yield "Deze persoon is meteen aangemeld en krijgt mail: een overzicht, en een uitnodiging per bijeenkomst."
    elif vouched:
        yield "Deze persoon komt op de wachtlijst van de reeks en krijgt daar een mail over."
    elif expected.holds:
        yield "Deze persoon krijgt een mail om te bevestigen. De plaats blijft 24 uur vrij."
    elif expected.asks:
        yield "Deze persoon krijgt een mail om te bevestigen. Daarna beslis jij."
    else:
        yield "Deze persoon krijgt een mail om te bevestigen, en komt daarna op de wachtlijst van de reeks."
    if expected.waits and not expected.asks:
        yield f"{WAITS[expected.waits]}."
        if not vouched:
            yield "Wil je toch een plaats geven? Ga dan terug en kies “Heeft al ja gezegd”."
    if expected.holds and expected.queues:
        yield f"Vol, dus daar op de wachtlijst: {', '.join(expected.queues)}. Daarna kun je kiezen: “Toch plaatsen”."


def done(request: HttpRequest, reeks: Reeks, wish: Wish) -> HttpResponse:
    """Say what came of it, on the page of the person: that is where the next step is."""
    aanmelding = by_hand.written(reeks=reeks, email=wish.gegevens.email)
    state = aanmelding.get_status_display().lower()
    words = "krijgt een mail om te bevestigen" if not wish.vouched else f"staat nu op “{state}” en krijgt mail"
    messages.success(request, f"Gelukt: {aanmelding.naam} {words}.")
    return redirect("admin:registrations_aanmelding_change", aanmelding.pk)
