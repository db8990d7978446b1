"""What an organiser is told about who waits already, when another way to admit people is chosen: nothing moves them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from programmes.models import Reeks
from registrations.admin.words import people

PAGE = "Deelnemers en plaatsen"
Toelating = Reeks.Toelating


@dataclass(frozen=True)
class WaitingNow:
    """How many ask, stand on the waiting list of the reeks, and have a place held until they confirm."""

    asking: int = 0
    waiting: int = 0
    held: int = 0


def waiting_now(reeks: Reeks) -> WaitingNow:
    """Count who waits in a reeks. One query."""
    counts = reeks.aanmeldingen.order_by().aggregate(
        asking=Count("pk", filter=Q(status="aanvraag")),
        waiting=Count("pk", filter=Q(status="wachtlijst")),
        held=Count("pk", filter=Q(status="onbevestigd", houdt_plaats=True)),
    )
    return WaitingNow(**counts)


def note(now: WaitingNow) -> str:
    """Return what stands beside the choice before it is changed; empty when nobody waits."""
    found = [
        f"{text}: {people(count)}"
        for text, count in [
            ("vroeg een plaats aan", now.asking),
            ("op de wachtlijst", now.waiting),
            ("moet nog bevestigen", now.held),
        ]
        if count
    ]
    if not found:
        return ""
    return f"Er wachten nu al mensen ({', '.join(found)}). Een andere keuze geldt alleen voor wie daarna komt."


def warnings(reeks: Reeks, *, old: str, now: WaitingNow) -> Iterator[SafeString]:
    """Return what the organiser has to know and do once the choice is changed, one text for each way of waiting.

    Args:
        reeks: with the new choice.
        old: the choice before.
        now: who waits.
    """
    page = format_html('<a href="{}">{}</a>', reverse("admin:programmes_reeks_deelnemers", args=[reeks.pk]), PAGE)
    if now.asking:
        yield format_html("{} {} Beslis zelf op de pagina {}.", asked(now.asking), _of_asking(reeks), page)
    if reeks.toelating == Toelating.DIRECT:
        return
    # Where each person was chosen, who waits has been admitted.
    if now.waiting and old != Toelating.PERSOON:
        yield format_html(
            "Op de wachtlijst: {} van voor deze wijziging. Komt er plaats, dan gaat er vanzelf een aanbod uit. Jij"
            " beslist daar niet over. Wil je dat niet? Meld diegene dan af op de pagina {}.", people(now.waiting), page,
        )  # fmt: skip
    if now.held:
        yield format_html(
            "Nog niet bevestigd: {} met een plaats van voor deze wijziging. Wie bevestigt, doet mee. Jij beslist daar"
            " niet over. Wil je dat niet? Meld diegene dan af op de pagina {}.", people(now.held), page,
        )  # fmt: skip


def asked(count: int) -> str:
    """Return that aanvragen of before still wait."""
    verb, noun = ("wacht", "aanvraag") if count == 1 else ("wachten", "aanvragen")
    return f"Er {verb} nog {count} {noun} van voor deze wijziging."


def _of_asking(reeks: Reeks) -> str:
    """Return what the new choice does not do for who asked."""
    if reeks.toelating == Toelating.DIRECT:
        return "Een aanvraag wordt niet vanzelf een plaats. Wie zich nu aanmeldt, gaat voor als er plaats is."
    if reeks.toelating == Toelating.GEMEENTE:
        return "Dat geldt ook voor collega’s van een gemeente die al meedoet."
    return "Je kunt nu iedereen apart kiezen."
