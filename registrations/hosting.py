"""Carries out what goes between a gemeente that offers a room for a sessie and the organiser who looks for one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from outbox.queue import queue
from outbox.words import mail_words
from programmes.logboek import Daad, record
from programmes.models import Locatie, Reeks, Sessie
from programmes.rules import Move
from registrations import mails, moves
from registrations.locks import lock
from registrations.models import Aanmelding, Gastaanbod
from registrations.rules import Obstacle, SignupRefused, Venue, room_obstacle, venue_obstacle
from registrations.states import GASTAANBOD_STEPS
from registrations.steps import lock_aanmelding, own_sessie, sessies_of

Staat = Gastaanbod.Staat
OTHER_PLACE = "Er is een andere plek gekozen."


@dataclass(frozen=True)
class Room:
    """What a gemeente says of a room, checked field by field. `zaalgrootte` is how many people fit in."""

    naam: str
    adres: str
    postcode: str
    plaats: str
    zaalgrootte: int
    toegankelijkheid: str = ""
    openbaar_vervoer: str = ""
    parkeren: str = ""
    toelichting: str = ""


def offer(*, aanmelding: Aanmelding, sessie: Sessie, room: Room, now: datetime) -> Gastaanbod:
    """Offer a room for a sessie that has no place; tells the organiser, and confirms it to who offers.

    Who has offered one already, and waits for an answer, offers no second one: the first stays as it is.

    Raises:
        SignupRefused: they can not, or the sessie needs no room.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessie = own_sessie(sessies_of(aanmelding.reeks), sessie)
        earlier = list(Gastaanbod.objects.filter(aanmelding=aanmelding, sessie=sessie))
        waiting = next((row for row in earlier if row.staat == Staat.OPEN), None)
        if waiting:
            return waiting
        obstacle = room_obstacle(
            status=aanmelding.status,
            has_gemeente=aanmelding.gemeente is not None,
            venue=venue_of(sessie, now),
            offered=len(earlier),
        )
        if obstacle or aanmelding.gemeente is None:
            raise SignupRefused(obstacle or Obstacle.NO_HOST)
        made = Gastaanbod.objects.create(
            sessie=sessie, aanmelding=aanmelding, gemeente=aanmelding.gemeente, gedaan_op=now, **asdict(room)
        )
        tell_host("gastheer_aangeboden", made)
        tell_organiser(made)
    return made


def withdraw(*, aanmelding: Aanmelding, sessie: Sessie, now: datetime) -> None:
    """Take back the room that somebody offered for a sessie. Where none waits for an answer this changes nothing."""
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        waiting = Gastaanbod.objects.open().filter(aanmelding=aanmelding, sessie=sessie)
        waiting.update(staat=Staat.INGETROKKEN, beslist_op=now)


def refuse(*, aanbod: Gastaanbod, reden: str, user: User, now: datetime) -> None:
    """Say no to a room, with the reason and thanks in a mail.

    Raises:
        SignupRefused: it was answered or withdrawn already, or no reason was given.
    """
    if not reden.strip():
        raise SignupRefused(Obstacle.NO_REASON)
    with transaction.atomic():
        stored = locked(aanbod)
        if stored.staat != Staat.OPEN:
            raise SignupRefused(Obstacle.ROOM_ANSWERED)
        answer(stored, Staat.AFGEWEZEN, reden=reden, user=user, now=now)
        tell_host("gastheer_niet_nodig", stored)
        record(user=user, daad=Daad.GEDAAN, over=stored, tekst="Niet aangenomen.", now=now)


def accept(*, aanbod: Gastaanbod, user: User, now: datetime, toelichting: str = "") -> moves.Told | None:
    """Hold the sessie in the room that was offered: everybody concerned is told, and who offered another is thanked.

    Makes a locatie of the provincie, or adds to one with the same name and address what was not known of it. Returns
    who is told, as `moves.reschedule`. `toelichting` stands in those mails.

    Raises:
        SignupRefused: it was answered or withdrawn already, or the sessie needs no room any more.
    """
    with transaction.atomic():
        # Before the reeks, in the order in which who changes its address locks them.
        list(known_locaties(aanbod).select_for_update(no_key=True))
        stored = locked(aanbod)
        if stored.staat != Staat.OPEN:
            raise SignupRefused(Obstacle.ROOM_ANSWERED)
        obstacle = venue_obstacle(venue_of(stored.sessie, now))
        if obstacle:
            raise SignupRefused(obstacle)
        sessie = stored.sessie
        for other in others_of(stored):
            answer(other, Staat.AFGEWEZEN, reden=OTHER_PLACE, user=user, now=now)
            tell_host("gastheer_niet_nodig", other)
        stored.locatie = sessie.locatie = locatie_of(stored, sessie.reeks)
        answer(stored, Staat.AANGENOMEN, user=user, now=now)
        told = moves.reschedule(sessie=sessie, now=now, changed=["locatie"], toelichting=toelichting)[1]
        tell_host("gastheer_aangenomen", stored)
        record(user=user, daad=Daad.GEDAAN, over=stored, tekst=f"Aangenomen voor “{sessie}”.", now=now)
    return told


def told_when_accepted(aanbod: Gastaanbod, *, now: datetime) -> moves.Told:
    """Return who would be told when a room is accepted now. One query at most; nobody of a sessie without a date."""
    sessie = aanbod.sessie
    is_told = sessie.has_date and sessie.is_ahead(now)
    people = len(moves.concerned(sessie, Move.ELSEWHERE)) if is_told else 0
    return moves.Told(sessie, Move.ELSEWHERE, people, is_first=True)


