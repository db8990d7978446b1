"""Gives somebody the right to manage a provincie or an organisatie, and takes it away."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.people import user_for_verified_address
from outbox.queue import queue
from outbox.words import mail_words
from programmes.models import Lidmaatschap, Organisatie, Provincie
from programmes.rules import may_manage_lidmaatschap

LINK = "[[wachtwoord-link]]"
"""Stands in the stored text where the link to a password comes when the mail is sent."""


class InviteObstacle(Enum):
    """Why somebody was not invited."""

    NOT_YOURS = "andere provincie of organisatie"
    ALREADY_THERE = "is al organisator"
    ACCOUNT_OFF = "account staat uit"


class InviteRefused(Exception):
    """Nobody was invited and no mail was written; `obstacle` says why."""

    def __init__(self, obstacle: InviteObstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


class RemoveRefused(Exception):
    """The lidmaatschap is of a provincie or organisatie that the remover does not manage."""


def invite(
    *,
    by: User,
    email: str,
    naam: str,
    provincie: Provincie | None = None,
    organisatie: Organisatie | None = None,
    now: datetime,
) -> Lidmaatschap:
    """Make somebody organisator of a provincie or of an organisatie, and mail them.

    Who has no password yet gets a link to choose one; everybody else is told where to sign in. The name of
    somebody who is known already stays as they have it.

    Raises:
        InviteRefused: not the inviter's to give, or the person has it already, or the account is off.
    """
    if not _may_manage(by, provincie, organisatie):
        raise InviteRefused(InviteObstacle.NOT_YOURS)
    with transaction.atomic():
        user = user_for_verified_address(email, naam=naam)
        # Locked, so that two invitations at once do not both find nothing.
        User.objects.select_for_update().get(pk=user.pk)
        if not user.is_active:
            raise InviteRefused(InviteObstacle.ACCOUNT_OFF)
        lidmaatschap, is_new = Lidmaatschap.objects.get_or_create(
            user=user, provincie=provincie, organisatie=organisatie
        )
        if not is_new:
            raise InviteRefused(InviteObstacle.ALREADY_THERE)
        _send_invitation(lidmaatschap, by=by, now=now)
    return lidmaatschap


def remove(*, by: User, lidmaatschap: Lidmaatschap) -> None:
    """Take a lidmaatschap away; from the next request on the person can not use it.

    Raises:
        RemoveRefused: it is not the remover's to take.
    """
    if not _may_manage(by, lidmaatschap.provincie, lidmaatschap.organisatie):
        raise RemoveRefused(str(lidmaatschap))
    lidmaatschap.delete()


def _may_manage(by: User, provincie: Provincie | None, organisatie: Organisatie | None) -> bool:
    own = list(Lidmaatschap.objects.of(by))
    return may_manage_lidmaatschap(
        is_superuser=by.is_superuser,
        own_provincies=_keys(row.provincie_id for row in own),
        own_organisaties=_keys(row.organisatie_id for row in own),
        provincie=provincie.pk if provincie else None,
        organisatie=organisatie.pk if organisatie else None,
        provincie_of_organisatie=organisatie.provincie_id if organisatie else None,
    )


def _keys(keys: Iterable[int | None]) -> frozenset[int]:
    return frozenset(key for key in keys if key is not None)


def _send_invitation(lidmaatschap: Lidmaatschap, *, by: User, now: datetime) -> None:
    user = lidmaatschap.user
    needs_password = not user.has_usable_password()
    words = mail_words(
        "organisator_uitgenodigd",
        {
            "user": user,
            "by": by,
            "gebied": lidmaatschap.provincie or lidmaatschap.organisatie,
            "is_provincie": lidmaatschap.provincie is not None,
            "link": LINK if needs_password else "",
            "site_url": settings.SITE_URL,
        },
    )
    queue(
        soort="organisator_uitgenodigd",
        aan=user.email,
        onderwerp=words.onderwerp,
        tekst=words.tekst,
        html=words.html,
        antwoord_aan=by.email,
        over=f"lidmaatschap:{lidmaatschap.pk}",
        links={LINK: ("wachtwoord", str(user.pk))} if needs_password else None,
        sleutel=f"organisator_uitgenodigd:{lidmaatschap.pk}:{now.isoformat()}",
    )
