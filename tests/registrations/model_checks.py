"""What must hold after every step of a story, whatever happened before."""

import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from outbox.models import Bericht
from programmes.models import Reeks
from registrations.models import Aanbod, Deelname, Overgang
from tests.registrations.model import Model
from tests.registrations.model_places import Places


def told_by_model(model: Places) -> dict[str, Any]:
    """Return who stands where and in which order they wait, by the model."""
    people = {
        person.name: (
            person.status, person.holds, person.gemeente, "reeks" if person.is_whole else "sessies", person.offer,
            {name: (seat.status, seat.offer) for name, seat in person.seats.items()},
        )
        for person in model.persons.values()
    }  # fmt: skip
    queues = {name: [seat.number for seat in model.queue_at(name)] for name in model.sessies}
    order = {seat.number: person.name for person in model.persons.values() for seat in person.seats.values()}
    return {
        "people": people,
        "queue": [person.name for person in model.queue()],
        "queues": {name: [order[number] for number in queue] for name, queue in queues.items() if queue},
    }


def told_by_database(reeks: Reeks) -> dict[str, Any]:
    """Return the same by the portal."""
    offers = Aanbod.objects.open().of_reeks(reeks)
    of_reeks = dict(offers.filter(aanmelding__isnull=False).values_list("aanmelding", "verloopt_op"))
    of_sessie = dict(offers.filter(deelname__isnull=False).values_list("deelname", "verloopt_op"))
    seats: dict[int, dict[str, Any]] = {}
    rows = Deelname.objects.filter(aanmelding__reeks=reeks).values_list("aanmelding", "sessie__slug", "status", "pk")
    for aanmelding, slug, status, key in rows:
        seats.setdefault(aanmelding, {})[slug] = (status, of_sessie.get(key))
    people = {
        row.email: (
            row.status, row.houdt_plaats, row.gemeente.naam if row.gemeente else None, row.omvang,
            of_reeks.get(row.pk), seats.get(row.pk, {}),
        )
        for row in reeks.aanmeldingen.select_related("gemeente")
    }  # fmt: skip
    queues: dict[str, list[str]] = {}
    waiting = Deelname.objects.filter(aanmelding__reeks=reeks).waiting()
    for slug, email in waiting.values_list("sessie__slug", "email"):
        queues.setdefault(slug, []).append(email)
    queue = list(reeks.aanmeldingen.waiting().values_list("email", flat=True))
    return {"people": people, "queue": queue, "queues": queues}


START = datetime(2026, 9, 1, 10, tzinfo=UTC)


