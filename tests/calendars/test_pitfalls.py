"""What goes wrong in calendars of others: noise, lost changes, secrets that travel, feeds that clients give up on."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from outbox.models import Bericht
from programmes.models import Reeks, Sessie
from registrations.joining import join, leave
from registrations.models import Aanmelding, Deelname
from registrations.moves import reschedule
from registrations.own_calendar import new_link
from registrations.running_reeks import cancel_sessie
from registrations.tokens import token_for
from tests import factories
from tests.calendars.hostile import FROM, SENDER
from tests.calendars.parsers import Readers, by_hand
from tests.calendars.plain_reader import unfolded
from tests.registrations.world import ADDRESS, NOW, Leerlab, make_leerlab

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OTHERS = {"Bram": "bram@raalte.example", "Cornelia": "cornelia@raalte.example"}


@pytest.fixture
def leerlab(db: None) -> Iterator[Leerlab]:  # noqa: ARG001 - asks for the database
    with time_machine.travel(NOW, tick=False), override_settings(DEFAULT_FROM_EMAIL=FROM):
        yield make_leerlab()


def addresses(anna: Aanmelding, key: str) -> dict[str, str]:
    """Return where every kind of calendar is: those for everybody, and those of Anna."""
    token, place = token_for(anna), ("overijssel", "bewoners-bereiken")
    return {
        "sessie": reverse("sessie-agenda", args=[*place, "sessie-1"]),
        "reeks": reverse("reeks-agenda", args=place),
        "provincie": reverse("provincie-agenda", args=place[:1]),
        "aanmelding": reverse("aanmelding-agenda", args=[token]),
        "deelname": reverse("deelname-agenda", args=[token, "sessie-1"]),
        "abonnement": reverse("eigen-agenda", args=[key]),
    }


NAMED = {"provincie", "abonnement"}
FEEDS = NAMED | {"reeks"}
"""That of a reeks is for who subscribes and for who opens it once; a name makes Outlook open it as another calendar."""


def answers(anna: Aanmelding, key: str, **headers: str) -> dict[str, HttpResponse]:
    """Return every calendar as a program without cookies fetches it."""
    return {name: Client().get(url, headers=headers) for name, url in addresses(anna, key).items()}  # type: ignore[misc]


def subscribed(leerlab: Leerlab) -> tuple[Aanmelding, str]:
    """Let Anna take part and make her calendar link."""
    anna = leerlab.confirmed()
    return anna, new_link(aanmeldingen=[anna], email=ADDRESS, now=NOW)


def calendars_by_mail(email: str = ADDRESS, slug: str = "sessie-1") -> list[bytes]:
    """Return what was mailed to somebody about a sessie, oldest first."""
    uid = f"UID:{Sessie.objects.get(slug=slug).uid}"
    mails = Bericht.objects.filter(aan=email).exclude(kalender="").order_by("pk")
    return [mail.kalender.encode() for mail in mails if uid in mail.kalender]


def move(sessie: Sessie, *, days: int, hours: int) -> None:
    """Let the organiser put a sessie later."""
    stored = Sessie.objects.get(pk=sessie.pk)
    assert stored.begin is not None
    assert stored.einde is not None
    stored.begin, stored.einde = stored.begin + days * DAY, stored.einde + days * DAY
    reschedule(sessie=stored, now=NOW + hours * HOUR, changed=["begin", "einde"])


# --- Changes ----------------------------------------------------------------------------------------------------


def test_three_moves_in_a_row_each_reach_the_calendar(readers: Readers, leerlab: Leerlab) -> None:
    anna, key = subscribed(leerlab)
    for number in range(1, 4):
        move(leerlab.sessies["sessie-1"], days=1, hours=number)
    entries = [readers.agree_on_one(body) for body in calendars_by_mail()]
    first = leerlab.sessies["sessie-1"].begin
    assert first is not None
    assert [entry.sequence for entry in entries] == [0, 1, 2, 3]
    assert [entry.begin for entry in entries] == [first + number * DAY for number in range(4)]
    assert {entry.uid for entry in entries} == {str(leerlab.sessies["sessie-1"].uid)}
    for name, answer in answers(anna, key).items():
        newest = next(entry for entry in readers.agree_on(answer.content) if entry.uid == entries[0].uid)
        assert (name, newest.sequence, newest.begin) == (name, 3, entries[-1].begin)


def test_stamps_rise_with_the_changes_and_never_come_from_the_clock(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    with time_machine.travel(NOW + 30 * DAY, tick=False):
        for number in range(1, 3):
            move(leerlab.sessies["sessie-1"], days=30, hours=number)
    stamps = [line for body in calendars_by_mail() for line in unfolded(body) if line.startswith("DTSTAMP")]
    assert stamps == ["DTSTAMP:20260901T100000Z", "DTSTAMP:20260901T110000Z", "DTSTAMP:20260901T120000Z"]


def test_off_and_on_again_only_rises(readers: Readers, leerlab: Leerlab) -> None:
    anna, sessie = leerlab.confirmed(), leerlab.sessies["sessie-1"]
    for number in range(2):
        leave(aanmelding=anna, sessie=sessie, now=NOW + number * DAY)
        join(aanmelding=anna, sessie=sessie, now=NOW + number * DAY + HOUR)
    entries = [readers.agree_on_one(body) for body in calendars_by_mail()]
    methods = ["REQUEST", "CANCEL", "REQUEST", "CANCEL", "REQUEST"]
    assert [(entry.method, entry.sequence) for entry in entries] == list(zip(methods, range(5), strict=True))


def test_a_save_that_changes_nothing_makes_no_noise(leerlab: Leerlab) -> None:
    anna, key = subscribed(leerlab)
    before, mails = answers(anna, key), Bericht.objects.count()
    for sessie in leerlab.reeks.sessies.all():
        reschedule(sessie=sessie, now=NOW + DAY)
    assert {name: answer.content for name, answer in answers(anna, key).items()} == {
        name: answer.content for name, answer in before.items()
    }
    assert Bericht.objects.count() == mails


def test_another_name_is_no_other_meeting_and_no_mail(readers: Readers, leerlab: Leerlab) -> None:
    anna, key = subscribed(leerlab)
    [before] = [readers.agree_on(answers(anna, key)["reeks"].content)]
    mails = Bericht.objects.count()
    with time_machine.travel(NOW + DAY, tick=False):
        for sessie in leerlab.reeks.sessies.all():
            sessie.titel = f"Nieuw: {sessie.titel}"
            reschedule(sessie=sessie, now=NOW + DAY, changed=["titel"])
        reeks = Reeks.objects.get()
        reeks.titel = "Anders"
        reeks.save()
        after = readers.agree_on(answers(anna, key)["reeks"].content)
    assert [(row.uid, row.sequence, row.begin) for row in after] == [
        (row.uid, row.sequence, row.begin) for row in before
    ]
    assert after[0].summary == "Anders: Nieuw: Kick-off"
    assert Bericht.objects.count() == mails


# --- What travels -----------------------------------------------------------------------------------------------


def every_body(leerlab: Leerlab) -> tuple[dict[str, bytes], list[str]]:
    """Return all calendars that Anna can come by, after a move, a sign-off and a cancellation; and the secrets."""
    Sessie.objects.filter(slug="sessie-2").update(online_link="https://meet.example/alleen-voor-wie-komt")
    anna, key = subscribed(leerlab)
    for naam, email in OTHERS.items():
        leerlab.confirmed(naam=naam, email=email)
    move(leerlab.sessies["sessie-2"], days=1, hours=1)
    bodies = {name: bytes(answer.content) for name, answer in answers(anna, key).items()}
    leave(aanmelding=anna, sessie=leerlab.sessies["sessie-2"], now=NOW + DAY)
    cancel_sessie(sessie=leerlab.sessies["terugkom"], reden="ziek", user=factories.make_organisator(), now=NOW + DAY)
    sent = Bericht.objects.filter(aan=ADDRESS).exclude(kalender="")
    assert set(sent.values_list("soort", flat=True)) == {"uitnodiging", "verplaatst", "afzegging", "sessie_vervallen"}
    tokens = [token_for(row) for row in Aanmelding.objects.all()]
    return bodies | {f"mail {mail.pk}": mail.kalender.encode() for mail in sent}, [key, *tokens]


def test_nobody_else_and_no_secret_in_any_calendar(leerlab: Leerlab) -> None:
    bodies, secrets = every_body(leerlab)
    forbidden = [*secrets, *OTHERS, *OTHERS.values(), "/aanmelding/", "/agenda/", "[[persoonlijke-link]]", "VALARM"]
    for name, body in bodies.items():
        text = "\n".join(unfolded(body))
        assert [word for word in forbidden if word in text] == [], name
        people = {SENDER, ADDRESS} if name.startswith("mail") else set()
        assert {word.strip(":;") for word in text.replace("mailto:", " ").split() if "@" in word} == people, name


def test_the_online_link_is_for_who_comes_and_ends_with_it(leerlab: Leerlab) -> None:
    bodies, _secrets = every_body(leerlab)
    with_link = {name for name, body in bodies.items() if "alleen-voor-wie-komt" in "".join(unfolded(body))}
    uid = str(leerlab.sessies["sessie-2"].uid)
    invited = Bericht.objects.filter(aan=ADDRESS, methode="REQUEST", kalender__contains=uid)
    assert invited.count() == 2
    assert with_link == {"aanmelding", "abonnement", *(f"mail {mail.pk}" for mail in invited)}


def test_a_name_for_the_calendar_only_where_one_subscribes(leerlab: Leerlab) -> None:
    bodies, _secrets = every_body(leerlab)
    named = {name for name, body in bodies.items() if any(line.startswith("X-WR-CALNAME:") for line in unfolded(body))}
    assert named == NAMED
    for word in ("REFRESH-INTERVAL;VALUE=DURATION:PT4H", "X-PUBLISHED-TTL:PT4H"):
        assert {name for name, body in bodies.items() if word in unfolded(body)} == FEEDS


def test_what_was_cancelled_or_left_takes_nobodys_time(leerlab: Leerlab) -> None:
    every_body(leerlab)
    off = [mail.kalender.encode() for mail in Bericht.objects.filter(methode="CANCEL")]
    assert len(off) == 1 + 3
    for body in off:
        lines = unfolded(body)
        assert ("TRANSP:TRANSPARENT" in lines, "BEGIN:VALARM" in lines) == (True, False)
        assert ("STATUS:CANCELLED" in lines) == (by_hand(body)[0].uid == str(leerlab.sessies["terugkom"].uid))


# --- How it is fetched ------------------------------------------------------------------------------------------


def test_the_same_bytes_today_tomorrow_and_by_another_process(leerlab: Leerlab) -> None:
    anna, key = subscribed(leerlab)
    first = answers(anna, key)
    with time_machine.travel(NOW + DAY, tick=False), override_settings(CACHES=FRESH):
        again = answers(anna, key)
    for name, answer in first.items():
        assert (name, again[name].content, again[name]["ETag"]) == (name, answer.content, answer["ETag"])
        url = addresses(anna, key)[name]
        assert Client().get(url, headers={"if-none-match": answer["ETag"]}).status_code == 304
        head = Client().head(url)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])


FRESH = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "another process"}}


@pytest.mark.parametrize("agent", ["Google-Calendar-Importer", "Microsoft.Exchange/15.20", ""])
def test_any_program_may_have_it_as_it_is(leerlab: Leerlab, agent: str) -> None:
    """No redirect, no cookie, no question what is accepted; and never gzip, which Outlook can not read."""
    anna, key = subscribed(leerlab)
    for name, answer in answers(anna, key, **{"user-agent": agent, "accept-encoding": "gzip, br"}).items():
        assert (name, answer.status_code, dict(answer.cookies)) == (name, 200, {})
        assert answer["Content-Encoding"] == "identity"
        assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
        assert (name, answer["Content-Disposition"].startswith("inline")) == (name, name in FEEDS)
        assert answer["Content-Disposition"].isascii()
        assert "Accept" not in [part.strip() for part in answer.get("Vary", "").split(",")]


def test_no_robot_rule_keeps_a_subscription_out() -> None:
    rules = Client().get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /agenda/" not in rules


def test_a_new_link_ends_the_old_one_whatever_was_cached(leerlab: Leerlab) -> None:
    anna, key = subscribed(leerlab)
    url = reverse("eigen-agenda", args=[key])
    etag = Client().get(url)["ETag"]
    renewed = new_link(aanmeldingen=[anna], email=ADDRESS, now=NOW)
    assert Client().get(url, headers={"if-none-match": etag}).status_code == 404
    assert Client().get(reverse("eigen-agenda", args=[renewed]))["ETag"] == etag


def test_who_waits_or_left_has_nothing_in_the_calendar(leerlab: Leerlab) -> None:
    anna, key = subscribed(leerlab)
    Deelname.objects.filter(sessie__slug="sessie-2").update(status="wachtlijst")
    leave(aanmelding=anna, sessie=leerlab.sessies["sessie-1"], now=NOW)
    found = [entry.uid for entry in by_hand(answers(anna, key)["abonnement"].content)]
    assert found == [str(leerlab.sessies["terugkom"].uid)]
