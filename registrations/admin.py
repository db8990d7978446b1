"""Who takes part, in /beheer/: to look at. Signing up, changing and signing off go through the verbs."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import User
from outbox.models import Bericht
from programmes.beheer import M, ScopedAdmin, ScopedInline
from registrations.models import Aanmelding, Belangstelling, Deelname


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
    fields = ["sessie", "status", "uitgenodigd_op", "gewijzigd_op"]
    readonly_fields = ["sessie", "status", "uitgenodigd_op", "gewijzigd_op"]
    can_delete = False
    verbose_name_plural = "bijeenkomsten"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Aanmelding)
class AanmeldingAdmin(ViewOnlyAdmin[Aanmelding]):
    """Who signed up, for what, and which mails went out about it."""

    list_display = ["naam", "status", "gemeente", "omvang", "aangemeld_op", "reeks", "email"]
    list_filter = [
        ("reeks", RelatedOnlyFieldListFilter),
        "status",
        ("gemeente", RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["reeks", "gemeente"]
    search_fields = ["naam", "email", "functie", "gemeente__weergavenaam"]
    search_help_text = "Zoek op naam, e-mailadres, functie of gemeente."
    inlines = [DeelnameInline]
    fieldsets = [
        (None, {"fields": ["naam", "email", "gemeente", "functie"]}),
        ("Aanmelding", {"fields": ["reeks", "omvang", "status", "aangemeld_op", "bevestigd_op", "afgemeld_op"]}),
        ("Mails", {"fields": ["berichten"]}),
    ]

    @admin.display(description="verstuurd en in de wachtrij")
    def berichten(self, obj: Aanmelding) -> SafeString:
        """List the mails about this aanmelding, without what is in them."""
        found = Bericht.objects.about(obj.reference).only("onderwerp", "staat", "verzonden_op", "laatste_fout")
        return render_to_string("admin/registrations/aanmelding/_berichten.html", {"berichten": found})


@admin.register(Belangstelling)
class BelangstellingAdmin(ViewOnlyAdmin[Belangstelling]):
    """Who could not come but is interested."""

    list_display = ["naam", "email", "gemeente", "reeks", "aangemaakt_op"]
    list_filter = [("reeks", RelatedOnlyFieldListFilter), ("gemeente", RelatedOnlyFieldListFilter)]
    list_select_related = ["reeks", "gemeente"]
    search_fields = ["naam", "email", "gemeente__weergavenaam"]
    fields = ["naam", "email", "gemeente", "reeks", "toelichting", "aangemaakt_op"]
