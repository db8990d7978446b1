"""Tells a story about the places of one reeks in few words: who comes, and who stands where then."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Gemeente, Reeks, Sessie
from registrations.facts import Gegevens
from registrations.models import Aanbod, Aanmelding, Overgang
from registrations.moves import reschedule
from registrations.signup import Door, Outcome, confirm, sign_up
from registrations.waiting_list import settle_reeks
from tests import factories
from tests.registrations.world import AMSTERDAM, NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# NOW is a Tuesday: two werkdagen later, and two more.
THURSDAY = datetime(2026, 9, 3, 17, tzinfo=AMSTERDAM)
MONDAY = datetime(2026, 9, 7, 17, tzinfo=AMSTERDAM)


class Story:
    """A reeks of sessies a week apart from three weeks on, and people who are called by their first name."""

    def __init__(self, *sizes: int | None, **limits: Any) -> None:
        reserved = limits.pop("reserved", ())
        fields: dict[str, Any] = {"titel": "Het leerlab", "andere_organisaties": True} | limits
        self.reeks: Reeks = factories.make_reeks(**fields)
        for index, size in enumerate(sizes or (None,)):
            self.add(3 + index, plaatsen=size)
        self.reeks.gereserveerde_gemeenten.set([self.gemeente(naam) for naam in reserved])
        self.user: User = factories.make_user()

    def add(self, weeks: int | None, **fields: Any) -> Sessie:
        """Add a sessie, sessie-1 first; `weeks` None is without a date."""
        return factories.make_sessie(
            reeks=self.reeks, begin=NOW + timedelta(weeks=weeks) if weeks is not None else None, **fields
        )

    def gemeente(self, naam: str) -> Gemeente:
        found = Gemeente.objects.filter(naam=naam).first()
        return found or factories.make_gemeente(provincie=self.reeks.provincie, naam=naam)

    def sessie(self, slug: str) -> Sessie:
        return self.reeks.sessies.get(slug=slug)

    def asks(
        self, naam: str, gemeente: str = "Almelo", *slugs: str, now: datetime = NOW, door: Door | None = None
    ) -> Outcome:
        """Sign somebody up, for the reeks or the sessies named; without a gemeente for the waterschap."""
        gegevens = Gegevens(
            naam=naam, email=f"{naam.lower()}@leerlab.example", gemeente=self.gemeente(gemeente) if gemeente else None,
            organisatie="" if gemeente else "Waterschap",
        )  # fmt: skip
        omvang = "sessies" if slugs else "reeks"
        return sign_up(reeks=self.reeks, gegevens=gegevens, omvang=omvang, slugs=slugs, now=now, door=door)

    def comes(self, naam: str, gemeente: str = "Almelo", *slugs: str, now: datetime = NOW) -> Aanmelding:
        """Sign somebody up and confirm it."""
        self.asks(naam, gemeente, *slugs, now=now)
        confirm(aanmelding=self.of(naam), now=now)
        return self.of(naam)

    def of(self, naam: str) -> Aanmelding:
        """Return the aanmelding as it is now."""
        return self.reeks.aanmeldingen.get(email=f"{naam.lower()}@leerlab.example")

    def limit(self, *, now: datetime = NOW, **limits: Any) -> None:
        """Change limits of the reeks, as the organiser does."""
        Reeks.objects.filter(pk=self.reeks.pk).update(**limits)
        self.settle(now)

    def limit_sessie(self, slug: str, plaatsen: int | None, *, now: datetime = NOW) -> None:
        """Change the places of a sessie, as the organiser does."""
        self.reeks.sessies.filter(slug=slug).update(plaatsen=plaatsen)
        self.settle(now)

    def settle(self, now: datetime) -> None:
        settle_reeks(reeks=self.reeks, now=now)

    # --- Who stands where

    def stand(self) -> dict[str, str]:
        """Return the status of everybody in the reeks; "aangeboden" is who was offered a place in it."""
        return {
            row.naam: "aangeboden" if row.status == "wachtlijst" and row.houdt_plaats else row.status
            for row in self.reeks.aanmeldingen.order_by("pk")
        }

    def at(self, slug: str = "sessie-1") -> dict[str, str]:
        """Return the status of everybody at one sessie."""
        rows = self.sessie(slug).deelnames.order_by("pk")
        return dict(rows.values_list("aanmelding__naam", "status"))

    def offers(self) -> dict[str, datetime]:
        """Return who has an open offer, and until when."""
        open_now = Aanbod.objects.open().of_reeks(self.reeks).order_by("pk")
        return {(row.aanmelding or row.deelname.aanmelding).naam: row.verloopt_op for row in open_now}  # type: ignore[union-attr]

    def ended(self) -> list[tuple[str, str]]:
        """Return how the offers that are over ended, in the order in which they were made."""
        over = Aanbod.objects.of_reeks(self.reeks).exclude(staat="open").order_by("pk")
        return [((row.aanmelding or row.deelname.aanmelding).naam, row.staat) for row in over]  # type: ignore[union-attr]

    def log(self, naam: str) -> list[tuple[str, str, str, str]]:
        """Return the steps of an aanmelding: from, to, by whom and why."""
        steps = Overgang.objects.filter(aanmelding=self.of(naam), deelname=None)
        return list(steps.values_list("van", "naar", "wie", "reden"))


def give_date(sessie: Sessie, begin: datetime, *, now: datetime) -> int:
    """Let the organiser give a sessie a date, its first or another; returns how many people are told."""
    fresh = Sessie.objects.get(pk=sessie.pk)
    fresh.begin, fresh.einde = begin, begin + 2 * HOUR
    _, told = reschedule(sessie=fresh, now=now, changed=["begin", "einde"])
    return told.people if told else 0


def queries(act: Callable[[], object]) -> int:
    """Return how many queries something takes."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def mails_to(naam: str) -> list[str]:
    """Return which mails somebody got, in order."""
    return list(
        Bericht.objects.filter(aan=f"{naam.lower()}@leerlab.example").order_by("pk").values_list("soort", flat=True)
    )
