"""A page of its own in /beheer/ that asks one thing before a verb is carried out: sure? and sometimes, why?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from programmes.models import Reeks
from registrations.admin.words import FOR_ORGANISER, MISSING_REASON
from registrations.models import Overgang
from registrations.rules import SignupRefused


@dataclass(frozen=True)
class Question:
    """What the page says and asks. `verb` gets the reason, carries out, and returns what to say about it."""

    titel: str
    uitleg: Sequence[str]
    knop: str
    verb: Callable[[str], str]
    waarschuwingen: Sequence[str] = field(default_factory=tuple)
    reden: str = ""
    """The label above the reason; empty asks for none."""
    reden_hulp: str = ""
    is_reden_nodig: bool = True


class ReasonForm(forms.Form):
    """Why."""

    reden = forms.CharField(
        max_length=Overgang._meta.get_field("reden").max_length,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": MISSING_REASON},
    )


def ask(
    request: HttpRequest,
    question: Question,
    *,
    reeks: Reeks,
    back: str,
    template: str = "admin/registrations/vraag.html",
) -> HttpResponse:
    """Show the page; on a POST carry out, and go `back` with a message. A refusal of the verb is a message too."""
    form = reason_form(request, question)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            done = question.verb(form.cleaned_data["reden"] if form else "")
        except SignupRefused as refusal:
            messages.error(request, FOR_ORGANISER[refusal.obstacle])
        else:
            messages.success(request, done)
        return redirect(back)
    return own_page(request, template, reeks, title=question.titel, question=question, form=form, back=back)


def reason_form(request: HttpRequest, question: Question) -> ReasonForm | None:
    """Return the form for the reason, None where none is asked."""
    if not question.reden:
        return None
    form = ReasonForm(request.POST if request.method == "POST" else None)
    field = form.fields["reden"]
    field.label, field.help_text, field.required = question.reden, question.reden_hulp, question.is_reden_nodig
    return form


def own_page(request: HttpRequest, template: str, reeks: Reeks, *, title: str, **context: Any) -> TemplateResponse:
    """Return a page about a reeks that Django's admin does not know, in its looks."""
    shared = {**admin.site.each_context(request), "title": title, "reeks": reeks, "opts": Reeks._meta}
    return TemplateResponse(request, template, shared | context)
