"""Writes down what somebody at work did, so that it can be looked up later: /beheer/ shows it, and nobody edits it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from programmes.models import Lidmaatschap, Logregel, Organisatie, Provincie
from programmes.scope import SEEING

Daad = Logregel.Daad
LONGEST_VALUE = 500
"""Signs that are kept of an old or new value."""
WAY_UP = ("deelname", "aanmelding", "handvatten", "sessie", "reeks")
"""Relations that lead from a row to the reeks it is about."""
WIPED = "[gewist]"


class Wijziging(TypedDict):
    """One field of a row that became something else, as people read it."""

    veld: str
    oud: str
    nieuw: str


def record(
    *,
    user: AbstractBaseUser | None,
    daad: Logregel.Daad,
    over: Model | None = None,
    tekst: str = "",
    wijzigingen: Sequence[Wijziging] = (),
    now: datetime | None = None,
) -> Logregel:
    """Write one line. Call it in the transaction of the deed, so that both are there or neither. One query.

    Args:
        user: who did it; None for the portal itself.
        daad: what was done.
        over: the row it was done with. It decides who may read the line: the organisers of its provincie or
            organisatie. Without, or when it is of nobody, only beheerders.
        tekst: what more there is to say, in a Dutch sentence; no names of deelnemers when it can do without.
        wijzigingen: which fields changed.
        now: when; left out, this moment.
    """
    line = line_of(user=user, daad=daad, over=over, tekst=tekst, wijzigingen=wijzigingen, now=now)
    line.save(force_insert=True)
    return line


def line_of(
    *,
    user: AbstractBaseUser | None,
    daad: Logregel.Daad,
    over: Model | None = None,
    tekst: str = "",
    wijzigingen: Sequence[Wijziging] = (),
    now: datetime | None = None,
) -> Logregel:
    """Return the line that `record` writes, unsaved: for who writes many of them in one query."""
    provincie, organisatie = area_of(over)
    return Logregel(
        op=now or timezone.now(),
        user=user if isinstance(user, User) else None,
        wie=user.email if isinstance(user, User) else "portaal",
        daad=daad,
        soort=over._meta.label_lower if over else "",
        sleutel=str(over.pk) if over else "",
        naam=f"{over._meta.verbose_name} {over}"[:250] if over else "",
        tekst=tekst[:500],
        wijzigingen=[dict(item) for item in wijzigingen],
        provincie=provincie,
        organisatie=organisatie,
    )


def signed_in(*, user: User, methode: str, claims: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a hook
    """Write that somebody who works in /beheer/ signed in (see SIGN_IN_HOOKS); deelnemers are nobody's business."""
    areas = list(Lidmaatschap.objects.of(user).select_related("provincie", "organisatie").filter(rol__in=SEEING))
    if user.is_superuser:
        record(user=user, daad=Daad.INGELOGD, over=user, tekst=f"Met {methode}.", now=now)
    for lidmaatschap in areas:
        record(user=user, daad=Daad.INGELOGD, over=lidmaatschap, tekst=f"Met {methode}.", now=now)


def wipe_person(*, user: AbstractBaseUser, address: str, names: Sequence[str], now: datetime) -> int:
    """Take somebody out of the log, as the AVG lets them ask: their address and names become `[gewist]`.

    That something was done, when and by whom stays. What a beheerder did stays readable too: an address of who did it
    is wiped only with the address asked for. Returns how many lines changed; that it was done is a line of its own.
    """
    needles = [needle for needle in (address, *names) if needle.strip()]
    changed = 0
    for line in Logregel.objects.select_for_update().order_by("pk").iterator(chunk_size=500):
        fields: dict[str, Any] = {name: wiped(getattr(line, name), needles) for name in ("wie", "naam", "tekst")}
        fields["wijzigingen"] = [{key: wiped(text, needles) for key, text in item.items()} for item in line.wijzigingen]
        if any(getattr(line, name) != value for name, value in fields.items()):
            Logregel.objects.filter(pk=line.pk).update(**fields, gewist_op=now)
            changed += 1
    record(user=user, daad=Daad.GEDAAN, tekst=f"Eén persoon gewist uit {changed} regels van het logboek.", now=now)
    return changed


def wiped(text: str, needles: Sequence[str]) -> str:
    """Return a text without these names, whatever their capitals."""
    for needle in needles:
        text = re.sub(re.escape(needle), lambda _: WIPED, text, flags=re.IGNORECASE)
    return text


def area_of(row: Model | None) -> tuple[Provincie | None, Organisatie | None]:
    """Return whose row it is: provincie and organisatie of its reeks, or its own. Queries what is not loaded."""
    for step in upwards(row):
        provincie = step if isinstance(step, Provincie) else getattr(step, "provincie", None)
        organisatie = step if isinstance(step, Organisatie) else getattr(step, "organisatie", None)
        # An aanmelding has an `organisatie` too: the text of who has no gemeente.
        found = (
            provincie if isinstance(provincie, Provincie) else None,
            organisatie if isinstance(organisatie, Organisatie) else None,
        )
        if any(found):
            return found[0] or (found[1].provincie if found[1] else None), found[1]
    return None, None


def upwards(row: Model | None) -> Iterator[Model]:
    """Yield a row, and what it hangs on up to the reeks."""
    while row is not None:
        yield row
        # Of its own columns only: a sessie leads to its handvatten and back, and so on for ever.
        names = {field.name for field in row._meta.concrete_fields if field.is_relation}
        row = next((found for name in WAY_UP if name in names and (found := getattr(row, name))), None)
