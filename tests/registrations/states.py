"""Somebody in every state that the personal page knows, brought there by the verbs."""

from datetime import timedelta

from registrations.admission import reject
from registrations.joining import leave, sign_off
from registrations.models import Aanmelding, Deelname
from registrations.running_reeks import cancel_sessie
from registrations.takeover import ask_to_take_over
from registrations.waiting_list import settle_overdue, settle_reeks
from tests import factories
from tests.registrations.world import NOW, Leerlab

DAY = timedelta(days=1)
COLLEGA = "bart@raalte.example"
ELSEWHERE = "cor@raalte.example"


def limit(leerlab: Leerlab, **fields: object) -> None:
    """Change what the reeks allows."""
    for name, value in fields.items():
        setattr(leerlab.reeks, name, value)
    leerlab.reeks.save()


def full(leerlab: Leerlab) -> Aanmelding:
    """Give the only place of the reeks to a colleague."""
    limit(leerlab, max_personen=1)
    return leerlab.confirmed(email=COLLEGA)


def full_sessie(leerlab: Leerlab, slug: str = "sessie-1") -> Aanmelding:
    """Give the only place of a sessie to a colleague."""
    sessie = leerlab.sessies[slug]
    sessie.plaatsen = 1
    sessie.save()
    return leerlab.confirmed(email=COLLEGA)


def held(leerlab: Leerlab) -> Aanmelding:
    """Hold a place for who is to confirm."""
    return leerlab.sign_up()


def held_but_for_one(leerlab: Leerlab) -> Aanmelding:
    """Hold a place for who is to confirm, but for one sessie that is full."""
    full_sessie(leerlab)
    return leerlab.sign_up()


def will_wait(leerlab: Leerlab) -> Aanmelding:
    """Sign up for a full reeks."""
    full(leerlab)
    return leerlab.sign_up()


def will_ask(leerlab: Leerlab) -> Aanmelding:
    """Sign up where the organiser decides."""
    limit(leerlab, toelating="persoon")
    return leerlab.sign_up()


def takes_over(leerlab: Leerlab) -> Aanmelding:
    """Be asked by a colleague, who waits for one sessie, to take over their place."""
    full_sessie(leerlab)
    old = leerlab.confirmed("sessie-1", "sessie-2", email=ELSEWHERE, naam="Cor Pot")
    ask_to_take_over(aanmelding=old, naam="Anna de Vries", email="anna@raalte.example", functie="", now=NOW)
    return Aanmelding.objects.get(email="anna@raalte.example")


def asks(leerlab: Leerlab) -> Aanmelding:
    """Ask the organiser."""
    limit(leerlab, toelating="persoon")
    return leerlab.confirmed("sessie-1")


def waits(leerlab: Leerlab) -> Aanmelding:
    """Wait for a place in the reeks."""
    full(leerlab)
    return leerlab.confirmed("sessie-1")


def is_offered(leerlab: Leerlab) -> Aanmelding:
    """Be offered a place in the reeks."""
    first = full(leerlab)
    second = leerlab.confirmed("sessie-1")
    sign_off(aanmelding=first, now=NOW)
    second.refresh_from_db()
    return second


def offer_just_over(leerlab: Leerlab) -> Aanmelding:
    """Be too late with an offer, a moment before the worker sees it."""
    aanmelding = is_offered(leerlab)
    aanmelding.aanbod.update(verloopt_op=NOW)
    return aanmelding


def can_claim(leerlab: Leerlab) -> Aanmelding:
    """Wait while a place is free that can be offered to nobody any more: all begins within the day."""
    first = full(leerlab)
    second = leerlab.confirmed("sessie-1")
    for sessie in leerlab.reeks.sessies.exclude(slug="kick-off"):
        sessie.begin, sessie.einde = NOW + timedelta(hours=20), NOW + timedelta(hours=22)
        sessie.save()
    limit(leerlab, aanbod_sluit_werkdagen=3)
    sign_off(aanmelding=first, now=NOW)
    return second


def active(leerlab: Leerlab) -> Aanmelding:
    """Take part in part of the reeks."""
    return leerlab.confirmed("sessie-1")


