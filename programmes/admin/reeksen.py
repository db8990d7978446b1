"""A reeks and its sessies on one page in /beheer/."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter, SimpleListFilter
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, ManyToManyField, QuerySet
from django.forms.models import ModelMultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from programmes.admin import checklist, new_reeks, preview
from programmes.admin.publishing import ButtonsAdmin
from programmes.admin.reeks_form import ReeksForm
from programmes.admin.rooms import narrow_sessies
from programmes.admin.sessies import SessieFormSet, SessieInline, template_for
from programmes.beheer import organiser
from programmes.copying import CopyRefused
from programmes.models import Reeks
from programmes.querysets import ReeksQuerySet
from programmes.start import next_date


class ArchiveFilter(SimpleListFilter):
    """Leaves archived reeksen out of the list until they are asked for."""

    title = "archief"
    parameter_name = "archief"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - Django's
        """Return what can be asked for."""
        return [("alleen", "Gearchiveerd"), ("ook", "Alle reeksen")]

    def choices(self, changelist: Any) -> Any:
        """Call the list as it opens by what it holds."""
        first, *others = super().choices(changelist)
        return [{**first, "display": "Niet gearchiveerd"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reeks]) -> QuerySet[Reeks]:  # noqa: ARG002 - Django's
        """Narrow the list."""
        if self.value() == "ook":
            return queryset
        return queryset.filter(gearchiveerd_op__isnull=self.value() != "alleen")


@admin.register(Reeks)
class ReeksAdmin(ButtonsAdmin[Reeks]):
    """Makes a reeks with its sessies, publishes it and warns about what calendars do not know."""

    field_help = {
        "soort": "De soort staat op de website bij de titel.",
        "titel": "Kort en duidelijk. Deze naam staat ook in elke mail.",
        "organisatie": "Deelnemers sturen hun vragen naar het adres van deze organisatie.",
        "voor_wie": "Bijvoorbeeld: ambtenaren van gemeenten die met bewoners werken.",
        "omschrijving": "Wat gebeurt er en wat neem je mee? Een lege regel begint een nieuwe alinea.",
        "kosten": "Kost het niets? Schrijf dat dan op.",
        "themas": "Bezoekers kunnen op thema zoeken.",
        "toegang": "Wie hier niet bij hoort, kan het formulier niet versturen.",
    }
    form = ReeksForm
    inlines = [SessieInline]
    actions = None
    list_display = ["titel", "soort", "staat", "provincie", "aantal_sessies", "volgende_datum"]
    list_filter = [
        "status",
        ArchiveFilter,
        "soort",
        ("provincie", RelatedOnlyFieldListFilter),
        ("organisatie", RelatedOnlyFieldListFilter),
        ("themas", RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["provincie"]
    search_fields = ["titel", "slug", "samenvatting", "sessies__titel"]
    search_help_text = "Zoek op titel van de reeks of van een bijeenkomst."
    ordering = ["titel"]
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

    def get_urls(self) -> list[Any]:
        """Add the page that starts a reeks, and a concept as visitors will see it."""
        views: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "nieuw": ("nieuw/", self.new_view),
            "zoals_bezoeker": ("<int:object_id>/voorbeeld/", self.preview_view),
            "sessie_zoals_bezoeker": ("<int:object_id>/voorbeeld/<slug:sessie>/", self.preview_sessie_view),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"programmes_reeks_{name}")
            for name, (route, view) in views.items()
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reeks]:
        """Add what the list shows of the sessies."""
        rows = cast("ReeksQuerySet", super().get_queryset(request)).with_dates(timezone.now())
        return rows.annotate(sessie_count=Count("sessies", distinct=True))

    @admin.display(description="staat", ordering="status")
    def staat(self, obj: Reeks) -> str:
        """Return where it is in its life."""
        return obj.staat

    @admin.display(description="bijeenkomsten", ordering="sessie_count")
    def aantal_sessies(self, obj: Reeks) -> int:
        """Return how many sessies it has."""
        count: int = obj.sessie_count  # type: ignore[attr-defined]  # annotated above
        return count

    @admin.display(description="volgende datum", ordering="next_begin", empty_value="geen datum")
    def volgende_datum(self, obj: Reeks) -> str | None:
        """Return the day of the next sessie, or why there is none."""
        return next_date(obj, now=timezone.now()) or None

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
        """Save the sessies through the verb that knows about calendars; say where more may come than fit."""
        now = timezone.now()
        sessies: SessieFormSet = formset
        sessies.save_all(now=now)
        for text in narrow_sessies(form.instance.sessies.select_related("locatie", "doelgroep"), now=now):
            messages.warning(request, text)

    # --- Pages of its own -----------------------------------------------------------------------------------

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Start a reeks from a template or as a copy; its own page comes next."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = new_reeks.form_of(request, organiser(request))
        if request.method != "POST" or not form.is_valid():
            return new_reeks.page(request, form)
        try:
            with transaction.atomic():
                reeks = form.save()
                self.begin(reeks, form.source)
                if not self.manages(request, reeks):
                    raise PermissionDenied
                self.log_addition(request, reeks, "")
        except CopyRefused:
            form.add_error("datum", "Een van de datums komt dan na het jaar 2100. Kies een eerdere datum.")
            return new_reeks.page(request, form)
        messages.success(request, f"“{reeks}” is gemaakt, als concept. Vul aan wat nog mist.")
        for text in new_reeks.notes(reeks, form):
            messages.warning(request, text)
        return redirect("admin:programmes_reeks_change", reeks.pk)

    def begin(self, reeks: Reeks, source: Reeks | None) -> None:
        """Do what else belongs to a new reeks, in the same transaction; `source` is what it was copied from."""

    def preview_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show a reeks as visitors will see it."""
        return preview.reeks_page(request, self._seen(request, object_id))

    def preview_sessie_view(self, request: HttpRequest, object_id: int, sessie: str) -> HttpResponse:
        """Show one sessie as visitors will see it."""
        return preview.sessie_page(request, self._seen(request, object_id), sessie)

    def _seen(self, request: HttpRequest, object_id: int) -> int:
        """Return the key of a reeks that this user sees; another's does not exist."""
        if not Reeks.objects.visible_to(organiser(request)).filter(pk=object_id).exists():
            raise Http404
        return object_id

    def missing(self, reeks: Reeks) -> list[checklist.Line]:
        """Return what a concept still misses. Two queries."""
        has_thema, has_reminder = reeks.themas.exists(), self.reminds(reeks)
        sessies, now = checklist.sessies_of(reeks), timezone.now()
        return checklist.list_of(reeks, sessies, has_thema=has_thema, has_reminder=has_reminder, now=now)

    def reminds(self, reeks: Reeks) -> bool:  # noqa: ARG002 - for who knows
        """Tell whether people are reminded of its sessies."""
        return True

    # --- Publishing -----------------------------------------------------------------------------------------

    def pressed(self, request: HttpRequest, obj: Reeks) -> HttpResponse | None:
        """Go to the page that says what publishing does; that page publishes."""
        return redirect("admin:programmes_reeks_publiceren", obj.pk) if "_publish" in request.POST else None

    def view_on_site(self, obj: Reeks) -> str | None:
        """Return the public page of a published reeks."""
        return obj.get_absolute_url() if obj.is_published else None
