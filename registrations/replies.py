"""Carries out what calendars answer by mail: shows who comes, and signs off who refuses, after time to undo it.

Only what is surely from the invited person about the invitation as it is now changes something; all else is written
down with the reason, and changes nothing.
"""

import logging
import re
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction

from outbox.incoming import Deed, Post, clean
from outbox.models import Bericht
from programmes.models import Sessie
from registrations import mails
from registrations.joining import leave
from registrations.ledger import DEELNEMER
from registrations.models import Aanmelding, Agendareactie, Deelname
from registrations.reply_mail import CalendarReply, reply_in
from registrations.rules import Obstacle, SignupRefused
from registrations.steps import deelnames_of, is_standing, lock_aanmelding, own_sessie, send_invitations, sessies_of

logger = logging.getLogger("registrations")
Uitkomst = Agendareactie.Uitkomst
Verdict = tuple[Uitkomst, str]

UNDO = timedelta(hours=24)
"""How long somebody can take a refusal back."""
MOST_REFUSALS = 3
"""In a day: somebody who forges refusals would else fill a mailbox."""
FREE_BEFORE = timedelta(hours=2)
"""A place is to be free this long before the sessie begins, so that somebody else can still come."""
SHORTEST_UNDO = timedelta(minutes=15)
"""Nobody has less time than this, however soon the sessie begins."""
AHEAD = timedelta(days=1)
"""A clock may be wrong by so much; an answer from further in the future would make all later ones stale."""
REASON = "geweigerd in de agenda"
REMEMBERED = timedelta(days=90)
MOST = 100
"""Sign-offs in one round."""
NOTICE = "weigering_gezien"
"""The mail that says that a refusal signs off, and how to come after all."""


def read(post: Post) -> Deed | None:
    """Return how to carry out the answer of a calendar; None for a message that is none."""
    reply = reply_in(post, authserv=settings.MAILBOX_AUTHSERV)
    return partial(carry_out, reply) if reply else None


def carry_out(reply: CalendarReply, *, message_id: str, now: datetime) -> Agendareactie:
    """Write an answer down with what came of it, and do what it asks when it counts.

    ACCEPTED and TENTATIVE are for the organiser to see. DECLINED signs off, but only when the time to undo it has
    passed (`sign_off_due`); a mail says so. An answer that came before it, or an answer to an invitation that has
    changed since, counts no more.
    """
    with transaction.atomic():
        deelname = None if reply.fout or reply.vervalst else invited(reply)
        uitkomst, toelichting = judge(reply, deelname, now=now)
        if deelname and uitkomst == Uitkomst.VERWERKT:
            note(deelname, reply.partstat, message_id=message_id, now=now)
        return Agendareactie.objects.create(
            message_id=message_id, van=clean(reply.van), uid=clean(reply.uid), partstat=reply.partstat,
            sequence=reply.sequence if reply.uid else None, gegeven_op=reply.gegeven_op, ontvangen_op=now,
            uitkomst=uitkomst, toelichting=clean(toelichting, most=300),
            deelname=None if uitkomst == Uitkomst.VERVALST else deelname,
        )  # fmt: skip


