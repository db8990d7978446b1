from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator

from outbox import held, life
from outbox.models import Bericht, BerichtQuerySet

PERIODS = {"1": "Afgelopen dag", "7": "Afgelopen 7 dagen", "31": "Afgelopen 31 dagen"}


class MadeFilter(admin.SimpleListFilter):
    """By age; Django's own filter by date takes any date from the address, also one that no database can read."""

    title = "aangemaakt op"
    parameter_name = "dagen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - Django's
        """Offer the periods."""
        return list(PERIODS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Bericht]) -> QuerySet[Bericht]:  # noqa: ARG002
        """Keep what was made in the period; anything else in the address chooses nothing."""
        days = self.value()
        if days not in PERIODS:
            return queryset
        return queryset.filter(aangemaakt_op__gte=timezone.now() - timedelta(days=int(days)))


@admin.register(Bericht)
class BerichtAdmin(admin.ModelAdmin[Bericht]):
    """What went out, waits or failed; for beheerders. Organisers see the mails of an aanmelding on its own page."""

    list_display = ["onderwerp", "aan", "soort", "staat", "aangemaakt_op", "verzonden_op", "pogingen", "fout"]
    list_filter = ["staat", "soort", MadeFilter]
    search_fields = ["aan", "onderwerp"]
    actions = ["try_again", "send_once_more", "cancel", "release"]
    show_full_result_count = False
    fields = readonly_fields = (
        "onderwerp", "aan", "antwoord_aan", "soort", "over", "staat", "laatste_fout", "woorden", "methode",
        "kalender", "afmeldlink", "aangemaakt_op", "niet_voor", "pogingen", "verzonden_op",
    )  # fmt: skip

    @admin.display(description="tekst")
    def woorden(self, obj: Bericht) -> str:
        """Hide the text of what holds a code: it would let a beheerder sign in as somebody else."""
        if obj.is_gewist:
            return "tekst gewist"
        return "niet te zien: er staat een code in" if obj.is_vluchtig else obj.tekst

    @admin.display(description="fout", ordering="laatste_fout")
    def fout(self, obj: Bericht) -> str:
        """What the mail server said last, in its own words."""
        return Truncator(obj.laatste_fout).chars(80)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # noqa: ARG002
        """Answer only the questions of the filters beside the list; Django answers 400 to the rest."""
        return lookup in {"staat__exact", "soort", MadeFilter.parameter_name}

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Bericht | None = None) -> bool:  # noqa: ARG002
        return False

    @admin.action(description="Opnieuw proberen wat is mislukt", permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: BerichtQuerySet) -> None:
        """Let the worker try failed messages once more."""
        chosen = queryset.count()
        done = life.try_again(queryset, now=timezone.now())
        only = (
            "Opnieuw kan alleen wat mislukt is en zijn tekst nog heeft. En niet als er al een nieuwere uitnodiging is."
        )
        self._tell(request, chosen, done, "opnieuw verstuurd", only)

    @admin.action(description="Nog eens versturen wat al verzonden is", permissions=["change"])
    def send_once_more(self, request: HttpRequest, queryset: BerichtQuerySet) -> None:
        """Send a copy of messages that did not arrive, or were lost."""
        chosen = queryset.count()
        done = life.send_once_more(queryset, now=timezone.now())
        only = "Nog eens kan alleen wat verzonden is en zijn tekst nog heeft. En niet als een kopie nog wacht."
        self._tell(request, chosen, done, "nog eens verstuurd", only)

    @admin.action(description="Annuleren wat nog niet weg is", permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: BerichtQuerySet) -> None:
        """Let messages that wait or are held never go."""
        chosen = queryset.count()
        self._tell(request, chosen, life.cancel(queryset), "niet verstuurd", "Annuleren kan alleen wat nog wacht.")

    @admin.action(description="Vrijgeven wat is vastgehouden", permissions=["change"])
    def release(self, request: HttpRequest, queryset: BerichtQuerySet) -> None:
        """Let held messages go."""
        chosen = queryset.count()
        self._tell(request, chosen, held.release(queryset), "verstuurd", "Vrijgeven kan alleen wat is vastgehouden.")

    def _tell(self, request: HttpRequest, chosen: int, done: int, what: str, only: str) -> None:
        if done:
            words = "1 bericht wordt" if done == 1 else f"{done} berichten worden"
            self.message_user(request, f"{words} {what}.")
        if chosen > done:
            left = chosen - done
            words = "1 bericht is" if left == 1 else f"{left} berichten zijn"
            self.message_user(request, f"{words} overgeslagen. {only}", messages.WARNING)
