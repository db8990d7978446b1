"""Carries out what a participant wishes: sign up, confirm, add or drop a sessie, sign off.

Every door (web, and later admin, import and worker) calls these. Each verb locks the reeks first, so that two wishes
about one reeks are carried out one after the other.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import Q

from accounts.addresses import normalise
from accounts.people import user_for_verified_address
from outbox.models import Bericht
from outbox.quota import may_mail
from programmes.models import Gemeente, Reeks, Sessie
from registrations import mails
from registrations.facts import Gegevens, facts_of, stand_of
from registrations.locks import lock
from registrations.models import Aanmelding, Deelname
from registrations.rules import (
    OBSTACLE_OF_STAND,
    Obstacle,
    SignupRefused,
    confirm_obstacle,
    join_obstacle,
    leave_obstacle,
    selection,
)

REPEAT_AFTER = timedelta(minutes=15)
"""How long after one reminder of a personal link the same question gives no second one."""
DOUBLE_CLICK = timedelta(seconds=3)
"""Two forms of one person within this time are one act."""


class Outcome(Enum):
    """What a sign-up came to; a visitor sees the same for both, since an address may not be probed."""

    NEW = "nieuw"
    KNOWN = "bekend"


def sign_up(*, reeks: Reeks, gegevens: Gegevens, omvang: str, slugs: Collection[str], now: datetime) -> Outcome:
    """Put somebody down for a reeks or for single sessies and mail them a link to confirm with.

    An address that is signed up already changes nothing and gets its personal link, once per 15 minutes. An address
    that had signed off gets the same rows back, at the end of the queue.

    Raises:
        SignupRefused: the window is closed, or the choice of sessies does not hold.
    """
    with transaction.atomic():
        reeks = lock(reeks)
        sessies = sessies_of(reeks)
        obstacle = OBSTACLE_OF_STAND.get(stand_of(reeks, sessies=sessies, now=now))
        if obstacle:
            raise SignupRefused(obstacle)
        chosen = selection(
            whole_reeks=omvang == Aanmelding.Omvang.REEKS,
            slugs=slugs,
            sessies=[facts_of(sessie) for sessie in sessies],
            now=now,
        )
        known = reeks.aanmeldingen.active().of_address(gegevens.email).first()
        if known:
            remind(known, reeks=reeks, now=now)
            return Outcome.KNOWN
        aanmelding = write_aanmelding(reeks, gegevens, omvang=omvang, now=now)
        deelnames = take_part(aanmelding, [sessie for sessie in sessies if sessie.slug in chosen], now=now)
        mails.ask_to_confirm(aanmelding, deelnames, now=now)
        return Outcome.NEW


def confirm(*, aanmelding: Aanmelding, now: datetime) -> None:
    """Confirm an aanmelding: the mailbox is proven. Sends the overview and an invitation for each dated sessie.

    A second time changes nothing and mails nobody.

    Raises:
        SignupRefused: the person has signed off since.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        obstacle = confirm_obstacle(status=aanmelding.status)
        if obstacle:
            raise SignupRefused(obstacle)
        if aanmelding.status == Aanmelding.Status.ACTIEF:
            return
        aanmelding.status = Aanmelding.Status.ACTIEF
        aanmelding.bevestigd_op = now
        aanmelding.user = user_for_verified_address(aanmelding.email, naam=aanmelding.naam)
        aanmelding.save(update_fields=["status", "bevestigd_op", "user"])
        deelnames = coming_deelnames(aanmelding, now=now)
        mails.confirmed(aanmelding, deelnames)
        send_invitations(deelnames, now=now)


