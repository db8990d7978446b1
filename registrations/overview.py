"""What "mijn leerlabs" shows: every aanmelding of whoever is signed in, what waits for an answer first."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q

from accounts.models import User
from registrations.models import Aanmelding, Deelname
from registrations.page_facts import answerable
from registrations.querysets import AanmeldingQuerySet
from registrations.queues import Offers, last_offers, reeks_positions, sessie_positions
from registrations.texts import LABELS, number_in_queue
from registrations.tokens import token_for


@dataclass(frozen=True)
class Line:
    """One sessie of a card; `label` is empty when there is nothing more to say than that one is in."""

    deelname: Deelname
    css: str
    label: str
    positie: str
    deadline: datetime | None


@dataclass(frozen=True)
class Card:
    """One aanmelding. `deadline` is until when a place in the reeks can be taken."""

    aanmelding: Aanmelding
    token: str
    css: str
    label: str
    positie: str
    deadline: datetime | None
    lines: list[Line]

    @property
    def answer_by(self) -> datetime | None:
        """Until when the first of all open offers can be answered; None when there is none."""
        return min(filter(None, [self.deadline, *(line.deadline for line in self.lines)]), default=None)


def overview_of(user: User, *, now: datetime) -> list[Card]:
    """Return every aanmelding of the verified addresses of a user: open offers first, then the newest.

    Also those that an organiser put down and that no user was tied to yet. Six queries at most.
    """
    aanmeldingen = list(aanmeldingen_of(user).for_page().order_by("-aangemeld_op", "-pk"))
    offers = last_offers(aanmeldingen)
    positions = reeks_positions(aanmeldingen)
    active = [row for row in aanmeldingen if row.status == Aanmelding.Status.ACTIEF]
    at_sessies = sessie_positions(deelname for row in active for deelname in row.deelnames.all())
    cards = [card_of(row, offers, positions.get(row.pk), at_sessies, now=now) for row in aanmeldingen]
    # Sorting keeps the order of those with the same key.
    return sorted(cards, key=lambda card: (card.answer_by is None, card.answer_by or now))


def aanmeldingen_of(user: User) -> AanmeldingQuerySet:
    """Return the aanmeldingen of a user: their own, and those of their verified addresses that nobody was tied to."""
    verified = EmailAddress.objects.filter(user=user, verified=True).values("email")
    return Aanmelding.objects.filter(Q(user=user) | Q(user__isnull=True, email__in=verified))


# --- Steps ------------------------------------------------------------------------------------------------------


def card_of(
    aanmelding: Aanmelding, offers: Offers, position: int | None, at_sessies: dict[int, int], *, now: datetime
) -> Card:
    """Return what is shown of one aanmelding."""
    offer = answerable(offers.reeks.get(aanmelding.pk), now)
    css, label = LABELS["aangeboden"] if offer else (aanmelding.status, aanmelding.get_status_display())
    in_reeks = aanmelding.status == Aanmelding.Status.ACTIEF
    shown = (*Deelname.STANDING, Deelname.Status.VERVALLEN) if aanmelding.stands else ()
    return Card(
        aanmelding=aanmelding,
        token=token_for(aanmelding),
        css=css,
        label=label,
        positie=number_in_queue(position) if position else "",
        deadline=offer.verloopt_op if offer else None,
        lines=[
            line_of(row, offers, at_sessies.get(row.pk), in_reeks=in_reeks, now=now)
            for row in aanmelding.deelnames.all()
            if row.status in shown
        ],
    )


def line_of(deelname: Deelname, offers: Offers, position: int | None, *, in_reeks: bool, now: datetime) -> Line:
    """Return what is shown of one sessie; where the reeks itself is not certain yet, its own label says all."""
    offer = answerable(offers.sessie.get(deelname.pk), now)
    staat = "vervallen" if deelname.sessie.is_vervallen else deelname.status
    staat = "geweest" if staat != "vervallen" and deelname.sessie.is_over(now) else staat
    says_more = staat in {"vervallen", "geweest"} or (in_reeks and staat != Deelname.Status.AANGEMELD)
    css, label = LABELS[staat] if says_more else ("", "")
    is_ahead = staat == Deelname.Status.WACHTLIJST
    return Line(
        deelname=deelname,
        css=css,
        label=label,
        positie=number_in_queue(position) if position and is_ahead else "",
        deadline=offer.verloopt_op if offer else None,
    )
