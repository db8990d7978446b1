"""Selects who takes part by words of the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Concat, Length, Right

from programmes.models import Maildomein, Reeks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from registrations.models import Aanmelding, Belangstelling, Deelname


STANDS = ~Q(status="afgemeld")
"""Who stands on the list, confirmed or still to be confirmed."""


class AanmeldingQuerySet(models.QuerySet["Aanmelding"]):
    """Aanmeldingen by state, person and manager."""

    def active(self) -> AanmeldingQuerySet:
        """Those that stand: confirmed or still to be confirmed."""
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

    def for_page(self) -> AanmeldingQuerySet:
        """With reeks, gemeente and every deelname with its sessie, in a fixed number of queries."""
        from registrations.models import Deelname  # noqa: PLC0415 - models load this module

        deelnames = Deelname.objects.select_related("sessie__locatie", "sessie__doelgroep").order_by(
            "sessie__volgorde", "sessie_id"
        )
        return self.select_related("reeks__provincie__huisstijl", "reeks__organisatie", "gemeente").prefetch_related(
            Prefetch("deelnames", queryset=deelnames)
        )

    def visible_to(self, user: User) -> AanmeldingQuerySet:
        """Those for a reeks that this user manages."""
        return self.filter(reeks__in=Reeks.objects.visible_to(user))


class DeelnameQuerySet(models.QuerySet["Deelname"]):
    """Deelnames by state and manager."""

    def coming(self) -> DeelnameQuerySet:
        """Those who are expected."""
        return self.filter(status="aangemeld")

    def visible_to(self, user: User) -> DeelnameQuerySet:
        """Those at a sessie of a reeks that this user manages."""
        return self.filter(sessie__reeks__in=Reeks.objects.visible_to(user))


class BelangstellingQuerySet(models.QuerySet["Belangstelling"]):
    """Belangstelling by manager."""

    def visible_to(self, user: User) -> BelangstellingQuerySet:
        """That for a reeks this user manages."""
        return self.filter(reeks__in=Reeks.objects.visible_to(user))
