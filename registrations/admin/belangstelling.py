"""Who could not come but is interested: the list, and the pages to invite them and to take that back."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter, SimpleListFilter
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from programmes.beheer import organiser
from programmes.models import Reeks
from programmes.named_dates import short, short_date
from programmes.recording import RecordsDeeds
from registrations import exports, inviting
from registrations.admin.aanmeldingen import ViewOnlyAdmin
from registrations.admin.exports import list_view
from registrations.admin.invite_pages import AT_ONCE, invite_view, withdraw_page
from registrations.admin.people import name_and_address
from registrations.models import Aanmelding, Belangstelling, Uitnodiging
from registrations.querysets import BelangstellingQuerySet
from registrations.rules import Invitation

NOT_YET = "Nog niet"
SMALL_NUMBER = re.compile(r"[0-9]{1,12}")
STATES = {
    Invitation.OPEN: "Kan worden gebruikt",
    Invitation.USED: "Gebruikt",
    Invitation.OVER: "Voorbij of ingetrokken",
}


class _YesNoFilter(SimpleListFilter):
    """By whether a moment that the list shows is there."""

    field = ""
    words = ("Ja", "Nee")
    says_it_all = True
    """Its choices read well without its title: in the log of exports."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return list(zip(("ja", "nee"), self.words, strict=True))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Belangstelling]) -> QuerySet[Belangstelling]:  # noqa: ARG002
        if self.value() not in {"ja", "nee"}:
            return queryset
        return queryset.filter(**{f"{self.field}__isnull": self.value() == "nee"})


class InvitedFilter(_YesNoFilter):
    """By whether they were invited."""

    title, parameter_name, field = "uitgenodigd", "uitgenodigd", "invited"
    words = ("Uitgenodigd", "Nog niet uitgenodigd")


class SignedUpFilter(_YesNoFilter):
    """By whether they signed up since."""

    title, parameter_name, field = "meldde zich aan", "aangemeld", "signed_up"
    words = ("Meldde zich aan", "Nog niet aangemeld")


