"""Who takes part, in /beheer/: to look at, with a button for each decision. What they do, the verbs do."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter, SimpleListFilter
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from outbox.models import Bericht
from programmes.beheer import M, ScopedAdmin, ScopedInline, organiser
from programmes.named_dates import short_date
from registrations import exports
from registrations.admin import decisions, people, reacties
from registrations.admin.exports import list_view
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.querysets import AanmeldingQuerySet


class ViewOnlyAdmin(ScopedAdmin[M]):
    """Shows rows in scope and changes none."""

    actions = None

    def may_add(self, user: User) -> bool:  # noqa: ARG002
        return False

    def may_change(self, user: User, obj: M | None) -> bool:  # noqa: ARG002
        return False


class DeelnameInline(ScopedInline, admin.TabularInline[Deelname, Aanmelding]):
    """The state of an aanmelding per sessie."""

    model = Deelname
    fields = [
        "sessie", "status", "erbij", "agenda_antwoord", "agenda_antwoord_op", "meldt_af_op", "in_rij_sinds",
        "uitgenodigd_op", "gewijzigd_op",
    ]  # fmt: skip
    readonly_fields = [
        "sessie", "status", "erbij", "agenda_antwoord", "agenda_antwoord_op", "meldt_af_op", "in_rij_sinds",
        "uitgenodigd_op", "gewijzigd_op",
    ]  # fmt: skip
    can_delete = False
    verbose_name_plural = "bijeenkomsten"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deelname]:
        return super().get_queryset(request).select_related("sessie__doelgroep")

    @admin.display(description="aanwezigheid")
    def erbij(self, obj: Deelname) -> SafeString:
        """Say whether they were there, with a link to the list of the sessie."""
        address = reverse("admin:programmes_reeks_aanwezigheid", args=[obj.sessie.reeks_id, obj.sessie_id])
        said = obj.get_aanwezigheid_display() or "Nog niets"
        return format_html(
            '{} – <a href="{}#deelname-{}" aria-label="Lijst van {}">lijst</a>', said, address, obj.pk, obj.sessie
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


OPEN_OFFER = Exists(Aanbod.objects.open().filter(Q(aanmelding=OuterRef("pk")) | Q(deelname__aanmelding=OuterRef("pk"))))
WAITS_AT_SESSIE = Exists(Deelname.objects.waiting().filter(aanmelding=OuterRef("pk")))
MANAGED = "is_managed"
"""On the aanmelding of a page: whether who looks may change it. What shows a field knows no request."""
WAITS: dict[str, tuple[str, Q | Exists]] = {
    "besluit": ("op een besluit van de organisator", Q(status=Aanmelding.Status.AANVRAAG)),
    "reeks": ("op een plaats in de reeks", Q(status=Aanmelding.Status.WACHTLIJST, houdt_plaats=False)),
    "sessie": ("op een plaats bij een bijeenkomst", WAITS_AT_SESSIE),
    "antwoord": ("op antwoord op een aanbod", OPEN_OFFER),
    "bevestiging": ("op de bevestiging per mail", Q(status=Aanmelding.Status.ONBEVESTIGD)),
}


class WaitsFilter(SimpleListFilter):
    """By what somebody waits for."""

    title = "wacht"
    parameter_name = "wacht"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [(key, words) for key, (words, _) in WAITS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Aanmelding]) -> QuerySet[Aanmelding]:  # noqa: ARG002
        chosen = WAITS.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


@admin.register(Aanmelding)
class AanmeldingAdmin(ViewOnlyAdmin[Aanmelding]):
    """Who signed up, for what, what became of it, and which mails went out about it."""

    list_display = [
        people.name_and_address, "stand", "namens", "omvang", short_date("aangemeld_op", "aangemeld op"), "reeks",
    ]  # fmt: skip
    list_filter = [
        ("reeks", RelatedOnlyFieldListFilter),
        "status",
        WaitsFilter,
        ("gemeente", RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["reeks", "gemeente"]
    search_fields = ["naam", "email", "functie", "gemeente__weergavenaam", "organisatie"]
    search_help_text = "Zoek op naam, e-mailadres, functie, gemeente of organisatie."
    inlines = [DeelnameInline]
    fieldsets = [
        (None, {"fields": ["naam", "email", "gemeente", "organisatie", "functie"]}),
        (
            "Aanmelding",
            {"fields": [
                "reeks", "omvang", "status", "houdt_plaats", "aangemeld_op", "bevestigd_op", "afgemeld_op",
                "aangemeld_door", "neemt_over",
            ]},
        ),
        ("Aanbod", {"fields": ["aanbiedingen"]}),
        ("Notities", {"fields": ["notities"], "description": people.MAY_ASK}),
        ("Logboek", {"fields": ["logboek"]}),
        ("Mails", {"fields": ["mail_komt_aan", "berichten"]}),
    ]  # fmt: skip

    def get_urls(self) -> list[Any]:
        """Add a page for each decision."""
        views: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            decisions.ADMIT: ("<int:object_id>/toelaten/", self.admit_view),
            decisions.REJECT: ("<int:object_id>/afwijzen/", self.reject_view),
            decisions.PLACE: ("<int:object_id>/plaatsen/", self.place_view),
            "sessie": ("<int:object_id>/plaatsen/<int:sessie_pk>/", self.place_view),
            decisions.SIGN_OFF: ("<int:object_id>/afmelden/", self.sign_off_view),
            "exporteren": ("exporteren/", self.export_view),
            **people.pages(self._seen, self._own, self.log_change),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"registrations_aanmelding_{name}")
            for name, (route, view) in views.items()
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Aanmelding]:
        """Add what the list says of waiting."""
        return super().get_queryset(request).annotate(has_offer=OPEN_OFFER, waits_at_sessie=WAITS_AT_SESSIE)

    @admin.display(description="wacht", empty_value="-")
    def wacht(self, obj: Aanmelding) -> str | None:
        """Return what somebody waits for."""
        key = {Aanmelding.Status.AANVRAAG: "besluit", Aanmelding.Status.ONBEVESTIGD: "bevestiging"}.get(
            Aanmelding.Status(obj.status)
        )
        if obj.has_offer:  # type: ignore[attr-defined]  # annotated above
            key = "antwoord"
        elif obj.status == Aanmelding.Status.WACHTLIJST:
            key = "reeks"
        elif obj.waits_at_sessie:  # type: ignore[attr-defined]  # annotated above
            key = "sessie"
        return WAITS[key][0] if key else None

    @admin.display(description="status", ordering="status")
    def stand(self, obj: Aanmelding) -> SafeString:
        """Return the status, and below it what somebody waits for."""
        return people.with_line_below(obj.get_status_display(), f"Wacht {waits}" if (waits := self.wacht(obj)) else "")

    @admin.display(description="gemeente of organisatie", ordering="gemeente__weergavenaam")
    def namens(self, obj: Aanmelding) -> str:
        """Return who sent this person."""
        return obj.namens

    @admin.display(description="plaatsen die zijn aangeboden")
    def aanbiedingen(self, obj: Aanmelding) -> SafeString:
        """List the offers, the latest first."""
        found = Aanbod.objects.filter(Q(aanmelding=obj) | Q(deelname__aanmelding=obj))
        rows = found.select_related("deelname__sessie__doelgroep").order_by("-pk")
        return render_to_string("admin/registrations/aanmelding/_aanbiedingen.html", {"aanbiedingen": rows})

    @admin.display(description="wat er gebeurde")
    def logboek(self, obj: Aanmelding) -> SafeString:
        """List every step with who made it and why, the latest first."""
        labels = {**dict(Aanmelding.Status.choices), **dict(Deelname.Status.choices)}
        rows = obj.overgangen.select_related("deelname__sessie__doelgroep", "user").order_by("-pk")
        steps = [(row, labels.get(row.van, row.van), labels.get(row.naar, row.naar)) for row in rows]
        return render_to_string("admin/registrations/aanmelding/_logboek.html", {"steps": steps})

    @admin.display(description="wat organisatoren opschreven")
    def notities(self, obj: Aanmelding) -> SafeString:
        """List the notes, the latest first."""
        rows = obj.notities.select_related("user")
        return render_to_string("admin/registrations/aanmelding/_notities.html", {"notities": rows})

    @admin.display(description="mail die niet aankomt")
    def mail_komt_aan(self, obj: Aanmelding) -> SafeString | str:
        """Say since when mail does not arrive."""
        return reacties.undeliverable_notice(obj, may_clear=bool(vars(obj).get(MANAGED)))

    @admin.display(description="verstuurd en in de wachtrij")
    def berichten(self, obj: Aanmelding) -> SafeString:
        """List the mails about this aanmelding, without what is in them."""
        found = Bericht.objects.about(obj.reference).only("onderwerp", "staat", "verzonden_op", "laatste_fout")
        return render_to_string("admin/registrations/aanmelding/_berichten.html", {"berichten": found})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the page its buttons."""
        obj = kwargs.get("obj")
        if obj is not None:
            vars(obj)[MANAGED] = is_managed = self.manages(request, obj)
            buttons = decisions.buttons_of(obj) if is_managed else []
            context |= {"buttons": buttons, "overview": decisions.overview(obj.reeks)}
            context["people_buttons"] = people.buttons_of(obj, may_change=is_managed)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Pages of its own -----------------------------------------------------------------------------------

    def admit_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Admit somebody who asks."""
        return decisions.admit(request, self._own(request, object_id), organiser(request))

    def reject_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Refuse somebody who asks."""
        return decisions.reject(request, self._own(request, object_id), organiser(request))

    def place_view(self, request: HttpRequest, object_id: int, sessie_pk: int | None = None) -> HttpResponse:
        """Place somebody in spite of a limit or of the queue."""
        aanmelding = self._own(request, object_id)
        if sessie_pk is None:
            return decisions.place(request, aanmelding, organiser(request))
        found = aanmelding.reeks.sessies.select_related("doelgroep").filter(pk=sessie_pk).first()
        if found is None:
            raise Http404
        return decisions.place(request, aanmelding, organiser(request), found)

    def sign_off_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Sign somebody off in their name."""
        return decisions.sign_off(request, self._own(request, object_id), organiser(request))

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Give what the list shows as a spreadsheet."""
        return list_view(request, self, partial(exports.people_table, waits=self.wacht))

    def _seen(self, request: HttpRequest, object_id: int) -> Aanmelding:
        """Return an aanmelding that this user may look at; another's does not exist."""
        return self._found(cast("AanmeldingQuerySet", self.get_queryset(request)), object_id)

    def _own(self, request: HttpRequest, object_id: int) -> Aanmelding:
        """Return an aanmelding that this user may decide about; another's does not exist."""
        rows = cast("AanmeldingQuerySet", self.get_queryset(request)).managed_by(organiser(request))
        return self._found(rows, object_id)

    def _found(self, rows: AanmeldingQuerySet, object_id: int) -> Aanmelding:
        found = rows.select_related("reeks__provincie", "reeks__organisatie", "gemeente").filter(pk=object_id).first()
        if found is None:
            raise Http404
        return found
