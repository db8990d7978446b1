"""The form to sign up, by the link in an invitation: filled in, and perhaps open to them only."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.http import private_page
from registrations import tokens
from registrations.facts import stand_of
from registrations.forms_for_signup import AanmeldForm
from registrations.inviting import state_of
from registrations.models import Uitnodiging
from registrations.rules import OBSTACLE_OF_STAND, Invitation
from registrations.signup import Door
from registrations.views.forms_for_visitors import answer_to, find_reeks, form_page, refused


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def uitnodiging(request: HttpRequest, token: str) -> HttpResponse:
    """Sign up by an invitation; opening it keeps nothing. One that is used or over says so, and what is left."""
    now = timezone.now()
    if tokens.read(token, kind="uitnodiging") is None:
        raise Http404
    found = tokens.find_uitnodiging(token)
    if found is None or not found.reeks.is_published or state_of(found, now=now) is not Invitation.OPEN:
        return no_longer(request, found)
    page = find_reeks(found.reeks.provincie.slug, found.reeks.slug)
    reeks, sessies = page.reeks, page.sessies
    stand = stand_of(reeks, sessies=sessies, now=now, is_invited=found.na_sluiting)
    context = {"reeks": reeks, "provincie": reeks.provincie, "now": now}
    if not stand.takes_signups:
        return refused(request, context, OBSTACLE_OF_STAND[stand])
    context |= {"uitnodiging": found, "mag_na_sluiting": found.na_sluiting}
    if request.method != "POST":
        form = AanmeldForm(reeks=reeks, sessies=sessies, now=now, initial=initial_of(found), stempel=page.stempel)
        return form_page(request, context, form)
    form = AanmeldForm(request.POST, reeks=reeks, sessies=sessies, now=now, stempel=page.stempel)
    return answer_to(request, context, form, Door(invitation=found))


def no_longer(request: HttpRequest, found: Uitnodiging | None) -> HttpResponse:
    """Say that an invitation can not be used any more. Of one that is gone we know nothing."""
    reeks = found.reeks if found and found.reeks.is_published else None
    is_used = found is not None and found.gebruikt_op is not None
    context = {"reeks": reeks, "provincie": reeks.provincie if reeks else None, "is_used": is_used}
    return render(request, "registrations/uitnodiging_voorbij.html", context, status=410)


def initial_of(found: Uitnodiging) -> dict[str, str]:
    """Return what the form is filled in with."""
    return {"naam": found.naam, "email": found.email, "gemeente": found.gemeente.code if found.gemeente else ""}
