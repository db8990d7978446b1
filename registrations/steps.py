"""The steps that the verbs share: load under the lock, place and invite. To end is in registrations/endings.py."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from accounts.addresses import normalise
from outbox.models import Bericht
from outbox.quota import may_mail
from programmes.models import Reeks, Sessie
from registrations import mails
from registrations.facts import Gegevens
from registrations.ledger import Ledger
from registrations.locks import lock
from registrations.models import Aanmelding, Deelname
from registrations.places import Places
from registrations.rules import Obstacle, SignupRefused

REPEAT_AFTER = timedelta(minutes=15)
"""How long after one reminder of a personal link the same question gives no second one."""
DOUBLE_CLICK = timedelta(seconds=3)
"""Two forms of one person within this time are one act."""


def lock_aanmelding(aanmelding: Aanmelding) -> Aanmelding:
    """Lock the reeks of an aanmelding, then return the aanmelding as it is now.

    Raises:
        SignupRefused: one of both was deleted meanwhile.
    """
    reeks = lock(aanmelding.reeks)
    fresh = Aanmelding.objects.select_related("gemeente", "user").filter(pk=aanmelding.pk).first()
    if fresh is None:
        raise SignupRefused(Obstacle.SIGNED_OFF)
    fresh.reeks = reeks
    return fresh


def sessies_of(reeks: Reeks) -> list[Sessie]:
    """Return the sessies of a reeks in order, ready for mails and calendars."""
    sessies = list(reeks.sessies.select_related("locatie__gemeente", "doelgroep").in_order())
    for sessie in sessies:
        sessie.reeks = reeks
    return sessies


def ahead(sessies: Iterable[Sessie], now: datetime) -> list[Sessie]:
    """Return the sessies that are still to be held."""
    return [sessie for sessie in sessies if sessie.is_ahead(now)]


def own_sessie(sessies: Iterable[Sessie], wanted: Sessie) -> Sessie:
    """Return the wanted sessie out of those of the reeks; another reeks' sessie does not exist here."""
    for sessie in sessies:
        if sessie.pk == wanted.pk:
            return sessie
    raise SignupRefused(Obstacle.UNKNOWN_SESSIE)


def deelnames_of(aanmelding: Aanmelding, sessies: Iterable[Sessie]) -> dict[int, Deelname]:
    """Return the deelnames of an aanmelding at these sessies, by the key of the sessie. One query."""
    by_key = {sessie.pk: sessie for sessie in sessies}
    rows = aanmelding.deelnames.filter(sessie__in=by_key) if aanmelding.pk else ()
    found = {}
    for row in rows:
        row.aanmelding, row.sessie = aanmelding, by_key[row.sessie_id]
        found[row.sessie_id] = row
    return found


def place(
    ledger: Ledger, places: Places, aanmelding: Aanmelding, sessies: Sequence[Sessie], known: dict[int, Deelname]
) -> list[Deelname]:
    """Put an aanmelding down at these sessies: where there is room when it holds a place, and else on the list.

    Returns the deelnames in the order of the sessies.
    """
    deelnames = []
    for sessie in sessies:
        deelname = revived(known.get(sessie.pk) or Deelname(aanmelding=aanmelding, sessie=sessie))
        if not (deelname.pk and deelname.holds_place):
            settle_in(ledger, places, deelname)
        deelnames.append(deelname)
    return deelnames


def revived(deelname: Deelname) -> Deelname:
    """Raise the sequence of a deelname that was ended, or calendars that were told so would ignore a new invitation."""
    if deelname.pk and deelname.status == Deelname.Status.AFGEMELD:
        deelname.bump += 1
    return deelname


def settle_in(ledger: Ledger, places: Places, deelname: Deelname) -> None:
    """Give a deelname a place at its sessie when the aanmelding has one and there is room, else let it wait.

    A place in the reeks that was only offered does not count: what is free is theirs when they accept.
    """
    aanmelding = deelname.aanmelding
    has_place = aanmelding.houdt_plaats and aanmelding.status != Aanmelding.Status.WACHTLIJST
    if has_place and places.rooms.has_room(deelname.sessie_id):
        places.rooms.take(deelname.sessie_id)
        ledger.move_deelname(deelname, Deelname.Status.AANGEMELD)
    else:
        ledger.move_deelname(deelname, Deelname.Status.WACHTLIJST)


def send_invitations(
    deelnames: Iterable[Deelname], *, now: datetime, name: str = "uitnodiging", **context: Any
) -> None:
    """Invite for each dated sessie where there is a place, and note that it was done: only so can it be undone."""
    invited = [row for row in deelnames if row.status == Deelname.Status.AANGEMELD and row.sessie.has_date]
    for deelname in invited:
        mails.invite(deelname, now=now, name=name, **context)
        # The calendar file on the personal page then says the same moment as the mail.
        deelname.uitgenodigd_op = deelname.gewijzigd_op = now
    Deelname.objects.bulk_update(invited, ["uitgenodigd_op", "gewijzigd_op"])


def tell(name: str, deelnames: Iterable[Deelname], *, now: datetime) -> int:
    """Send the mail `name` to everybody who is confirmed, one each: it is the invitation where there is a place.

    Returns how many were told.
    """
    told = [row for row in deelnames if row.aanmelding.bevestigd_op is not None]
    in_reeks = [row for row in told if row.aanmelding.status == Aanmelding.Status.ACTIEF]
    send_invitations(in_reeks, now=now, name=name)
    for deelname in told:
        if deelname.uitgenodigd_op != now:
            mails.about_sessie(name, deelname)
    return len(told)


