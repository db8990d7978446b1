"""The verbs: sign up, confirm, join, leave, sign off, correct. What they write and whom they mail."""

from datetime import timedelta

import icalendar
import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from outbox.models import Bericht
from registrations.interest import note_interest
from registrations.joining import correct, join, leave, sign_off
from registrations.models import Aanmelding, Deelname
from registrations.rules import Obstacle, SignupRefused
from registrations.signup import Outcome, confirm, sign_up
from registrations.tokens import find_aanmelding, token_for
from tests import factories
from tests.registrations.world import ADDRESS, NOW, Leerlab, states

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = NOW + timedelta(hours=1)


def mails() -> list[tuple[str, str]]:
    """Return kind and receiver of each message, in order."""
    return list(Bericht.objects.order_by("pk").values_list("soort", "aan"))


def calendars(methode: str) -> list[tuple[str, int]]:
    """Return UID and SEQUENCE of each calendar mail of a method, in order."""
    found = []
    for text in Bericht.objects.filter(methode=methode).order_by("pk").values_list("kalender", flat=True):
        calendar = icalendar.Calendar.from_ical(text)
        assert str(calendar["METHOD"]) == methode
        [event] = calendar.events
        found.append((str(event["UID"]), int(str(event["SEQUENCE"]))))
    return found


def test_sign_up_for_the_whole_reeks(leerlab: Leerlab) -> None:
    outcome = sign_up(reeks=leerlab.reeks, gegevens=leerlab.gegevens(), omvang="reeks", slugs=[], now=NOW)
    aanmelding = Aanmelding.objects.get()
    assert outcome is Outcome.NEW
    assert (aanmelding.email, aanmelding.naam, aanmelding.functie) == (ADDRESS, "Anna de Vries", "adviseur")
    assert (aanmelding.status, aanmelding.omvang, aanmelding.aangemeld_op) == ("onbevestigd", "reeks", NOW)
    assert aanmelding.gemeente == leerlab.gemeente
    ahead = ["sessie-1", "sessie-2", "sessie-3", "terugkom"]
    assert states(aanmelding) == dict.fromkeys(ahead, "aangemeld")
    assert mails() == [("bevestig", ADDRESS)]


def test_sign_up_for_one_sessie_brings_the_terugkom(leerlab: Leerlab) -> None:
    assert states(leerlab.sign_up("sessie-2")) == {"sessie-2": "aangemeld", "terugkom": "aangemeld"}


def test_the_address_is_the_person_whatever_its_capitals(leerlab: Leerlab) -> None:
    leerlab.sign_up()
    outcome = sign_up(
        reeks=leerlab.reeks,
        gegevens=leerlab.gegevens(email=" Anna@Raalte.Example "),
        omvang="sessies",
        slugs=["sessie-1"],
        now=LATER,
    )
    assert outcome is Outcome.KNOWN
    assert Aanmelding.objects.count() == 1


def test_a_second_sign_up_changes_nothing_and_mails_the_link_once_per_quarter(leerlab: Leerlab) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        aanmelding = leerlab.confirmed()
        Bericht.objects.update(staat="verzonden")
        before = Aanmelding.objects.values().get()
        sent = []
        for minutes in (1, 2, 15, 17, 18, 31, 33):
            clock.move_to(NOW + timedelta(minutes=minutes))
            leerlab.sign_up("sessie-1", naam="Iemand Anders", functie="x", now=timezone.now())
            sent.append([kind for kind, _ in mails()].count("al_aangemeld"))
    assert Aanmelding.objects.values().get() == before
    assert len(states(aanmelding)) == 4
    assert sent == [1, 1, 1, 2, 2, 2, 3]


