"""The form of a reeks in /beheer/ with its sessies, where there are people in it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminRadioSelect
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from programmes.admin.reeks_form import ReeksForm
from programmes.admin.sessies import SessieFormSet, SessieInline
from programmes.models import Reeks, Sessie
from registrations import moves
from registrations.admin.telling import refuse_going_back
from registrations.admin.toelating import WaitingNow, note, waiting_now
from registrations.steps import ahead

SIGN_UP, OFFER = "aanmelden", "aanbieden"
NEW_SESSIES = [
    (SIGN_UP, "Aanmelden en melden: wie de hele reeks doet, doet ook hieraan mee en krijgt een mail"),
    (OFFER, "Alleen aanbieden: mensen kunnen zich er zelf voor aanmelden en er gaat geen mail"),
]


class _AsideField(forms.ChoiceField):
    """A choice about this one time of saving."""

    def has_changed(self, initial: object, data: object) -> bool:  # noqa: ARG002 - Django's signature
        """It is no data of the reeks."""
        return False


class ReeksMetDeelnemersForm(ReeksForm):
    """Asks, of a reeks with people in it, what a new sessie means for them."""

    nieuwe_bijeenkomsten = _AsideField(
        label="Als je hieronder een bijeenkomst toevoegt",
        choices=NEW_SESSIES,
        required=False,
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
        help_text="Je hoeft dit alleen te kiezen als je een bijeenkomst toevoegt.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = waiting_now(self.instance) if self.instance.pk else WaitingNow()
        if "toelating" in self.fields:
            field = self.fields["toelating"]
            field.help_text = f"{field.help_text} {note(self.waiting)}".strip()

    def clean(self) -> dict[str, Any]:
        """Save nothing when the organiser only comes back from the question who gets a mail."""
        data = super().clean() or self.cleaned_data
        refuse_going_back(self.data)
        return data


class SessieMetDeelnemersFormSet(SessieFormSet):
    """Adds no sessie to a running reeks before it is said what that means for the people in it.

    `toelichting` goes into the mails about what changed; `told` says who gets them. `now` is the one moment of saving.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.toelichting = ""
        self.now = timezone.now()
        self.told: list[moves.Told] = []

    def clean(self) -> None:
        """Demand the choice when a row is new."""
        super().clean()
        known = self.initial_form_count()
        has_new = any(form.has_changed() and form not in self.deleted_forms for form in self.forms[known:])
        is_said = self.data.get("nieuwe_bijeenkomsten") in dict(NEW_SESSIES)
        if has_new and not is_said and self.instance.pk and is_running(self.instance):
            raise ValidationError(
                "Je voegt een bijeenkomst toe en er zijn al deelnemers. Kies hierboven wat dat voor hen betekent."
            )

    def save_all(self, *, now: datetime) -> None:
        """Save every row, and then tell who comes what changed: a mail holds for the reeks as it has become."""
        super().save_all(now=now)
        self.now = now
        told = moves.tell_changes(reeks=self.instance, changes=self.changes, toelichting=self.toelichting, now=now)
        self.told = [one for one in told if one.people or one.is_over]


class SessieMetDeelnemersInline(SessieInline):
    """The sessies, with a way to cancel each."""

    formset = SessieMetDeelnemersFormSet
    is_managed = False
    """Whether who looks may change the reeks; an inline is made anew for each request."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Note for `gaat_door` who looks."""
        page = self.admin_site.get_model_admin(self.parent_model)
        self.is_managed = obj is not None and page.has_change_permission(request, obj)
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description="gaat door")
    def gaat_door(self, obj: Sessie) -> str | SafeString:
        """Say whether it was cancelled; for one to come, who may finds a link to the page that does."""
        text = super().gaat_door(obj)
        # A new row has no address yet.
        if not self.is_managed or not obj.slug or not ahead([obj], timezone.now()):
            return text
        address = reverse("admin:programmes_reeks_sessie", args=[obj.reeks_id, obj.pk])
        return format_html('{} – <a href="{}">laat deze bijeenkomst niet doorgaan</a>', text, address)


def is_running(reeks: Reeks) -> bool:
    """Tell whether people signed up. One query."""
    return reeks.aanmeldingen.active().exists()
