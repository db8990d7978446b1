"""The places of one reeks counted a second time, as plainly as can be; what people do with them stands in model.py."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
FREE = {date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 29)}
DAY = timedelta(hours=24)
STANDING = {"onbevestigd", "aanvraag", "wachtlijst", "actief"}
SEATED = {"aangemeld", "aangeboden"}
WORKDAYS, CLOSES = 2, 1
LONG_AGO = datetime(2000, 1, 1, tzinfo=ZONE)


class Refused(Exception):
    """The story can not go on this way; nothing changed."""


@dataclass
class Sessie:
    name: str
    begin: datetime | None
    places: int | None
    is_cancelled: bool = False

    def is_over(self, now: datetime) -> bool:
        return self.begin is not None and self.begin + timedelta(hours=2) < now


@dataclass
class Seat:
    """One person at one sessie; `number` tells whose row came first."""

    number: int
    status: str = ""
    since: datetime = LONG_AGO
    offer: datetime | None = None
    left: datetime | None = None

    def leave(self, now: datetime) -> None:
        self.status, self.offer, self.left = "afgemeld", None, now

    @property
    def stands(self) -> bool:
        return self.status in SEATED | {"wachtlijst"}


@dataclass
class Person:
    name: str
    gemeente: str | None
    number: int
    status: str = ""
    holds: bool = False
    is_whole: bool = True
    since: datetime = LONG_AGO
    offer: datetime | None = None
    group: int = 0
    """Offers with the same number, not 0, have one deadline."""
    takes_over: "Person | None" = None
    has_taken_over: bool = False
    left: datetime = LONG_AGO
    """When they last ended, whatever came after."""
    seats: dict[str, Seat] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        return self.status in STANDING

    @property
    def waits(self) -> bool:
        return self.status == "wachtlijst" and not self.holds


def workday(day: date, count: int, step: int) -> datetime:
    """Return 17.00 so many werkdagen after a day, or before it."""
    while count:
        day += timedelta(days=step)
        count -= day.weekday() < 5 and day not in FREE
    return datetime.combine(day, time(17), ZONE)


@dataclass
class Places:
    now: datetime
    sessies: dict[str, Sessie]
    persons: dict[str, Person] = field(default_factory=dict)
    gemeenten: int | None = None
    personen: int | None = None
    per_gemeente: int | None = None
    reserved: frozenset[str] = frozenset()
    toelating: str = "direct"
    rows: int = 0
    groups: int = 0

    # --- Counting

    def ahead(self) -> list[str]:
        return [name for name, row in self.sessies.items() if not row.is_cancelled and not row.is_over(self.now)]

    def inside(self) -> list[Person]:
        return [person for person in self.persons.values() if person.holds]

    def gemeenten_inside(self) -> set[str]:
        return {person.gemeente for person in self.inside() if person.gemeente}

    def seated(self, sessie: str) -> int:
        return sum(person.seats[sessie].status in SEATED for person in self.persons.values() if sessie in person.seats)

    def has_room(self, sessie: str) -> bool:
        places = self.sessies[sessie].places
        return places is None or self.seated(sessie) < places

    def has_place(self, gemeente: str | None) -> bool:
        """Tell whether one person more of a gemeente fits into the reeks."""
        inside = self.gemeenten_inside()
        if self.gemeenten is not None and gemeente and gemeente not in inside:
            kept = set() if gemeente in self.reserved else self.reserved - inside
            if len(inside) + len(kept) >= self.gemeenten:
                return False
        same = [person for person in self.inside() if person.gemeente == gemeente]
        if self.per_gemeente is not None and gemeente and len(same) >= self.per_gemeente:
            return False
        return self.personen is None or len(self.inside()) < self.personen

    def asks(self, gemeente: str | None) -> bool:
        """Tell whether the organiser decides about somebody of this gemeente."""
        if self.toelating == "gemeente" and gemeente:
            return gemeente not in self.gemeenten_inside() | self.reserved
        return self.toelating != "direct"

    def deadline(self, sessies: list[str]) -> datetime | None:
        """Return until when a place at the last of these can be offered; None when it is too late."""
        begins = [self.sessies[name].begin for name in sessies]
        until = workday(self.now.astimezone(ZONE).date(), WORKDAYS, 1)
        if not begins:
            return None
        dated = [begin for begin in begins if begin]
        if len(dated) < len(begins):
            return until
        cutoff = workday(max(dated).astimezone(ZONE).date(), CLOSES, -1)
        return min(until, cutoff) if self.now < cutoff else None

    # --- Time

    def settle(self) -> None:
        """Let go of what ran out and offer what is free, as the worker does."""
        self.shorten()
        self.end_what_ran_out()
        for name in self.ahead():
            until = self.deadline([name])
            for seat in self.queue_at(name):
                if until and self.has_room(name):
                    seat.status, seat.offer = "aangeboden", until
        inside, offered = self.gemeenten_inside(), []
        for person in self.queue():
            until = self.deadline(self.standing(person))
            if until and self.has_place(person.gemeente):
                person.holds, person.offer = True, until
                offered.append(person)
                for name in self.standing(person):
                    ends = self.deadline([name])
                    if self.waits_at(person, name) and self.has_room(name) and ends and ends >= until:
                        person.seats[name].status = "aangeboden"
        numbers: dict[str, int] = {}
        for person in offered:
            person.group = 0
            if self.gemeenten is not None and person.gemeente and person.gemeente not in inside:
                person.group = numbers.setdefault(person.gemeente, self.groups + len(numbers) + 1)
        self.groups += len(numbers)
        self.share_deadlines()

    def share_deadlines(self) -> None:
        """Let the offers of a group end with the first of them."""
        for person in self.persons.values():
            if person.offer and person.group:
                same = [other.offer for other in self.persons.values() if other.group == person.group and other.offer]
                person.offer = min(same)

    def shorten(self) -> None:
        """Let no offer run on past what the dates of now allow."""
        for person in self.persons.values():
            if person.offer:
                held = [[name] for name in self.standing(person) if person.seats[name].status == "aangeboden"]
                for names in (self.standing(person), *held):
                    person.offer = self.sooner(person.offer, names)
            for name, seat in person.seats.items():
                if seat.offer and name in self.ahead():
                    seat.offer = self.sooner(seat.offer, [name])
        self.share_deadlines()

    def sooner(self, offer: datetime, sessies: list[str]) -> datetime:
        """Return when an offer ends by these: at the cut-off of the last, or at its begin once that has passed."""
        begins = [self.sessies[name].begin for name in sessies]
        dated = [begin for begin in begins if begin]
        if not dated or len(dated) < len(begins):
            return offer
        cutoff = workday(max(dated).astimezone(ZONE).date(), CLOSES, -1)
        return min(offer, cutoff if self.now < cutoff else max(self.now, *dated))

    def end_what_ran_out(self) -> None:
        for person in self.persons.values():
            if self.is_stale(person) or (person.offer and person.offer <= self.now):
                person.status, person.holds, person.offer, person.left = "verlopen", False, None, self.now
                self.stand_up(person)
            for seat in person.seats.values():
                if seat.offer and seat.offer <= self.now:
                    seat.leave(self.now)
                    if not self.standing(person):
                        self.end(person, "verlopen")

    def waits_at(self, person: Person, sessie: str) -> bool:
        return sessie in person.seats and person.seats[sessie].status == "wachtlijst"

    def queue(self) -> list[Person]:
        waiting = [person for person in self.persons.values() if person.waits]
        return sorted(waiting, key=lambda person: (person.since, person.number))

    def queue_at(self, sessie: str) -> list[Seat]:
        inside = [person for person in self.persons.values() if person.status == "actief" and sessie in person.seats]
        waiting = [person.seats[sessie] for person in inside if person.seats[sessie].status == "wachtlijst"]
        return sorted(waiting, key=lambda seat: (seat.since, seat.number))

    def is_stale(self, person: Person) -> bool:
        return person.status == "onbevestigd" and person.since <= self.now - DAY

    def settle_if_held_too_long(self) -> None:
        limited = {name for name, row in self.sessies.items() if row.places is not None}
        is_limited = self.toelating == "gemeente" or {self.gemeenten, self.personen, self.per_gemeente} != {None}
        for person in self.persons.values():
            sits = any(person.seats[name].status in SEATED for name in limited & set(person.seats))
            if self.is_stale(person) and ((person.holds and is_limited) or sits):
                self.settle()
                return

    # --- Sitting down and standing up

    def seat(self, person: Person, sessies: list[str]) -> None:
        for name in sessies:
            if name not in person.seats:
                self.rows += 1
                person.seats[name] = Seat(self.rows)
            seat = person.seats[name]
            if seat.status in {"", "afgemeld"}:
                seat.since = self.now
            if seat.status not in SEATED:
                is_in = person.holds and person.status in {"onbevestigd", "actief"} and self.has_room(name)
                seat.status = "aangemeld" if is_in else "wachtlijst"

    def stand_up(self, person: Person) -> None:
        for name, seat in person.seats.items():
            if seat.status == "aangeboden" or (seat.stands and not self.sessies[name].is_over(self.now)):
                seat.leave(self.now)

    def end(self, person: Person, status: str = "afgemeld") -> None:
        person.status, person.holds, person.offer, person.left = status, False, None, self.now

    def chosen(self, slugs: list[str], *, is_whole: bool) -> list[str]:
        if not self.ahead() or (not is_whole and (not slugs or not set(slugs) <= set(self.ahead()))):
            raise Refused
        return [name for name in self.ahead() if is_whole or name in slugs or name == "terugkom"]

    def wanted_again(self, person: Person) -> list[str]:
        """Return what somebody comes back for: what they left last, and to the whole reeks what was added since."""
        left = {name: seat.left for name, seat in person.seats.items() if seat.status == "afgemeld" and seat.left}
        last = max(left.values(), default=None)
        return [name for name in self.ahead() if left.get(name, LONG_AGO) == last or self.is_new_to(person, name)]

    def is_new_to(self, person: Person, name: str) -> bool:
        return (person.is_whole or name == "terugkom") and name not in person.seats

    def standing(self, person: Person) -> list[str]:
        return [name for name in self.ahead() if name in person.seats and person.seats[name].stands]