def join(*, aanmelding: Aanmelding, sessie: Sessie, now: datetime) -> None:
    """Add one sessie to a confirmed aanmelding and send its invitation. Being in already changes nothing.

    Raises:
        SignupRefused: not confirmed, signed off, the window is closed or the sessie has been held.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessies = sessies_of(aanmelding.reeks)
        sessie = own_sessie(sessies, sessie)
        obstacle = join_obstacle(
            status=aanmelding.status,
            stand=stand_of(aanmelding.reeks, sessies=sessies, now=now),
            is_over=sessie.is_over(now),
        )
        if obstacle:
            raise SignupRefused(obstacle)
        if aanmelding.deelnames.coming().filter(sessie=sessie).exists():
            return
        send_invitations(take_part(aanmelding, [sessie], now=now), now=now)


def leave(*, aanmelding: Aanmelding, sessie: Sessie, now: datetime) -> None:
    """Drop one sessie and take it out of the person's calendar. Dropping the last one signs off for everything.

    Raises:
        SignupRefused: signed off already, or the sessie has been held.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessie = own_sessie(sessies_of(aanmelding.reeks), sessie)
        obstacle = leave_obstacle(status=aanmelding.status, is_over=sessie.is_over(now))
        if obstacle:
            raise SignupRefused(obstacle)
        leaving = aanmelding.deelnames.coming().filter(sessie=sessie)
        for deelname in with_sessie(leaving):
            end(deelname, now=now)
            if not coming_deelnames(aanmelding, now=now):
                write_signed_off(aanmelding, now=now)


def sign_off(*, aanmelding: Aanmelding, now: datetime) -> None:
    """Sign somebody off for all that is still to come. A second time changes nothing and mails nobody."""
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        if aanmelding.status == Aanmelding.Status.AFGEMELD:
            return
        for deelname in coming_deelnames(aanmelding, now=now):
            end(deelname, now=now)
        write_signed_off(aanmelding, now=now)


def correct(*, aanmelding: Aanmelding, naam: str, functie: str, gemeente: Gemeente) -> None:
    """Write down a corrected name, functie or gemeente."""
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        aanmelding.naam, aanmelding.functie, aanmelding.gemeente = naam, functie, gemeente
        aanmelding.save(update_fields=["naam", "functie", "gemeente"])


# --- The steps, in the order in which the verbs use them -----------------------------------------------------


def lock_aanmelding(aanmelding: Aanmelding) -> Aanmelding:
    """Lock the reeks of an aanmelding, then return the aanmelding as it is now."""
    reeks = lock(aanmelding.reeks)
    fresh = Aanmelding.objects.select_related("gemeente", "user").get(pk=aanmelding.pk)
    fresh.reeks = reeks
    return fresh


def sessies_of(reeks: Reeks) -> list[Sessie]:
    """Return the sessies of a reeks in order, ready for mails and calendars."""
    sessies = list(reeks.sessies.select_related("locatie", "doelgroep").in_order())
    for sessie in sessies:
        sessie.reeks = reeks
    return sessies


def own_sessie(sessies: Iterable[Sessie], wanted: Sessie) -> Sessie:
    """Return the wanted sessie out of those of the reeks; another reeks' sessie does not exist here."""
    for sessie in sessies:
        if sessie.pk == wanted.pk:
            return sessie
    raise SignupRefused(Obstacle.UNKNOWN_SESSIE)


def remind(aanmelding: Aanmelding, *, reeks: Reeks, now: datetime) -> None:
    """Mail the personal link to somebody who is signed up already, unless one is on its way or went just now."""
    sent = Bericht.objects.about(aanmelding.reference)
    repeated = sent.filter(soort="al_aangemeld", aangemaakt_op__gt=now - REPEAT_AFTER)
    # A double click, or two tabs: the mail that asks to confirm holds the same link.
    on_its_way = Q(staat=Bericht.Staat.WACHT) | Q(aangemaakt_op__gt=now - DOUBLE_CLICK)
    if repeated.exists() or sent.filter(on_its_way, soort="bevestig").exists():
        return
    if may_mail(aanmelding.email, kinds=mails.ANONYMOUS_KINDS, now=now):
        aanmelding.reeks = reeks
        mails.already_known(aanmelding)