def test_no_second_mail_while_the_first_is_on_its_way(leerlab: Leerlab) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        leerlab.sign_up()
        clock.move_to(NOW + timedelta(minutes=5))
        leerlab.sign_up(now=timezone.now())
        assert mails() == [("bevestig", ADDRESS)], "the first mail still waits: it holds the link"
        Bericht.objects.update(staat="verzonden", aangemaakt_op=timezone.now())
        leerlab.sign_up(now=timezone.now() + timedelta(seconds=2))
        assert mails() == [("bevestig", ADDRESS)], "a double click"
        leerlab.sign_up(now=timezone.now() + timedelta(seconds=4))
        assert mails() == [("bevestig", ADDRESS), ("al_aangemeld", ADDRESS)]


def test_refused_outside_the_window(leerlab: Leerlab) -> None:
    leerlab.reeks.aanmelden_tot = NOW
    leerlab.reeks.save()
    with pytest.raises(SignupRefused) as refused:
        leerlab.sign_up()
    assert refused.value.obstacle is Obstacle.CLOSED
    assert (Aanmelding.objects.count(), mails()) == (0, [])


def test_the_window_is_read_under_the_lock_not_from_the_callers_copy(leerlab: Leerlab) -> None:
    stale = leerlab.reeks
    type(stale).objects.filter(pk=stale.pk).update(aanmelden_tot=NOW)
    with pytest.raises(SignupRefused):
        leerlab.sign_up()


def test_a_refused_choice_leaves_nothing_behind(leerlab: Leerlab) -> None:
    with pytest.raises(SignupRefused) as refused:
        leerlab.sign_up("kick-off")
    assert refused.value.obstacle is Obstacle.SESSIE_OVER
    assert (Aanmelding.objects.count(), Deelname.objects.count(), mails()) == (0, 0, [])


def test_confirm_makes_the_user_and_sends_overview_and_invitations(leerlab: Leerlab) -> None:
    aanmelding = leerlab.sign_up()
    confirm(aanmelding=aanmelding, now=LATER)
    aanmelding.refresh_from_db()
    user = User.objects.get()
    assert (aanmelding.status, aanmelding.bevestigd_op, aanmelding.user) == ("actief", LATER, user)
    assert (user.email, user.naam, user.has_usable_password()) == (ADDRESS, "Anna de Vries", False)
    assert EmailAddress.objects.values_list("email", "verified", "primary").get() == (ADDRESS, True, True)
    kinds = ["bevestig", "bevestigd", "uitnodiging", "uitnodiging", "uitnodiging"]
    assert mails() == [(kind, ADDRESS) for kind in kinds]
    dated = [leerlab.sessies[slug] for slug in ("sessie-1", "sessie-2", "terugkom")]
    assert calendars("REQUEST") == [(str(sessie.uid), 0) for sessie in dated]
    invited = aanmelding.deelnames.filter(uitgenodigd_op=LATER).values_list("sessie__slug", flat=True)
    assert sorted(invited) == ["sessie-1", "sessie-2", "terugkom"]


