"""Reference data in /beheer/: what all provincies share. Organisatoren look, beheerders change."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from programmes.beheer import GlobalAdmin, ScopedAdmin
from programmes.models import Doelgroep, Gemeente, Maildomein, Provincie, Thema


@admin.register(Provincie)
class ProvincieAdmin(ScopedAdmin[Provincie]):
    """Organisatoren see their own; the twelve come from the import and are never made by hand."""

    field_help = {
        "website": "Het hele adres, met https:// ervoor.",
    }
    list_display = ["naam", "code", "website"]
    search_fields = ["naam"]
    readonly_fields = ["code", "naam", "slug"]

    def may_add(self, user: User) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def may_change(self, user: User, obj: Provincie | None) -> bool:  # noqa: ARG002
        """Only beheerders."""
        return user.is_superuser

    def may_delete(self, user: User, obj: Provincie | None) -> bool:  # noqa: ARG002
        """Nobody: addresses of the website start with it."""
        return False


class MaildomeinInline(admin.TabularInline[Maildomein, Gemeente]):
    """The mail domains of a gemeente."""

    model = Maildomein
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Gemeente | None = None) -> bool:  # noqa: ARG002
        """Allow whoever may enter: it is known from the sign-up form anyway."""
        return self.admin_site.has_permission(request)


@admin.register(Gemeente)
class GemeenteAdmin(GlobalAdmin[Gemeente]):
    """Gemeenten by CBS, with their mail domains; kept up to date by the import."""

    list_display = ["weergavenaam", "code", "provincie", "geldig_van", "geldig_tot"]
    list_filter = ["provincie"]
    list_select_related = ["provincie"]
    search_fields = ["weergavenaam", "naam", "code", "maildomeinen__domein"]
    search_help_text = "Zoek op naam, CBS-code of maildomein."
    inlines = [MaildomeinInline]


@admin.register(Thema)
class ThemaAdmin(GlobalAdmin[Thema]):
    """Organisatoren may add one that is missing; names that others use are changed by a beheerder."""

    field_help = {
        "naam": "Bezoekers kiezen het in de agenda.",
        "slug": "Het stukje in het webadres als iemand dit thema kiest.",
    }
    organisers_add = True
    list_display = ["naam"]
    search_fields = ["naam"]
    prepopulated_fields = {"slug": ["naam"]}


@admin.register(Doelgroep)
class DoelgroepAdmin(GlobalAdmin[Doelgroep]):
    """Organisatoren may add one that is missing; names that others use are changed by a beheerder."""

    field_help = {
        "naam": "Bijvoorbeeld: jongeren tussen 18 en 27 jaar.",
    }
    organisers_add = True
    list_display = ["naam"]
    search_fields = ["naam"]
