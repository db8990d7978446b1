"""The page behind a personal link: look, confirm, change, sign off, and "mijn leerlabs". A GET changes nothing."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest, private_page
from programmes.site import BeheerSite
from registrations import joining, needs, signup
from registrations.models import Aanmelding, Deelname
from registrations.overview import overview_of
from registrations.page import PersonalPage, obstacles, page_of
from registrations.page_facts import PageFacts, facts_for_page
from registrations.personal_forms import GegevensForm, OmvangForm
from registrations.qr import Qr, qr_of
from registrations.rules import Obstacle, SignupRefused
from registrations.texts import DONE, REFUSALS
from registrations.tokens import code_for, find_aanmelding, token_for
from registrations.views.forms_for_visitors import SeeOther

P = ParamSpec("P")

AFTER_CONFIRMING = {
    Aanmelding.Status.AANVRAAG: "aanvraag",
    Aanmelding.Status.WACHTLIJST: "wachtlijst",
}
"""What is said to who confirmed and has no place yet."""
AT_THE_GEMEENTE = {Obstacle.GEMEENTE_FULL, Obstacle.OTHER_PROVINCIE, Obstacle.NO_GEMEENTE}
"""Refusals that are about the gemeente or organisatie that was filled in."""


def with_aanmelding(
    view: Callable[Concatenate[HttpRequest, Aanmelding, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give a view the aanmelding of the token in its address, or 404: forged, revoked and gone look the same."""

    @private_page
    @wraps(view)
    def inner(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, found_by(token), *args, **kwargs)
        except SignupRefused as refusal:
            # As it is by now: what was refused may have been overtaken.
            return show(request, found_by(token), error=REFUSALS[refusal.obstacle], status=HTTPStatus.CONFLICT)

    return inner


def found_by(token: str) -> Aanmelding:
    """Return the aanmelding of a token, or raise 404."""
    found = find_aanmelding(token)
    if found is None:
        raise Http404
    return found


def frame(aanmelding: Aanmelding) -> dict[str, object]:
    """Return what every page behind a personal link shows."""
    reeks = aanmelding.reeks
    return {"aanmelding": aanmelding, "reeks": reeks, "provincie": reeks.provincie, "token": token_for(aanmelding)}


def allowed(aanmelding: Aanmelding, act: str) -> PageFacts:
    """Return the facts about an aanmelding when an act of its page can be done now.

    Raises:
        SignupRefused: it can not.
    """
    facts = facts_for_page(aanmelding, now=timezone.now())
    obstacle = obstacles(facts)[act]
    if obstacle:
        raise SignupRefused(obstacle)
    return facts


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, also when that is nothing; None when it was not sent."""
    return request.POST if request.method == "POST" else None


def back(aanmelding: Aanmelding, done: str) -> HttpResponse:
    """Send back to the personal page, which then says what was done: without a cookie."""
    return SeeOther(f"{reverse('aanmelding', args=[token_for(aanmelding)])}?gedaan={done}")


@require_safe
@with_aanmelding
def aanmelding(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Show one aanmelding: the state of each sessie, and what happens now."""
    return show(request, aanmelding, done=DONE.get(request.GET.get("gedaan", ""), ""))


def show(
    request: HttpRequest, aanmelding: Aanmelding, *, done: str = "", error: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    """Render the personal page."""
    page = page_of(facts_for_page(aanmelding, now=timezone.now()))
    context = {**frame(aanmelding), "page": page, "done": done, "error": error, "qr": code_on(page, aanmelding)}
    return render(request, "registrations/aanmelding.html", context, status=status)


def code_on(page: PersonalPage, aanmelding: Aanmelding) -> Qr | None:
    """Return the QR code for the door, when somebody comes to a sessie today or tomorrow."""
    if page.code_at is None:
        return None
    return qr_of(settings.SITE_URL + reverse("inchecken", args=[code_for(aanmelding)]))


@require_POST
@with_aanmelding
def bevestigen(_request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Confirm the aanmelding, also late or after an offer that ran out; or take over the place of a colleague."""
    signup.confirm(aanmelding=aanmelding, now=timezone.now())
    aanmelding.refresh_from_db(fields=["status"])
    return back(aanmelding, AFTER_CONFIRMING.get(Aanmelding.Status(aanmelding.status), "bevestigd"))


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def afmelden(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Sign off for everything; GET asks first. A second time says again that it is done."""
    if aanmelding.status != Aanmelding.Status.AFGEMELD or request.method != "POST":
        facts = allowed(aanmelding, "afmelden")
        if request.method != "POST":
            can_hand_over = obstacles(facts)["overdragen"] is None
            context = {**frame(aanmelding), "can_hand_over": can_hand_over}
            return render(request, "registrations/aanmelding_afmelden.html", context)
        joining.sign_off(aanmelding=aanmelding, now=facts.now)
    return back(aanmelding, "afgemeld")


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def gegevens(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Correct one's own details, and what one needs where a meeting in one place is still to come."""
    facts = allowed(aanmelding, "gegevens")
    asks_needs = facts.comes_in_person
    nodig = needs.need_of(aanmelding) if asks_needs else ""
    form = GegevensForm(posted(request), aanmelding=aanmelding, asks_needs=asks_needs, nodig=nodig)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            joining.correct(aanmelding=aanmelding, **form.corrected(), now=timezone.now())
        except SignupRefused as refusal:
            if refusal.obstacle not in AT_THE_GEMEENTE:
                raise
            form.refuse(refusal.obstacle)
            status = HTTPStatus.CONFLICT
        else:
            if asks_needs:
                needs.note_need(aanmelding=aanmelding, tekst=form.cleaned_data["nodig"])
            return back(aanmelding, "gegevens")
    return render(request, "registrations/aanmelding_gegevens.html", {**frame(aanmelding), "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def omvang(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Choose again between the whole reeks and single sessies."""
    facts = allowed(aanmelding, "omvang")
    chosen = [
        row.sessie.slug
        for row in facts.deelnames.values()
        if row.status in Deelname.STANDING and not row.sessie.is_over(facts.now)
    ]
    initial = {"omvang": aanmelding.omvang, "sessies": chosen}
    form = OmvangForm(posted(request), sessies=facts.sessies, now=facts.now, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        joining.change_omvang(aanmelding=aanmelding, omvang=data["omvang"], slugs=data["sessies"], now=facts.now)
        return back(aanmelding, "omvang")
    return render(request, "registrations/aanmelding_omvang.html", {**frame(aanmelding), "form": form})


@require_safe
@login_required(login_url="account_request_login_code")
@private_page
def mijn(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show every aanmelding of the verified address of whoever is signed in."""
    cards = overview_of(request.user, now=timezone.now())
    context = {"cards": cards, "may_manage": cast("BeheerSite", admin.site).may_enter(request)}
    return render(request, "registrations/mijn.html", context)