@admin.register(Belangstelling)
class BelangstellingAdmin(ViewOnlyAdmin[Belangstelling]):
    """Who could not come but is interested, when they were asked to sign up, and whether they did."""

    actions = ["uitnodigen"]  # type: ignore[assignment]  # the base has none
    list_display = [
        name_and_address, "gemeente", "reeks", short_date("aangemaakt_op", "sinds"), "uitgenodigd_op",
        "aangemeld_op",
    ]  # fmt: skip
    list_filter = [
        ("reeks", RelatedOnlyFieldListFilter), InvitedFilter, SignedUpFilter, ("gemeente", RelatedOnlyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["reeks", "gemeente"]
    search_fields = ["naam", "email", "gemeente__weergavenaam"]
    search_help_text = "Zoek op naam, e-mailadres of gemeente. Wil je mailen? Kies dan eerst een reeks als filter."
    fieldsets = [
        (None, {"fields": ["naam", "email", "gemeente", "reeks", "toelichting", "aangemaakt_op", "aangemeld_op"]}),
    ]
    readonly_fields = ["aangemeld_op"]

    def get_urls(self) -> list[Any]:
        """Add the page to invite, and the one to take an invitation back."""
        views: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "uitnodigen": ("uitnodigen/<str:wie>/", self.invite_view),
            "intrekken": ("<int:object_id>/uitnodigingen/<int:uitnodiging_pk>/intrekken/", self.withdraw_view),
            "exporteren": ("exporteren/", self.export_view),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"registrations_belangstelling_{name}")
            for name, (route, view) in views.items()
        ]
        return own + super().get_urls()

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Give what the list shows as a spreadsheet."""
        return list_view(request, self, exports.interest_table)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Belangstelling]:
        """Add when they were invited and when they signed up since, for reeksen that this user sees."""
        user = organiser(request)
        invited = Uitnodiging.objects.visible_to(user).filter(belangstelling=OuterRef("pk")).order_by()
        where = Q(reeks=OuterRef("reeks")) | Q(reeks__uitnodigingen__belangstelling=OuterRef("pk"))
        since = Aanmelding.objects.filter(
            where,
            reeks__in=Reeks.objects.visible_to(user),
            email=OuterRef("email"),
            bevestigd_op__isnull=False,
            aangemeld_op__gte=OuterRef("aangemaakt_op"),
        ).order_by()
        return super().get_queryset(request).annotate(
            invited=Subquery(invited.values("belangstelling").annotate(last=Max("gemaakt_op")).values("last")),
            signed_up=Subquery(since.values("email").annotate(first=Min("aangemeld_op")).values("first")),
        )  # fmt: skip

    @admin.display(description="uitgenodigd op", ordering="invited")
    def uitgenodigd_op(self, obj: Belangstelling) -> str:
        """Return when they were last invited."""
        moment = obj.invited  # type: ignore[attr-defined]  # annotated above
        return short(moment) if moment else NOT_YET

    @admin.display(description="aangemeld op", ordering="signed_up")
    def aangemeld_op(self, obj: Belangstelling) -> str:
        """Return when they signed up, for this reeks or one that they were invited to."""
        moment = obj.signed_up  # type: ignore[attr-defined]  # annotated above
        return short(moment) if moment else NOT_YET

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the invitations, the latest first, with what each is worth now."""
        obj, now = kwargs.get("obj"), timezone.now()
        if obj is not None:
            rows = Uitnodiging.objects.visible_to(organiser(request)).filter(belangstelling=obj)
            context["uitnodigingen"] = [
                (row, STATES[state], state is Invitation.OPEN)
                for row in rows.select_related("reeks", "user")
                for state in [inviting.state_of(row, now=now)]
            ]
            context["may_invite"] = self.manages(request, obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Offer to mail who has belangstelling for the reeks that the list is narrowed to, or for the only one."""
        key = request.GET.get("reeks__id__exact", "")
        rows = Reeks.objects.managed_by(organiser(request)).filter(belangstelling__isnull=False).order_by()
        found = list((rows.filter(pk=key) if SMALL_NUMBER.fullmatch(key) else rows).distinct()[:2])
        reeks = found[0] if len(found) == 1 else None
        return super().changelist_view(request, {"te_mailen": reeks, **(extra_context or {})})

    def has_invite_permission(self, request: HttpRequest) -> bool:
        """Allow organisatoren."""
        return self.manages(request, None)

    @admin.action(description="Uitnodigen om mee te doen", permissions=["invite"])
    def uitnodigen(self, request: HttpRequest, queryset: QuerySet[Belangstelling]) -> HttpResponse | None:
        """Go to the page that asks for what, and says who gets a mail."""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
        if len(keys) > AT_ONCE:
            self.message_user(request, f"Kies hoogstens {AT_ONCE} mensen tegelijk.", messages.ERROR)
            return None
        if not keys:
            # Taken away by a colleague since the list was opened, or never theirs to choose.
            self.message_user(request, "Deze mensen staan niet meer in de lijst.", messages.ERROR)
            return None
        return redirect("admin:registrations_belangstelling_uitnodigen", ",".join(map(str, keys)))

    def response_action(self, request: HttpRequest, queryset: QuerySet[Belangstelling], *args: Any) -> Any:
        """Choosing people is no deed yet: the verb writes down what was done."""
        return super(RecordsDeeds, self).response_action(request, queryset, *args)

    # --- Pages of its own -----------------------------------------------------------------------------------

    def invite_view(self, request: HttpRequest, wie: str) -> HttpResponse:
        """Invite the people whose keys the address names; those of others do not exist."""
        keys = wie.split(",")
        if len(keys) > AT_ONCE or not all(SMALL_NUMBER.fullmatch(key) for key in keys):
            raise Http404
        rows = self._managed(request).filter(pk__in=keys).select_related("reeks", "gemeente")
        people = list(rows.order_by("aangemaakt_op", "pk"))
        if not people:
            raise Http404
        return invite_view(request, people, organiser(request))

    def withdraw_view(self, request: HttpRequest, object_id: int, uitnodiging_pk: int) -> HttpResponse:
        """Take an invitation back."""
        obj = self._managed(request).filter(pk=object_id).first()
        rows = Uitnodiging.objects.managed_by(organiser(request)).select_related("reeks__provincie", "belangstelling")
        found = rows.filter(belangstelling=object_id, pk=uitnodiging_pk).first()
        if obj is None or found is None:
            raise Http404
        return withdraw_page(request, found, organiser(request))

    def _managed(self, request: HttpRequest) -> BelangstellingQuerySet:
        return self.model._default_manager.all().managed_by(organiser(request))
