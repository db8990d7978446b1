"""Gives and takes the roles that somebody's own organisation decides about, at each sign-in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.claims import roles_of
from accounts.models import User
from programmes.logboek import Daad, record
from programmes.models import Lidmaatschap, Provincie

STRONGEST_FIRST = (Lidmaatschap.Rol.ORGANISATOR, Lidmaatschap.Rol.MEDEWERKER)


def apply_claims(*, user: User, methode: str, claims: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a hook
    """Make the roles that came from an identity provider what its claims say now (see SIGN_IN_HOOKS).

    Who signs in another way brings no claims, and so loses those roles until they come by that door again: who left
    the organisation can not go on with a mailed code. A role that a person gave is left alone, also where the claims
    say another one. Two queries when there is nothing to do.
    """
    wanted = strongest(roles_of(claims))
    with transaction.atomic():
        # Locked, so that two sign-ins at once do not both give a role.
        User.objects.select_for_update().get(pk=user.pk)
        rows = Lidmaatschap.objects.filter(user=user, provincie__isnull=False).select_related("provincie", "user")
        present = {row.provincie.slug: row for row in rows if row.provincie}
        for slug, row in present.items():
            if row.via_sso and wanted.get(slug) != row.rol:
                record(user=None, daad=Daad.ROL, over=row, tekst=f"Weggehaald bij inloggen: {word(row)}.", now=now)
                row.delete()
        missing = {slug for slug in wanted if slug not in present or present[slug].pk is None}
        for provincie in Provincie.objects.filter(slug__in=missing) if missing else ():
            row = Lidmaatschap.objects.create(user=user, provincie=provincie, rol=wanted[provincie.slug], via_sso=True)
            record(user=None, daad=Daad.ROL, over=row, tekst=f"Gegeven bij inloggen: {word(row)}.", now=now)


def strongest(roles: set[tuple[str, str]]) -> dict[str, str]:
    """Return one role per provincie: a person has one there, and an organisator may all that a medewerker may."""
    return {slug: next(rol for rol in STRONGEST_FIRST if (slug, rol) in roles) for slug, _ in roles}


def word(row: Lidmaatschap) -> str:
    """Return the role and where, for the log."""
    return f"{row.get_rol_display()}, {row.gebied}"
