"""The pages behind a personal link, and "mijn leerlabs" for who is signed in. A GET changes nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest, private_page
from programmes import ics
from programmes.calendar_answers import calendar_download
from programmes.models import Sessie
from registrations import signup
from registrations.facts import stand_of
from registrations.forms import GegevensForm
from registrations.models import Aanmelding, Deelname
from registrations.page import page_of
from registrations.rules import SignupRefused
from registrations.texts import DONE, REFUSALS
from registrations.tokens import find_aanmelding, token_for
from registrations.views.forms_for_visitors import SeeOther

P = ParamSpec("P")


def with_aanmelding(
    view: Callable[Concatenate[HttpRequest, Aanmelding, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give a view the aanmelding of the token in its address, or 404: forged, revoked and gone look the same."""

    @private_page
    @wraps(view)
    def inner(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        found = find_aanmelding(token)
        if found is None:
            raise Http404
        try:
            return view(request, found, *args, **kwargs)
        except SignupRefused as refusal:
            return show(request, found, error=REFUSALS[refusal.obstacle], status=409)

    return inner


@require_safe
@with_aanmelding
def aanmelding(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Show one aanmelding: the state of each sessie, and what happens now."""
    return show(request, aanmelding, done=DONE.get(request.GET.get("gedaan", ""), ""))


def show(
    request: HttpRequest, aanmelding: Aanmelding, *, done: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    """Render the personal page."""
    now = timezone.now()
    sessies = list(aanmelding.reeks.sessies.select_related("locatie", "doelgroep").in_order())
    page = page_of(aanmelding, sessies=sessies, stand=stand_of(aanmelding.reeks, sessies=sessies, now=now), now=now)
    context = {
        "page": page,
        "aanmelding": aanmelding,
        "reeks": aanmelding.reeks,
        "provincie": aanmelding.reeks.provincie,
        "done": done,
        "error": error,
    }
    return render(request, "registrations/aanmelding.html", {**context, "token": token_for(aanmelding)}, status=status)


def back(aanmelding: Aanmelding, done: str) -> HttpResponse:
    """Send back to the personal page, which then says what was done: without a cookie."""
    return SeeOther(f"{reverse('aanmelding', args=[token_for(aanmelding)])}?gedaan={done}")


@require_POST
@with_aanmelding
def bevestigen(_request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Confirm the aanmelding."""
    signup.confirm(aanmelding=aanmelding, now=timezone.now())
    return back(aanmelding, "bevestigd")


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def afmelden(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Sign off for everything; GET asks first."""
    if request.method != "POST":
        context = {
            "aanmelding": aanmelding,
            "reeks": aanmelding.reeks,
            "provincie": aanmelding.reeks.provincie,
            "token": token_for(aanmelding),
        }
        return render(request, "registrations/aanmelding_afmelden.html", context)
    signup.sign_off(aanmelding=aanmelding, now=timezone.now())
    return back(aanmelding, "afgemeld")


@require_POST
@with_aanmelding
def meedoen(_request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Add one sessie."""
    signup.join(aanmelding=aanmelding, sessie=sessie_of(aanmelding, sessie), now=timezone.now())
    return back(aanmelding, "erbij")


@require_POST
@with_aanmelding
def deelname_afmelden(_request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Drop one sessie."""
    signup.leave(aanmelding=aanmelding, sessie=sessie_of(aanmelding, sessie), now=timezone.now())
    aanmelding.refresh_from_db(fields=["status"])
    return back(aanmelding, "afgemeld" if aanmelding.status == Aanmelding.Status.AFGEMELD else "eraf")


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def gegevens(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Correct one's own name, functie or gemeente."""
    initial = {"naam": aanmelding.naam, "functie": aanmelding.functie, "gemeente": aanmelding.gemeente.code}
    form = GegevensForm(request.POST or None, initial=initial, provincie=aanmelding.reeks.provincie)
    if request.method == "POST" and form.is_valid():
        signup.correct(aanmelding=aanmelding, **form.cleaned_data)
        return back(aanmelding, "gegevens")
    context = {
        "form": form,
        "aanmelding": aanmelding,
        "reeks": aanmelding.reeks,
        "provincie": aanmelding.reeks.provincie,
        "token": token_for(aanmelding),
    }
    return render(request, "registrations/aanmelding_gegevens.html", context)


@require_safe
@with_aanmelding
def aanmelding_agenda(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Give all dated sessies this person takes part in, with their online links."""
    rows = [deelname for deelname in aanmelding.deelnames.all() if deelname.status == Deelname.Status.AANGEMELD]
    return personal_calendar(request, aanmelding, rows, name=aanmelding.reeks.slug)


@require_safe
@with_aanmelding
def deelname_agenda(request: HttpRequest, aanmelding: Aanmelding, sessie: str) -> HttpResponse:
    """Give one sessie this person takes part in; 404 while it has no date."""
    rows = [
        deelname
        for deelname in aanmelding.deelnames.all()
        if deelname.sessie.slug == sessie and deelname.status == Deelname.Status.AANGEMELD and deelname.sessie.has_date
    ]
    if not rows:
        raise Http404
    return personal_calendar(request, aanmelding, rows, name=sessie)


def personal_calendar(request: HttpRequest, aanmelding: Aanmelding, rows: list[Deelname], *, name: str) -> HttpResponse:
    """Turn deelnames into a calendar file; those without a date, or for an unconfirmed address, stay out."""
    is_confirmed = aanmelding.status == Aanmelding.Status.ACTIEF
    afspraken = []
    for deelname in rows:
        if is_confirmed and deelname.sessie.has_date:
            deelname.sessie.reeks = aanmelding.reeks
            afspraken.append(
                ics.afspraak_of(
                    deelname.sessie,
                    site_url=settings.SITE_URL,
                    with_link=True,
                    bump=deelname.bump,
                    changed=deelname.gewijzigd_op,
                )
            )
    return calendar_download(request, ics.download(afspraken), name=name)


def sessie_of(aanmelding: Aanmelding, slug: str) -> Sessie:
    """Return a sessie of the reeks of an aanmelding, or raise 404."""
    sessie = aanmelding.reeks.sessies.filter(slug=slug).first()
    if sessie is None:
        raise Http404
    return sessie


@require_safe
@login_required(login_url="account_request_login_code")
@private_page
def mijn(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show every aanmelding of the verified address of whoever is signed in."""
    mine = Aanmelding.objects.for_page().filter(user=request.user).order_by("-aangemeld_op")
    rows = [(aanmelding, token_for(aanmelding)) for aanmelding in mine]
    context = {"rows": rows, "may_manage": admin.site.has_permission(request), "now": timezone.now()}
    return render(request, "registrations/mijn.html", context)
