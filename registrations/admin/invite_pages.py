"""The page in /beheer/ that invites people with interest: for what, who gets what, and then the mails."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from outbox.words import MailWords
from programmes.models import Reeks
from programmes.templatetags.leerlab import dag_en_tijd
from registrations import interest_mails, inviting, mails
from registrations.admin.questions import Question, ask
from registrations.admin.rondmail_form import moment_of
from registrations.admin.words import people as people_in_words
from registrations.facts import stand_of
from registrations.inviting import Line, Outcome, Terms
from registrations.models import Belangstelling, Uitnodiging
from registrations.openings import opening_of
from registrations.rules import Obstacle, SignupRefused, invite_obstacle
from registrations.texts import REFUSALS

AT_ONCE = 100
"""People in one round: the reeks is locked meanwhile."""
SEND, BACK = "_verstuur", "_terug"
LIST = "admin:registrations_belangstelling_changelist"
FOR_A_WHILE, FARTHEST = timedelta(days=14), timedelta(days=366)
LAST_MINUTE = time(23, 59)
LINKS = {
    mails.LINK: "(hier staat de link naar het formulier)",
    interest_mails.INTEREST_LINK: "(hier staat de link om de belangstelling in te trekken)",
}
NOT_NOW = {
    Obstacle.NOT_PUBLISHED: "Deze reeks staat niet online. Publiceer hem eerst.",
    Obstacle.NOT_OPEN_YET: "De aanmelding van deze reeks is nog niet open. Nodig mensen uit als het zover is.",
    Obstacle.NOTHING_YET: "Deze reeks heeft nog geen bijeenkomsten. Voeg die eerst toe.",
    Obstacle.CLOSED: "De aanmelding is gesloten. Kies hieronder dat de uitnodiging ook dan geldt.",
    Obstacle.OVER: "Alle bijeenkomsten van deze reeks zijn geweest. Kies een andere reeks.",
}
"""Why nobody can be invited, for the organiser."""


class InviteForm(forms.Form):
    """For what and on which terms; offers and accepts only reeksen that this user manages."""

    reeks = forms.ModelChoiceField(
        label="Voor welke reeks", queryset=Reeks.objects.none(),
        help_text="Dezelfde reeks of een andere, zoals de volgende editie. Alleen reeksen die online staan.",
        error_messages={"required": "Kies een reeks.", "invalid_choice": "Kies een reeks uit de lijst."},
    )  # fmt: skip
    na_sluiting = forms.BooleanField(
        label="Ook als de aanmelding is gesloten", required=False,
        help_text="Ze kunnen zich dan toch aanmelden, met hun eigen adres. Wat vol is, blijft vol.",
    )  # fmt: skip
    geldig_tot = forms.DateField(
        label="Geldig tot en met", input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Na deze dag werkt de link niet meer.",
        error_messages={"required": "Vul een datum in.", "invalid": "Vul een datum in, zoals 5-10-2026."},
    )  # fmt: skip
    toelichting = forms.CharField(
        label="Een zin erbij", required=False, max_length=500, widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Staat in de mail, bijvoorbeeld waarom je juist nu uitnodigt.",
        error_messages={"max_length": "Gebruik hoogstens 500 tekens."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, user: User, people: Sequence[Belangstelling], now: datetime) -> None:
        self.now = now
        reeksen = Reeks.objects.managed_by(user).published().filter(gearchiveerd_op__isnull=True)
        wanted = {row.reeks_id for row in people}
        until = timezone.localdate(now) + FOR_A_WHILE
        super().__init__(data, initial={"geldig_tot": until, "reeks": wanted.pop() if len(wanted) == 1 else None})
        field = self.fields["reeks"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above; tells the type checker
        field.queryset = reeksen.order_by("titel", "pk")

    def clean_geldig_tot(self) -> date:
        """Refuse a day that is over, or one so far off that it is a slip."""
        day: date = self.cleaned_data["geldig_tot"]
        today = timezone.localdate(self.now)
        if day < today:
            raise forms.ValidationError("Deze dag is al geweest. Kies een latere dag.")
        if day > today + FARTHEST:
            raise forms.ValidationError("Dit is meer dan een jaar vooruit. Kies een eerdere dag.")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a reeks for which nobody could sign up with it."""
        data = super().clean() or self.cleaned_data
        reeks = data.get("reeks")
        if reeks:
            stand = stand_of(reeks, sessies=list(reeks.sessies.all()), now=self.now)
            obstacle = invite_obstacle(stand=stand, na_sluiting=data.get("na_sluiting", False))
            if obstacle:
                self.add_error("reeks", NOT_NOW[obstacle])
        return data

    @property
    def terms(self) -> Terms:
        """What the invitations say, of a valid form: through the last minute of the day."""
        data = self.cleaned_data
        return Terms(data["na_sluiting"], moment_of(data["geldig_tot"], LAST_MINUTE), data["toelichting"])


