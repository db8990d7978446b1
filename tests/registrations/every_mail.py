"""Brings about each mail about places and waiting lists by what people really do."""

from collections.abc import Callable
from datetime import datetime, timedelta

from outbox.models import Bericht
from programmes.models import Reeks, Sessie
from registrations.admission import reject
from registrations.joining import leave, sign_off
from registrations.merging import merge
from registrations.models import Aanmelding
from registrations.replies import note
from registrations.running_reeks import add_sessie, cancel_sessie
from registrations.signup import confirm
from registrations.switching import switch
from registrations.takeover import ask_to_take_over
from registrations.waiting_list import accept, settle_reeks
from tests import factories
from tests.registrations.story import give_date
from tests.registrations.world import NOW, Leerlab

BRAM = {"naam": "Bram Bos", "email": "bram@raalte.example"}
LATER = NOW + timedelta(hours=1)
SOON = NOW + timedelta(days=21)
"""A date that becomes known."""
AFTER = NOW + timedelta(days=5)
"""When an offer of NOW has run out."""


def mail_of(soort: str, aan: str = "") -> Bericht:
    """Return the last mail of a kind, to one receiver if that is given."""
    found = Bericht.objects.filter(soort=soort, aan__contains=aan).order_by("-pk").first()
    assert found is not None, soort
    return found


def limit(reeks: Reeks, **fields: object) -> None:
    """Set limits or the admission of a reeks."""
    Reeks.objects.filter(pk=reeks.pk).update(**fields)
    reeks.refresh_from_db()


def bram(leerlab: Leerlab) -> Aanmelding:
    """Let Bram sign up and confirm."""
    return leerlab.confirmed(naam=BRAM["naam"], email=BRAM["email"])


def wait_for_reeks(leerlab: Leerlab) -> tuple[Aanmelding, Aanmelding]:
    """Let Anna have the one place in the reeks, and Bram wait for it."""
    limit(leerlab.reeks, max_personen=1)
    return leerlab.confirmed(), bram(leerlab)


def wait_for_sessie(leerlab: Leerlab) -> tuple[Aanmelding, Aanmelding]:
    """Let Anna have the one place at sessie 1, and Bram wait for it."""
    Sessie.objects.filter(pk=leerlab.sessies["sessie-1"].pk).update(plaatsen=1)
    return leerlab.confirmed(), bram(leerlab)


def ask(leerlab: Leerlab) -> Aanmelding:
    """Let Anna ask for a place that the organiser gives."""
    limit(leerlab.reeks, toelating="persoon")
    return leerlab.confirmed()


def refuse(leerlab: Leerlab, reden: str = "De groep is al compleet.") -> None:
    """Let the organiser refuse Anna."""
    reject(aanmelding=ask(leerlab), reden=reden, user=factories.make_organisator(), now=LATER)


def offer_reeks(leerlab: Leerlab) -> Aanmelding:
    """Let the place in the reeks come free for Bram."""
    anna, waiting = wait_for_reeks(leerlab)
    sign_off(aanmelding=anna, now=LATER)
    return waiting


def offer_sessie(leerlab: Leerlab) -> Aanmelding:
    """Let the place at sessie 1 come free for Bram."""
    anna, waiting = wait_for_sessie(leerlab)
    leave(aanmelding=anna, sessie=leerlab.sessies["sessie-1"], now=LATER)
    return waiting


def miss_offer(leerlab: Leerlab, offer: Callable[[Leerlab], object] = offer_sessie) -> None:
    """Let Bram not answer."""
    offer(leerlab)
    settle_reeks(reeks=leerlab.reeks, now=AFTER)


def take_offer(leerlab: Leerlab) -> None:
    """Let Bram say yes to sessie 1."""
    accept(aanmelding=offer_sessie(leerlab), sessie=leerlab.sessies["sessie-1"], now=LATER)


def add(leerlab: Leerlab, *, begin: datetime | None = SOON, **fields: object) -> None:
    """Let Anna take part, and add a sessie."""
    leerlab.confirmed()
    sessie = factories.make_sessie(reeks=leerlab.reeks, soort="fysiek", begin=begin, **fields)
    add_sessie(sessie=sessie, user=factories.make_organisator(), now=LATER)


def date(leerlab: Leerlab) -> None:
    """Let Anna take part, and sessie 3 get its date."""
    leerlab.confirmed()
    set_date(leerlab.sessies["sessie-3"])


def set_date(sessie: Sessie) -> None:
    """Give a sessie a date and tell it."""
    give_date(sessie, SOON, now=LATER)
    sessie.refresh_from_db()


def cancel(leerlab: Leerlab, slug: str = "sessie-1", reden: str = "De deskundige is ziek.") -> None:
    """Let Anna take part, and cancel a sessie."""
    leerlab.confirmed()
    cancel_sessie(sessie=leerlab.sessies[slug], reden=reden, user=factories.make_organisator(), now=LATER)


def ask_bram(leerlab: Leerlab) -> Aanmelding:
    """Let Anna ask Bram to take over her place, and return what he can confirm."""
    anna = leerlab.confirmed()
    ask_to_take_over(aanmelding=anna, naam=BRAM["naam"], email=BRAM["email"], functie="", now=LATER)
    return Aanmelding.objects.get(email=BRAM["email"])


def hand_over(leerlab: Leerlab) -> None:
    """Let Bram take over the place of Anna."""
    confirm(aanmelding=ask_bram(leerlab), now=LATER)


def switch_anna(leerlab: Leerlab) -> None:
    """Let the organiser move Anna from sessie 1 to sessie 2."""
    switch(
        aanmelding=leerlab.confirmed("sessie-1"), eerst=leerlab.sessies["sessie-1"],
        daarna=leerlab.sessies["sessie-2"], user=factories.make_organisator(), now=LATER,
    )  # fmt: skip


def merge_bram(leerlab: Leerlab) -> None:
    """Let the organiser make one of Anna and Bram; the address of Anna stays."""
    anna, other = leerlab.confirmed(), bram(leerlab)
    merge(keep=anna, gone=other, user=factories.make_organisator(), now=LATER)


def refuse_in_calendar(leerlab: Leerlab) -> None:
    """Let Anna refuse the invitation for sessie 1 in her calendar."""
    deelname = leerlab.confirmed().deelnames.select_related("sessie", "aanmelding__reeks").get(sessie__slug="sessie-1")
    note(deelname, "DECLINED", message_id="<1@raalte.example>", now=LATER)


SCENES: dict[str, Callable[[Leerlab], object]] = {
    "wachtlijst": wait_for_reeks,
    "aanvraag": ask,
    "afgewezen": refuse,
    "aanbod": offer_reeks,
    "aanbod_verlopen": miss_offer,
    "plaats_gekregen": take_offer,
    "sessie_erbij": add,
    "datum_bekend": date,
    "sessie_vervallen": cancel,
    "weigering_gezien": refuse_in_calendar,
    "overname": ask_bram,
    "overgenomen": hand_over,
    "overgezet": switch_anna,
    "samengevoegd": merge_bram,
}
"""What leads to each kind of mail."""
