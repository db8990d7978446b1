"""The handvatten of a sessie on one page in /beheer/, in four lists over one model."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import CharField, ForeignKey, QuerySet, TextField, URLField
from django.forms import Textarea, TextInput, URLInput
from django.forms.models import BaseInlineFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils import timezone

from learning import publish
from learning.models import Handvatten, Onderdeel
from learning.rules import PublishObstacle
from programmes.admin.publishing import PublishingAdmin
from programmes.admin.texts import STALE_HANDVATTEN
from programmes.admin.versions import VersionedForm
from programmes.beheer import ScopedInline
from programmes.models import Sessie
from programmes.named_dates import short_date

OBSTACLES = {
    PublishObstacle.NO_ONDERDEEL: (
        "Publiceren kan nog niet: er staat nog niets in. Voeg minstens één tip, actie, punt of hulpmiddel toe."
    ),
    PublishObstacle.REEKS_NOT_PUBLISHED: (
        "Publiceren kan nog niet: de reeks van deze bijeenkomst staat niet op de website. Publiceer eerst de reeks."
    ),
}

MAX_PER_SOORT = 25
"""Four lists of 25: a hundred onderdelen at most, more than anybody reads and what a PDF takes seconds for."""


class OnderdeelFormSet(BaseInlineFormSet[Onderdeel, Handvatten, ModelForm[Onderdeel]]):
    """The onderdelen of one soort; new rows get that soort and a place after the others."""

    soort: ClassVar[Onderdeel.Soort]

    @classmethod
    def get_default_prefix(cls) -> str:
        """Return a name of its own for each of the four lists."""
        return cls.soort.value

    def save_new(self, form: ModelForm[Onderdeel], commit: bool = True) -> Onderdeel:  # noqa: FBT001, FBT002
        """Add what the organisator does not have to say."""
        form.instance.soort = self.soort
        form.instance.volgorde = form.instance.volgorde or self.forms.index(form) + 1
        return super().save_new(form, commit=commit)


class TipFormSet(OnderdeelFormSet):
    """Tips."""

    soort = Onderdeel.Soort.TIP


class ActieFormSet(OnderdeelFormSet):
    """Acties."""

    soort = Onderdeel.Soort.ACTIE


class ChecklistFormSet(OnderdeelFormSet):
    """Points of the checklist."""

    soort = Onderdeel.Soort.CHECKLIST


class HulpmiddelFormSet(OnderdeelFormSet):
    """Hulpmiddelen."""

    soort = Onderdeel.Soort.HULPMIDDEL


class OnderdeelInline(ScopedInline, admin.TabularInline[Onderdeel, Handvatten]):
    """One list of onderdelen; its form set says of which soort."""

    field_help = {
        "titel": "Eén zin die op zichzelf te begrijpen is.",
        "tekst": "Waarom, of hoe je het doet. Dit mag leeg blijven.",
        "url": "Het hele adres, met https:// ervoor. Dit mag leeg blijven.",
        "volgorde": "Een lager nummer staat hoger in de lijst.",
    }
    model = Onderdeel
    fields = ["titel", "tekst", "url", "volgorde"]
    max_num = MAX_PER_SOORT
    # Smaller than the admin's own, so that a row fits on a laptop.
    formfield_overrides = {
        CharField: {"widget": TextInput(attrs={"size": 26})},
        TextField: {"widget": Textarea(attrs={"rows": 3, "cols": 30})},
        URLField: {"widget": URLInput(attrs={"size": 18}), "assume_scheme": "https"},
    }

    def get_extra(self, request: HttpRequest, obj: Handvatten | None = None, **kwargs: Any) -> int:  # noqa: ARG002 - Django's signature
        """One empty row shows what new handvatten are made of."""
        return 0 if obj else 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Onderdeel]:
        formset: Any = self.formset
        return super().get_queryset(request).filter(soort=formset.soort)


class TipInline(OnderdeelInline):
    """Tips."""

    formset = TipFormSet
    verbose_name, verbose_name_plural = "tip", "tips"


class ActieInline(OnderdeelInline):
    """Acties."""

    formset = ActieFormSet
    verbose_name, verbose_name_plural = "actie", "acties"


class ChecklistInline(OnderdeelInline):
    """Points of the checklist."""

    formset = ChecklistFormSet
    verbose_name, verbose_name_plural = "punt", "checklist"


class HulpmiddelInline(OnderdeelInline):
    """Hulpmiddelen."""

    formset = HulpmiddelFormSet
    verbose_name, verbose_name_plural = "hulpmiddel", "hulpmiddelen"


class HandvattenForm(VersionedForm):
    """The handvatten; their onderdelen are in the four lists."""

    lists = ["onderdelen"]
    stale = STALE_HANDVATTEN

    class Meta:
        model = Handvatten
        fields = "__all__"


@admin.register(Handvatten)
class HandvattenAdmin(PublishingAdmin[Handvatten]):
    """Writes and publishes the handvatten of a sessie."""

    field_help = {
        "sessie": "Bij elke bijeenkomst horen hoogstens één keer handvatten.",
        "inleiding": "Twee of drie zinnen: waar ging het over, en wat kun je hiermee?",
    }
    form = HandvattenForm
    inlines = [TipInline, ActieInline, ChecklistInline, HulpmiddelInline]
    list_display = ["bijeenkomst", "reeks", "status", short_date("gepubliceerd_op", "gepubliceerd op")]
    list_filter = ["status", ("sessie__reeks", RelatedOnlyFieldListFilter)]
    list_select_related = ["sessie__reeks__provincie", "sessie__doelgroep"]
    search_fields = ["sessie__titel", "sessie__reeks__titel", "inleiding"]
    obstacle_texts = OBSTACLES

    @admin.display(description="bijeenkomst", ordering="sessie__volgorde")
    def bijeenkomst(self, obj: Handvatten) -> str:
        """Return the title of the sessie."""
        return obj.sessie.volledige_titel

    @admin.display(description="reeks", ordering="sessie__reeks__titel")
    def reeks(self, obj: Handvatten) -> str:
        """Return the title of the reeks."""
        return obj.sessie.reeks.titel

    def get_readonly_fields(self, request: HttpRequest, obj: Handvatten | None = None) -> list[str]:  # noqa: ARG002
        """Fix the sessie: the address of the handvatten is that of their sessie."""
        return ["reeks", "sessie"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Handvatten | None = None) -> list[Any]:  # noqa: ARG002
        """Name the reeks of known handvatten: "Sessie 1" alone says nothing."""
        return ["reeks", "sessie", "inleiding"] if obj else ["sessie", "inleiding"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer the sessies that have no handvatten yet, under the name of their reeks."""
        if db_field.name == "sessie":
            free = Sessie.objects.filter(handvatten__isnull=True).select_related("reeks", "doelgroep")
            kwargs |= {"queryset": free.order_by("reeks__titel", "volgorde", "pk"), "form_class": SessieChoice}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save, and let the PDF follow what is published."""
        super().save_related(request, form, formsets, change)
        publish.content_changed(handvatten=form.instance)

    def publish(self, obj: Handvatten) -> Sequence[PublishObstacle]:
        """Publish; returns what is in the way."""
        try:
            publish.publish(handvatten=obj, now=timezone.now())
        except publish.PublishRefused as refusal:
            return refusal.obstacles
        return []

    def withdraw(self, obj: Handvatten) -> None:
        """Take off the website."""
        publish.withdraw(handvatten=obj)

    def view_on_site(self, obj: Handvatten) -> str | None:
        """Return the public page of published handvatten."""
        return obj.get_absolute_url() if obj.is_published else None


class SessieChoice(ModelChoiceField[Sessie]):
    """Names a sessie with its reeks: "Sessie 1" alone says nothing."""

    def label_from_instance(self, obj: Sessie) -> str:
        return f"{obj.reeks.titel}: {obj.volledige_titel}"
