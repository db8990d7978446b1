"""Selects what is offered by words of the domain; `within` says of each whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery

from programmes.scope import GASTHEER, MANAGING, SEEING, ScopedQuerySet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from accounts.models import User
    from programmes.models import (
        Deskundige,
        Gemeente,
        Huisstijl,
        Lidmaatschap,
        Locatie,
        Logregel,
        Organisatie,
        Provincie,
        Reeks,
        Sessie,
        Thema,
        Verplaatsing,
    )


class ProvincieQuerySet(ScopedQuerySet["Provincie"]):
    """Provincies by who organises there."""

    def for_page(self) -> ProvincieQuerySet:
        """With the house style that her pages are drawn in."""
        return self.select_related("huisstijl")

    def within(self, user: User, rollen: Collection[str]) -> ProvincieQuerySet:
        """Those in which the user works, for the whole provincie or for one organisatie in it."""
        own = members(user, rollen)
        whole, part = own.values("provincie"), own.values("organisatie__provincie")
        return self.filter(Q(pk__in=whole) | Q(pk__in=part))


class ReeksQuerySet(ScopedQuerySet["Reeks"]):
    """Reeksen by state, time and manager."""

    def published(self) -> ReeksQuerySet:
        """Those that visitors can see."""
        return self.filter(status="gepubliceerd")

    def listed(self) -> ReeksQuerySet:
        """Those that visitors find in lists: published, and not archived."""
        return self.published().not_archived()

    def not_archived(self) -> ReeksQuerySet:
        """Those that were not put away."""
        return self.filter(gearchiveerd_op__isnull=True)

    def coming(self, now: datetime) -> ReeksQuerySet:
        """Those with a sessie still to be held, dated or not."""
        from programmes.models import Sessie  # noqa: PLC0415 - models load this module

        ahead = Sessie.objects.filter(reeks=OuterRef("pk")).filter(
            Q(einde__gte=now) | Q(einde__isnull=True, vervallen_op__isnull=True)
        )
        return self.filter(Exists(ahead))

    def with_dates(self, now: datetime) -> ReeksQuerySet:
        """With `next_begin`, `last_einde` and `has_undated`, of the sessies that were not cancelled."""
        from programmes.models import Sessie  # noqa: PLC0415 - models load this module

        own = Sessie.objects.filter(reeks=OuterRef("pk"), vervallen_op__isnull=True)
        return self.annotate(
            next_begin=Subquery(own.filter(begin__gte=now).order_by("begin").values("begin")[:1]),
            last_einde=Subquery(own.filter(einde__isnull=False).order_by("-einde").values("einde")[:1]),
            has_undated=Exists(own.filter(begin__isnull=True)),
        )

    def themas(self) -> models.QuerySet[Thema]:
        """What these are about: each thema once, by name."""
        from programmes.models import Thema  # noqa: PLC0415 - models load this module

        return Thema.objects.filter(pk__in=self.values("themas"))

    def for_page(self) -> ReeksQuerySet:
        """With all that a public list shows of each reeks, in a fixed number of queries."""
        return self.with_sessies(gemeenten=True).prefetch_related("themas")

    def with_sessies(self, *, gemeenten: bool = False) -> ReeksQuerySet:
        """With who offers them and the sessies in order, ready for a page or a calendar; two queries.

        `gemeenten` adds those of the locaties, for the map.
        """
        from programmes.models import Sessie  # noqa: PLC0415 - models load this module

        locatie = "locatie__gemeente" if gemeenten else "locatie"
        sessies = Sessie.objects.select_related(locatie, "doelgroep").order_by("volgorde", "pk")
        return self.with_organiser().prefetch_related(Prefetch("sessies", queryset=sessies))

    def with_organiser(self) -> ReeksQuerySet:
        """With who offers them, for a page that says nothing of sessies."""
        return self.select_related("provincie__huisstijl", "organisatie")

    def within(self, user: User, rollen: Collection[str]) -> ReeksQuerySet:
        """Those of the provincies and organisaties of this user."""
        own = members(user, rollen)
        return self.filter(Q(provincie__in=own.values("provincie")) | Q(organisatie__in=own.values("organisatie")))


class SessieQuerySet(ScopedQuerySet["Sessie"]):
    """Sessies by date and manager."""

    def dated(self) -> SessieQuerySet:
        """Those with a date, the only ones a calendar can hold."""
        return self.filter(begin__isnull=False)

    def public(self) -> SessieQuerySet:
        """Those of a published reeks."""
        return self.filter(reeks__status="gepubliceerd")

    def listed(self) -> SessieQuerySet:
        """Those of a reeks that visitors find in lists."""
        return self.public().filter(reeks__gearchiveerd_op__isnull=True)

    def for_calendar(self) -> SessieQuerySet:
        """With all that a calendar entry or a page says of a sessie, in one query."""
        return self.select_related(
            "reeks__provincie__huisstijl", "reeks__organisatie", "locatie__gemeente", "doelgroep"
        )

    def in_order(self) -> SessieQuerySet:
        """In the order in which they are held."""
        return self.order_by("volgorde", "pk")

    def with_stempel(self) -> SessieQuerySet:
        """With `gedeeld`, the stamp of what all pages share (programmes/stempels.py); None when it is missing."""
        from programmes.models import Stempel  # noqa: PLC0415 - models load this module

        return self.annotate(gedeeld=Subquery(Stempel.objects.filter(naam="gedeeld").values("waarde")))

    def one_reeks(self) -> Reeks | None:
        """Return the reeks of these sessies, all of which are of one, with them as its sessies; None without any.

        One query, where `with_sessies` takes two.
        """
        reeks = None
        for sessie in self:
            reeks = reeks or sessie.reeks
            sessie.reeks = reeks
        if reeks:
            # What Django itself does for `prefetch_related`.
            reeks._prefetched_objects_cache = {"sessies": self}  # type: ignore[attr-defined]  # noqa: SLF001
        return reeks

    def within(self, user: User, rollen: Collection[str]) -> SessieQuerySet:
        """Those of a reeks of this user."""
        return self.filter(reeks__in=reeksen_of(user, rollen))

    def at_the_door(self, user: User) -> SessieQuerySet:
        """Those whose attendance this user may take: whoever sees the reeks, and the gastheer of the sessie."""
        if user.is_superuser:
            return self
        hosts = members(user, GASTHEER).values("sessie")
        return self.filter(Q(reeks__in=reeksen_of(user, SEEING)) | Q(pk__in=hosts))


class HuisstijlQuerySet(ScopedQuerySet["Huisstijl"]):
    """House styles by manager."""

    def within(self, user: User, rollen: Collection[str]) -> HuisstijlQuerySet:
        """That of each provincie in which the user works."""
        return self.filter(provincie__in=provincies_of(user, rollen))


class GemeenteQuerySet(models.QuerySet["Gemeente"]):
    """Gemeenten by validity."""

    def existing(self, on: date) -> GemeenteQuerySet:
        """Those that exist on a day."""
        return self.filter(
            Q(geldig_van__isnull=True) | Q(geldig_van__lte=on),
            Q(geldig_tot__isnull=True) | Q(geldig_tot__gt=on),
        )


class OrganisatieQuerySet(ScopedQuerySet["Organisatie"]):
    """Organisaties by manager."""

    def within(self, user: User, rollen: Collection[str]) -> OrganisatieQuerySet:
        """Those of the user's provincies, and those the user belongs to."""
        own = members(user, rollen)
        return self.filter(Q(provincie__in=own.values("provincie")) | Q(pk__in=own.values("organisatie")))


