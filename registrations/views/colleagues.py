"""What somebody does for colleagues from the personal page: hand a place over, and sign them up."""

from datetime import timedelta
from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.limits import Limit, allow, visitor_ip
from registrations.colleagues import sign_up_colleagues
from registrations.models import Aanmelding
from registrations.personal_forms import CollegasForm, OverdrachtForm
from registrations.takeover import ask_to_take_over
from registrations.texts import TOO_MANY_COLLEAGUES, TOO_MANY_FROM_IP
from registrations.views.forms_for_visitors import PER_IP
from registrations.views.personal import allowed, back, frame, posted, with_aanmelding

PER_AANMELDING = Limit("collega", 10, timedelta(days=1))
"""Colleagues that one aanmelding may have mailed: enough for a team, too few to send mail to strangers."""


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def overdragen(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Ask a colleague to take over one's place; the answer is the same whether they are known or not."""
    facts = allowed(aanmelding, "overdragen")
    form = OverdrachtForm(posted(request), aanmelding=aanmelding)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        status = within_limits(request, form, aanmelding, people=1)
        if status == HTTPStatus.OK:
            ask_to_take_over(aanmelding=aanmelding, now=facts.now, **form.cleaned_data)
            return back(aanmelding, "overdragen")
    return render(request, "registrations/overname.html", {**frame(aanmelding), "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def collegas(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Sign up colleagues for what one chose oneself: all of the form or nothing of it."""
    facts = allowed(aanmelding, "collegas")
    form = CollegasForm(posted(request), aanmelding=aanmelding)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        people = form.people()
        status = within_limits(request, form, aanmelding, people=len(people))
        if status == HTTPStatus.OK:
            sign_up_colleagues(aanmelding=aanmelding, people=people, now=facts.now)
            return back(aanmelding, "collegas")
    return render(request, "registrations/collegas.html", {**frame(aanmelding), "form": form}, status=status)


def within_limits(request: HttpRequest, form: forms.Form, aanmelding: Aanmelding, *, people: int) -> HTTPStatus:
    """Count a form with so many colleagues, and write on it when it is one too many. Returns the status to answer."""
    if not allow(PER_IP, visitor_ip(request)):
        form.add_error(None, TOO_MANY_FROM_IP)
        return HTTPStatus.TOO_MANY_REQUESTS
    if not all(allow(PER_AANMELDING, str(aanmelding.uuid)) for _ in range(people)):
        form.add_error(None, TOO_MANY_COLLEAGUES)
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.OK
