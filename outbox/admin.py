from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from outbox.models import Bericht


@admin.register(Bericht)
class BerichtAdmin(admin.ModelAdmin[Bericht]):
    """What went out, waits or failed; for beheerders. Organisers see the mails of an aanmelding on its own page."""

    list_display = ["onderwerp", "aan", "soort", "staat", "aangemaakt_op", "verzonden_op", "pogingen"]
    list_filter = ["staat", "soort", "aangemaakt_op"]
    search_fields = ["aan", "onderwerp"]
    actions = ["try_again"]
    fields = readonly_fields = (
        "onderwerp", "aan", "antwoord_aan", "soort", "over", "staat", "tekst", "methode", "kalender",
        "aangemaakt_op", "niet_voor", "pogingen", "verzonden_op", "laatste_fout",
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Bericht | None = None) -> list[Any]:
        """Hide the text of what holds a code: it would let a beheerder sign in as somebody else."""
        fields = list(super().get_fields(request, obj))
        if obj is not None and obj.is_vluchtig:
            fields.remove("tekst")
        return fields

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Bericht | None = None) -> bool:  # noqa: ARG002
        return False

    @admin.action(description="Opnieuw proberen (alleen mislukte berichten)")
    def try_again(self, request: HttpRequest, queryset: QuerySet[Bericht]) -> None:
        """Let the worker try failed messages once more, now, with a fresh set of pauses."""
        count = queryset.filter(staat=Bericht.Staat.MISLUKT, is_vluchtig=False).update(
            staat=Bericht.Staat.WACHT, niet_voor=timezone.now(), pogingen=0
        )
        words = "1 bericht wordt" if count == 1 else f"{count} berichten worden"
        self.message_user(request, f"{words} opnieuw verstuurd.")
