"""The forms anybody can fill in: sign up, leave interest, ask for a lost link."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import private_page
from accounts.limits import Limit, allow, visitor_ip
from programmes.models import Reeks, Sessie
from registrations import tokens
from registrations.facts import stand_of
from registrations.fields import gemeenten_of_domain
from registrations.forms import BelangstellingForm, KwijtForm, PersonForm
from registrations.forms_for_signup import ABOUT_FORM, AanmeldForm, from_colleague
from registrations.interest import note_interest, withdraw_interest
from registrations.known import known_of
from registrations.lost_link import send_lost_links
from registrations.openings import opening_of
from registrations.rules import OBSTACLE_OF_STAND, Obstacle, SignupRefused, Stand
from registrations.signup import Door, sign_up
from registrations.texts import REFUSALS, TOO_MANY_FROM_IP

# Generous: two hundred people at one venue share one address.
PER_IP = Limit("formulier", 300, timedelta(hours=1))


class SeeOther(HttpResponseRedirect):
    """A 303: what was sent is dealt with; fetch the next page with GET."""

    status_code = 303


@require_http_methods(["GET", "HEAD", "POST"])
def aanmelden(request: HttpRequest, provincie: str, reeks: str) -> HttpResponse:
    """Sign up for a reeks or for single sessies, or come on its waiting list.

    `?gemeente=GM0193&via=collega` is the link that a colleague sends on; opening it keeps nothing.
    """
    now = timezone.now()
    found = find_reeks(provincie, reeks)
    programme, sessies = found.reeks, found.sessies
    stand = stand_of(programme, sessies=sessies, now=now)
    context = {"reeks": programme, "provincie": programme.provincie, "now": now}
    if not stand.takes_signups:
        return refused(request, context, OBSTACLE_OF_STAND[stand])
    if request.method != "POST":
        known = known_of(request.user, reeks=programme)
        initial = filled_in_before(known.initial, from_colleague(request.GET.dict()))
        form = AanmeldForm(reeks=programme, sessies=sessies, now=now, initial=initial, stempel=found.stempel)
        own_token = tokens.token_for(known.own) if known.own else ""
        return form_page(request, {**context, "own_token": own_token}, form)
    form = AanmeldForm(request.POST, reeks=programme, sessies=sessies, now=now, stempel=found.stempel)
    return answer_to(request, context, form, Door())


@require_safe
def aanmelden_verstuurd(request: HttpRequest, provincie: str, reeks: str) -> HttpResponse:
    """Say what happens next; the same page for everybody who sent the form."""
    found = reeks_only(provincie, reeks)
    return render(request, "registrations/aanmelden_verstuurd.html", {"reeks": found, "provincie": found.provincie})


@require_http_methods(["GET", "HEAD", "POST"])
def belangstelling(request: HttpRequest, provincie: str, reeks: str) -> HttpResponse:
    """Leave interest: I can not come, but tell me about a next time."""
    now = timezone.now()
    found = find_reeks(provincie, reeks)
    programme = found.reeks
    context = {"reeks": programme, "provincie": programme.provincie}
    if stand_of(programme, sessies=found.sessies, now=now) is Stand.GEWEEST:
        return refused(request, {**context, "now": now}, Obstacle.OVER)
    if request.method != "POST":
        known = known_of(request.user, reeks=programme)
        form = BelangstellingForm(provincie=programme.provincie, initial=known.initial, stempel=found.stempel)
        return render(request, "registrations/belangstelling.html", {**context, "form": form})
    form = BelangstellingForm(request.POST, provincie=programme.provincie, stempel=found.stempel)
    verdict = judge(request, form)
    if verdict is Verdict.CARRY_OUT:
        note_interest(reeks=programme, gegevens=form.gegevens(), toelichting=form.cleaned_data["toelichting"], now=now)
    if verdict in {Verdict.CARRY_OUT, Verdict.TRAPPED}:
        return SeeOther(reverse("belangstelling-verstuurd", args=[provincie, reeks]))
    return render(request, "registrations/belangstelling.html", {**context, "form": form}, status=verdict.status)


@require_safe
def belangstelling_verstuurd(request: HttpRequest, provincie: str, reeks: str) -> HttpResponse:
    """Say what happens next."""
    found = reeks_only(provincie, reeks)
    context = {"reeks": found, "provincie": found.provincie}
    return render(request, "registrations/belangstelling_verstuurd.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def belangstelling_intrekken(request: HttpRequest, token: str) -> HttpResponse:
    """Take interest back; GET only asks."""
    found = tokens.find_belangstelling(token)
    if found is None:
        raise Http404
    reeks = found.reeks
    if request.method == "POST":
        withdraw_interest(belangstelling=found)
    context = {"reeks": reeks, "provincie": reeks.provincie, "is_gone": request.method == "POST"}
    return render(request, "registrations/belangstelling_intrekken.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def aanmelding_kwijt(request: HttpRequest) -> HttpResponse:
    """Mail somebody their personal links; the answer is the same for every address."""
    form = KwijtForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if allow(PER_IP, visitor_ip(request)):
            send_lost_links(email=form.cleaned_data["email"], now=timezone.now())
            return SeeOther(reverse("kwijt-verstuurd"))
        form.add_error(None, TOO_MANY_FROM_IP)
        status = 429
    return render(request, "registrations/aanmelding_kwijt.html", {"form": form}, status=status)


@require_safe
def kwijt_verstuurd(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return render(request, "registrations/kwijt_verstuurd.html")


@require_safe
def gemeente_bij_domein(request: HttpRequest) -> JsonResponse:
    """Return the CBS codes of the gemeenten behind a mail domain: `{"codes": ["GM0193"]}`. Takes no address."""
    return JsonResponse({"codes": gemeenten_of_domain(f"@{request.GET.get('domein', '')[:100]}")})


# --- Steps ------------------------------------------------------------------------------------------------------


class Verdict(Enum):
    """What is to be done with a form that was sent."""

    CARRY_OUT = "carry out"
    TRAPPED = "looks like success, and nothing is kept"
    WRONG = "give it back"
    TOO_MANY = "give it back, and ask to wait"

    @property
    def status(self) -> int:
        """The HTTP status with which a form is given back."""
        return HTTPStatus.TOO_MANY_REQUESTS if self is Verdict.TOO_MANY else HTTPStatus.OK


def judge(request: HttpRequest, form: PersonForm) -> Verdict:
    """Decide what is to be done with a form, and write on it why it comes back."""
    if form.is_trapped:
        return Verdict.TRAPPED
    if not form.is_valid():
        return Verdict.WRONG
    if not allow(PER_IP, visitor_ip(request)):
        form.add_error(None, TOO_MANY_FROM_IP)
        return Verdict.TOO_MANY
    return Verdict.CARRY_OUT


def answer_to(request: HttpRequest, context: dict[str, Any], form: AanmeldForm, door: Door) -> HttpResponse:
    """Carry out a form that was sent, and say what came of it."""
    verdict, reeks = judge(request, form), context["reeks"]
    if verdict is Verdict.CARRY_OUT:
        obstacle = obstacle_to(form, reeks, context["now"], door)
        if obstacle in ABOUT_FORM:
            verdict = Verdict.WRONG
        elif obstacle:
            # The window closed, or a sessie went, between reading the form and sending it.
            return refused(request, context, obstacle)
    if verdict in {Verdict.CARRY_OUT, Verdict.TRAPPED}:
        return SeeOther(reverse("aanmelden-verstuurd", args=[reeks.provincie.slug, reeks.slug]))
    return form_page(request, context, form, status=verdict.status)


def obstacle_to(form: AanmeldForm, reeks: Reeks, now: datetime, door: Door) -> Obstacle | None:
    """Sign somebody up as a valid form says; return what stood in the way, if anything."""
    data = form.cleaned_data
    try:
        sign_up(
            reeks=reeks,
            gegevens=form.gegevens(),
            omvang=data["omvang"],
            slugs=data["sessies"],
            now=now,
            door=replace(door, sent_on=form.is_sent_on),
        )
    except SignupRefused as refusal:
        if refusal.obstacle in ABOUT_FORM:
            form.refuse(refusal.obstacle)
        return refusal.obstacle
    return None


def filled_in_before(known: dict[str, str], sent: dict[str, str]) -> dict[str, str]:
    """Return what a form is filled in with: what is known of the visitor, and else what the link says."""
    if known.get("gemeente") or known.get("organisatie"):
        sent = {name: value for name, value in sent.items() if name != "gemeente"}
    return known | sent


def form_page(request: HttpRequest, context: dict[str, Any], form: AanmeldForm, *, status: int = 200) -> HttpResponse:
    """Show the form to sign up, with the places there are now."""
    reeks, now = context["reeks"], context["now"]
    opening = opening_of(reeks, now=now)
    form.show_places(opening)
    context = {**context, "form": form, "open": {reeks.pk: opening}}
    return render(request, "registrations/aanmelden.html", context, status=status)


@dataclass(frozen=True)
class FoundReeks:
    """A reeks that visitors can see, its sessies in order, and the stamp of what pages share; empty when unknown."""

    reeks: Reeks
    sessies: list[Sessie]
    stempel: str


def find_reeks(provincie: str, reeks: str) -> FoundReeks:
    """Return a published reeks with all that its forms show, or raise 404. One query; more when it has no sessies."""
    own = Sessie.objects.public().filter(reeks__provincie__slug=provincie, reeks__slug=reeks)
    sessies = own.for_calendar().with_stempel().in_order()
    found = sessies.one_reeks()
    if found is None:
        still_empty = Reeks.objects.published().with_sessies()
        return FoundReeks(get_object_or_404(still_empty, provincie__slug=provincie, slug=reeks), [], stempel="")
    stempel = sessies[0].gedeeld  # type: ignore[attr-defined]  # with_stempel adds it
    return FoundReeks(found, list(sessies), "" if stempel is None else str(stempel))


def reeks_only(provincie: str, reeks: str) -> Reeks:
    """Return a published reeks without its sessies, or raise 404."""
    return get_object_or_404(Reeks.objects.published().with_organiser(), provincie__slug=provincie, slug=reeks)


def refused(request: HttpRequest, context: dict[str, object], obstacle: Obstacle) -> HttpResponse:
    """Say why signing up is not possible and what is."""
    status = 409 if request.method == "POST" else 200
    return render(request, "registrations/niet_open.html", {**context, "message": REFUSALS[obstacle]}, status=status)