def come_after_all(*, aanmelding: Aanmelding, sessie: Sessie, now: datetime) -> None:
    """Take a refusal in the calendar back, and send the invitation again: most calendars threw it away.

    A second time changes nothing.

    Raises:
        SignupRefused: the person is signed off by now.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessie = own_sessie(sessies_of(aanmelding.reeks), sessie)
        deelname = deelnames_of(aanmelding, [sessie]).get(sessie.pk)
        if deelname is None or not is_standing(deelname):
            raise SignupRefused(Obstacle.SIGNED_OFF)
        if deelname.meldt_af_op is None:
            return
        forget_answer(deelname)
        # The calendar has answered this invitation; only a later one comes through.
        deelname.bump += 1
        deelname.save(update_fields=["bump"])
        send_invitations([deelname], now=now)


def sign_off_due(*, now: datetime) -> int:
    """Sign off who refused and did not take it back in time: a scan of the worker. Returns how many were."""
    due = Deelname.objects.filter(meldt_af_op__lte=now).order_by("meldt_af_op", "pk")
    found = due.select_related("aanmelding__reeks", "sessie")[:MOST]
    return sum(sign_off_safely(deelname, now=now) for deelname in found)


def forget(*, now: datetime) -> None:
    """Delete answers that changed nothing from the log when they are 90 days old: a scan of the worker.

    What was carried out goes with its deelname: until then nobody can send it once more.
    """
    Agendareactie.objects.filter(ontvangen_op__lt=now - REMEMBERED).exclude(uitkomst=Uitkomst.VERWERKT).delete()


def undo_until(*, begin: datetime | None, now: datetime) -> datetime:
    """Return until when a refusal of now can be taken back: a day, less when the sessie begins before that.

    The place is free two hours before the sessie begins, but nobody has less than fifteen minutes.
    """
    latest = now + UNDO if begin is None else min(now + UNDO, begin - FREE_BEFORE)
    return max(now + SHORTEST_UNDO, latest)


# --- Whether it counts ------------------------------------------------------------------------------------------


def invited(reply: CalendarReply) -> Deelname | None:
    """Return the deelname of the sender at the sessie of an answer, under the lock of its reeks; None when none is."""
    uid = uid_of(reply)
    if uid is None or not reply.van:
        return None
    rows = Deelname.objects.filter(sessie__uid=uid, email=reply.van).select_related("aanmelding__reeks", "sessie")
    found = next(iter(sorted(rows, key=lambda row: (not is_standing(row), -row.pk))), None)
    if found is None:
        return None
    try:
        aanmelding = lock_aanmelding(found.aanmelding)
        sessie = own_sessie(sessies_of(aanmelding.reeks), found.sessie)
    except SignupRefused:
        return None
    return deelnames_of(aanmelding, [sessie]).get(sessie.pk)


def uid_of(reply: CalendarReply) -> UUID | None:
    """Return the UID of an answer as those of ours are: in one form, whatever its case."""
    return UUID(reply.uid) if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", reply.uid) else None


def judge(reply: CalendarReply, deelname: Deelname | None, *, now: datetime) -> Verdict:
    """Return what becomes of an answer, and why when it changes nothing."""
    if reply.fout:
        return Uitkomst.ONGELDIG, reply.fout
    if reply.vervalst:
        return Uitkomst.VERVALST, reply.vervalst
    if not reply.van or reply.attendee != reply.van:
        return Uitkomst.VERVALST, "De mail komt niet van het adres dat antwoordt."
    if reply.organizer != parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower():
        return Uitkomst.VERVALST, "De uitnodiging is niet van ons."
    if deelname is None:
        return Uitkomst.ONBEKEND, "Er is geen uitnodiging voor dit adres."
    return judge_of_invited(reply, deelname, now=now)


def judge_of_invited(reply: CalendarReply, deelname: Deelname, *, now: datetime) -> Verdict:
    """Return what becomes of an answer of somebody with a deelname at that sessie."""
    if not is_standing(deelname) or not deelname.sessie.is_ahead(now):
        is_held = not deelname.sessie.is_ahead(now)
        return (
            Uitkomst.NIETS,
            "De bijeenkomst is geweest of gaat niet door." if is_held else "Deze persoon is afgemeld.",
        )
    if deelname.uitgenodigd_op is None:
        return Uitkomst.ONBEKEND, "Deze persoon is niet uitgenodigd, maar wacht op een plaats."
    if reply.gegeven_op is None or reply.gegeven_op > now + AHEAD:
        return Uitkomst.ONGELDIG, "Het antwoord is van een moment dat nog moet komen (DTSTAMP)."
    if reply.sequence > deelname.sequence:
        return Uitkomst.ONGELDIG, "Het antwoord gaat over een uitnodiging die er nooit was."
    if reply.sequence < invited_with(deelname):
        return Uitkomst.VEROUDERD, "Het antwoord gaat over een eerdere uitnodiging."
    return judge_after_others(reply, deelname, now=now)


def judge_after_others(reply: CalendarReply, deelname: Deelname, *, now: datetime) -> Verdict:
    """Return what becomes of an answer that counts by itself, given what the same person answered before."""
    handled = deelname.agendareacties.filter(uitkomst=Uitkomst.VERWERKT, gegeven_op__gte=reply.gegeven_op)
    if handled.exists():
        return Uitkomst.VEROUDERD, "Er is al een antwoord verwerkt dat niet ouder is."
    refused = deelname.agendareacties.filter(uitkomst=Uitkomst.VERWERKT, partstat="DECLINED")
    if reply.partstat == "DECLINED" and refused.filter(ontvangen_op__gt=now - UNDO).count() >= MOST_REFUSALS:
        return Uitkomst.NIETS, "Deze persoon weigerde vandaag al vaker: elke keer gaat er een mail."
    return Uitkomst.VERWERKT, ""


def invited_with(deelname: Deelname) -> int:
    """Return the sequence of the last invitation to somebody for a sessie, as the keys in the outbox tell. One query.

    That of the sessie may have risen since without a mail, as with a doelgroep that is announced.
    """
    keys = Bericht.objects.about(deelname.aanmelding.reference).filter(
        methode="REQUEST", sleutel__contains=f":{deelname.pk}:"
    )
    # As `mails.send_calendar` makes them: kind, deelname, sequence.
    found = [str(key).rpartition(f":{deelname.pk}:") for key in keys.values_list("sleutel", flat=True)]
    sent = [int(sequence) for name, _, sequence in found if sequence.isdigit() and ":" not in name]
    return max(sent, default=deelname.sequence)


# --- What it does -----------------------------------------------------------------------------------------------


def note(deelname: Deelname, partstat: str, *, message_id: str, now: datetime) -> None:
    """Note an answer; the first refusal starts the time in which it can be taken back."""
    answer = {"ACCEPTED": Deelname.Antwoord.JA, "TENTATIVE": Deelname.Antwoord.MISSCHIEN}.get(
        partstat, Deelname.Antwoord.NEE
    )
    is_first_refusal = answer == Deelname.Antwoord.NEE and deelname.meldt_af_op is None
    deelname.agenda_antwoord, deelname.agenda_antwoord_op = answer, now
    if is_first_refusal:
        deelname.meldt_af_op = undo_until(begin=deelname.sessie.begin, now=now)
    elif answer != Deelname.Antwoord.NEE:
        deelname.meldt_af_op = None
    if answer == Deelname.Antwoord.JA:
        # It says too that the new date will do.
        deelname.gevraagd_op = None
    deelname.save(update_fields=["agenda_antwoord", "agenda_antwoord_op", "meldt_af_op", "gevraagd_op"])
    if is_first_refusal:
        mails.decline_seen(deelname, sleutel=f"{NOTICE}:{deelname.pk}:{clean(message_id, most=150)}")


def sign_off_safely(deelname: Deelname, *, now: datetime) -> bool:
    """Sign somebody off as `sign_off` does; what is wrong with one keeps no other waiting."""
    try:
        return sign_off(deelname, now=now)
    except Exception:
        logger.exception("The refusal of deelname %s could not be carried out", deelname.pk)
        return False


def sign_off(deelname: Deelname, *, now: datetime) -> bool:
    """Sign somebody off whose time to undo has passed. Tell whether it was done.

    Not when it was taken back meanwhile: what was answered ends with the date and the place that it was about
    (registrations/moves.py).
    """
    with transaction.atomic():
        try:
            aanmelding = lock_aanmelding(deelname.aanmelding)
            sessie = own_sessie(sessies_of(aanmelding.reeks), deelname.sessie)
        except SignupRefused:
            return False
        fresh = deelnames_of(aanmelding, [sessie]).get(sessie.pk)
        if fresh is None or fresh.meldt_af_op is None or fresh.meldt_af_op > now:
            return False
        if is_standing(fresh) and sessie.is_ahead(now):
            if not could_undo(fresh, now=now):
                return False
            leave(aanmelding=aanmelding, sessie=sessie, now=now, actor=DEELNEMER, reden=REASON)
            return True
        forget_answer(fresh)
        return False


def could_undo(deelname: Deelname, *, now: datetime) -> bool:
    """Tell whether somebody had their time to take a refusal back: it counts from when the mail about it went out.

    While that waits, the time is put off. When it never went, the answer is for the organiser to see: nobody is signed
    off for something that they could not know of.
    """
    notice = Bericht.objects.filter(sleutel__startswith=f"{NOTICE}:{deelname.pk}:").order_by("-pk").first()
    if notice is None:
        return True
    if notice.verzonden_op is None:
        waits = notice.staat in {Bericht.Staat.WACHT, Bericht.Staat.VASTGEHOUDEN}
        deelname.meldt_af_op = now + SHORTEST_UNDO if waits else None
    else:
        until = undo_until(begin=deelname.sessie.begin, now=notice.verzonden_op)
        if until <= now:
            return True
        deelname.meldt_af_op = until
    deelname.save(update_fields=["meldt_af_op"])
    return False


def forget_answer(deelname: Deelname) -> None:
    """Forget what the calendar of somebody answered last."""
    deelname.agenda_antwoord, deelname.agenda_antwoord_op, deelname.meldt_af_op = "", None, None
    deelname.save(update_fields=["agenda_antwoord", "agenda_antwoord_op", "meldt_af_op"])
