"""The sessies on the page of their reeks: rows of a form, saved by `reschedule.save_sessie`."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import ManyToManyField, ProtectedError, QuerySet
from django.db.models.deletion import Collector
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from programmes import reschedule
from programmes.beheer import ScopedInline
from programmes.current_choice import KeepsCurrentChoice, OffersOnce
from programmes.models import Deskundige, Reeks, Sessie

TEMPLATES: dict[str, list[tuple[str, str]]] = {
    Reeks.Soort.LEERLAB: [
        (Sessie.Soort.KICK_OFF, "Kick-off"),
        (Sessie.Soort.FYSIEK, "Sessie 1"),
        (Sessie.Soort.FYSIEK, "Sessie 2"),
        (Sessie.Soort.FYSIEK, "Sessie 3"),
        (Sessie.Soort.TERUGKOM, "Terugkombijeenkomst"),
    ],
    Reeks.Soort.WORKSHOP: [(Sessie.Soort.FYSIEK, "Workshop")],
    Reeks.Soort.KENNISSESSIE: [(Sessie.Soort.ONLINE, "Kennissessie")],
}
"""The sessies with which a new reeks of each soort starts."""

GIVEN_BY_TEMPLATE = frozenset({"soort", "volgorde"})


class SessieForm(KeepsCurrentChoice):
    """One sessie. A new row in which nobody wrote a title or anything else is left out; a cancelled one is fixed."""

    class Meta:
        model = Sessie
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["titel"].help_text = "Maak de titel leeg als je deze bijeenkomst niet nodig hebt."
        if self.instance.is_vervallen:
            for name, field in self.fields.items():
                # What happens to the order of the others still moves it.
                field.disabled = name != "volgorde"

    def has_changed(self) -> bool:
        """Tell whether the row says something; a new one always has a soort and a place in the order."""
        changed = set(self.changed_data)
        if self.instance.pk is None:
            changed -= GIVEN_BY_TEMPLATE
        return bool(changed)

    def clean(self) -> dict[str, Any]:
        """Demand begin and einde together: the database lets half a date pass."""
        data = super().clean() or self.cleaned_data
        begin, einde = data.get("begin"), data.get("einde")
        if begin and not einde and "einde" not in self.errors:
            self.add_error("einde", "Vul ook in hoe laat de bijeenkomst eindigt.")
        if einde and not begin and "begin" not in self.errors:
            self.add_error("begin", "Vul ook in wanneer de bijeenkomst begint.")
        return data


class SessieFormSet(OffersOnce):
    """All sessies of a reeks."""

    changes: list[tuple[Sessie, reschedule.Change]]

    def clean(self) -> None:
        """Refuse to delete what somebody signed up for or handvatten were written about."""
        # Locked, so that nobody signs up or writes handvatten between the question and the deletion.
        list(self.instance.sessies.order_by("pk").select_for_update() if self.instance.pk else ())
        # First, because Django's own refusal names every deelnemer.
        for form in self.forms:
            if form.instance.pk is not None and form.cleaned_data.get(DELETION_FIELD_NAME) and is_in_use(form.instance):
                raise ValidationError(
                    f"“{form.instance}” kun je niet verwijderen."
                    " Er zijn aanmeldingen voor, of er zijn handvatten of materiaal bij."
                )
        super().clean()

    def save_all(self, *, now: datetime) -> None:
        """Save every changed row through the verb that knows about calendars; `changes` tells what it did."""
        self.save(commit=False)
        for sessie in self.deleted_objects:
            sessie.delete()
        self.changes = []
        known = self.initial_form_count()
        for number, form in enumerate(self.forms):
            # A row that claims to be known but is not one of this reeks: somebody made that POST by hand.
            is_forged = number < known and form.instance.pk is None
            if is_forged or form in self.deleted_forms or not form.has_changed():
                continue
            deskundigen = cast("Collection[Deskundige]", form.cleaned_data["deskundigen"])
            change = self.save_one(
                form.instance,
                now=now,
                deskundigen=deskundigen if "deskundigen" in form.changed_data else None,
                changed=form.changed_data,
            )
            self.changes.append((form.instance, change))

    def save_one(
        self, sessie: Sessie, *, now: datetime, deskundigen: Collection[Deskundige] | None, changed: Collection[str]
    ) -> reschedule.Change:
        """Save one row; where there are people, they are told as well."""
        return reschedule.save_sessie(sessie=sessie, now=now, deskundigen=deskundigen, changed=changed)


class SessieInline(ScopedInline, admin.StackedInline[Sessie, Reeks]):
    """What an organisator fills in about each sessie; the rest is folded away."""

    field_help = {
        "soort": "Bij een online bijeenkomst hoort een link. Bij de andere hoort een locatie.",
        "begin": "Weet je het nog niet? Laat begin en einde dan allebei leeg.",
        "einde": "Vul dit samen met het begin in.",
        "locatie": "Staat de locatie er niet bij? Voeg haar dan eerst toe.",
        "omschrijving": "Wat gebeurt er op deze bijeenkomst? Dit staat op de pagina ervan.",
        "doelgroep": "Over wie gaat deze bijeenkomst? Dit komt in de titel.",
        "deskundigen": "Zij staan met naam en foto op de pagina.",
        "volgorde": "Een lager nummer staat eerder in de reeks.",
    }
    model = Sessie
    form = SessieForm
    formset = SessieFormSet
    max_num = 40
    verbose_name = "bijeenkomst"
    verbose_name_plural = "bijeenkomsten"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "gaat_door", ("titel", "soort"), ("begin", "einde"), ("datum_indicatie", "locatie"), "plaatsen",
                ]
            },
        ),
        (
            "Meer over deze bijeenkomst",
            {
                "classes": ["collapse"],
                "fields": [
                    "omschrijving", "doelgroep", "doelgroep_werknaam", "online_link", "deskundigen", "volgorde",
                ],
            },
        ),
    ]  # fmt: skip
    readonly_fields = ["gaat_door"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sessie]:
        """Fetch who comes to tell with the rows."""
        return super().get_queryset(request).prefetch_related("deskundigen")

    @admin.display(description="gaat door")
    def gaat_door(self, obj: Sessie) -> str:
        """Say whether it was cancelled, and when."""
        if obj.vervallen_op is None:
            return "Ja"
        return f"Gaat niet door (sinds {date_format(timezone.localtime(obj.vervallen_op), 'j F Y')})"

    def formfield_for_manytomany(
        self,
        db_field: ManyToManyField[Any, Any],
        request: HttpRequest,
        **kwargs: Any,
    ) -> ModelMultipleChoiceField[Any] | None:
        """Show a check box for each: a list in which one must hold Ctrl is lost on most people."""
        return super().formfield_for_manytomany(db_field, request, **kwargs, widget=forms.CheckboxSelectMultiple)

    def get_extra(self, request: HttpRequest, obj: Reeks | None = None, **kwargs: Any) -> int:  # noqa: ARG002
        """Give a new reeks the rows of its template, a known one none."""
        return 0 if obj else len(template_for(request))


def template_for(request: HttpRequest) -> list[dict[str, object]]:
    """Return the first values of each row of a new reeks; `?soort=workshop` asks for another soort."""
    soort = request.GET.get("soort", "")
    return rows_of(soort if soort in TEMPLATES else Reeks.Soort.LEERLAB)


def rows_of(soort: str) -> list[dict[str, object]]:
    """Return the sessies with which a new reeks of a soort starts."""
    rows = enumerate(TEMPLATES[soort], start=1)
    return [{"soort": soort, "titel": titel, "volgorde": number} for number, (soort, titel) in rows]


def is_in_use(sessie: Sessie) -> bool:
    """Ask the database whether something is protected against the end of this sessie, whatever app it is of."""
    try:
        Collector(using="default").collect([sessie])
    except ProtectedError:
        return True
    return False