class Checks:
    """Looks at the rows after every step, and remembers what it saw the step before."""

    def __init__(self, reeks: Reeks) -> None:
        self.reeks = reeks
        self.before: Counter[tuple[str, object]] = Counter()
        self.inside: set[str] = set()
        self.statuses: dict[tuple[str, int], str] = {}
        self.homes: dict[int, str] = {}
        self.last_overgang = self.last_bericht = 0
        self.last_moment = START
        self.sequences: dict[tuple[str, str], tuple[int, str]] = {}

    def run(self, model: Model, *, may_exceed: bool) -> None:
        """Check everything; `may_exceed` after the one step that may pass a limit."""
        self.check_limits(model, may_exceed=may_exceed)
        self.check_offers()
        self.check_log(model, may_exceed=may_exceed)
        self.check_calendars(model)

    def check_limits(self, model: Model, *, may_exceed: bool) -> None:
        """Check that nothing above a limit grew, and that no slot that is kept was given away."""
        counted: Counter[tuple[str, object]] = Counter()
        holding = list(self.reeks.aanmeldingen.filter(houdt_plaats=True).values_list("gemeente__naam", flat=True))
        inside = {naam for naam in holding if naam}
        counted["personen", ""], counted["gemeenten", ""] = len(holding), len(inside)
        counted.update(("gemeente", naam) for naam in holding if naam)
        taken = Deelname.objects.filter(sessie__reeks=self.reeks, status__in=["aangemeld", "aangeboden"])
        counted.update(("sessie", slug) for slug in taken.values_list("sessie__slug", flat=True))
        limits = {"personen": model.personen, "gemeenten": model.gemeenten, "gemeente": model.per_gemeente}
        for (what, which), count in counted.items():
            limit = limits[what] if what in limits else model.sessies[str(which)].places
            assert limit is None or count <= max(limit, self.before[what, which]) or may_exceed, (what, which)
        strangers = inside - self.inside - model.reserved
        if strangers and model.gemeenten is not None and not may_exceed:
            assert len(inside | model.reserved) <= max(model.gemeenten, len(self.inside | model.reserved))
        self.before, self.inside = counted, inside
        # Nobody holds a place of the reeks without one, or a place in a queue, at some sessie.
        idle = self.reeks.aanmeldingen.filter(houdt_plaats=True).exclude(deelnames__status__in=Deelname.STANDING)
        assert not (model.ahead() and idle)

    def check_offers(self) -> None:
        """Check that offers and what they hold agree, and that a group shares one deadline and one gemeente."""
        offers = list(Aanbod.objects.open().of_reeks(self.reeks).select_related("aanmelding", "deelname__aanmelding"))
        in_reeks = {offer.aanmelding_id for offer in offers if offer.aanmelding_id}
        assert in_reeks == set(
            self.reeks.aanmeldingen.filter(status="wachtlijst", houdt_plaats=True).values_list("pk", flat=True)
        )
        offered = Deelname.objects.filter(sessie__reeks=self.reeks, status="aangeboden").exclude(
            aanmelding__in=in_reeks
        )
        at_sessie = {offer.deelname for offer in offers if offer.deelname}
        assert at_sessie == set(offered)
        assert {row.aanmelding.status for row in at_sessie} <= {"actief"}
        groups: dict[object, set[object]] = {}
        for offer in offers:
            if offer.groep and offer.aanmelding:
                groups.setdefault(offer.groep, set()).add((offer.aanmelding.gemeente_id, offer.verloopt_op))
        assert {len(members) for members in groups.values()} <= {1}

    def check_log(self, model: Model, *, may_exceed: bool) -> None:
        """Check that the lines about each row, told one after the other, end in what it is now."""
        new = Overgang.objects.filter(aanmelding__reeks=self.reeks, pk__gt=self.last_overgang).order_by("pk")
        for line in new:
            row = ("deelname", line.deelname_id) if line.deelname_id else ("aanmelding", line.aanmelding_id)
            assert self.statuses.get(row, "") == line.van
            assert self.last_moment <= line.op <= model.now
            self.last_moment = line.op
            assert may_exceed or not line.is_uitzondering
            self.statuses[row] = line.naar
            self.last_overgang = line.pk
        # Nobody comes of another gemeente without a line about their aanmelding.
        homes = {row.pk: row.namens for row in self.reeks.aanmeldingen.select_related("gemeente")}
        moved = {pk for pk, home in homes.items() if home != self.homes.get(pk)}
        assert moved <= {line.aanmelding_id for line in new if line.deelname_id is None}
        self.homes = homes
        rows = {("aanmelding", pk): status for pk, status in self.reeks.aanmeldingen.values_list("pk", "status")}
        deelnames = Deelname.objects.filter(sessie__reeks=self.reeks)
        rows |= {("deelname", pk): status for pk, status in deelnames.values_list("pk", "status")}
        assert rows == self.statuses

    def check_calendars(self, model: Places) -> None:
        """Check that each calendar is told in a rising sequence, and was told last what holds now."""
        new = Bericht.objects.filter(pk__gt=self.last_bericht).order_by("pk")
        for pk, aan, methode, text in new.values_list("pk", "aan", "methode", "kalender"):
            self.last_bericht = pk
            if methode:
                uid = re.search(r"^UID:(\S+)", text, re.MULTILINE)
                sequence = re.search(r"^SEQUENCE:(\d+)", text, re.MULTILINE)
                assert uid
                assert sequence
                calendar = aan, uid[1]
                before = self.sequences.get(calendar, (-1, "CANCEL"))
                assert int(sequence[1]) > before[0]
                # A second invitation says that it moved; what is not in the calendar can not be taken out of it.
                assert "REQUEST" in (methode, before[1])
                self.sequences[calendar] = int(sequence[1]), methode
        invited = Deelname.objects.filter(sessie__reeks=self.reeks, uitgenodigd_op__isnull=False)
        told = {(email, str(uid)) for email, uid in invited.values_list("email", "sessie__uid")}
        assert told == {calendar for calendar, (_, methode) in self.sequences.items() if methode == "REQUEST"}
        # Over when it ended before now: nobody is invited for that.
        placed = Deelname.objects.filter(
            sessie__reeks=self.reeks, status="aangemeld", aanmelding__status="actief", sessie__einde__gte=model.now
        )
        assert not placed.filter(uitgenodigd_op=None).exists()