def test_confirming_twice_changes_nothing_and_mails_nobody(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    before = mails()
    confirm(aanmelding=aanmelding, now=LATER)
    aanmelding.refresh_from_db()
    assert (mails(), aanmelding.bevestigd_op) == (before, NOW)


def test_confirm_finds_the_user_of_an_earlier_leerlab(leerlab: Leerlab) -> None:
    user = factories.make_user(email=ADDRESS, naam="Anna")
    assert leerlab.confirmed().user == user
    assert User.objects.count() == 1


def test_who_signed_off_can_not_confirm_with_the_old_mail(leerlab: Leerlab) -> None:
    aanmelding = leerlab.sign_up()
    sign_off(aanmelding=aanmelding, now=NOW)
    with pytest.raises(SignupRefused) as refused:
        confirm(aanmelding=aanmelding, now=LATER)
    assert refused.value.obstacle is Obstacle.SIGNED_OFF
    assert User.objects.count() == 0


def test_a_sessie_held_before_confirming_gets_no_invitation(leerlab: Leerlab) -> None:
    aanmelding = leerlab.sign_up()
    confirm(aanmelding=aanmelding, now=NOW + timedelta(days=20))
    assert len(calendars("REQUEST")) == 2


def test_leave_and_join_again_raise_the_sequence(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    sessie = leerlab.sessies["sessie-1"]
    leave(aanmelding=aanmelding, sessie=sessie, now=LATER)
    assert states(aanmelding)["sessie-1"] == "afgemeld"
    assert calendars("CANCEL") == [(str(sessie.uid), 1)]
    join(aanmelding=aanmelding, sessie=sessie, now=LATER)
    assert states(aanmelding)["sessie-1"] == "aangemeld"
    assert calendars("REQUEST")[-1] == (str(sessie.uid), 2)
    assert aanmelding.deelnames.filter(sessie=sessie).count() == 1


def test_leaving_or_joining_twice_changes_nothing(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    sessie = leerlab.sessies["sessie-1"]
    join(aanmelding=aanmelding, sessie=sessie, now=LATER)
    assert len(calendars("REQUEST")) == 3
    leave(aanmelding=aanmelding, sessie=sessie, now=LATER)
    leave(aanmelding=aanmelding, sessie=sessie, now=LATER)
    assert len(calendars("CANCEL")) == 1


def test_leaving_a_sessie_without_date_mails_no_calendar(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    leave(aanmelding=aanmelding, sessie=leerlab.sessies["sessie-3"], now=LATER)
    assert (states(aanmelding)["sessie-3"], calendars("CANCEL")) == ("afgemeld", [])


def test_joining_a_sessie_of_which_one_had_no_deelname(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed("sessie-1")
    join(aanmelding=aanmelding, sessie=leerlab.sessies["sessie-2"], now=LATER)
    expected = {"sessie-1": "aangemeld", "sessie-2": "aangemeld", "terugkom": "aangemeld"}
    assert states(aanmelding) == expected
    assert calendars("REQUEST")[-1] == (str(leerlab.sessies["sessie-2"].uid), 0)


def test_leaving_the_last_sessie_signs_off_for_all(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed("sessie-1")
    leave(aanmelding=aanmelding, sessie=leerlab.sessies["sessie-1"], now=LATER)
    aanmelding.refresh_from_db()
    assert aanmelding.status == "actief"
    leave(aanmelding=aanmelding, sessie=leerlab.sessies["terugkom"], now=LATER)
    aanmelding.refresh_from_db()
    assert (aanmelding.status, aanmelding.afgemeld_op) == ("afgemeld", LATER)
    assert [kind for kind, _ in mails()][-3:] == ["uitnodiging", "afzegging", "afgemeld"]


def test_a_sessie_of_another_reeks_does_not_exist_here(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    stranger = factories.make_sessie()
    for verb in (join, leave):
        with pytest.raises(SignupRefused) as refused:
            verb(aanmelding=aanmelding, sessie=stranger, now=LATER)
        assert refused.value.obstacle is Obstacle.UNKNOWN_SESSIE


def test_a_held_sessie_can_not_be_left(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    with pytest.raises(SignupRefused) as refused:
        leave(aanmelding=aanmelding, sessie=leerlab.sessies["sessie-1"], now=NOW + timedelta(days=8))
    assert refused.value.obstacle is Obstacle.SESSIE_OVER
    assert states(aanmelding)["sessie-1"] == "aangemeld"


def test_sign_off_for_all_keeps_what_was_attended(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    moment = NOW + timedelta(days=8)
    sign_off(aanmelding=aanmelding, now=moment)
    aanmelding.refresh_from_db()
    assert (aanmelding.status, aanmelding.afgemeld_op) == ("afgemeld", moment)
    assert states(aanmelding) == {
        "sessie-1": "aangemeld",
        "sessie-2": "afgemeld",
        "sessie-3": "afgemeld",
        "terugkom": "afgemeld",
    }
    assert calendars("CANCEL") == [(str(leerlab.sessies[slug].uid), 1) for slug in ("sessie-2", "terugkom")]
    assert mails()[-2:] == [("afgemeld", ADDRESS), ("afzegging", ADDRESS)]


def test_signing_off_twice_changes_nothing(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    sign_off(aanmelding=aanmelding, now=NOW)
    before = mails()
    sign_off(aanmelding=aanmelding, now=LATER)
    assert mails() == before


def test_who_never_confirmed_gets_no_mail_about_signing_off(leerlab: Leerlab) -> None:
    sign_off(aanmelding=leerlab.sign_up(), now=LATER)
    assert mails() == [("bevestig", ADDRESS)]


def test_signing_up_again_revives_the_same_rows_at_the_end_of_the_queue(leerlab: Leerlab) -> None:
    first = leerlab.confirmed()
    rows = set(first.deelnames.values_list("pk", flat=True))
    sign_off(aanmelding=first, now=LATER)
    later = NOW + timedelta(days=2)
    old_link = token_for(first)
    again = leerlab.confirmed("sessie-1", naam="Anna Jansen", now=later)
    assert find_aanmelding(old_link) is None, "an old link confirms nothing that was asked for later"
    assert (again.pk, again.uuid, again.naam) == (first.pk, first.uuid, "Anna Jansen")
    assert (again.status, again.omvang, again.aangemeld_op) == ("actief", "sessies", later)
    assert again.afgemeld_op is None
    assert set(again.deelnames.values_list("pk", flat=True)) == rows
    assert {slug for slug, status in states(again).items() if status == "aangemeld"} == {"sessie-1", "terugkom"}
    # REQUEST 0, CANCEL 1, REQUEST 2: a calendar ignores what does not rise.
    assert calendars("REQUEST")[-2:] == [(str(leerlab.sessies[slug].uid), 2) for slug in ("sessie-1", "terugkom")]


def test_correct_changes_name_functie_and_gemeente_only(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    other = factories.make_gemeente()
    correct(aanmelding=aanmelding, naam="Anna Jansen", functie="", gemeente=other)
    fresh = Aanmelding.objects.get()
    assert (fresh.naam, fresh.functie, fresh.gemeente, fresh.email) == ("Anna Jansen", "", other, ADDRESS)
    assert len(mails()) == 5


def test_the_invitation_holds_the_online_link_and_the_cancel_does_not(leerlab: Leerlab) -> None:
    sessie = leerlab.sessies["sessie-1"]
    sessie.soort, sessie.online_link = "online", "https://overleg.example/kamer-7"
    sessie.save()
    aanmelding = leerlab.confirmed("sessie-1")
    leave(aanmelding=aanmelding, sessie=sessie, now=LATER)
    request = Bericht.objects.get(soort="uitnodiging", kalender__contains=str(sessie.uid))
    cancel = Bericht.objects.get(soort="afzegging")
    assert ("kamer-7" in request.kalender, "kamer-7" in request.tekst) == (True, True)
    assert ("kamer-7" in cancel.kalender, "kamer-7" in cancel.tekst) == (False, False)


def test_no_message_stores_a_personal_link(leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    leave(aanmelding=aanmelding, sessie=leerlab.sessies["sessie-1"], now=LATER)
    Bericht.objects.update(staat="verzonden", aangemaakt_op=NOW)
    leerlab.sign_up(now=NOW + timedelta(days=1))
    assert mails()[-1] == ("al_aangemeld", ADDRESS)
    for bericht in Bericht.objects.all():
        stored = bericht.tekst + bericht.html + bericht.kalender + str(bericht.links)
        assert aanmelding.uuid.hex not in stored
        assert "/aanmelding/" not in stored


def test_a_reeks_that_was_deleted_meanwhile_is_refused(leerlab: Leerlab) -> None:
    gone = factories.make_reeks()
    type(gone).objects.filter(pk=gone.pk).delete()
    with pytest.raises(SignupRefused) as refused:
        sign_up(reeks=gone, gegevens=leerlab.gegevens(), omvang="reeks", slugs=[], now=NOW)
    assert refused.value.obstacle is Obstacle.NOT_PUBLISHED
    with pytest.raises(SignupRefused):
        note_interest(reeks=gone, gegevens=leerlab.gegevens(), toelichting="", now=NOW)
