"""Shows an organiser who would get which mail, before anything is saved or sent."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse

from programmes.rules import Move
from programmes.templatetags.leerlab import wanneer
from registrations.admin.words import people
from registrations.moves import Told

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    Base = ModelAdmin[Any]
else:
    Base = object

SEEN, SENTENCE, BACK = "mails_gezien", "toelichting", "_terug"
LONGEST_SENTENCE = 500
WORDS = {
    Move.FIRST_DATE: "een mail dat de datum bekend is",
    Move.ELSEWHERE: "een mail dat de plaats is veranderd, met de vraag of het nog kan",
    Move.LINK: "een mail met de link om online mee te doen",
    Move.WITHDRAWN: "een mail dat de datum vervalt",
}
FIRST_PLACE = "een mail dat de plaats bekend is"
LINK_GONE = "een mail dat de link om online mee te doen niet meer geldt"
DATED = {Move.FIRST_DATE, Move.MOVED}
"""Of these the organiser sees the new moment once more, to catch a slip of the pen."""
NOTHING_SAVED = "Er is nog niets opgeslagen en niemand is gemaild. Pas aan wat je wilt en sla dan op."


class SentenceForm(forms.Form):
    """What the organiser adds to the mails."""

    toelichting = forms.CharField(
        label="Een zin van jou in deze mails",
        help_text="Bijvoorbeeld waarom. Dit mag leeg blijven.",
        required=False,
        max_length=LONGEST_SENTENCE,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"max_length": f"Gebruik hoogstens {LONGEST_SENTENCE} tekens."},
    )


class AskFirst(Exception):
    """Saving would mail people who the organiser has not seen yet; whoever raises it undoes the saving."""

    def __init__(self, told: Sequence[Told], also: Sequence[str]) -> None:
        super().__init__()
        self.told, self.also = told, also


class AsksFirst(Base):
    """Saves and mails in one go, but undoes it all and asks first when the organiser has not seen who gets what.

    What is shown is no estimate: it is what saving did before it was undone. Call `check_seen` at the end of saving.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page of Django, or who would get which mail."""
        try:
            return super().changeform_view(request, object_id, form_url, dict(extra_context or {}))
        except AskFirst as asked:
            # What was said about the saving that was undone.
            list(messages.get_messages(request))
            return self.question(request, asked)

    def check_seen(self, request: HttpRequest, told: Sequence[Told], *, also: Sequence[str] = ()) -> None:
        """Go on when there is nothing to ask, or when the organiser has seen it. `also` is who else gets a mail.

        `told` are the sessies of which somebody is mailed, or which a slip may have put in the past.

        Raises:
            AskFirst: otherwise.
        """
        has_sentence = sentence_form(request.POST).is_valid()
        if (told or also) and (request.POST.get(SEEN) != digest(told, also) or not has_sentence):
            raise AskFirst(told, also)
        for text in [*(f"{line(one)}." for one in told), *also]:
            messages.info(request, text)

    def question(self, request: HttpRequest, asked: AskFirst) -> HttpResponse:
        """Return the page that asks, with all that was filled in."""
        ours = {SEEN, SENTENCE, BACK, "csrfmiddlewaretoken"}
        filled = [(name, value) for name, values in request.POST.lists() if name not in ours for value in values]
        # A form that was not sent from this page yet has no mistakes to show.
        form = sentence_form(request.POST) if SEEN in request.POST else SentenceForm()
        context = {
            **admin.site.each_context(request), "title": "Wie krijgt er een mail?", "opts": self.opts,
            "voorbij": [slip(one) for one in asked.told if one.is_over], "mailt": any(one.people for one in asked.told),
            "regels": [*(f"{line(one)}." for one in asked.told), *asked.also], "filled": filled,
            "gezien": digest(asked.told, asked.also), "form": form,
        }  # fmt: skip
        return TemplateResponse(request, "admin/registrations/wie_krijgt_mail.html", context)


def refuse_going_back(data: Mapping[str, Any]) -> None:
    """Refuse a form that was sent only to see it again as it was filled in; for the `clean` of a form.

    Raises:
        ValidationError: it was.
    """
    if BACK in data:
        raise ValidationError(NOTHING_SAVED)


def sentence_of(request: HttpRequest) -> str:
    """Return what the organiser adds to the mails; empty when that is too long, since then they are asked again."""
    form = sentence_form(request.POST)
    return " ".join(form.cleaned_data[SENTENCE].split()) if form.is_valid() else ""


def sentence_form(posted: QueryDict) -> SentenceForm:
    """Return the form about the sentence as it was sent."""
    return SentenceForm(posted)


def digest(told: Sequence[Told], also: Sequence[str] = ()) -> str:
    """Return what was seen, in short: who signs up meanwhile changes it, and then it is shown anew."""
    seen = [f"{one.sessie.pk}:{one.move.value}:{one.people}{':voorbij' * one.is_over}" for one in told]
    return ",".join([*seen, *also])


def line(told: Told) -> str:
    """Return who gets which mail about one sessie."""
    moment = f" ({wanneer(told.sessie)})" if told.move in DATED else ""
    if not told.people:
        return f"“{told.sessie}”{moment}: niemand krijgt een mail"
    verb = "krijgt" if told.people == 1 else "krijgen"
    return f"“{told.sessie}”{moment}: {people(told.people)} {verb} {words(told)}"


def words(told: Told) -> str:
    """Return which mail it is."""
    if told.move is Move.MOVED:
        asks = "zonder" if told.is_over else "met"
        return f"een mail dat de {told.shift.value} is veranderd, {asks} de vraag of het nog kan"
    if told.is_first:
        return FIRST_PLACE
    return LINK_GONE if told.move is Move.LINK and not told.sessie.online_link else WORDS[told.move]


def slip(told: Told) -> str:
    """Return the notice about a moment that is over, which may be a slip of the pen."""
    moment = f"“{told.sessie}” komt op {wanneer(told.sessie)}."
    return f"Let op: {moment} Dat is al voorbij. Klopt dat niet? Ga dan terug naar het formulier."
