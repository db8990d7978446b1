"""Asks people with interest to sign up, and takes that back. docs/decisions/0036-invitations-and-handbook.md."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction

from accounts.addresses import normalise
from accounts.models import User
from outbox import life
from outbox.models import Bericht
from programmes.logboek import Daad, record
from programmes.models import Reeks
from registrations import interest_mails
from registrations.facts import access_of, stand_of
from registrations.locks import lock
from registrations.models import Aanmelding, Belangstelling, Uitnodiging
from registrations.rules import (
    Invitation,
    SignupRefused,
    access_obstacle,
    invitation_state,
    invite_obstacle,
)


class Outcome(Enum):
    """What inviting comes to for one person."""

    MAIL = "krijgt de uitnodiging"
    OPEN = "heeft al een uitnodiging"
    SIGNED_UP = "is al aangemeld"
    ELSEWHERE = "komt uit een andere provincie"


@dataclass(frozen=True)
class Terms:
    """What an invitation says: whether it passes a closed window, until when it holds, and a sentence to add."""

    na_sluiting: bool
    verloopt_op: datetime
    toelichting: str = ""


@dataclass(frozen=True)
class Line:
    """What inviting comes to for one person with interest."""

    belangstelling: Belangstelling
    outcome: Outcome


def foreseen(belangstellingen: Sequence[Belangstelling], *, reeks: Reeks, now: datetime) -> list[Line]:
    """Return what inviting these people for a reeks would come to, in their order. Two queries.

    One address gets one invitation, whatever they were interested in.
    """
    addresses = {row.email for row in belangstellingen}
    signed_up = set(
        Aanmelding.objects.active().filter(reeks=reeks, email__in=addresses).values_list("email", flat=True)
    )
    had = set(reeks.uitnodigingen.open(now).filter(email__in=addresses).values_list("email", flat=True))
    lines = []
    for row in belangstellingen:
        outcome = Outcome.MAIL
        if row.email in signed_up:
            outcome = Outcome.SIGNED_UP
        elif row.email in had:
            outcome = Outcome.OPEN
        elif access_obstacle(access_of(reeks), provincie=row.gemeente.provincie_id):
            outcome = Outcome.ELSEWHERE
        else:
            had.add(row.email)
        lines.append(Line(row, outcome))
    return lines


def invite(*, belangstelling: Collection[int], reeks: Reeks, terms: Terms, user: User, now: datetime) -> list[Line]:
    """Invite people with interest, by the keys of their belangstelling; returns what it came to for each.

    Who has an open invitation for the reeks, or is in it, gets no mail: a second click is none. What was deleted
    meanwhile is left out.

    Raises:
        SignupRefused: nobody could sign up with it now.
    """
    with transaction.atomic():
        reeks = lock(reeks)
        stand = stand_of(reeks, sessies=list(reeks.sessies.all()), now=now)
        obstacle = invite_obstacle(stand=stand, na_sluiting=terms.na_sluiting)
        if obstacle:
            raise SignupRefused(obstacle)
        rows = Belangstelling.objects.select_related("gemeente", "reeks").filter(pk__in=belangstelling)
        lines = foreseen(list(rows.order_by("aangemaakt_op", "pk")), reeks=reeks, now=now)
        mailed = [line.belangstelling for line in lines if line.outcome is Outcome.MAIL]
        for row in mailed:
            uitnodiging = Uitnodiging.objects.create(
                reeks=reeks, belangstelling=row, email=row.email, naam=row.naam, gemeente=row.gemeente,
                na_sluiting=terms.na_sluiting, gemaakt_op=now, verloopt_op=terms.verloopt_op, user=user,
            )  # fmt: skip
            interest_mails.asked_to_sign_up(uitnodiging, row, toelichting=terms.toelichting)
        if mailed:
            late = ", ook na sluiting" if terms.na_sluiting else ""
            text = f"Uitnodigingen verstuurd: {len(mailed)}{late}."
            record(user=user, daad=Daad.MAIL, over=reeks, tekst=text, now=now)
        return lines


def withdraw(*, uitnodiging: Uitnodiging, user: User, now: datetime) -> bool:
    """End an invitation now, and stop its mail if that still waits. False when it was used or over already."""
    with transaction.atomic():
        reeks = lock(uitnodiging.reeks)
        ended = reeks.uitnodigingen.open(now).filter(pk=uitnodiging.pk).update(verloopt_op=now)
        if ended:
            life.cancel(Bericht.objects.filter(sleutel=f"uitgenodigd:{uitnodiging.pk}"))
            record(user=user, daad=Daad.GEDAAN, over=reeks, tekst="Eén uitnodiging ingetrokken.", now=now)
        return bool(ended)


# --- What signing up asks, under the lock of the reeks -----------------------------------------------------------


def lets_in(uitnodiging: Uitnodiging | None, *, reeks: Reeks, email: str, now: datetime) -> bool:
    """Tell whether an invitation, as it is now, lets this address sign up though the window is closed. One query."""
    if uitnodiging is None:
        return False
    current = reeks.uitnodigingen.filter(pk=uitnodiging.pk, na_sluiting=True, email=normalise(email)).first()
    return current is not None and state_of(current, now=now) is Invitation.OPEN


def is_for_another(uitnodiging: Uitnodiging | None, *, email: str) -> bool:
    """Tell whether an invitation would pass a closed window, and is somebody else's."""
    return uitnodiging is not None and uitnodiging.na_sluiting and uitnodiging.email != normalise(email)


def use(*, uitnodiging: Uitnodiging, email: str, now: datetime) -> None:
    """Write that the one who was invited signed up; who signs up with another address uses nothing up."""
    rows = Uitnodiging.objects.filter(pk=uitnodiging.pk, email=normalise(email), gebruikt_op__isnull=True)
    rows.update(gebruikt_op=now)


def state_of(uitnodiging: Uitnodiging, *, now: datetime) -> Invitation:
    """Return what an invitation is worth now."""
    return invitation_state(verloopt_op=uitnodiging.verloopt_op, gebruikt_op=uitnodiging.gebruikt_op, now=now)
