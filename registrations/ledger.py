"""Writes every step of an aanmelding or deelname, and a line about it: the only writer of their status."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from accounts.models import User
from registrations.models import Aanmelding, Deelname, Overgang
from registrations.states import AANMELDING_STEPS, DEELNAME_STEPS, check_step

BEHIND = timedelta(microseconds=1)
ANSWERS = {"gevraagd_op": None, "agenda_antwoord": "", "agenda_antwoord_op": None, "meldt_af_op": None}
"""What somebody was asked and answered about coming; it ends with the place that it was about."""
DEELNAME_FIELDS = ["status", "in_rij_sinds", "bump", "uitgenodigd_op", "gewijzigd_op", *ANSWERS]


@dataclass(frozen=True)
class Actor:
    """Who makes a step: a deelnemer by personal link, an organisator, or the portal itself."""

    wie: Overgang.Wie
    user: User | None = None


DEELNEMER = Actor(Overgang.Wie.DEELNEMER)
PORTAAL = Actor(Overgang.Wie.PORTAAL)


def organisator(user: User) -> Actor:
    """Return the actor for somebody at work in /beheer/."""
    return Actor(Overgang.Wie.ORGANISATOR, user)


class Ledger:
    """The steps of one verb. They are checked when they are made, and written together by `write`."""

    def __init__(self, *, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self.overgangen: list[Overgang] = []
        self.aanmeldingen: dict[int, Aanmelding] = {}
        self.deelnames: dict[int, Deelname] = {}

    def move(
        self, aanmelding: Aanmelding, naar: str, *, holds: bool, reden: str = "", is_uitzondering: bool = False
    ) -> None:
        """Move an aanmelding; `holds` tells whether it takes a place of the reeks from now on.

        Raises:
            IllegalStep: the table in registrations/states.py does not know this step.
        """
        van = aanmelding.status if aanmelding.pk else ""
        if van != naar or not aanmelding.pk:
            check_step(AANMELDING_STEPS, van=van, naar=naar)
            self._note(aanmelding, None, van, naar, reden, is_uitzondering)
        aanmelding.status, aanmelding.houdt_plaats = naar, holds
        if naar == Aanmelding.Status.AFGEMELD:
            aanmelding.afgemeld_op = self.now
        self.aanmeldingen[id(aanmelding)] = aanmelding

    def move_deelname(self, deelname: Deelname, naar: str, *, reden: str = "", is_uitzondering: bool = False) -> None:
        """Move a deelname, new or known; staying where it is changes and notes nothing.

        Raises:
            IllegalStep: as for `move`.
        """
        van = deelname.status if deelname.pk else ""
        if van == naar:
            return
        check_step(DEELNAME_STEPS, van=van, naar=naar)
        self._note(deelname.aanmelding, deelname, van, naar, reden, is_uitzondering)
        deelname.status, deelname.gewijzigd_op = naar, self.now
        deelname.email = deelname.aanmelding.email
        for name, nothing in ANSWERS.items():
            setattr(deelname, name, nothing)
        if van in {"", Deelname.Status.AFGEMELD}:
            # A fresh place in the queue.
            deelname.in_rij_sinds = self.now
        self.deelnames[id(deelname)] = deelname

    def remark(self, aanmelding: Aanmelding, reden: str, *, is_uitzondering: bool = False) -> None:
        """Note something else about an aanmelding than a step: a line from its status to the same."""
        self._note(aanmelding, None, aanmelding.status, aanmelding.status, reden, is_uitzondering)

    def note_merge(self, into: Aanmelding) -> None:
        """Write on the last line so far into whom somebody was merged."""
        self.overgangen[-1].opgegaan_in = into

    def remark_namens(self, aanmelding: Aanmelding, *, was: str) -> None:
        """Note that somebody comes of another gemeente or organisatie than `was`."""
        self.remark(aanmelding, f"gemeente of organisatie gewijzigd van {was} in {aanmelding.namens}")

    def write(self) -> None:
        """Write all rows and the lines about them; what comes after starts afresh."""
        self._line_up()
        for aanmelding in self.aanmeldingen.values():
            aanmelding.save()
        new = [row for row in self.deelnames.values() if not row.pk]
        known = [row for row in self.deelnames.values() if row.pk]
        for row in new:
            row.aanmelding = row.aanmelding  # takes over the key that saving gave it
        Deelname.objects.bulk_create(new)
        Deelname.objects.bulk_update(known, DEELNAME_FIELDS)
        for overgang in self.overgangen:
            overgang.aanmelding, overgang.deelname = overgang.aanmelding, overgang.deelname
        Overgang.objects.bulk_create(self.overgangen)
        self.aanmeldingen, self.deelnames, self.overgangen = {}, {}, []

    def _line_up(self) -> None:
        """Put who joins a queue behind everybody who stands there: their `now` may be from before they had the lock."""
        waiting = [
            row for row in self.deelnames.values() if row.status == Deelname.Status.WACHTLIJST
            and row.in_rij_sinds == self.now
        ]  # fmt: skip
        queue = [
            row for row in self.aanmeldingen.values() if row.stands and not row.houdt_plaats
            and row.aangemeld_op == self.now and row.neemt_over_id is None
        ]  # fmt: skip
        if not waiting and not queue:
            return
        reeks = (queue[0] if queue else waiting[0].aanmelding).reeks
        last = Deelname.objects.filter(aanmelding__reeks=reeks).aggregate(
            at_sessie=Max("in_rij_sinds"), in_reeks=Max("aanmelding__aangemeld_op")
        )
        moment = max([self.now, *(at + BEHIND for at in last.values() if at)])
        for row in waiting:
            row.in_rij_sinds = moment
        for aanmelding in queue:
            aanmelding.aangemeld_op = moment

    def _note(
        self,
        aanmelding: Aanmelding,
        deelname: Deelname | None,
        van: str,
        naar: str,
        reden: str,
        is_uitzondering: bool,  # noqa: FBT001 - from the two methods above only
    ) -> None:
        self.overgangen.append(
            Overgang(
                aanmelding=aanmelding, deelname=deelname, van=van, naar=naar, op=self.now, wie=self.actor.wie,
                user=self.actor.user, reden=reden, is_uitzondering=is_uitzondering,
            )
        )  # fmt: skip
