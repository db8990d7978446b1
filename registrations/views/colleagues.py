"""What somebody does for colleagues from the personal page: hand a place over, and sign them up."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.limits import allow, visitor_ip
from registrations.colleagues import TooManyColleagues, counted, sign_up_colleagues
from registrations.models import Aanmelding
from registrations.personal_forms import CollegasForm, OverdrachtForm
from registrations.takeover import ask_to_take_over
from registrations.texts import TOO_MANY_COLLEAGUES, TOO_MANY_FROM_IP
from registrations.views.forms_for_visitors import PER_IP
from registrations.views.personal import allowed, back, frame, posted, with_aanmelding


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def overdragen(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Ask a colleague to take over one's place; the answer is the same whether they are known or not."""
    facts = allowed(aanmelding, "overdragen")
    form = OverdrachtForm(posted(request), aanmelding=aanmelding)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        ask = partial(ask_to_take_over, aanmelding=aanmelding, now=facts.now, **form.cleaned_data)
        status = within_limits(request, form, aanmelding, ask, people=1)
        if status == HTTPStatus.OK:
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
        ask = partial(sign_up_colleagues, aanmelding=aanmelding, people=people, now=facts.now)
        status = within_limits(request, form, aanmelding, ask, people=len(people))
        if status == HTTPStatus.OK:
            return back(aanmelding, "collegas")
    return render(request, "registrations/collegas.html", {**frame(aanmelding), "form": form}, status=status)


def within_limits(
    request: HttpRequest, form: forms.Form, aanmelding: Aanmelding, act: Callable[[], None], *, people: int
) -> HTTPStatus:
    """Carry out a form with so many colleagues, or write on it that it is one too many. Returns the status to answer.

    Each form that is filled in well counts for its network; colleagues count only when they are signed up.

    Raises:
        SignupRefused: as the act does.
    """
    if not allow(PER_IP, visitor_ip(request)):
        form.add_error(None, TOO_MANY_FROM_IP)
        return HTTPStatus.TOO_MANY_REQUESTS
    try:
        with counted(aanmelding, people=people):
            act()
    except TooManyColleagues:
        form.add_error(None, TOO_MANY_COLLEAGUES)
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.OK
