"""What came back by mail, in /beheer/: answers from calendars, and addresses that mail does not arrive at."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from accounts.models import User
from outbox.bounces import works_again
from outbox.models import Onbestelbaar
from programmes.beheer import ScopedAdmin, organiser
from programmes.logboek import Daad, record
from programmes.named_dates import short_date
from registrations.admin.questions import Question, ask
from registrations.models import Aanmelding, Agendareactie


@admin.register(Agendareactie)
class AgendareactieAdmin(ScopedAdmin[Agendareactie]):
    """Every answer to an invitation and what came of it: to look at. Those of nobody are for beheerders."""

    actions = None
    list_display = [
        short_date("ontvangen_op", "ontvangen op"), "van", "partstat", "bijeenkomst", "uitkomst", "toelichting",
    ]  # fmt: skip
    list_filter = ["uitkomst"]
    list_select_related = ["deelname__aanmelding", "deelname__sessie__reeks", "deelname__sessie__doelgroep"]
    search_fields = ["van"]
    search_help_text = "Zoek op e-mailadres."
    fields = readonly_fields = (
        "van", "partstat", "bijeenkomst", "uitkomst", "toelichting", "gegeven_op", "ontvangen_op", "sequence", "uid",
        "message_id",
    )  # fmt: skip

    def may_add(self, user: Any) -> bool:  # noqa: ARG002
        return False

    def may_change(self, user: Any, obj: Agendareactie | None) -> bool:  # noqa: ARG002
        return False

    @admin.display(description="bijeenkomst", empty_value="-")
    def bijeenkomst(self, obj: Agendareactie) -> str | None:
        """Return which sessie of which reeks it is about."""
        return f"{obj.deelname.sessie}, {obj.deelname.sessie.reeks}" if obj.deelname else None

    def get_urls(self) -> list[Any]:
        """Add the page on which an organiser says that an address works again."""
        view = self.admin_site.admin_view(address_works)
        return [path("adres-klopt/<int:object_id>/", view, name="adres_klopt"), *super().get_urls()]


@require_http_methods(["GET", "HEAD", "POST"])
def address_works(request: HttpRequest, object_id: int) -> HttpResponse:
    """Forget that mail to the address of an aanmelding does not arrive; GET asks first. Another's does not exist."""
    managed = Aanmelding.objects.managed_by(organiser(request)).select_related("reeks__provincie")
    aanmelding = managed.filter(pk=object_id).first()
    if aanmelding is None:
        raise Http404
    question = Question(
        titel=f"Klopt het adres van {aanmelding.naam} weer?",
        uitleg=[
            f"Mail naar {aanmelding.email} kwam niet aan. Vraag na of het adres klopt.",
            "Daarna krijgt deze persoon ook weer herinneringen en nieuws.",
        ],
        knop="Adres klopt weer",
        verb=lambda _reden: forget_failure(aanmelding, user=organiser(request)),
    )
    back = reverse("admin:registrations_aanmelding_change", args=[aanmelding.pk])
    return ask(request, question, reeks=aanmelding.reeks, back=back)


def forget_failure(aanmelding: Aanmelding, *, user: User) -> str:
    """Forget that mail did not arrive, and return what to say about it."""
    works_again(aanmelding.email)
    record(user=user, daad=Daad.GEDAAN, over=aanmelding, tekst="Adres klopt weer.")
    return f"We sturen weer alle mail naar {aanmelding.email}."


def undeliverable_of(aanmelding: Aanmelding) -> Onbestelbaar | None:
    """Return what a mail server said about the address of an aanmelding; None when mail arrives. One query."""
    return Onbestelbaar.objects.select_related("bericht").filter(adres=aanmelding.email).first()


def undeliverable_notice(aanmelding: Aanmelding, *, may_clear: bool) -> SafeString | str:
    """Return what the page of an aanmelding says when mail does not arrive, for who may with a way to clear it.

    A dash when mail arrives.
    """
    found = undeliverable_of(aanmelding)
    if found is None:
        return "-"
    context = {"onbestelbaar": found, "aanmelding": aanmelding, "may_clear": may_clear}
    return render_to_string("admin/registrations/aanmelding/_onbestelbaar.html", context)