class LidmaatschapQuerySet(ScopedQuerySet["Lidmaatschap"]):
    """Memberships by user and manager."""

    def of(self, user: User) -> LidmaatschapQuerySet:
        """Those that a user has."""
        return self.filter(user=user)

    def organising(self, user: User) -> LidmaatschapQuerySet:
        """Those with which a user may change things."""
        return self.of(user).filter(rol__in=MANAGING)

    def within(self, user: User, rollen: Collection[str]) -> LidmaatschapQuerySet:
        """Those of the user's own provincies, organisaties and their sessies."""
        own = members(user, rollen)
        provincies, organisaties = own.values("provincie"), own.values("organisatie")
        return self.filter(
            Q(provincie__in=provincies)
            | Q(organisatie__in=organisaties)
            | Q(organisatie__provincie__in=provincies)
            | Q(sessie__reeks__in=reeksen_of(user, rollen))
        )


class LocatieQuerySet(ScopedQuerySet["Locatie"]):
    """Locaties by manager."""

    def within(self, user: User, rollen: Collection[str]) -> LocatieQuerySet:
        """Those of a provincie in which the user works."""
        return self.filter(provincie__in=provincies_of(user, rollen))


class DeskundigeQuerySet(ScopedQuerySet["Deskundige"]):
    """Deskundigen by sessie and manager."""

    def by_sessie(self, reeks: Reeks) -> dict[int, list[Deskundige]]:
        """Return who comes to tell at each sessie of a reeks, by the key of the sessie; none where nobody does.

        One query, which costs half of what Django's `prefetch_related` takes.
        """
        found: dict[int, list[Deskundige]] = {}
        for deskundige in self.filter(sessies__reeks=reeks).annotate(sessie=F("sessies")):
            sessie: int = deskundige.sessie  # type: ignore[attr-defined]  # what is annotated
            found.setdefault(sessie, []).append(deskundige)
        return found

    def within(self, user: User, rollen: Collection[str]) -> DeskundigeQuerySet:
        """Those of a provincie in which the user works."""
        return self.filter(provincie__in=provincies_of(user, rollen))


