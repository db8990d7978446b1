"""The fixed pages in /beheer/: beheerders change the texts, organisatoren look."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from programmes.admin.texts import STALE
from programmes.admin.versions import VersionedForm
from programmes.beheer import GlobalAdmin
from programmes.models import Pagina
from programmes.named_dates import short_date


class PaginaForm(VersionedForm):
    """The text of one fixed page."""

    stale = STALE.format("pagina")

    class Meta:
        model = Pagina
        fields = ["titel", "tekst", "verklaring_url"]
        widgets = {"tekst": AdminTextareaWidget(attrs={"rows": 40})}


@admin.register(Pagina)
class PaginaAdmin(GlobalAdmin[Pagina]):
    """The five rows are made by a migration; the list says which still lack something."""

    field_help = {
        "titel": "Staat boven de pagina en in het tabblad.",
    }
    form = PaginaForm
    list_display = ["titel", "nog_in_te_vullen", short_date("gewijzigd_op", "gewijzigd op")]
    readonly_fields = ["adres", "nog_in_te_vullen", "gewijzigd_op"]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Allow nobody: each page has an address of its own in the code."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Pagina | None = None) -> bool:  # noqa: ARG002
        """Allow nobody: every page of the portal links to it."""
        return False

    def get_fields(self, request: HttpRequest, obj: Pagina | None = None) -> Any:
        """Ask for the statement only where it is shown; carry the version of the row along, unseen."""
        statement = ["verklaring_url"] if obj and obj.is_about_accessibility else []
        version = ["versie"] if self.has_change_permission(request, obj) else []
        return ["adres", "nog_in_te_vullen", "titel", "tekst", *statement, "gewijzigd_op", *version]

    def save_model(self, request: HttpRequest, obj: Pagina, form: Any, change: Any) -> None:
        """Leave the date of the last change alone when nothing was changed."""
        if form.changed_data:
            super().save_model(request, obj, form, change)

    @admin.display(description="nog in te vullen")
    def nog_in_te_vullen(self, obj: Pagina) -> str:
        """Return what stands between brackets in the text, or that nothing does."""
        return "; ".join(obj.in_te_vullen) or "niets"

    @admin.display(description="adres")
    def adres(self, obj: Pagina) -> SafeString:
        """Return the address of the page as a link."""
        return format_html('<a href="{0}">{0}</a>', obj.get_absolute_url())
