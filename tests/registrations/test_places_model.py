"""Random stories, played to the portal and to a simple model (model.py): after every step both say the same."""

from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from programmes.models import Sessie
from registrations import admission, running_reeks, waiting_list
from tests.registrations.model_checks import told_by_database, told_by_model
from tests.registrations.model_people import People, act, acts, limits, numbers, ways_in
from tests.registrations.story import give_date

pytestmark = pytest.mark.both_databases


class Story(People):
    """What the organiser does and what time does, beside what people do; and what holds after every step."""

    # --- The organiser

    @act(2, number=numbers)
    def admit(self, number: int) -> None:
        if person := self.somebody(number, "aanvraag", "afgewezen") or self.somebody(number):
            self.verb(admission.admit, person, user=self.organisator)

    @act(number=numbers)
    def reject(self, number: int) -> None:
        if person := self.somebody(number, "aanvraag") or self.somebody(number):
            self.verb(admission.reject, person, user=self.organisator, reden="De groep is al breed.")

    @act(number=numbers, where=numbers, is_whole=st.booleans())
    def place_anyway(self, number: int, where: int, *, is_whole: bool) -> None:
        if person := self.somebody(number, "wachtlijst", "actief", "aanvraag"):
            sessie = None if is_whole else self.sessie(where)
            self.verb(admission.place_anyway, person, sessie=sessie, user=self.organisator, reden="Spreekt er.")

    @act(2, which=st.sampled_from(["gemeenten", "personen", "per_gemeente"]), limit=limits)
    def limit_the_reeks(self, which: str, limit: int | None) -> None:
        self.somebody(0)
        setattr(self.model, which, limit)
        self.write_limits()
        self.work()

    @act(2, where=numbers, limit=limits)
    def limit_a_sessie(self, where: int, limit: int | None) -> None:
        self.somebody(0)
        name = self.sessie(where)
        self.model.sessies[name].places = limit
        Sessie.objects.filter(pk=self.rows[name].pk).update(plaatsen=limit)
        self.work()

    @act(toelating=ways_in)
    def decide_otherwise(self, toelating: str) -> None:
        self.somebody(0)
        self.model.toelating = toelating
        self.write_limits()

    @act(where=numbers, often=st.integers(0, 3))
    def cancel_sessie(self, where: int, often: int) -> None:
        self.somebody(0)
        if often == 0:
            row = self.rows[self.sessie(where)]
            cancel = running_reeks.cancel_sessie
            self.play(
                lambda: cancel(sessie=row, reden="Ziek.", user=self.organisator, now=self.model.now),
                lambda: self.model.cancel(row.slug),
            )

    @act(2, where=numbers, days=st.sampled_from([1, 2, 4, 30]))
    def set_a_date(self, where: int, days: int) -> None:
        """A sessie gets its first date, or another."""
        self.somebody(0)
        name = self.sessie(where)
        sessie = self.model.sessies[name]
        if name in self.model.ahead():
            begin = sessie.begin = self.model.now + timedelta(days=days)
            self.play(lambda: give_date(self.rows[name], begin, now=self.model.now), self.model.settle)

    @act(day=st.sampled_from([None, 3, 10, 40]), size=limits)
    def add_sessie(self, day: int | None, size: int | None) -> None:
        self.somebody(0)
        if len(self.rows) < 6:
            sessie = self.make_sessie(f"sessie-{len(self.rows)}-erbij", day, size)
            add = running_reeks.add_sessie
            self.play(
                lambda: add(sessie=self.rows[sessie.name], user=self.organisator, now=self.model.now),
                lambda: self.model.add(sessie),
            )

    # --- Time

    @act(passed=st.sampled_from([timedelta(hours=6), timedelta(hours=23, minutes=59), timedelta(days=1)]))
    def time_passes(self, passed: timedelta) -> None:
        self.model.now += passed

    @act(2, days=st.sampled_from([1, 2, 1, 5]))
    def days_pass(self, days: int) -> None:
        self.model.now += timedelta(days=days)
        self.work()

    def work(self) -> None:
        """The worker comes by."""

        def portal() -> None:
            waiting_list.settle_overdue(now=self.model.now)
            waiting_list.settle_waiting(now=self.model.now)

        self.play(portal, self.model.settle)

    @rule(step=st.one_of(acts))
    def step(self, step: tuple[str, dict[str, Any]]) -> None:
        name, given = step
        getattr(self, name)(**given)

    @invariant()
    def both_say_the_same(self) -> None:
        assert told_by_database(self.reeks) == told_by_model(self.model)

    @invariant()
    def it_holds(self) -> None:
        self.checks.run(self.model, may_exceed=self.may_exceed)
        self.may_exceed = False


ORDINARY = settings(
    stateful_step_count=50, deadline=None, database=None, derandomize=True, print_blob=True,
    suppress_health_check=list(HealthCheck),
    # Without "explain", which traces every line and takes minutes.
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)  # fmt: skip


# One connection tells nothing about locks: on PostgreSQL, the second of the two, a few runs show that it works.
IS_SECOND = connection.vendor == "postgresql"


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_random_stories() -> None:
    run_state_machine_as_test(Story, settings=settings(ORDINARY, max_examples=4 if IS_SECOND else 10))


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.timeout(3600)
def test_many_random_stories() -> None:
    run_state_machine_as_test(Story, settings=settings(ORDINARY, max_examples=8 if IS_SECOND else 200))
