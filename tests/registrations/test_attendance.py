"""Taps at the door: late, twice, from two tablets and in any order."""

import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from accounts.models import User
from programmes.models import Logregel, Sessie
from registrations.attendance import Outcomes, Tap, by_name, expected_at, host_of, mark
from registrations.door_times import DoorObstacle
from registrations.joining import leave, sign_off
from registrations.ledger import organisator
from registrations.merging import merge
from registrations.models import Aanmelding, Deelname, Overgang, Tik
from registrations.rondmails import Choice, receivers
from registrations.rules import SignupRefused
from registrations.switching import substitute, switch
from tests import factories
from tests.registrations.story import queries
from tests.registrations.test_signup_race import THREADS, together
from tests.registrations.world import ADDRESS, NOW, Leerlab

pytestmark = pytest.mark.both_databases

BEGIN = NOW + timedelta(days=7)
MINUTE = timedelta(minutes=1)
Waarde = Deelname.Aanwezigheid


@pytest.fixture
def sessie(leerlab: Leerlab) -> Sessie:
    return leerlab.sessies["sessie-1"]


@pytest.fixture
def user(organisator_overijssel: User) -> User:
    return organisator_overijssel


def deelname_at(sessie: Sessie, leerlab: Leerlab, *, email: str = ADDRESS) -> Deelname:
    return leerlab.confirmed(email=email).deelnames.get(sessie=sessie)


def tap(deelname: Deelname, waarde: str, *, minute: int = 0, uuid: UUID | None = None) -> Tap:
    return Tap(uuid or uuid4(), deelname.pk, waarde, BEGIN + minute * MINUTE)


def send(sessie: Sessie, user: User, *taps: Tap, minute: int = 60, is_host: bool = False) -> Outcomes:
    return mark(sessie=sessie, taps=taps, user=user, is_host=is_host, now=BEGIN + minute * MINUTE)


def holds(deelname: Deelname) -> str:
    deelname.refresh_from_db()
    return deelname.aanwezigheid


@pytest.mark.parametrize("waarde", [*Waarde.values, ""])
def test_a_tap_is_kept_and_holds(leerlab: Leerlab, sessie: Sessie, user: User, waarde: str) -> None:
    deelname = deelname_at(sessie, leerlab)
    one = tap(deelname, waarde)
    assert send(sessie, user, one) == {one.uuid: None}
    assert holds(deelname) == waarde
    row = Tik.objects.get()
    assert (row.uuid, row.waarde, row.getikt_op, row.ontvangen_op, row.bron, row.user) == (
        one.uuid, waarde, BEGIN, BEGIN + 60 * MINUTE, "lijst", user,
    )  # fmt: skip