def is_request(aanmelding: Aanmelding) -> bool:
    """Tell whether this is no more than that a colleague asked somebody to take over a place."""
    return aanmelding.neemt_over_id is not None and aanmelding.bevestigd_op is None


def is_standing(deelname: Deelname | None) -> bool:
    """Tell whether somebody has a place or waits for one."""
    return deelname is not None and deelname.status in Deelname.STANDING


def welcome(
    aanmelding: Aanmelding,
    deelnames: list[Deelname],
    *,
    now: datetime,
    cause: mails.Cause = mails.Cause.CONFIRMED,
) -> None:
    """Say what came of it, and why now: a place with invitations, one in the queue, or a request to the organiser.

    Who comes to one sessie and nothing else gets one mail, which is the invitation too. Of more there is one about all,
    as calendars take one sessie a mail and drop that mail from the inbox once it is answered.
    """
    if aanmelding.status == Aanmelding.Status.AANVRAAG:
        mails.asked(aanmelding, deelnames)
    elif aanmelding.status == Aanmelding.Status.WACHTLIJST:
        mails.on_waiting_list(aanmelding, deelnames, cause=cause)
    elif is_one_invitation(deelnames):
        send_invitations(deelnames, now=now, name="bevestigd", oorzaak=cause)
    else:
        mails.confirmed(aanmelding, deelnames, cause=cause)
        send_invitations(deelnames, now=now)


def is_one_invitation(deelnames: Sequence[Deelname]) -> bool:
    """Tell whether all that somebody signed up for is one dated sessie with a place: one mail says it all."""
    return [(row.status, row.sessie.has_date) for row in deelnames] == [(Deelname.Status.AANGEMELD, True)]


def filled_in(
    reeks: Reeks, earlier: Aanmelding | None, gegevens: Gegevens, *, omvang: str, now: datetime
) -> Aanmelding:
    """Return a new aanmelding, or the old row of somebody who stood before, not written yet."""
    aanmelding = earlier or Aanmelding(email=normalise(gegevens.email))
    if earlier:
        # Whoever holds an old link may not confirm what they did not ask for.
        aanmelding.token_versie += 1
    aanmelding.reeks, aanmelding.omvang = reeks, omvang
    aanmelding.naam, aanmelding.functie = gegevens.naam, gegevens.functie
    aanmelding.gemeente, aanmelding.organisatie = gegevens.gemeente, gegevens.organisatie
    aanmelding.aangemeld_op, aanmelding.bevestigd_op, aanmelding.afgemeld_op = now, None, None
    aanmelding.neemt_over = None
    return aanmelding


def has_something_ahead(known: Mapping[int, Deelname], sessies: Iterable[Sessie], now: datetime) -> bool:
    """Tell whether somebody still has a place at a sessie to be held, or waits for one."""
    return any(is_standing(known.get(sessie.pk)) for sessie in ahead(sessies, now))


def wanted_again(
    aanmelding: Aanmelding, known: Mapping[int, Deelname], sessies: Iterable[Sessie], now: datetime
) -> list[Sessie]:
    """Return what somebody whose aanmelding ended comes back for: what ended along with it.

    Not what they had dropped themselves before. To the whole reeks belongs what was added since, to single sessies the
    terugkom only. `known` are all their deelnames, by the key of the sessie.
    """
    ended = [row for row in known.values() if row.status == Deelname.Status.AFGEMELD]
    last = max((row.gewijzigd_op for row in ended), default=None)
    pks = {row.sessie_id for row in ended if row.gewijzigd_op == last}
    is_whole = aanmelding.omvang == Aanmelding.Omvang.REEKS
    belongs = {sessie.pk for sessie in sessies if is_whole or sessie.soort == Sessie.Soort.TERUGKOM}
    pks |= belongs - set(known)
    return [sessie for sessie in ahead(sessies, now) if sessie.pk in pks]


def wanted_by(aanmelding: Aanmelding, sessies: list[Sessie]) -> list[Sessie]:
    """Return which of these sessies somebody stood for, also when they no longer do."""
    if aanmelding.omvang == Aanmelding.Omvang.REEKS:
        return sessies
    chosen = set(aanmelding.deelnames.values_list("sessie", flat=True))
    return [sessie for sessie in sessies if sessie.pk in chosen]


def remind(aanmelding: Aanmelding, *, reeks: Reeks, now: datetime) -> None:
    """Mail the personal link to somebody who is signed up already, unless one is on its way or went just now."""
    sent = Bericht.objects.about(aanmelding.reference)
    repeated = sent.filter(soort="al_aangemeld", aangemaakt_op__gt=now - REPEAT_AFTER)
    # A double click, or two tabs: the mail that asks to confirm holds the same link.
    on_its_way = Q(staat=Bericht.Staat.WACHT) | Q(aangemaakt_op__gt=now - DOUBLE_CLICK)
    if repeated.exists() or sent.filter(on_its_way, soort="bevestig").exists():
        return
    if may_mail(aanmelding.email, now=now):
        aanmelding.reeks = reeks
        mails.already_known(aanmelding)