def venue_of(sessie: Sessie, now: datetime) -> Venue:
    """Return what the rules need to know of a sessie."""
    return Venue(
        needs_place=sessie.locatie_id is None and not sessie.is_online,
        is_over=sessie.is_over(now),
        is_cancelled=sessie.is_vervallen,
    )


# --- Steps ------------------------------------------------------------------------------------------------------


def locked(aanbod: Gastaanbod) -> Gastaanbod:
    """Return an offer as it is now, with its reeks locked: whoever answers one of that reeks waits for the other.

    Raises:
        SignupRefused: it was deleted meanwhile.
    """
    reeks = lock(aanbod.sessie.reeks)
    sessies = sessies_of(reeks)
    rows = Gastaanbod.objects.select_for_update(of=("self",)).select_related("gemeente", "aanmelding__gemeente")
    found = rows.order_by("pk").filter(pk=aanbod.pk).first()
    if found is None:
        raise SignupRefused(Obstacle.ROOM_ANSWERED)
    found.sessie = own_sessie(sessies, found.sessie)
    found.aanmelding.reeks = reeks
    return found


def answer(aanbod: Gastaanbod, staat: str, *, user: User, now: datetime, reden: str = "") -> None:
    """Move an offer to its last state.

    Raises:
        SignupRefused: it has one already.
    """
    if staat not in GASTAANBOD_STEPS[aanbod.staat]:
        raise SignupRefused(Obstacle.ROOM_ANSWERED)
    aanbod.staat, aanbod.reden, aanbod.beslist_op, aanbod.user = staat, reden, now, user
    aanbod.save(update_fields=["staat", "reden", "beslist_op", "user", "locatie"])


def others_of(aanbod: Gastaanbod) -> Sequence[Gastaanbod]:
    """Return the other rooms for the same sessie that wait for an answer, or were accepted before and fell through."""
    standing = [Staat.OPEN, Staat.AANGENOMEN]
    rows = Gastaanbod.objects.filter(sessie=aanbod.sessie, staat__in=standing).exclude(pk=aanbod.pk)
    found = list(rows.select_related("gemeente", "aanmelding__gemeente").order_by("pk"))
    for other in found:
        other.sessie, other.aanmelding.reeks = aanbod.sessie, aanbod.sessie.reeks
    return found


def known_locaties(aanbod: Gastaanbod) -> QuerySet[Locatie]:
    """Return the locaties of the provincie with the name and address of a room."""
    return Locatie.objects.order_by("pk").filter(
        provincie=aanbod.sessie.reeks.provincie_id, naam__iexact=aanbod.naam, adres__iexact=aanbod.adres,
        plaats__iexact=aanbod.plaats,
    )  # fmt: skip


def locatie_of(aanbod: Gastaanbod, reeks: Reeks) -> Locatie:
    """Return the locatie of a room: a known one of the provincie with this name and address, or a new one.

    Of a known one only what was empty is filled in: other teams hold sessies there, and its address stays.
    """
    said = {
        "gemeente": aanbod.gemeente, "zaalgrootte": aanbod.zaalgrootte, "toegankelijkheid": aanbod.toegankelijkheid,
        "openbaar_vervoer": aanbod.openbaar_vervoer, "parkeren": aanbod.parkeren,
        "contact_naam": aanbod.aanmelding.naam, "contact_email": aanbod.aanmelding.email,
    }  # fmt: skip
    locatie = known_locaties(aanbod).first()
    if locatie is None:
        return Locatie.objects.create(
            provincie=reeks.provincie, naam=aanbod.naam, adres=aanbod.adres, postcode=aanbod.postcode,
            plaats=aanbod.plaats, **said,
        )  # fmt: skip
    empty = [name for name, value in said.items() if value and not getattr(locatie, name)]
    for name in empty:
        setattr(locatie, name, said[name])
    if empty:
        locatie.save(update_fields=empty)
    return locatie


# --- The mails --------------------------------------------------------------------------------------------------


def tell_host(name: str, aanbod: Gastaanbod) -> None:
    """Send who offered a room the mail `name` about it."""
    mails.send_words(name, aanbod.aanmelding, sleutel=f"{name}:{aanbod.pk}", aanbod=aanbod, sessie=aanbod.sessie)


def tell_organiser(aanbod: Gastaanbod) -> None:
    """Tell the organisatie of the reeks that a room was offered; an answer to that mail goes to who offers."""
    reeks, aanmelding = aanbod.aanmelding.reeks, aanbod.aanmelding
    page = settings.SITE_URL + reverse("admin:programmes_reeks_gastheer", args=[reeks.pk, aanbod.pk])
    context = {"aanbod": aanbod, "aanmelding": aanmelding, "sessie": aanbod.sessie, "reeks": reeks, "link": page}
    words = mail_words("gastheer_organisator", context)
    queue(
        soort="gastheer_organisator", aan=reeks.organisatie.email, onderwerp=words.onderwerp, tekst=words.tekst,
        html=words.html, antwoord_aan=aanmelding.email, over=f"reeks:{reeks.pk}",
        sleutel=f"gastheer_organisator:{aanbod.pk}",
    )  # fmt: skip