def invite_view(request: HttpRequest, people: Sequence[Belangstelling], user: User) -> HttpResponse:
    """Answer each step: the form, who gets what, and sending."""
    now = timezone.now()
    if request.method != "POST":
        return form_page(request, InviteForm(user=user, people=people, now=now), people)
    form = InviteForm(request.POST, user=user, people=people, now=now)
    if not form.is_valid() or BACK in request.POST:
        return form_page(request, form, people)
    if SEND not in request.POST:
        return preview_page(request, form, people)
    try:
        lines = inviting.invite(
            belangstelling=[row.pk for row in people], reeks=form.cleaned_data["reeks"], terms=form.terms, user=user,
            now=now,
        )  # fmt: skip
    except SignupRefused as refusal:
        messages.error(request, NOT_NOW.get(refusal.obstacle, REFUSALS[refusal.obstacle]))
        return redirect(LIST)
    say(request, lines, form.cleaned_data["reeks"])
    return redirect(LIST)


def say(request: HttpRequest, lines: Sequence[Line], reeks: Reeks) -> None:
    """Say what came of it."""
    mailed = sum(line.outcome is Outcome.MAIL for line in lines)
    if mailed:
        messages.success(request, f"De uitnodiging voor {reeks} gaat naar {people_in_words(mailed)}.")
    if mailed < len(lines):
        text = f"{people_in_words(len(lines) - mailed)} kreeg niets."
        messages.warning(request, text if len(lines) - mailed == 1 else text.replace("kreeg", "kregen"))


def form_page(request: HttpRequest, form: InviteForm, people: Sequence[Belangstelling]) -> HttpResponse:
    """Show the form, as it was filled in, with who was chosen."""
    return page(request, "uitnodigen", title="Uitnodigen om mee te doen", form=form, personen=people)


def preview_page(request: HttpRequest, form: InviteForm, people: Sequence[Belangstelling]) -> HttpResponse:
    """Show who gets a mail and who does not and why, and the mail as the first of them reads it."""
    reeks, terms = form.cleaned_data["reeks"], form.terms
    lines = inviting.foreseen(people, reeks=reeks, now=form.now)
    mailed = [line.belangstelling for line in lines if line.outcome is Outcome.MAIL]
    return page(
        request, "uitnodigen_voorbeeld", title="Wie krijgt een uitnodiging", form=form, regels=lines, reeks=reeks,
        aantal=len(mailed), personen=people_in_words(len(mailed)), geldig_tot=dag_en_tijd(terms.verloopt_op),
        is_vol=opening_of(reeks, now=form.now).is_full, brief=example(mailed[0], reeks, terms) if mailed else None,
        filled=[(name, request.POST.get(name, "")) for name in form.fields],
    )  # fmt: skip


def example(row: Belangstelling, reeks: Reeks, terms: Terms) -> MailWords:
    """Return the mail that somebody would get, with notices where the links would stand."""
    reeks = Reeks.objects.select_related("organisatie", "provincie__huisstijl").get(pk=reeks.pk)
    unsaved = Uitnodiging(
        reeks=reeks, naam=row.naam, email=row.email, na_sluiting=terms.na_sluiting, verloopt_op=terms.verloopt_op
    )
    words = interest_mails.invitation_words(unsaved, row, toelichting=terms.toelichting)
    text = words.tekst
    for placeholder, notice in LINKS.items():
        text = text.replace(placeholder, notice)
    return MailWords(words.onderwerp, text, html="")


def page(request: HttpRequest, name: str, *, title: str, **context: Any) -> TemplateResponse:
    """Return a page about belangstelling in the looks of the admin."""
    shared = {**admin.site.each_context(request), "title": title, "opts": Belangstelling._meta}
    return TemplateResponse(request, f"admin/registrations/belangstelling/{name}.html", shared | context)


# --- Taking back ------------------------------------------------------------------------------------------------


def withdraw_page(request: HttpRequest, uitnodiging: Uitnodiging, user: User) -> HttpResponse:
    """Ask, and take an invitation back."""
    back = reverse("admin:registrations_belangstelling_change", args=[uitnodiging.belangstelling_id])
    question = Question(
        titel="Uitnodiging intrekken",
        uitleg=[
            f"De uitnodiging van {uitnodiging.naam} voor {uitnodiging.reeks} werkt dan niet meer.",
            "Er gaat geen mail. Is de uitnodiging nog niet verstuurd? Dan gaat die niet meer weg.",
        ],
        knop="Trek de uitnodiging in",
        verb=partial(taken_back, uitnodiging=uitnodiging, user=user),
    )
    return ask(request, question, reeks=uitnodiging.reeks, back=back)


def taken_back(_: str, *, uitnodiging: Uitnodiging, user: User) -> str:
    """Take it back and return what to say."""
    is_done = inviting.withdraw(uitnodiging=uitnodiging, user=user, now=timezone.now())
    return "De uitnodiging is ingetrokken." if is_done else "Deze uitnodiging was al gebruikt of voorbij."
