"""A reeks and its sessies on one page in /beheer/."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import Count, ManyToManyField, Min, Q, QuerySet
from django.forms.models import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify

from programmes import publish
from programmes.admin.gemeenten_field import GemeentenField
from programmes.admin.publishing import PublishingAdmin
from programmes.admin.sessies import SessieFormSet, SessieInline, template_for
from programmes.admin.texts import PUBLISH, STALE_REEKS
from programmes.admin.versions import VersionedForm
from programmes.models import Reeks
from programmes.rules import PublishObstacle


class ReeksForm(VersionedForm):
    """A reeks; its address follows from the title when left empty, and is fixed afterwards."""

    lists = ["sessies"]
    stale = STALE_REEKS
    gereserveerde_gemeenten = GemeentenField(
        label="Vaste plaats voor",
        required=False,
        help_text=(
            "Namen van gemeenten, met een komma ertussen. Voor hen blijft een plaats vrij, bijvoorbeeld omdat je daar"
            " te gast bent."
        ),
    )

    class Meta:
        model = Reeks
        fields = "__all__"
        widgets = {
            "samenvatting": AdminTextareaWidget(attrs={"rows": 3}),
            "voor_wie": AdminTextareaWidget(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if self.instance.pk is not None:
            reserved = cast("GemeentenField", self.fields["gereserveerde_gemeenten"])
            reserved.current = list(self.instance.gereserveerde_gemeenten.all())

    def clean_slug(self) -> str:
        """Make the address out of the title when there is none."""
        length = Reeks._meta.get_field("slug").max_length
        slug: str = self.cleaned_data["slug"] or slugify(self.data.get("titel", ""))[:length].strip("-")
        if not slug:
            raise ValidationError("Vul een adres in: van deze titel is geen adres te maken.")
        return slug

    def clean_samenvatting(self) -> str:
        """Keep it on one line, as the agenda shows it."""
        return " ".join(self.cleaned_data["samenvatting"].split())

    def clean_voor_wie(self) -> str:
        """Keep it on one line, as the page shows it."""
        return " ".join(self.cleaned_data["voor_wie"].split())

    def clean(self) -> dict[str, Any]:
        """Keep a reeks and its organisatie in one provincie: otherwise nobody could manage both."""
        data = super().clean() or self.cleaned_data
        organisatie = data.get("organisatie")
        provincie = data["provincie"].pk if data.get("provincie") else self.instance.provincie_id
        is_chosen = provincie is not None and "organisatie" in self.changed_data
        if is_chosen and organisatie and organisatie.provincie_id not in {None, provincie}:
            self.add_error("organisatie", "Deze organisatie hoort bij een andere provincie. Kies een andere.")
        self._check_limits(data, provincie)
        return data

    def _check_limits(self, data: dict[str, Any], provincie: int | None) -> None:
        """Refuse limits that contradict each other: somebody would be promised a place that can not be."""
        gemeenten, personen, per_gemeente = (
            data.get(f"max_{name}") for name in ("gemeenten", "personen", "per_gemeente")
        )
        reserved = list(data.get("gereserveerde_gemeenten") or ())
        if per_gemeente and personen and per_gemeente > personen:
            self.add_error(
                "max_per_gemeente", f"Voor de hele reeks is het maximum {personen}. Kies hier geen hoger getal."
            )
        if gemeenten and len(reserved) > gemeenten:
            self.add_error(
                "gereserveerde_gemeenten",
                f"Je houdt {len(reserved)} plaatsen vrij en het maximum is {gemeenten}. Haal een gemeente weg.",
            )
        outside = [str(gemeente) for gemeente in reserved if gemeente.provincie_id != provincie]
        if data.get("toegang") == Reeks.Toegang.PROVINCIE and provincie and outside:
            self.add_error(
                "gereserveerde_gemeenten",
                f"{outside[0]} ligt in een andere provincie. Alleen gemeenten van deze provincie kunnen meedoen.",
            )


@admin.register(Reeks)
class ReeksAdmin(PublishingAdmin[Reeks]):
    """Makes a reeks with its sessies, publishes it and warns about what calendars do not know."""

    form = ReeksForm
    inlines = [SessieInline]
    actions = None
    list_display = ["titel", "soort", "status", "provincie", "aantal_sessies", "volgende_datum"]
    list_filter = [
        "status",
        "soort",
        ("provincie", RelatedOnlyFieldListFilter),
        ("organisatie", RelatedOnlyFieldListFilter),
        ("themas", RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["provincie"]
    search_fields = ["titel", "slug", "samenvatting", "sessies__titel"]
    search_help_text = "Zoek op titel van de reeks of van een bijeenkomst."
    ordering = ["titel"]
    obstacle_texts = PUBLISH
    delete_refusal = (
        "Er zijn aanmeldingen of andere gegevens bij. Haal de reeks van de website met “Terug naar concept”."
    )
    fieldsets = [
        (None, {"fields": ["soort", "titel", "slug", "provincie", "organisatie"]}),
        ("Voor bezoekers", {"fields": ["samenvatting", "voor_wie", "omschrijving", "kosten", "themas"]}),
        ("Aanmelden", {"fields": ["aanmelden_van", "aanmelden_tot", "meldingen"]}),
        (
            "Plaatsen en toelating",
            {
                "description": (
                    "Je kunt dit later ook wijzigen. Komt er plaats bij? Dan krijgt wie wacht meteen een plaats"
                    " aangeboden. Maak je een maximum lager? Dan hoeft niemand weg."
                ),
                "fields": [
                    "toegang", "andere_organisaties", "toelating", "max_gemeenten", "max_personen",
                    "max_per_gemeente", "gereserveerde_gemeenten", "aanbod_werkdagen", "aanbod_sluit_werkdagen",
                ],
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reeks]:
        """Add what the list shows of the sessies."""
        ahead = Q(sessies__begin__gte=timezone.now())
        return (
            super()
            .get_queryset(request)
            .annotate(sessie_count=Count("sessies", distinct=True), next_begin=Min("sessies__begin", filter=ahead))
        )

    @admin.display(description="bijeenkomsten", ordering="sessie_count")
    def aantal_sessies(self, obj: Reeks) -> int:
        """Return how many sessies it has."""
        count: int = obj.sessie_count  # type: ignore[attr-defined]  # annotated above
        return count

    @admin.display(description="volgende datum", ordering="next_begin", empty_value="geen datum")
    def volgende_datum(self, obj: Reeks) -> str | None:
        """Return the day of the next sessie."""
        begin = obj.next_begin  # type: ignore[attr-defined]  # annotated above
        return date_format(timezone.localtime(begin), "j F Y") if begin else None

    def get_readonly_fields(self, request: HttpRequest, obj: Reeks | None = None) -> list[str]:  # noqa: ARG002
        """Fix what makes up the public address once the reeks is there."""
        return ["slug", "provincie"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Reeks | None = None) -> dict[str, Sequence[str]]:  # noqa: ARG002
        """Write the address along with the title of a new reeks."""
        return {} if obj else {"slug": ["titel"]}

    def formfield_for_manytomany(
        self,
        db_field: ManyToManyField[Any, Any],
        request: HttpRequest,
        **kwargs: Any,
    ) -> ModelMultipleChoiceField[Any] | None:
        """Show a check box for each thema."""
        return super().formfield_for_manytomany(db_field, request, **kwargs, widget=forms.CheckboxSelectMultiple)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Reeks, inline: InlineModelAdmin[Any, Reeks], prefix: str
    ) -> dict[str, Any]:
        """Fill in the rows of the template; on a POST every row with a title then counts as filled in."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if not obj.slug and request.method != "POST":
            kwargs["initial"] = template_for(request)
        return kwargs

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:  # noqa: ARG002
        """Save the sessies through the verb that knows about calendars."""
        sessies: SessieFormSet = formset
        sessies.save_all(now=timezone.now())

    def publish(self, obj: Reeks) -> Sequence[PublishObstacle]:
        """Publish; returns what is in the way."""
        try:
            publish.publish(reeks=obj, now=timezone.now())
        except publish.PublishRefused as refusal:
            return refusal.obstacles
        return []

    def withdraw(self, obj: Reeks) -> None:
        """Take off the website."""
        publish.withdraw(reeks=obj)

    def view_on_site(self, obj: Reeks) -> str | None:
        """Return the public page of a published reeks."""
        return obj.get_absolute_url() if obj.is_published else None
