"""Signs up everybody in a spreadsheet: by the same steps as the form, all or nothing.

What becomes of each row is worked out first, in memory. Trying it out ends there, so that it keeps nobody waiting.
Carrying it out works it out again under the lock, and writes when that is what the organiser saw
(docs/decisions/0022-import.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.people import make_unproven
from programmes.gemeente_names import GemeenteNames
from programmes.models import Gemeente, Reeks, Sessie
from registrations import mails
from registrations.facts import Gegevens
from registrations.import_lines import Line, Report, Result, Row, Values, WrongRow, choice_of, names_of, read_row
from registrations.ledger import Ledger, organisator
from registrations.locks import lock
from registrations.models import Aanmelding, Deelname
from registrations.needs import note_need
from registrations.places import Places, places_of
from registrations.rules import Obstacle, SignupRefused
from registrations.signup import Door, admit_or_wait, chosen_sessies
from registrations.steps import (
    deelnames_of,
    filled_in,
    is_one_invitation,
    is_request,
    place,
    sessies_of,
    welcome,
)
from registrations.waiting_list import fresh_places, settle_reeks

SAID_NO = (Aanmelding.Status.AFGEWEZEN, Aanmelding.Status.AFGEMELD)
"""How an aanmelding ended that is not taken up again unless the organiser says so; what weighs most comes first."""


@dataclass(frozen=True)
class Wish:
    """What the organiser asks for: everybody in these rows, by which door, and whether also who said no before."""

    rows: Sequence[Row]
    door: Door
    again: bool
    now: datetime


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is to be signed up, not written yet.

    `earlier` is as in `Line`; `is_back` tells whether they stood before.
    """

    row: Row
    gegevens: Gegevens
    aanmelding: Aanmelding
    chosen: list[Sessie]
    deelnames: list[Deelname]
    ledger: Ledger
    earlier: str
    is_back: bool

    @property
    def mails(self) -> int:
        """How many mails they get."""
        if self.aanmelding.status != Aanmelding.Status.ACTIEF or is_one_invitation(self.deelnames):
            return 1
        return 1 + sum(row.status == Deelname.Status.AANGEMELD and row.sessie.has_date for row in self.deelnames)


def import_rows(
    *,
    reeks: Reeks,
    rows: Sequence[tuple[int, Values]],
    vouched: bool,
    user: User,
    now: datetime,
    again: bool = False,
    expected: str = "",
) -> Report:
    """Sign everybody in these rows up, in their order, or nobody.

    Args:
        reeks: for which.
        rows: number of each row in the sheet, and its texts.
        vouched: these people said yes already; else each confirms by mail.
        user: the organiser who does it.
        now: the moment of asking.
        again: also who signed off or was refused before; else they are skipped.
        expected: the digest of the report that the organiser agreed with; empty only tries it out.

    Returns:
        What became of each row. Nobody was signed up unless `is_done`: not when a row is wrong, when there are too
        many mails for once, nor when it comes out otherwise than the organiser saw.

    Raises:
        SignupRefused: the reeks was deleted meanwhile.
    """
    gemeenten = GemeenteNames(Gemeente.objects.existing(timezone.localdate()))
    seen: dict[str, int] = {}
    read = [read_row(number, values, gemeenten, seen) for number, values in rows]
    wish = Wish(read, Door(actor=organisator(user), vouched=vouched), again=again, now=now)
    if not expected:
        return try_out(reeks, wish)
    try:
        return carry_out(reeks, wish, expected)
    except IntegrityError:
        # Somebody wrote a row of one of these people past the lock; now that it is there, they are known.
        return carry_out(reeks, wish, expected)


# --- Steps ------------------------------------------------------------------------------------------------------


def try_out(reeks: Reeks, wish: Wish) -> Report:
    """Return what would become of each row. Takes no lock and signs nobody up.

    Only holds that ran out are let go first, as every verb does.
    """
    found = Reeks.objects.filter(pk=reeks.pk).first()
    if found is None:
        raise SignupRefused(Obstacle.NOT_PUBLISHED)
    sessies = sessies_of(found)
    places = places_of(found, sessies, now=wish.now)
    if places.has_stale_holds:
        settle_reeks(reeks=found, now=wish.now)
        places = places_of(found, sessies, now=wish.now)
    report, _ = plan(places, sessies, wish)
    return report


def carry_out(reeks: Reeks, wish: Wish, expected: str) -> Report:
    """Sign everybody up when what becomes of them is what is expected. Some queries a person, and their mails."""
    with transaction.atomic():
        reeks = lock(reeks)
        sessies = sessies_of(reeks)
        report, newcomers = plan(fresh_places(reeks, sessies, now=wish.now), sessies, wish)
        if report.faults or report.parts > 1 or report.digest != expected:
            transaction.set_rollback(True)
            return report
        for newcomer in newcomers:
            write_down(newcomer, wish.door, now=wish.now)
        if wish.door.vouched:
            make_unproven({newcomer.aanmelding.email: newcomer.aanmelding.naam for newcomer in newcomers})
    return replace(report, is_done=True)