def write_aanmelding(reeks: Reeks, gegevens: Gegevens, *, omvang: str, now: datetime) -> Aanmelding:
    """Write a new aanmelding, or give somebody who had signed off their old row back."""
    email = normalise(gegevens.email)
    earlier = reeks.aanmeldingen.of_address(email).order_by("-pk").first()
    aanmelding = earlier or Aanmelding(reeks=reeks, email=email)
    if earlier:
        # Whoever holds an old link may not confirm what they did not ask for.
        aanmelding.token_versie += 1
    aanmelding.reeks = reeks
    aanmelding.naam, aanmelding.functie, aanmelding.gemeente = (
        gegevens.naam,
        gegevens.functie,
        gegevens.gemeente,
    )
    aanmelding.omvang = omvang
    aanmelding.status = Aanmelding.Status.ONBEVESTIGD
    aanmelding.aangemeld_op, aanmelding.bevestigd_op, aanmelding.afgemeld_op = now, None, None
    aanmelding.save()
    return aanmelding


def take_part(aanmelding: Aanmelding, sessies: Sequence[Sessie], *, now: datetime) -> list[Deelname]:
    """Write the deelnames at these sessies; a revived one gets a higher sequence, or calendars would ignore it."""
    known = {row.sessie_id: row for row in aanmelding.deelnames.filter(sessie__in=sessies)}
    deelnames = [known.get(sessie.pk) or Deelname(aanmelding=aanmelding, sessie=sessie) for sessie in sessies]
    for deelname, sessie in zip(deelnames, sessies, strict=True):
        if deelname.status == Deelname.Status.AFGEMELD:
            deelname.bump += 1
        deelname.aanmelding, deelname.sessie = aanmelding, sessie
        deelname.status, deelname.gewijzigd_op = Deelname.Status.AANGEMELD, now
    Deelname.objects.bulk_update([row for row in deelnames if row.pk], ["status", "bump", "gewijzigd_op"])
    Deelname.objects.bulk_create([row for row in deelnames if not row.pk])
    return deelnames


def coming_deelnames(aanmelding: Aanmelding, *, now: datetime) -> list[Deelname]:
    """Return the deelnames at sessies still to be held, ready for mails and calendars."""
    rows = with_sessie(aanmelding.deelnames.coming())
    for deelname in rows:
        deelname.aanmelding, deelname.sessie.reeks = aanmelding, aanmelding.reeks
    return [deelname for deelname in rows if not deelname.sessie.is_over(now)]


def with_sessie(deelnames: Iterable[Deelname]) -> list[Deelname]:
    """Return deelnames with all that a calendar mail needs."""
    pks = [deelname.pk for deelname in deelnames]
    rows = Deelname.objects.filter(pk__in=pks).select_related(
        "sessie__locatie",
        "sessie__doelgroep",
        "aanmelding__reeks__organisatie",
        "aanmelding__reeks__provincie__huisstijl",
    )
    found = list(rows.order_by("sessie__volgorde", "sessie_id"))
    for deelname in found:
        deelname.sessie.reeks = deelname.aanmelding.reeks
    return found


def send_invitations(deelnames: Iterable[Deelname], *, now: datetime) -> None:
    """Invite for each dated sessie, and note that it was done: only who was invited can be uninvited."""
    for deelname in deelnames:
        mails.invite(deelname, now=now)
        if deelname.sessie.has_date:
            # The calendar file on the personal page then says the same moment as the mail.
            deelname.uitgenodigd_op = deelname.gewijzigd_op = now
            deelname.save(update_fields=["uitgenodigd_op", "gewijzigd_op"])


def end(deelname: Deelname, *, now: datetime) -> None:
    """End one deelname; whoever was invited gets the CANCEL that empties their calendar."""
    deelname.status = Deelname.Status.AFGEMELD
    deelname.gewijzigd_op = now
    if deelname.uitgenodigd_op is not None:
        deelname.bump += 1
        mails.withdraw_invitation(deelname, now=now)
        deelname.uitgenodigd_op = None
    deelname.save()


def write_signed_off(aanmelding: Aanmelding, *, now: datetime) -> None:
    """Close the aanmelding; who never confirmed gets no mail about it."""
    was_active = aanmelding.status == Aanmelding.Status.ACTIEF
    aanmelding.status = Aanmelding.Status.AFGEMELD
    aanmelding.afgemeld_op = now
    aanmelding.save(update_fields=["status", "afgemeld_op"])
    if was_active:
        mails.signed_off(aanmelding)