def closed(leerlab: Leerlab) -> Aanmelding:
    """Take part in part of a reeks where signing up has closed."""
    aanmelding = leerlab.confirmed("sessie-1")
    limit(leerlab, aanmelden_tot=NOW - timedelta(hours=1))
    return aanmelding


def waits_for_sessie(leerlab: Leerlab) -> Aanmelding:
    """Take part, and wait for one full sessie."""
    full_sessie(leerlab)
    return leerlab.confirmed("sessie-1")


def is_offered_sessie(leerlab: Leerlab) -> Aanmelding:
    """Take part, and be offered a place at one sessie."""
    first = full_sessie(leerlab)
    second = leerlab.confirmed("sessie-1")
    leave(aanmelding=first, sessie=leerlab.sessies["sessie-1"], now=NOW)
    return second


def missed_sessie(leerlab: Leerlab) -> Aanmelding:
    """Have let the offer of a place at one sessie run out, which somebody else has now."""
    aanmelding = is_offered_sessie(leerlab)
    Deelname.objects.get(aanmelding=aanmelding, status="aangeboden").aanbod.update(verloopt_op=NOW)
    settle_overdue(now=NOW)
    leerlab.confirmed("sessie-1", email="dirk@raalte.example")
    return aanmelding


def free_sessie(leerlab: Leerlab) -> Aanmelding:
    """Wait for a sessie with a place that can be offered to nobody any more, since it begins within the day."""
    first = full_sessie(leerlab)
    second = leerlab.confirmed("sessie-1")
    sessie = leerlab.sessies["sessie-1"]
    sessie.begin, sessie.einde = NOW + timedelta(hours=20), NOW + timedelta(hours=22)
    sessie.save()
    limit(leerlab, aanbod_sluit_werkdagen=3)
    leave(aanmelding=first, sessie=sessie, now=NOW)
    return second


def full_elsewhere(leerlab: Leerlab) -> Aanmelding:
    """Take part in another sessie than the full one."""
    full_sessie(leerlab)
    return leerlab.confirmed("sessie-2")


def cancelled(leerlab: Leerlab) -> Aanmelding:
    """Take part in a sessie that was cancelled."""
    aanmelding = leerlab.confirmed("sessie-1")
    user = factories.make_organisator(leerlab.reeks.provincie)
    cancel_sessie(sessie=leerlab.sessies["sessie-1"], reden="Te weinig aanmeldingen.", user=user, now=NOW)
    return aanmelding


def over(leerlab: Leerlab) -> Aanmelding:
    """Have taken part in a reeks that has been held."""
    aanmelding = leerlab.confirmed("sessie-1")
    leerlab.reeks.sessies.update(begin=NOW - 2 * DAY, einde=NOW - DAY)
    return aanmelding


def rejected(leerlab: Leerlab) -> Aanmelding:
    """Be refused by the organiser."""
    aanmelding = asks(leerlab)
    user = factories.make_organisator(leerlab.reeks.provincie)
    reject(aanmelding=aanmelding, reden="Dit leerlab is voor een andere doelgroep.", user=user, now=NOW)
    return aanmelding


def signed_off(leerlab: Leerlab) -> Aanmelding:
    """Have signed off."""
    aanmelding = leerlab.confirmed("sessie-1")
    sign_off(aanmelding=aanmelding, now=NOW)
    return aanmelding


def expired(leerlab: Leerlab) -> Aanmelding:
    """Not have confirmed within 24 hours."""
    aanmelding = leerlab.sign_up(now=NOW - DAY)
    settle_overdue(now=NOW)
    return aanmelding


def expired_unseen(leerlab: Leerlab) -> Aanmelding:
    """Not have confirmed within 24 hours, a moment before the worker sees it."""
    return leerlab.sign_up(now=NOW - DAY)


def missed(leerlab: Leerlab) -> Aanmelding:
    """Have let the offer of a place in the reeks run out."""
    aanmelding = offer_just_over(leerlab)
    settle_reeks(reeks=leerlab.reeks, now=NOW)
    return aanmelding