def plan(places: Places, sessies: list[Sessie], wish: Wish) -> tuple[Report, list[Newcomer]]:
    """Work out what becomes of each row, in their order, without writing. `places` are counted down by it.

    One query, and one for each person who stood before.
    """
    earlier = places.reeks.aanmeldingen.filter(email__in=[row.email for row in wish.rows])
    known: dict[str, list[Aanmelding]] = defaultdict(list)
    for aanmelding in earlier.order_by("pk"):
        known[aanmelding.email].append(aanmelding)
    names = names_of(sessies)
    found: list[Line | Newcomer] = []
    for row in wish.rows:
        try:
            found.append(
                line_of_known(row, known[row.email], again=wish.again)
                or newcomer(row, known[row.email], names, sessies, places, wish)
            )
        except WrongRow as wrong:
            found.append(row.line(Result.WRONG, fault=wrong.fault, detail=wrong.detail))
        except SignupRefused as refusal:
            found.append(row.line(Result.WRONG, obstacle=refusal.obstacle))
    newcomers = [one for one in found if isinstance(one, Newcomer)]
    lines = [outcome_of(one, places) if isinstance(one, Newcomer) else one for one in found]
    return Report(lines, mails=sum(one.mails for one in newcomers)), newcomers


def line_of_known(row: Row, known: Sequence[Aanmelding], *, again: bool) -> Line | None:
    """Return what becomes of a row that signs nobody up; None when it does.

    Raises:
        WrongRow: the row can not be read.
    """
    if row.wrong:
        raise row.wrong
    if any(aanmelding.stands and not is_request(aanmelding) for aanmelding in known):
        return row.line(Result.KNOWN)
    earlier = said_no(known)
    return row.line(Result.SKIPPED, earlier=earlier) if earlier and not again else None


def said_no(known: Iterable[Aanmelding]) -> str:
    """Return how it ended with somebody who signed off or was refused before; empty for everybody else."""
    ended = {aanmelding.status for aanmelding in known}
    return next((status.value for status in SAID_NO if status in ended), "")


def newcomer(
    row: Row,
    known: Sequence[Aanmelding],
    names: Mapping[str, str],
    sessies: list[Sessie],
    places: Places,
    wish: Wish,
) -> Newcomer:
    """Give somebody a place, or put them in the queue: in memory, by the steps of `signup.put_down`.

    Raises:
        WrongRow: a sessie is unknown.
        SignupRefused: as for the form.
    """
    assert row.gegevens is not None  # noqa: S101 - a row is wrong or has them; tells the type checker
    earlier = said_no(known)  # before the row is filled in anew
    omvang, slugs = choice_of(row.sessies, names)
    chosen = chosen_sessies(
        places.reeks, sessies, row.gegevens, omvang=omvang, slugs=slugs, now=wish.now, door=wish.door
    )
    ledger = Ledger(actor=wish.door.actor, now=wish.now)
    standing = next((old for old in known if old.stands), known[-1] if known else None)
    aanmelding = filled_in(places.reeks, standing, row.gegevens, omvang=omvang, now=wish.now)
    aanmelding.aangemeld_door, aanmelding.is_doorgestuurd = wish.door.colleague, wish.door.sent_on
    admit_or_wait(ledger, places, aanmelding, vouched=wish.door.vouched)
    deelnames = place(ledger, places, aanmelding, chosen, deelnames_of(aanmelding, chosen))
    return Newcomer(row, row.gegevens, aanmelding, chosen, deelnames, ledger, earlier, is_back=bool(known))


def outcome_of(one: Newcomer, places: Places) -> Line:
    """Return the line of somebody who is signed up, with what they have once all are."""
    aanmelding = one.aanmelding
    is_confirmed = aanmelding.status != Aanmelding.Status.ONBEVESTIGD
    if aanmelding.houdt_plaats:
        waiting = [row.sessie for row in one.deelnames if row.status == Deelname.Status.WACHTLIJST]
        waits_at = tuple(sessie.volledige_titel for sessie in waiting)
        return one.row.line(Result.IN if is_confirmed else Result.HELD, waits_at=waits_at, earlier=one.earlier)
    asks = not is_confirmed and places.asks_first(aanmelding)
    return one.row.line(Result.ASKS if asks else Result.WAITS, earlier=one.earlier)


def write_down(one: Newcomer, door: Door, *, now: datetime) -> None:
    """Write down who was given a place or put in the queue, and mail them."""
    one.ledger.write()
    tekst = one.gegevens.nodig if any(not sessie.is_online for sessie in one.chosen) else ""
    if tekst or one.is_back:
        # What they needed the time before counts no more.
        note_need(aanmelding=one.aanmelding, tekst=tekst)
    if door.vouched:
        welcome(one.aanmelding, one.deelnames, now=now, cause=mails.Cause.VOUCHED)
    else:
        mails.ask_to_confirm(one.aanmelding, one.deelnames, now=now)
