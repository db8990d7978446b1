"""Several at once, with real threads and real transactions, on whichever database the suite runs."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice

import pytest
from django.db import connection, transaction

from outbox.models import Bericht
from registrations.joining import join, leave, sign_off
from registrations.models import Aanbod, Aanmelding, Deelname, Overgang
from registrations.rules import SignupRefused
from registrations.signup import Outcome, confirm, sign_up
from registrations.waiting_list import accept, settle_overdue, settle_reeks
from tests import factories
from tests.registrations.story import DAY, HOUR, THURSDAY, Story
from tests.registrations.world import NOW, make_leerlab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
THREADS = 8


def together(act: Callable[[int], object]) -> list[object]:
    """Run `act` in threads that start at one moment; return what each returned or raised."""
    barrier = threading.Barrier(THREADS)
    results: list[object] = [None] * THREADS

    def run(index: int) -> None:
        try:
            barrier.wait()
            results[index] = act(index)
        except Exception as error:  # noqa: BLE001 - an error in a thread is a result to be looked at
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_one_person_many_times_is_one_aanmelding_and_one_mail() -> None:
    leerlab = make_leerlab()
    results = together(
        lambda _: sign_up(reeks=leerlab.reeks, gegevens=leerlab.gegevens(), omvang="reeks", slugs=[], now=NOW)
    )
    assert sorted(str(result) for result in results) == sorted(
        [str(Outcome.NEW)] + [str(Outcome.KNOWN)] * (THREADS - 1)
    )
    assert (Aanmelding.objects.count(), Deelname.objects.count(), Bericht.objects.count()) == (1, 4, 1)


def test_many_persons_at_once_all_get_in() -> None:
    leerlab = make_leerlab()
    results = together(
        lambda index: sign_up(
            reeks=leerlab.reeks,
            gegevens=leerlab.gegevens(email=f"persoon{index}@raalte.example"),
            omvang="reeks",
            slugs=[],
            now=NOW,
        )
    )
    assert results == [Outcome.NEW] * THREADS
    assert Deelname.objects.count() == 4 * THREADS


def test_confirming_from_two_devices_sends_each_mail_once() -> None:
    leerlab = make_leerlab()
    aanmelding = leerlab.sign_up()
    assert together(lambda _: confirm(aanmelding=aanmelding, now=NOW)) == [None] * THREADS
    assert Bericht.objects.filter(soort="bevestigd").count() == 1
    assert Bericht.objects.filter(soort="uitnodiging").count() == 3


def test_leaving_and_joining_at_once_ends_in_one_of_both_with_a_rising_sequence() -> None:
    leerlab = make_leerlab()
    aanmelding = leerlab.confirmed()
    sessie = leerlab.sessies["sessie-1"]
    verbs = [leave, join]
    results = together(lambda index: verbs[index % 2](aanmelding=aanmelding, sessie=sessie, now=NOW))
    assert results == [None] * THREADS
    deelname = Deelname.objects.get(aanmelding=aanmelding, sessie=sessie)
    sent = Bericht.objects.filter(kalender__contains=str(sessie.uid)).order_by("pk")
    methods = list(sent.values_list("methode", flat=True))
    # Invited and uninvited in turn, never the same twice in a row; the row agrees with the last mail.
    assert methods == ["REQUEST" if index % 2 == 0 else "CANCEL" for index in range(len(methods))]
    assert deelname.bump == len(methods) - 1
    assert deelname.status == ("aangemeld" if methods[-1] == "REQUEST" else "afgemeld")


# --- The last place


def all_at_once(*acts: Callable[[], object]) -> list[str]:
    """Let the acts, repeated until there is one for each thread, start at one moment; say how each ended, sorted."""
    chosen = list(islice(cycle(acts), THREADS))
    return sorted(outcome(result) for result in together(lambda index: chosen[index]()))


def outcome(result: object) -> str:
    return result.obstacle.value if isinstance(result, SignupRefused) else str(result)


def newcomers(story: Story, gemeenten: Sequence[str]) -> list[Callable[[], object]]:
    return [partial(story.asks, f"Persoon{index}", gemeente) for index, gemeente in enumerate(gemeenten)]


@pytest.mark.parametrize("is_reeks", [True, False])
def test_the_last_place_goes_to_one(is_reeks: bool) -> None:  # noqa: FBT001
    story = Story(None, max_personen=3) if is_reeks else Story(3)
    story.comes("Anna")
    story.comes("Bart")
    assert all_at_once(*newcomers(story, ["Almelo"] * THREADS)) == [str(Outcome.NEW)] * THREADS
    assert Counter(story.at().values()) == {"aangemeld": 3, "wachtlijst": THREADS - 1}
    assert story.reeks.aanmeldingen.filter(houdt_plaats=True).count() == (3 if is_reeks else THREADS + 2)


def test_the_last_slot_goes_to_one_gemeente_with_all_its_colleagues() -> None:
    story = Story(None, max_gemeenten=2)
    story.comes("Anna", "Almelo")
    gemeenten = ["Borne", "Deventer", "Enschede", "Goor"] * 2
    for naam in gemeenten:
        story.gemeente(naam)
    assert all_at_once(*newcomers(story, gemeenten)) == [str(Outcome.NEW)] * THREADS
    inside = story.reeks.aanmeldingen.filter(houdt_plaats=True).exclude(naam="Anna").values_list("gemeente__naam")
    assert (len(set(inside)), len(inside)) == (1, 2)


# --- All kinds of verbs at once


def check(story: Story, size: int) -> None:
    """Check that no more than `size` stand at the first sessie and that the log says what the rows say."""
    assert sum(status in {"aangemeld", "aangeboden"} for status in story.at().values()) <= size
    offered = Deelname.objects.filter(status="aangeboden").values_list("pk", flat=True)
    assert set(Aanbod.objects.open().values_list("deelname", flat=True)) == set(offered)
    told: dict[tuple[int, int | None], str] = {}
    for line in Overgang.objects.order_by("pk"):
        assert told.get((line.aanmelding_id, line.deelname_id), "") == line.van
        told[line.aanmelding_id, line.deelname_id] = line.naar
    rows = {(pk, None): status for pk, status in Aanmelding.objects.values_list("pk", "status")}
    assert told == rows | {(row.aanmelding_id, row.pk): row.status for row in Deelname.objects.all()}


def test_signing_off_and_on_while_limits_change_and_the_worker_comes_by() -> None:
    story = Story(2)
    people = [story.comes(f"Persoon{index}", now=NOW - (9 - index) * HOUR) for index in range(4)]
    assert all_at_once(
        partial(sign_off, aanmelding=people[0], now=NOW),
        partial(story.asks, "Nieuw"),
        partial(settle_reeks, reeks=story.reeks, now=NOW),
        partial(story.limit_sessie, "sessie-1", 3),
        partial(sign_off, aanmelding=people[1], now=NOW),
        partial(story.asks, "Nog iemand"),
        partial(settle_overdue, now=NOW),
        partial(story.limit_sessie, "sessie-1", 2),
    ) == sorted([str(Outcome.NEW)] * 2 + ["None"] * 6)
    check(story, 3)
    at = story.at()
    assert [at[f"Persoon{index}"] for index in range(4)] == ["afgemeld", "afgemeld", "aangeboden", "aangeboden"]


def test_an_offer_is_either_accepted_or_over() -> None:
    story = Story(1)
    for index, naam in enumerate(["Anna", "Bart", "Cor"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    bart, sessie = story.of("Bart"), story.sessie("sessie-1")
    yes = partial(accept, aanmelding=bart, sessie=sessie, now=THURSDAY - HOUR / 3600)
    results = all_at_once(yes, partial(settle_overdue, now=THURSDAY))
    assert results.count("None") in {THREADS // 2, THREADS // 2 + 1}, "one acceptance at most"
    at, ended = story.at(), story.ended()
    assert (at["Bart"], at["Cor"], ended) in [
        ("aangemeld", "wachtlijst", [("Bart", "aangenomen")]),
        ("afgemeld", "aangeboden", [("Bart", "verlopen")]),
    ]
    check(story, 1)


def test_a_hold_is_either_confirmed_or_released() -> None:
    story = Story(1, max_personen=1)
    story.asks("Anna")
    story.comes("Bart", now=NOW + HOUR)
    anna = story.of("Anna")
    in_time = partial(confirm, aanmelding=anna, now=NOW + DAY - HOUR / 3600)
    assert all_at_once(in_time, partial(settle_overdue, now=NOW + DAY)) == ["None"] * THREADS
    assert story.stand() in [
        {"Anna": "actief", "Bart": "wachtlijst"},
        {"Anna": "wachtlijst", "Bart": "aangeboden"},
    ]
    assert Bericht.objects.filter(aan=anna.email, soort__in=["bevestigd", "wachtlijst"]).count() == 1


# --- A row past the lock


def test_a_row_that_somebody_writes_past_the_lock_is_found_not_doubled() -> None:
    """By hand, or by code that forgets the lock: the constraint holds, and the visitor gets the usual answer."""
    story = Story(None)
    gemeente = story.gemeente("Almelo")
    is_written, results = threading.Event(), []

    def past_the_lock() -> None:
        with transaction.atomic():
            factories.make_aanmelding(
                reeks=story.reeks, gemeente=gemeente, email="anna@leerlab.example", status="actief"
            )
            is_written.set()
            # PostgreSQL lets the sign-up go on until it meets this row; SQLite lets it wait from the start.
            threading.Event().wait(0.5)
        connection.close()

    def signs_up() -> None:
        is_written.wait(5)
        results.append(story.asks("Anna"))
        connection.close()

    threads = [threading.Thread(target=target) for target in (past_the_lock, signs_up)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [Outcome.KNOWN]
    assert Aanmelding.objects.count() == 1
