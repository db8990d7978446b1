"""Gives somebody a role in a provincie, for an organisatie or at one sessie, and takes it away."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.people import user_for_verified_address
from outbox.queue import queue
from outbox.words import mail_words
from programmes.logboek import Daad, record
from programmes.models import Lidmaatschap, Organisatie, Provincie, Sessie
from programmes.rules import may_manage_lidmaatschap

LINK = "[[wachtwoord-link]]"
"""Stands in the stored text where the link to a password comes when the mail is sent."""


class InviteObstacle(Enum):
    """Why somebody was not invited."""

    NOT_YOURS = "andere provincie of organisatie"
    ALREADY_THERE = "heeft daar al een rol"
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
    gebied: Provincie | Organisatie | Sessie,
    rol: Lidmaatschap.Rol = Lidmaatschap.Rol.ORGANISATOR,
    now: datetime,
) -> Lidmaatschap:
    """Give somebody a role in a provincie or for an organisatie, or make them gastheer of a sessie, and mail them.

    Who has no password yet gets a link to choose one; everybody else is told where to sign in. The name of
    somebody who is known already stays as they have it.

    Raises:
        InviteRefused: not the inviter's to give, or the person has it already, or the account is off.
    """
    if not may_manage(by, gebied):
        raise InviteRefused(InviteObstacle.NOT_YOURS)
    with transaction.atomic():
        user = user_for_verified_address(email, naam=naam)
        # Locked, so that two invitations at once do not both find nothing.
        User.objects.select_for_update().get(pk=user.pk)
        if not user.is_active:
            raise InviteRefused(InviteObstacle.ACCOUNT_OFF)
        lidmaatschap, is_new = Lidmaatschap.objects.get_or_create(
            user=user, **columns_of(gebied), defaults={"rol": rol}
        )
        if not is_new:
            raise InviteRefused(InviteObstacle.ALREADY_THERE)
        record(user=by, daad=Daad.ROL, over=lidmaatschap, tekst=f"Gegeven: {lidmaatschap.get_rol_display()}.", now=now)
        _send_invitation(lidmaatschap, by=by, now=now)
    return lidmaatschap


def remove(*, by: User, lidmaatschap: Lidmaatschap) -> None:
    """Take a role away; from the next request on the person can not use it.

    Raises:
        RemoveRefused: it is not the remover's to take.
    """
    gebied = lidmaatschap.provincie or lidmaatschap.organisatie or lidmaatschap.sessie
    if gebied is None or not may_manage(by, gebied):
        raise RemoveRefused(str(lidmaatschap))
    with transaction.atomic():
        record(user=by, daad=Daad.ROL, over=lidmaatschap, tekst=f"Weggehaald: {lidmaatschap.get_rol_display()}.")
        lidmaatschap.delete()


def columns_of(gebied: Provincie | Organisatie | Sessie) -> dict[str, Provincie | Organisatie | Sessie | None]:
    """Return the three columns of which one says what a lidmaatschap is for."""
    kinds: dict[str, type] = {"provincie": Provincie, "organisatie": Organisatie, "sessie": Sessie}
    return {name: gebied if isinstance(gebied, kind) else None for name, kind in kinds.items()}


def may_manage(by: User, gebied: Provincie | Organisatie | Sessie) -> bool:
    """Tell whether somebody may give and take roles there. Queries."""
    if isinstance(gebied, Sessie):
        return Sessie.objects.managed_by(by).filter(pk=gebied.pk).exists()
    own = list(Lidmaatschap.objects.organising(by))
    provincie, organisatie = (gebied, None) if isinstance(gebied, Provincie) else (None, gebied)
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
            "gebied": lidmaatschap.provincie or lidmaatschap.organisatie or lidmaatschap.sessie,
            "is_provincie": lidmaatschap.provincie is not None,
            "rol": lidmaatschap.rol,
            "sessie": lidmaatschap.sessie,
            # In whose style the mail is drawn.
            "reeks": lidmaatschap.sessie.reeks if lidmaatschap.sessie else None,
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
