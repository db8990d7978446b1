"""The page "Nieuwe reeks" in /beheer/: from a template or an old reeks to a concept, in one step."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, AdminTimeWidget
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import User
from programmes import copying
from programmes.admin.checklist import on_free_days
from programmes.admin.sessies import rows_of
from programmes.models import Organisatie, Provincie, Reeks

COPY = "kopie"
"""Names, in the address of the page, the reeks to copy."""
NO_CHOICE = "---------"
TEMPLATE_LABELS = {
    Reeks.Soort.LEERLAB: "Leerlab: kick-off, drie sessies en een terugkombijeenkomst",
    Reeks.Soort.WORKSHOP: "Workshop: één bijeenkomst",
    Reeks.Soort.KENNISSESSIE: "Kennissessie: één online bijeenkomst",
}
FAR = timedelta(days=3653)
MOST = 200
"""Reeksen to choose from, the newest first."""


class NewReeksForm(forms.Form):
    """What a new reeks starts with."""

    uitgangspunt = forms.ChoiceField(
        label="Begin met",
        help_text="Van een kopie krijg je de teksten, bijeenkomsten en herinneringen. Deelnemers gaan niet mee.",
    )
    titel = forms.CharField(
        label="Titel", max_length=Reeks._meta.get_field("titel").max_length,
        help_text="Kort en duidelijk. Je kunt hem later nog veranderen.",
    )  # fmt: skip
    provincie = forms.ModelChoiceField(Provincie.objects.none(), label="Provincie")
    organisatie = forms.ModelChoiceField(
        Organisatie.objects.none(), label="Georganiseerd door",
        help_text="Deelnemers sturen hun vragen naar het adres van deze organisatie.",
    )  # fmt: skip
    datum = forms.DateField(
        label="Datum van de eerste bijeenkomst", required=False, widget=AdminDateWidget,
        help_text="Dit mag leeg blijven. Bij een kopie schuiven alle andere datums mee.",
    )  # fmt: skip
    begin = forms.TimeField(
        label="Hoe laat begint die", required=False, initial=time(13), widget=AdminTimeWidget,
        help_text="Een kopie houdt de tijden van de oude reeks.",
    )  # fmt: skip
    einde = forms.TimeField(label="Hoe laat eindigt die", required=False, initial=time(16), widget=AdminTimeWidget)

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        rows = Reeks.objects.managed_by(user).select_related("provincie").order_by("-pk")
        self.reeksen = {str(reeks.pk): reeks for reeks in rows[:MOST]}
        old = [(pk, f"{reeks} ({reeks.provincie})") for pk, reeks in self.reeksen.items()]
        choices: list[Any] = [("Een voorbeeld", [(str(soort), label) for soort, label in TEMPLATE_LABELS.items()])]
        self.fields["uitgangspunt"].choices = choices + ([("Een kopie van", old)] if old else [])  # type: ignore[attr-defined]  # of a ChoiceField
        for name, model in (("provincie", Provincie), ("organisatie", Organisatie)):
            field: Any = self.fields[name]
            field.queryset = model.objects.managed_by(user)
            keys = list(field.queryset.values_list("pk", flat=True)[:2])
            if len(keys) == 1:
                field.initial = keys[0]

    def start_from(self, reeks: Reeks) -> None:
        """Fill in what a copy of a reeks most often gets."""
        self.initial = {
            "uitgangspunt": str(reeks.pk), "titel": reeks.titel, "provincie": reeks.provincie_id,
            "organisatie": reeks.organisatie_id,
        }  # fmt: skip

    @property
    def source(self) -> Reeks | None:
        """The reeks that is copied; None for a template."""
        return self.reeksen.get(self.cleaned_data["uitgangspunt"])

    def clean_datum(self) -> date | None:
        """Refuse what can only be a slip of the pen."""
        day: date | None = self.cleaned_data["datum"]
        today = timezone.localdate(self.now)
        if day and not today <= day <= today + FAR:
            raise forms.ValidationError("Kies een datum vanaf vandaag, hoogstens tien jaar vooruit.")
        return day

    def clean(self) -> dict[str, Any]:
        """Keep a reeks and its organisatie in one provincie, and the end of a bijeenkomst after its begin."""
        data = super().clean() or self.cleaned_data
        provincie, organisatie = data.get("provincie"), data.get("organisatie")
        if provincie and organisatie and organisatie.provincie_id not in {None, provincie.pk}:
            self.add_error("organisatie", "Deze organisatie hoort bij een andere provincie. Kies een andere.")
        if data.get("datum") and data.get("uitgangspunt") in TEMPLATE_LABELS:
            begin, einde = data.get("begin"), data.get("einde")
            for name in ("begin", "einde"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Vul een tijd in, of maak de datum leeg.")
            if begin and einde and einde <= begin:
                self.add_error("einde", "Het einde is later dan het begin. Kies een andere tijd.")
        return data

    def save(self) -> Reeks:
        """Make the reeks.

        Raises:
            copying.CopyRefused: a date of the copy would be out of range.
        """
        data = self.cleaned_data
        shared = {"titel": data["titel"], "provincie": data["provincie"], "organisatie": data["organisatie"]}
        day: date | None = data["datum"]
        if self.source:
            return copying.copy_reeks(source=self.source, first=day, now=self.now, **shared)
        soort = data["uitgangspunt"]
        zone = timezone.get_default_timezone()
        first = (
            (datetime.combine(day, data["begin"], tzinfo=zone), datetime.combine(day, data["einde"], tzinfo=zone))
            if day
            else None
        )
        return copying.new_reeks(soort=soort, sessies=rows_of(soort), first=first, now=self.now, **shared)


def form_of(request: HttpRequest, user: User) -> NewReeksForm:
    """Return the form as it was sent, or as it starts: for a copy of the reeks that the address names."""
    form = NewReeksForm(request.POST if request.method == "POST" else None, user=user, now=timezone.now())
    source = form.reeksen.get(request.GET.get(COPY, ""))
    if source:
        form.start_from(source)
    return form


def page(request: HttpRequest, form: NewReeksForm) -> HttpResponse:
    """Return the page with the form."""
    context = {**admin.site.each_context(request), "title": "Nieuwe reeks", "opts": Reeks._meta, "form": form}
    return TemplateResponse(request, "admin/programmes/reeks/nieuw.html", context)


def notes(reeks: Reeks, form: NewReeksForm) -> Iterator[str]:
    """Yield what the organiser had better look at in what was made. One query."""
    sessies = list(reeks.sessies.select_related("doelgroep").in_order())
    yield from on_free_days(sessies)
    if form.source and form.cleaned_data["datum"] and not any(sessie.begin for sessie in sessies):
        yield "De oude reeks had geen datums om mee te schuiven. Vul ze hieronder in."
