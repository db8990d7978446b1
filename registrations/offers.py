"""Makes the offers of freed places: to whom, until when, and what is held for them meanwhile."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Q

from programmes.models import Reeks, Sessie
from registrations import workdays
from registrations.ledger import Ledger
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.places import Places
from registrations.rules import Obstacle, SignupRefused
from registrations.steps import ahead, deelnames_of, is_standing


def offer_sessies(ledger: Ledger, places: Places, sessies: list[Sessie], waiting: list[Deelname]) -> list[Aanbod]:
    """Offer the free places of each sessie in the order of its queue."""
    offers = []
    by_key = {sessie.pk: sessie for sessie in ahead(sessies, ledger.now)}
    for deelname in waiting:
        sessie = by_key.get(deelname.sessie_id)
        if sessie is None or not places.rooms.has_room(sessie.pk):
            continue
        until = deadline(places.reeks, sessie, now=ledger.now)
        if until is None:
            continue
        deelname.aanmelding.reeks, deelname.sessie = places.reeks, sessie
        places.rooms.take(sessie.pk)
        ledger.move_deelname(deelname, Deelname.Status.AANGEBODEN)
        offers.append(Aanbod(deelname=deelname, gemaakt_op=ledger.now, verloopt_op=until))
    return offers


def offer_reeks(ledger: Ledger, places: Places, sessies: list[Sessie], queue: list[Aanmelding]) -> list[Aanbod]:
    """Offer the free places of the reeks in the order of its queue; a freed slot goes to a gemeente as a group.

    Each offer ends by what its person still waits for; who has nothing left to come to is passed over.
    """
    before = places.occupancy.gemeenten
    groups: dict[int | None, UUID] = defaultdict(uuid4)
    offers = []
    for aanmelding in queue:
        if places.waits_for(aanmelding) is not None:
            continue
        aanmelding.reeks = places.reeks
        own = [row for row in deelnames_of(aanmelding, ahead(sessies, ledger.now)).values() if is_standing(row)]
        until = deadline(places.reeks, *[row.sessie for row in own], now=ledger.now)
        if until is None:
            continue
        places.take(aanmelding)
        is_new = places.limits.gemeenten is not None and aanmelding.gemeente_id not in before | {None}
        ledger.move(aanmelding, Aanmelding.Status.WACHTLIJST, holds=True)
        hold_rooms(ledger, places, own, until=until)
        groep = groups[aanmelding.gemeente_id] if is_new else None
        offers.append(Aanbod(aanmelding=aanmelding, groep=groep, gemaakt_op=ledger.now, verloopt_op=until))
    for offer in offers:
        if offer.groep:
            offer.verloopt_op = min(other.verloopt_op for other in offers if other.groep == offer.groep)
    return offers


def hold_rooms(ledger: Ledger, places: Places, deelnames: list[Deelname], *, until: datetime) -> None:
    """Hold, for somebody who is offered a place in the reeks, a place at each sessie that has one.

    Not where the cut-off comes before the offer ends: from then on that place is for who comes first.
    """
    for deelname in deelnames:
        is_waiting = deelname.status == Deelname.Status.WACHTLIJST
        ends = deadline(places.reeks, deelname.sessie, now=ledger.now)
        if is_waiting and places.rooms.has_room(deelname.sessie_id) and ends is not None and ends >= until:
            places.rooms.take(deelname.sessie_id)
            ledger.move_deelname(deelname, Deelname.Status.AANGEBODEN)


def open_offer(aanmelding: Aanmelding, sessie: Sessie | None, *, now: datetime) -> Aanbod:
    """Return the open offer to somebody, or refuse; one past its deadline is over, though the worker is still to come.

    Raises:
        SignupRefused: there is none.
    """
    own = Q(deelname__aanmelding=aanmelding, deelname__sessie=sessie) if sessie else Q(aanmelding=aanmelding)
    offer = Aanbod.objects.open().filter(own, verloopt_op__gt=now).first()
    # A sessie that was moved forward may be over before its offers are.
    if offer is None or (sessie and sessie.is_over(now)):
        raise SignupRefused(Obstacle.OFFER_OVER)
    return offer


def deadline(reeks: Reeks, *sessies: Sessie, now: datetime) -> datetime | None:
    """Return until when a place at the last of these sessies can be offered; None once it is too near for that.

    A sessie without a date sets no end.
    """
    if not sessies:
        return None
    until = workdays.deadline(now, werkdagen=reeks.aanbod_werkdagen, extra=settings.FREE_DAYS)
    last = last_begin(sessies)
    if last is None:
        return until
    cutoff = workdays.cutoff(last, werkdagen=reeks.aanbod_sluit_werkdagen, extra=settings.FREE_DAYS)
    return min(until, cutoff) if now < cutoff else None


def last_begin(sessies: Iterable[Sessie]) -> datetime | None:
    """Return when the last of these sessies begins; None when there is none, or one has no date yet."""
    begins = [sessie.begin for sessie in sessies]
    dated = [begin for begin in begins if begin]
    return max(dated) if dated and len(dated) == len(begins) else None


# --- When dates change --------------------------------------------------------------------------------------------


def open_offers(reeks: Reeks, sessies: list[Sessie], *, now: datetime) -> list[Aanbod]:
    """Return the open offers of a reeks, after letting none run on past what its sessies allow by their dates of now.

    A deadline only comes nearer, and never lies before now. Those of a group stay the same. Two queries at most, and
    one more when a deadline changes.
    """
    offers = list(
        Aanbod.objects.open().of_reeks(reeks)
        .select_related("aanmelding__gemeente", "deelname__aanmelding__gemeente")
        .prefetch_related("aanmelding__deelnames")
    )  # fmt: skip
    coming = {sessie.pk: sessie for sessie in ahead(sessies, now)}
    ends = {offer.pk: min([offer.verloopt_op, *latest_ends(reeks, offer, coming, now=now)]) for offer in offers}
    shortened = []
    for offer in offers:
        group = [other for other in offers if offer.groep and other.groep == offer.groep]
        until = min(ends[other.pk] for other in [offer, *group])
        if until < offer.verloopt_op:
            offer.verloopt_op = until
            shortened.append(offer)
    Aanbod.objects.bulk_update(shortened, ["verloopt_op"])
    return offers


def latest_ends(reeks: Reeks, offer: Aanbod, coming: Mapping[int, Sessie], *, now: datetime) -> list[datetime]:
    """Return by when an offer must end: because of the last sessie it is about, and of each where it holds a place.

    `coming` are the sessies still to be held, by key. A sessie without a date sets no end.
    """
    own = [offer.deelname] if offer.deelname else list(offer.aanmelding.deelnames.all() if offer.aanmelding else ())
    about = [coming[row.sessie_id] for row in own if is_standing(row) and row.sessie_id in coming]
    held = [coming[row.sessie_id] for row in own if row.holds_place and row.sessie_id in coming]
    ends = [latest_end(reeks, sessies, now=now) for sessies in (about, *([sessie] for sessie in held))]
    return [end for end in ends if end is not None]


def latest_end(reeks: Reeks, sessies: Sequence[Sessie], *, now: datetime) -> datetime | None:
    """Return by when an offer about these sessies must end: the cut-off, or when the last begins if that has passed.

    What was promised is not taken back at once because a date came nearer.
    """
    last = last_begin(sessies)
    if last is None:
        return None
    cutoff = workdays.cutoff(last, werkdagen=reeks.aanbod_sluit_werkdagen, extra=settings.FREE_DAYS)
    return cutoff if now < cutoff else max(now, last)
