"""Selects who takes part by words of the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Concat, Length, Right

from programmes.models import Maildomein, Reeks
from programmes.scope import ScopedQuerySet
from registrations.states import HOLDING_DEELNAME, STANDING_AANMELDING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from accounts.models import User
    from registrations.models import (
        Aanbod,
        Aanmelding,
        Agendareactie,
        Behoefte,
        Belangstelling,
        Deelname,
        Doorverwijzing,
        Gastaanbod,
        Notitie,
        Tik,
        Uitdraai,
        Uitnodiging,
    )


STANDS = Q(status__in=STANDING_AANMELDING)
"""Who takes part, waits, asks or still has to confirm."""


class AanmeldingQuerySet(ScopedQuerySet["Aanmelding"]):
    """Aanmeldingen by state, person and manager."""

    def active(self) -> AanmeldingQuerySet:
        """Those that stand: who takes part, waits, asks or still has to confirm."""
        return self.filter(STANDS)

    def of_address(self, email: str) -> AanmeldingQuerySet:
        """Those of one person."""
        return self.filter(email=email.strip().lower())

    def taking_part(self, reeksen: Iterable[Reeks]) -> AanmeldingQuerySet:
        """Those that are confirmed and stand, for reeksen that everybody can see, from an address of the gemeente.

        Who confirms an address proves that it is theirs, not that they work for the gemeente they chose: only a mail
        domain that is known for the gemeente speaks for it in public.
        """
        asked = Reeks.objects.published().filter(pk__in=[reeks.pk for reeks in reeksen])
        # A domain holds no @, so what an address ends in with an @ before it is all that follows its last @.
        own_domain = Maildomein.objects.alias(
            tail=Right(OuterRef("email"), Length("domein") + 1), written=Concat(Value("@"), "domein")
        ).filter(gemeente=OuterRef("gemeente"), tail=models.F("written"))
        return self.filter(Exists(own_domain), status="actief", reeks__in=asked)

    def holding(self) -> AanmeldingQuerySet:
        """Those that take a place of their reeks: confirmed, held for 24 hours, or offered."""
        return self.filter(houdt_plaats=True)

    def waiting(self) -> AanmeldingQuerySet:
        """Those that wait for a place in the reeks and were offered none yet, in the order of the queue."""
        return self.filter(status="wachtlijst", houdt_plaats=False).order_by("aangemeld_op", "pk")

    def for_page(self) -> AanmeldingQuerySet:
        """With reeks, gemeente and every deelname with its sessie, in a fixed number of queries."""
        from registrations.models import Deelname  # noqa: PLC0415 - models load this module

        deelnames = Deelname.objects.select_related("sessie__locatie", "sessie__doelgroep").order_by(
            "sessie__volgorde", "sessie_id"
        )
        return self.select_related("reeks__provincie__huisstijl", "reeks__organisatie", "gemeente").prefetch_related(
            Prefetch("deelnames", queryset=deelnames)
        )

    def within(self, user: User, rollen: Collection[str]) -> AanmeldingQuerySet:
        """Those for a reeks of this user."""
        return self.filter(reeks__in=Reeks.objects.within(user, rollen))


class DeelnameQuerySet(ScopedQuerySet["Deelname"]):
    """Deelnames by state and manager."""

    def coming(self) -> DeelnameQuerySet:
        """Those who are expected."""
        return self.filter(status="aangemeld")

    def holding(self) -> DeelnameQuerySet:
        """Those that take a place of their sessie."""
        return self.filter(status__in=HOLDING_DEELNAME)

    def waiting(self) -> DeelnameQuerySet:
        """Those of people with a place in the reeks who wait for one at the sessie, in the order of the queue."""
        return self.filter(status="wachtlijst", aanmelding__status="actief").order_by("in_rij_sinds", "pk")

    def within(self, user: User, rollen: Collection[str]) -> DeelnameQuerySet:
        """Those at a sessie of a reeks of this user."""
        return self.filter(sessie__reeks__in=Reeks.objects.within(user, rollen))


class AanbodQuerySet(ScopedQuerySet["Aanbod"]):
    """Offers by state and manager."""

    def open(self) -> AanbodQuerySet:
        """Those that hold a place and wait for an answer."""
        return self.filter(staat="open")

    def of_reeks(self, reeks: Reeks) -> AanbodQuerySet:
        """Those about one reeks, of whichever kind."""
        return self.filter(Q(aanmelding__reeks=reeks) | Q(deelname__aanmelding__reeks=reeks))

    def within(self, user: User, rollen: Collection[str]) -> AanbodQuerySet:
        """Those for a reeks of this user."""
        own = Reeks.objects.within(user, rollen)
        return self.filter(Q(aanmelding__reeks__in=own) | Q(deelname__aanmelding__reeks__in=own))


class AgendareactieQuerySet(ScopedQuerySet["Agendareactie"]):
    """Answers from calendars by manager."""

    def within(self, user: User, rollen: Collection[str]) -> AgendareactieQuerySet:
        """Those of a deelname in a reeks of this user; what is of nobody is for beheerders."""
        return self.filter(deelname__sessie__reeks__in=Reeks.objects.within(user, rollen))


class BehoefteQuerySet(ScopedQuerySet["Behoefte"]):
    """What people need, by manager of the reeks."""

    def within(self, user: User, rollen: Collection[str]) -> BehoefteQuerySet:
        """Those for a reeks of this user."""
        return self.filter(aanmelding__reeks__in=Reeks.objects.within(user, rollen))


class DoorverwijzingQuerySet(ScopedQuerySet["Doorverwijzing"]):
    """Invitations sent on, by manager of the reeks."""

    def within(self, user: User, rollen: Collection[str]) -> DoorverwijzingQuerySet:
        """Those for a reeks of this user."""
        return self.filter(reeks__in=Reeks.objects.within(user, rollen))


class BelangstellingQuerySet(ScopedQuerySet["Belangstelling"]):
    """Belangstelling by what became of it and by manager."""

    def still_outside(self) -> BelangstellingQuerySet:
        """That of who is not in the reeks by now."""
        from registrations.models import Aanmelding  # noqa: PLC0415 - models load this module

        same = Aanmelding.objects.active().filter(reeks=OuterRef("reeks"), email=OuterRef("email"))
        return self.exclude(Exists(same))

    def within(self, user: User, rollen: Collection[str]) -> BelangstellingQuerySet:
        """That for a reeks of this user."""
        return self.filter(reeks__in=Reeks.objects.within(user, rollen))


class TikQuerySet(ScopedQuerySet["Tik"]):
    """Taps at the door, by manager."""

    def within(self, user: User, rollen: Collection[str]) -> TikQuerySet:
        """Those at a sessie of a reeks of this user."""
        return self.filter(deelname__sessie__reeks__in=Reeks.objects.within(user, rollen))


class UitdraaiQuerySet(models.QuerySet["Uitdraai"]):
    """PDFs with names that were asked for."""

    def due(self) -> UitdraaiQuerySet:
        """Those that the worker still has to make, the first asked first."""
        return self.filter(klaar_op__isnull=True, fout="").order_by("pk")


class NotitieQuerySet(ScopedQuerySet["Notitie"]):
    """Notes, by manager of the reeks."""

    def within(self, user: User, rollen: Collection[str]) -> NotitieQuerySet:
        """Those about somebody in a reeks of this user."""
        return self.filter(aanmelding__reeks__in=Reeks.objects.within(user, rollen))


class UitnodigingQuerySet(ScopedQuerySet["Uitnodiging"]):
    """Invitations to sign up, by state and manager of the reeks."""

    def open(self, now: datetime) -> UitnodigingQuerySet:
        """Those that can still be used."""
        return self.filter(gebruikt_op__isnull=True, verloopt_op__gt=now)

    def within(self, user: User, rollen: Collection[str]) -> UitnodigingQuerySet:
        """Those for a reeks of this user."""
        return self.filter(reeks__in=Reeks.objects.within(user, rollen))


class GastaanbodQuerySet(ScopedQuerySet["Gastaanbod"]):
    """Rooms that gemeenten offer, by manager of the reeks."""

    def open(self) -> GastaanbodQuerySet:
        """Those that wait for the organiser."""
        return self.filter(staat="open")

    def within(self, user: User, rollen: Collection[str]) -> GastaanbodQuerySet:
        """Those for a sessie of a reeks of this user."""
        return self.filter(sessie__reeks__in=Reeks.objects.within(user, rollen))