class VerplaatsingQuerySet(models.QuerySet["Verplaatsing"]):
    """Old dates."""

    def by_sessie(self, sessies: Iterable[Sessie]) -> dict[int, list[Verplaatsing]]:
        """Return the dates that sessies had before, oldest first, by the key of the sessie; none where it never moved.

        One query; none when none of them can have moved, since that raises the sequence.
        """
        found: dict[int, list[Verplaatsing]] = {}
        moved = [sessie.pk for sessie in sessies if sessie.sequence]
        for row in self.filter(sessie__in=moved).order_by("op", "pk") if moved else ():
            found.setdefault(row.sessie_id, []).append(row)
        return found


class LogregelQuerySet(ScopedQuerySet["Logregel"]):
    """What was done, by manager."""

    def within(self, user: User, rollen: Collection[str]) -> LogregelQuerySet:
        """What was done in the provincies and organisaties of this user."""
        own = members(user, rollen)
        return self.filter(Q(provincie__in=own.values("provincie")) | Q(organisatie__in=own.values("organisatie")))

    def about(self, row: models.Model) -> LogregelQuerySet:
        """What was done with one row."""
        return self.filter(soort=row._meta.label_lower, sleutel=str(row.pk))


def members(user: User, rollen: Collection[str]) -> LidmaatschapQuerySet:
    """Return the lidmaatschappen that give a user one of these roles."""
    from programmes.models import Lidmaatschap  # noqa: PLC0415 - models load this module

    return Lidmaatschap.objects.filter(user=user, rol__in=rollen)


def provincies_of(user: User, rollen: Collection[str]) -> ProvincieQuerySet:
    """Return the provincies in which a user has one of these roles."""
    from programmes.models import Provincie  # noqa: PLC0415 - models load this module

    return Provincie.objects.within(user, rollen)


def reeksen_of(user: User, rollen: Collection[str]) -> ReeksQuerySet:
    """Return the reeksen for which a user has one of these roles."""
    from programmes.models import Reeks  # noqa: PLC0415 - models load this module

    return Reeks.objects.within(user, rollen)
