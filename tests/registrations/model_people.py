"""What people do in a random story (test_places_model.py), each thing played to the portal and to the model."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any, TypeVar

import hypothesis.strategies as st
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, initialize

from programmes.models import Reeks
from programmes.models import Sessie as SessieRow
from registrations import joining, signup, takeover, waiting_list
from registrations.facts import Gegevens
from registrations.models import Aanmelding
from registrations.rules import SignupRefused
from tests import factories
from tests.registrations.model import Model
from tests.registrations.model_checks import START, Checks
from tests.registrations.model_places import Person, Refused, Sessie

Act = TypeVar("Act", bound=Callable[..., None])
HOMES = ["Almelo", "Almelo", "Almelo", "Borne", "Borne", "Dinkelland", "Hellendoorn", "Hellendoorn", None, None]
GEMEENTEN = sorted({home for home in HOMES if home})
HOST = "Hellendoorn"
"""The gemeente that may have a reserved slot."""

numbers = st.integers(0, 999)
names = st.sampled_from([f"persoon{number}@leerlab.example" for number in range(len(HOMES))])
limits = st.sampled_from([3, 2, 1, 4, None])
ways_in = st.sampled_from(["direct", "direct", "direct", "gemeente", "persoon"])


acts: list[st.SearchStrategy[tuple[str, dict[str, Any]]]] = []
"""Everything that can happen next: the name of a method and what it is given."""


def act(times: int = 1, /, **given: st.SearchStrategy[Any]) -> Callable[[Act], Act]:
    """Let a method be one of the acts, so many times as likely as others.

    One rule of hypothesis for each would be its own choice: it plays most stories with a few kinds of rules only, and
    a waiting list needs all of them.
    """

    def note(method: Act) -> Act:
        acts.extend([st.tuples(st.just(method.__name__), st.fixed_dictionaries(given))] * times)
        return method

    return note


def home_of(name: str) -> str | None:
    return HOMES[int(name.removeprefix("persoon").partition("@")[0])]


class People(RuleBasedStateMachine):
    """One reeks of four sessies, one of them without a date, and ten people of four gemeenten and of none."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.organisator = factories.make_user()
        self.provincie = factories.make_provincie("Overijssel")
        self.reeks = factories.make_reeks(provincie=self.provincie, andere_organisaties=True, titel="Het leerlab")
        self.gemeenten = {naam: factories.make_gemeente(provincie=self.provincie, naam=naam) for naam in GEMEENTEN}
        self.model = Model(now=START, sessies={})
        self.rows: dict[str, SessieRow] = {}
        self.checks = Checks(self.reeks)
        self.may_exceed = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(
        sizes=st.tuples(limits, limits, limits, limits), most=st.tuples(limits, limits, limits), has_host=st.booleans(),
        first=st.lists(names, min_size=4, max_size=8, unique=True), number=numbers, toelating=ways_in,
    )  # fmt: skip
    def begin(
        self,
        sizes: tuple[int | None, ...],
        most: tuple[int | None, ...],
        first: list[str],
        number: int,
        toelating: str,
        *,
        has_host: bool,
    ) -> None:
        days = [6, 20, None, 90]
        for name, day, size in zip(["sessie-1", "sessie-2", "sessie-3", "terugkom"], days, sizes, strict=True):
            self.make_sessie(name, day, size)
        self.model.gemeenten, self.model.personen, self.model.per_gemeente = most
        self.model.toelating = toelating
        self.write_limits()
        if has_host:
            self.model.reserved = frozenset({HOST})
            self.reeks.gereserveerde_gemeenten.add(self.gemeenten[HOST])
        for index, name in enumerate(first):
            self.sign_up(name, number + index, is_whole=index % 3 != 0, vouched=False)
            self.confirm(index)

    # --- Means

    def make_sessie(self, name: str, day: int | None, size: int | None) -> Sessie:
        begin = None if day is None else self.model.now + timedelta(days=day)
        soort = "terugkom" if name == "terugkom" else "fysiek"
        self.rows[name] = factories.make_sessie(reeks=self.reeks, begin=begin, soort=soort, slug=name, plaatsen=size)
        self.model.sessies[name] = Sessie(name, begin, size)
        return self.model.sessies[name]

    def write_limits(self) -> None:
        model = self.model
        Reeks.objects.filter(pk=self.reeks.pk).update(
            max_gemeenten=model.gemeenten, max_personen=model.personen, max_per_gemeente=model.per_gemeente,
            toelating=model.toelating,
        )  # fmt: skip

    def play(self, portal: Callable[[], object], story: Callable[[], object], *, may_exceed: bool = False) -> None:
        """Let both do the same, a minute later than the step before."""
        self.may_exceed = may_exceed
        before = deepcopy(self.model)
        try:
            story()
            expected = "done"
        except Refused:
            # As a transaction that is rolled back.
            self.model, expected = before, "refused"
        try:
            portal()
            happened = "done"
        except SignupRefused:
            happened = "refused"
        assert happened == expected

    def somebody(self, number: int, *statuses: str) -> Person | None:
        """Return one of those who have one of these statuses, or of all; None when there is nobody."""
        self.model.now += timedelta(minutes=1)
        found = [person for person in self.model.persons.values() if not statuses or person.status in statuses]
        return found[number % len(found)] if found else None

    def row(self, person: Person) -> Aanmelding:
        return Aanmelding.objects.get(reeks=self.reeks, email=person.name)

    def sessie(self, number: int) -> str:
        return list(self.rows)[number % len(self.rows)]

    def slugs(self, number: int) -> list[str]:
        """Return some sessies: mostly of those that can be chosen."""
        found = self.model.ahead() if number % 8 else list(self.rows)
        return [name for index, name in enumerate(found) if index == number % 3 or number & (8 << index)]

    def verb(
        self, act: Callable[..., object], person: Person, *args: Any, sessie: str | None = "", **more: Any
    ) -> None:
        """Play a verb about one person; `sessie` of "" is a verb without one."""
        tell: Callable[..., object] = getattr(self.model, act.__name__)
        slug = () if sessie == "" else (sessie,)
        given = {} if sessie == "" else {"sessie": self.rows[sessie] if sessie else None}
        self.play(
            lambda: act(aanmelding=self.row(person), now=self.model.now, **given, **more),
            lambda: tell(person, *slug, *args),
            may_exceed=act.__name__ == "place_anyway",
        )

    # --- People

    @act(2, name=names, number=numbers, is_whole=st.booleans(), vouched=st.sampled_from([False, False, False, True]))
    def sign_up(self, name: str, number: int, *, is_whole: bool, vouched: bool) -> None:
        self.model.now += timedelta(minutes=1)
        home, slugs = home_of(name), self.slugs(number)
        gegevens = Gegevens(
            naam="Iemand", email=name, gemeente=self.gemeenten[home] if home else None,
            organisatie="" if home else "Waterschap",
        )  # fmt: skip
        door = signup.Door(vouched=vouched)
        self.play(
            lambda: signup.sign_up(
                reeks=self.reeks, gegevens=gegevens, omvang="reeks" if is_whole else "sessies", slugs=slugs,
                now=self.model.now, door=door,
            ),
            lambda: self.model.sign_up(name, home, slugs, is_whole=is_whole, vouched=vouched),
        )  # fmt: skip

    @act(4, name=names, number=numbers, is_whole=st.booleans())
    def sign_up_and_confirm(self, name: str, number: int, *, is_whole: bool) -> None:
        self.sign_up(name, number, is_whole=is_whole, vouched=False)
        if name in self.model.persons:
            self.verb(signup.confirm, self.model.persons[name])

    @act(3, number=numbers)
    def confirm(self, number: int) -> None:
        if person := self.somebody(number, "onbevestigd"):
            self.verb(signup.confirm, person)

    @act(number=numbers)
    def confirm_late_or_twice(self, number: int) -> None:
        if person := self.somebody(number, "verlopen", "actief", "afgemeld", "afgewezen"):
            self.verb(signup.confirm, person)

    @act(number=numbers, where=numbers)
    def join(self, number: int, where: int) -> None:
        if person := self.somebody(number):
            self.verb(joining.join, person, sessie=self.sessie(where))

    @act(number=numbers, where=numbers)
    def leave(self, number: int, where: int) -> None:
        if person := self.somebody(number):
            self.verb(joining.leave, person, sessie=self.sessie(where))

    @act(2, number=numbers)
    def sign_off(self, number: int) -> None:
        if person := self.somebody(number, *(["actief"] if number % 3 else [])):
            self.verb(joining.sign_off, person)

    @act(number=numbers, where=numbers, is_whole=st.booleans())
    def change_omvang(self, number: int, where: int, *, is_whole: bool) -> None:
        if person := self.somebody(number):
            slugs = self.slugs(where)
            self.play(
                lambda: joining.change_omvang(
                    aanmelding=self.row(person), omvang="reeks" if is_whole else "sessies", slugs=slugs,
                    now=self.model.now,
                ),
                lambda: self.model.change_omvang(person, slugs, is_whole=is_whole),
            )  # fmt: skip

    @act(number=numbers, gemeente=st.sampled_from([*GEMEENTEN, None]))
    def correct(self, number: int, gemeente: str | None) -> None:
        if person := self.somebody(number):
            self.verb(
                joining.correct, person, gemeente, naam="Iemand", functie="",
                gemeente=self.gemeenten[gemeente] if gemeente else None, organisatie="" if gemeente else "Waterschap",
            )  # fmt: skip

    @act(number=numbers, name=names)
    def ask_to_take_over(self, number: int, name: str) -> None:
        if person := self.somebody(number, "actief", "wachtlijst"):
            self.verb(takeover.ask_to_take_over, person, name, naam="Collega", email=name, functie="")

    @act(5, number=numbers, where=numbers, is_accepted=st.booleans())
    def answer(self, number: int, where: int, *, is_accepted: bool) -> None:
        self.somebody(0)
        people = self.model.persons.values()
        offers: list[tuple[Person, str | None]] = [(person, None) for person in people if person.offer]
        offers += [(person, name) for person in people for name, seat in person.seats.items() if seat.offer]
        offers += [(person, self.sessie(where)) for person in people if not offers]
        if offers:
            person, sessie = offers[number % len(offers)]
            act = waiting_list.accept if is_accepted else waiting_list.decline
            self.verb(act, person, sessie=sessie)

    @act(number=numbers)
    def claim(self, number: int) -> None:
        if person := self.somebody(number, "wachtlijst") or self.somebody(number):
            self.verb(waiting_list.claim, person)