def test_sent_twice_counts_once_and_says_what_it_said_first(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    deelname = deelname_at(sessie, leerlab)
    one = tap(deelname, "aanwezig")
    other = tap(deelname, "deels", minute=5, uuid=one.uuid)
    for taps in ([one], [one], [other], [one, other], [other, one]):
        assert send(sessie, user, *taps) == {one.uuid: None}
    assert (holds(deelname), Tik.objects.count()) == ("aanwezig", 1)


def test_of_two_taps_with_one_uuid_in_one_request_the_first_counts(
    leerlab: Leerlab, sessie: Sessie, user: User
) -> None:
    deelname = deelname_at(sessie, leerlab)
    one = tap(deelname, "aanwezig")
    send(sessie, user, one, tap(deelname, "deels", minute=1, uuid=one.uuid))
    assert (holds(deelname), Tik.objects.count()) == ("aanwezig", 1)


def test_what_was_tapped_last_holds_whatever_came_in_last(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    deelname = deelname_at(sessie, leerlab)
    values = ["aanwezig", "", "met_bericht", "niet_verschenen", "", "deels"]
    taps = [tap(deelname, waarde, minute=minute) for minute, waarde in enumerate(values)]
    order = random.Random(6)  # noqa: S311 - no secret
    for _ in range(20):
        Tik.objects.all().delete()
        order.shuffle(taps)
        for one in taps:
            send(sessie, user, one)
        assert holds(deelname) == "deels"


def test_of_two_at_one_moment_the_last_that_came_in_holds(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    deelname = deelname_at(sessie, leerlab)
    send(sessie, user, tap(deelname, "aanwezig"), tap(deelname, "deels"))
    assert holds(deelname) == "deels"
    send(sessie, user, tap(deelname, "aanwezig"))
    assert holds(deelname) == "aanwezig"


def test_two_tablets_with_one_offline(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    anna, bart = deelname_at(sessie, leerlab), deelname_at(sessie, leerlab, email="bart@raalte.example")
    offline = [tap(anna, "aanwezig", minute=1), tap(bart, "niet_verschenen", minute=2)]
    send(sessie, user, tap(anna, "deels", minute=30), tap(bart, "aanwezig", minute=1))
    send(sessie, user, *offline, minute=90)
    assert (holds(anna), holds(bart)) == ("deels", "niet_verschenen")


def test_a_clock_that_is_ahead_wins_from_no_later_tap(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    deelname = deelname_at(sessie, leerlab)
    send(sessie, user, tap(deelname, "aanwezig", minute=500), minute=10)
    send(sessie, user, tap(deelname, "deels", minute=11), minute=12)
    assert holds(deelname) == "deels"
    assert [row.getikt_op for row in Tik.objects.all()] == [BEGIN + 10 * MINUTE, BEGIN + 11 * MINUTE]


def test_one_refused_tap_keeps_no_other_out(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    deelname = deelname_at(sessie, leerlab)
    elsewhere = leerlab.confirmed(email="bart@raalte.example").deelnames.get(sessie__slug="sessie-2")
    good = tap(deelname, "aanwezig")
    early = Tap(uuid4(), deelname.pk, "deels", BEGIN - timedelta(days=1))
    strange, gone = tap(elsewhere, "aanwezig"), Tap(uuid4(), 2**62, "aanwezig", BEGIN)
    assert send(sessie, user, early, strange, good, gone) == {
        early.uuid: DoorObstacle.TOO_EARLY,
        strange.uuid: DoorObstacle.NOT_ON_LIST,
        good.uuid: None,
        gone.uuid: DoorObstacle.NOT_ON_LIST,
    }
    assert (holds(deelname), holds(elsewhere), Tik.objects.count()) == ("aanwezig", "", 1)


@pytest.mark.parametrize(
    ("fields", "obstacle"),
    [({"vervallen_op": NOW}, DoorObstacle.CANCELLED), ({"begin": None, "einde": None}, DoorObstacle.NO_DATE)],
)
def test_what_became_of_the_sessie_since_the_page_was_opened_counts(
    leerlab: Leerlab, sessie: Sessie, user: User, fields: dict[str, object], obstacle: DoorObstacle
) -> None:
    deelname = deelname_at(sessie, leerlab)
    Sessie.objects.filter(pk=sessie.pk).update(**fields)
    one = tap(deelname, "aanwezig")
    assert send(sessie, user, one) == {one.uuid: obstacle}
    assert holds(deelname) == ""


def test_a_sessie_that_is_gone(leerlab: Leerlab, user: User) -> None:
    sessie = factories.make_sessie(reeks=leerlab.reeks)
    gone = Sessie(pk=sessie.pk, reeks=leerlab.reeks)
    sessie.delete()
    with pytest.raises(SignupRefused):
        send(gone, user, Tap(uuid4(), 1, "aanwezig", BEGIN))


def test_who_is_not_expected_can_be_there_and_keeps_the_place_they_had(
    leerlab: Leerlab, sessie: Sessie, user: User
) -> None:
    waits, off = deelname_at(sessie, leerlab), deelname_at(sessie, leerlab, email="bart@raalte.example")
    leave(aanmelding=off.aanmelding, sessie=sessie, now=NOW)
    Deelname.objects.filter(pk=waits.pk).update(status="wachtlijst")
    steps = Overgang.objects.count()
    send(sessie, user, tap(waits, "aanwezig"), tap(off, "deels"))
    assert (holds(waits), waits.status) == ("aanwezig", "wachtlijst")
    assert (holds(off), off.status) == ("deels", "afgemeld")
    assert Overgang.objects.count() == steps


def test_who_was_refused_by_the_organiser_is_on_no_list(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    deelname = deelname_at(sessie, leerlab)
    Aanmelding.objects.update(status="afgewezen", houdt_plaats=False)
    one = tap(deelname, "aanwezig")
    assert send(sessie, user, one) == {one.uuid: DoorObstacle.NOT_ON_LIST}
    assert by_name(sessie) == []


def test_after_the_day_it_is_a_correction_and_stands_in_the_log(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    deelname = deelname_at(sessie, leerlab)
    send(sessie, user, tap(deelname, "niet_verschenen"))
    assert Logregel.objects.count() == 0
    later = Tap(uuid4(), deelname.pk, "met_bericht", BEGIN + timedelta(days=3))
    send(sessie, user, later, minute=60 * 24 * 3)
    assert holds(deelname) == "met_bericht"
    assert Tik.objects.get(uuid=later.uuid).bron == "correctie"
    line = Logregel.objects.get()
    assert (line.daad, line.tekst, line.wie) == ("gewijzigd", "Aanwezigheid verbeterd van 1 persoon.", user.email)
    assert deelname.aanmelding.naam not in f"{line.naam}{line.tekst}{line.wijzigingen}"


def test_a_gastheer_corrects_nothing_after_the_day(leerlab: Leerlab, sessie: Sessie) -> None:
    deelname, host = deelname_at(sessie, leerlab), factories.make_gastheer(sessie)
    late = Tap(uuid4(), deelname.pk, "aanwezig", BEGIN + timedelta(days=1))
    answers = send(sessie, host, late, minute=60 * 24, is_host=True)
    assert answers == {late.uuid: DoorObstacle.DAY_OVER}
    in_time = tap(deelname, "deels")
    assert send(sessie, host, in_time, minute=60 * 24, is_host=True) == {in_time.uuid: None}
    assert holds(deelname) == "deels"


def test_who_is_gastheer_and_more_is_no_gastheer(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    medewerker = factories.make_medewerker(leerlab.reeks.provincie)
    assert [host_of(sessie, who) for who in (user, medewerker, factories.make_beheerder())] == [False] * 3
    assert host_of(sessie, factories.make_gastheer(sessie))


def test_the_list_is_by_name_without_regard_to_accents(leerlab: Leerlab, sessie: Sessie) -> None:
    for number, naam in enumerate(["Zoë", "élan", "Eva", "abel", "Östman"]):
        leerlab.confirmed(naam=naam, email=f"persoon{number}@raalte.example")
    leerlab.sign_up(naam="Nog niet bevestigd", email="later@raalte.example")
    assert [row.aanmelding.naam for row in by_name(sessie)] == [
        "abel", "élan", "Eva", "Nog niet bevestigd", "Östman", "Zoë",
    ]  # fmt: skip
    assert [row.aanmelding.naam for row in expected_at(sessie)] == ["abel", "élan", "Eva", "Östman", "Zoë"]


def test_a_mail_can_go_to_who_came_or_did_not(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    found = {
        waarde: deelname_at(sessie, leerlab, email=f"{waarde or 'niets'}@raalte.example")
        for waarde in [*Waarde.values, ""]
    }
    send(sessie, user, *[tap(deelname, waarde) for waarde, deelname in found.items()])
    for waarde in Waarde.values:
        choice = Choice(staten=("aangemeld",), sessies=(sessie.pk,), aanwezigheid=(waarde,))
        people = receivers(leerlab.reeks, choice, now=BEGIN + timedelta(days=1))
        assert [row.email for row in people] == [f"{waarde}@raalte.example"]


@pytest.mark.django_db(transaction=True)
def test_one_tap_from_many_requests_at_once_is_one(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    one = tap(deelname_at(sessie, leerlab), "aanwezig")
    assert together(lambda _: send(sessie, user, one)) == [{one.uuid: None}] * THREADS
    assert Tik.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_tablets_at_once_the_last_tap_holds(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    anna, bart = deelname_at(sessie, leerlab), deelname_at(sessie, leerlab, email="bart@raalte.example")
    values = [*Waarde.values, ""]

    def tablet(index: int) -> object:
        waarde = values[index % len(values)]
        # In opposite order, which would lock for ever if each row had a lock of its own.
        taps = [tap(anna, waarde, minute=index), tap(bart, waarde, minute=THREADS - index)]
        return set(send(sessie, user, *taps[:: 1 if index % 2 else -1]).values())

    assert together(tablet) == [{None}] * THREADS
    assert Tik.objects.count() == 2 * THREADS
    assert (holds(anna), holds(bart)) == (values[(THREADS - 1) % len(values)], values[0])


@pytest.mark.django_db(transaction=True)
def test_a_tap_and_signing_off_at_once_both_hold(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    people = [deelname_at(sessie, leerlab, email=f"persoon{number}@raalte.example") for number in range(THREADS // 2)]

    def act(index: int) -> None:
        deelname = people[index // 2]
        if index % 2:
            leave(aanmelding=deelname.aanmelding, sessie=sessie, now=NOW)
        else:
            send(sessie, user, tap(deelname, "aanwezig"))

    assert together(act) == [None] * THREADS
    assert [(holds(row), row.status) for row in people] == [("aanwezig", "afgemeld")] * len(people)


# --- Who became somebody else meanwhile ---------------------------------------------------------------------------


@pytest.fixture
def both(leerlab: Leerlab, sessie: Sessie) -> tuple[Deelname, Deelname]:
    """Anna, who signed up with two addresses: the one that will stay and the one that will go."""
    stays, goes = deelname_at(sessie, leerlab), deelname_at(sessie, leerlab, email="anna@thuis.example")
    return stays, goes


def make_one(stays: Deelname, goes: Deelname, user: User, *, minute: int = 30) -> None:
    assert merge(keep=stays.aanmelding, gone=goes.aanmelding, user=user, now=BEGIN + minute * MINUTE) is None


@pytest.mark.parametrize("over", [False, True])
def test_a_late_tap_for_who_was_merged_is_of_who_stays(
    sessie: Sessie, user: User, both: tuple[Deelname, Deelname], *, over: bool
) -> None:
    stays, goes = both
    make_one(stays, goes, user, minute=60 * 12 if over else 30)
    one, minute = tap(goes, "aanwezig", minute=1), 60 * 13
    for _ in range(2):
        assert send(sessie, user, one, minute=minute) == {one.uuid: None}
    assert (holds(stays), holds(goes)) == ("aanwezig", "")
    assert Tik.objects.values_list("uuid", "deelname", "bron").get() == (one.uuid, stays.pk, "lijst")
    assert [row.pk for row in by_name(sessie)] == [stays.pk]


@pytest.mark.parametrize("first", [0, 22])
@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize(
    ("of_who_stays", "of_who_goes", "outcome"),
    [
        ("niet_verschenen", ["aanwezig"], "aanwezig"),
        ("aanwezig", ["niet_verschenen"], "aanwezig"),
        ("deels", ["aanwezig", ""], "deels"),
        ("", ["met_bericht"], "met_bericht"),
        ("aanwezig", ["aanwezig", ""], "aanwezig"),
        ("aanwezig", [""], "aanwezig"),
        ("aanwezig", ["deels"], "aanwezig"),
        ("deels", ["met_bericht"], "deels"),
    ],
)
def test_it_counts_as_if_it_had_come_before_the_merge(
    sessie: Sessie, user: User, both: tuple[Deelname, Deelname], of_who_stays: str, of_who_goes: list[str],
    outcome: str, first: int, *, is_late: bool,
) -> None:  # fmt: skip
    stays, goes = both
    own, taps = (
        tap(stays, of_who_stays, minute=20),
        [tap(goes, waarde, minute=n) for n, waarde in enumerate(of_who_goes, first)],
    )
    send(sessie, user, own, minute=21)
    if is_late:
        make_one(stays, goes, user)
        send(sessie, user, *taps)
    else:
        send(sessie, user, *taps, minute=29)
        make_one(stays, goes, user)
    assert (holds(stays), holds(goes)) == (outcome, "")
    assert set(Tik.objects.values_list("deelname", flat=True)) == {stays.pk}
    assert set(Tik.objects.values_list("uuid", flat=True)) >= {own.uuid, *(one.uuid for one in taps)}


def test_taps_for_both_in_one_request_are_of_one_person(
    sessie: Sessie, user: User, both: tuple[Deelname, Deelname]
) -> None:
    stays, goes = both
    make_one(stays, goes, user)
    send(sessie, user, tap(goes, "aanwezig", minute=1), tap(stays, "niet_verschenen", minute=2))
    assert (holds(stays), Tik.objects.filter(deelname=stays).count()) == ("aanwezig", 2)


@pytest.mark.parametrize("of_who_stays", [[], ["niet_verschenen"]])
def test_a_late_tap_is_undone_in_a_later_request(
    sessie: Sessie, user: User, both: tuple[Deelname, Deelname], of_who_stays: list[str]
) -> None:
    stays, goes = both
    send(sessie, user, *[tap(stays, waarde, minute=3) for waarde in of_who_stays], minute=4)
    before = holds(stays)
    make_one(stays, goes, user)
    seen = []
    for minute, waarde in enumerate(["aanwezig", "", "deels"]):
        send(sessie, user, tap(goes, waarde, minute=minute), minute=60 + minute)
        seen.append(holds(stays))
    assert seen == ["aanwezig", before, "deels"]
    # Nor does what comes in last but was tapped first change that.
    send(sessie, user, tap(goes, "aanwezig", minute=-1), minute=64)
    assert holds(stays) == "deels"


@pytest.mark.parametrize("waarde", ["niet_verschenen", ""])
def test_what_is_said_of_who_stays_afterwards_holds_alone(
    sessie: Sessie, user: User, both: tuple[Deelname, Deelname], waarde: str
) -> None:
    stays, goes = both
    send(sessie, user, tap(goes, "deels", minute=1), minute=2)
    make_one(stays, goes, user)
    send(sessie, user, tap(stays, waarde, minute=31), minute=31)
    assert holds(stays) == waarde
    # What nobody could have seen then counts again.
    send(sessie, user, tap(goes, "aanwezig", minute=3), minute=40)
    assert holds(stays) == "aanwezig"
    send(sessie, user, tap(stays, waarde, minute=41), minute=41)
    assert holds(stays) == waarde


def test_what_was_corrected_after_one_merge_stays_so_after_the_next(
    leerlab: Leerlab, sessie: Sessie, user: User, both: tuple[Deelname, Deelname]
) -> None:
    third = deelname_at(sessie, leerlab, email="a.devries@raalte.example")
    stays, goes = both
    send(sessie, user, tap(goes, "aanwezig", minute=1), minute=2)
    make_one(stays, goes, user)
    send(sessie, user, tap(stays, "deels", minute=31), minute=31)
    make_one(third, stays, user, minute=40)
    assert [holds(row) for row in (third, stays, goes)] == ["deels", "", ""]
    send(sessie, user, tap(third, "niet_verschenen", minute=39), minute=45)
    assert holds(third) == "deels"
    send(sessie, user, tap(goes, "", minute=3), tap(stays, "met_bericht", minute=32), minute=46)
    assert holds(third) == "met_bericht"


def test_the_best_of_three_holds_whoever_was_tapped_last(
    leerlab: Leerlab, sessie: Sessie, user: User, both: tuple[Deelname, Deelname]
) -> None:
    third = deelname_at(sessie, leerlab, email="a.devries@raalte.example")
    stays, goes = both
    taps = [tap(goes, "aanwezig", minute=1), tap(stays, "deels", minute=2), tap(third, "niet_verschenen", minute=3)]
    send(sessie, user, *taps, minute=4)
    make_one(stays, goes, user)
    make_one(third, stays, user, minute=40)
    send(sessie, user, tap(stays, "met_bericht", minute=3), minute=45)
    assert (holds(third), Tik.objects.filter(deelname=third).count()) == ("aanwezig", 4)


def test_who_went_signed_up_again_and_stays_now(
    leerlab: Leerlab, sessie: Sessie, user: User, both: tuple[Deelname, Deelname]
) -> None:
    stays, goes = both
    send(sessie, user, tap(goes, "aanwezig", minute=-130), minute=-130)
    make_one(stays, goes, user, minute=-120)
    leerlab.confirmed(email="anna@thuis.example")
    make_one(goes, stays, user, minute=-60)
    # What was tapped of them at first is their own again: undone by what comes in late.
    send(sessie, user, tap(goes, "", minute=-125), minute=4)
    assert (holds(stays), holds(goes)) == ("", "")
    send(sessie, user, tap(stays, "aanwezig", minute=1), minute=5)
    assert (holds(stays), holds(goes)) == ("", "aanwezig")
    send(sessie, user, tap(goes, "niet_verschenen", minute=6), minute=6)
    assert (holds(goes), [row.pk for row in by_name(sessie)]) == ("niet_verschenen", [goes.pk])


def test_a_tap_follows_who_was_merged_twice(
    leerlab: Leerlab, sessie: Sessie, user: User, both: tuple[Deelname, Deelname]
) -> None:
    third = deelname_at(sessie, leerlab, email="a.devries@raalte.example")
    make_one(both[0], both[1], user)
    make_one(third, both[0], user)
    send(sessie, user, tap(both[1], "aanwezig"))
    assert [holds(row) for row in (third, *both)] == ["aanwezig", "", ""]
    assert [row.pk for row in by_name(sessie)] == [third.pk]


def test_who_signed_up_again_with_the_address_that_went_is_somebody_again(
    leerlab: Leerlab, sessie: Sessie, user: User, both: tuple[Deelname, Deelname]
) -> None:
    stays, goes = both
    make_one(stays, goes, user, minute=-120)
    leerlab.confirmed(email="anna@thuis.example")
    send(sessie, user, tap(goes, "deels"))
    assert (holds(stays), holds(goes)) == ("", "deels")
    sign_off(aanmelding=goes.aanmelding, now=BEGIN - MINUTE)
    send(sessie, user, tap(goes, "aanwezig", minute=2))
    assert (holds(stays), holds(goes)) == ("", "aanwezig")


def test_where_who_stays_was_ticked_off_the_list_what_was_ticked_goes_along(
    sessie: Sessie, user: User, both: tuple[Deelname, Deelname]
) -> None:
    stays, goes = both
    leave(aanmelding=stays.aanmelding, sessie=sessie, now=NOW)
    leave(aanmelding=goes.aanmelding, sessie=sessie, now=NOW)
    send(sessie, user, tap(goes, "aanwezig"))
    make_one(stays, goes, user, minute=70)
    assert (holds(stays), holds(goes)) == ("aanwezig", "")


def test_who_is_signed_off_in_the_words_of_a_merge_stays_on_the_list(
    leerlab: Leerlab, sessie: Sessie, user: User
) -> None:
    row, words = deelname_at(sessie, leerlab), "samengevoegd met anna@thuis.example"
    sign_off(aanmelding=row.aanmelding, actor=organisator(user), reden=words, now=NOW)
    assert Overgang.objects.filter(deelname=None).latest("pk").reden == words
    assert [one.pk for one in by_name(sessie)] == [row.pk]


def test_a_late_tap_for_who_was_replaced_stays_with_them(leerlab: Leerlab, sessie: Sessie, user: User) -> None:
    old = deelname_at(sessie, leerlab)
    new = substitute(
        aanmelding=old.aanmelding, naam="Bart Bos", email="bart@raalte.example", functie="", user=user, now=NOW
    )
    send(sessie, user, tap(old, "aanwezig"))
    assert (holds(old), holds(new.deelnames.get(sessie=sessie))) == ("aanwezig", "")
    assert [row.aanmelding.naam for row in by_name(sessie)] == ["Anna de Vries", "Bart Bos"]


def test_a_late_tap_for_who_was_put_at_another_sessie_stays_where_it_was_tapped(
    leerlab: Leerlab, sessie: Sessie, user: User
) -> None:
    old = leerlab.confirmed("sessie-1").deelnames.get(sessie=sessie)
    new = switch(aanmelding=old.aanmelding, eerst=sessie, daarna=leerlab.sessies["sessie-2"], user=user, now=NOW)
    send(sessie, user, tap(old, "aanwezig"))
    assert (holds(old), old.status, holds(new)) == ("aanwezig", "afgemeld", "")


def test_who_was_merged_costs_three_queries_more(
    leerlab: Leerlab, sessie: Sessie, user: User, both: tuple[Deelname, Deelname]
) -> None:
    more = [deelname_at(sessie, leerlab, email=f"p{number}@raalte.example") for number in range(4)]
    costs = [queries(lambda: send(sessie, user, tap(both[0], "aanwezig")))]
    make_one(*both, user)
    costs.append(queries(lambda: send(sessie, user, tap(both[1], "aanwezig", minute=1))))
    make_one(more[0], more[1], user, minute=31)
    make_one(more[2], more[3], user, minute=32)
    taps = [tap(row, "aanwezig", minute=2) for row in (both[1], more[1], more[3])]
    costs.append(queries(lambda: send(sessie, user, *taps)))
    assert [cost - costs[0] for cost in costs] == [0, 3, 3]
