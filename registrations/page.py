"""What the personal page shows: one object, made from the rules that guard its buttons. No query, no clock."""

from dataclasses import dataclass
from datetime import datetime

from programmes.models import Sessie
from registrations.colleagues import colleagues_obstacle
from registrations.door_times import door_times, is_expected
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.page_facts import PageFacts
from registrations.rules import (
    OBSTACLE_OF_STAND,
    OBSTACLE_OF_STATUS,
    Obstacle,
    Stand,
    confirm_obstacle,
    join_obstacle,
    leave_obstacle,
    transfer_obstacle,
)
from registrations.steps import has_something_ahead, is_request, is_standing, wanted_again
from registrations.texts import JOIN, LABELS, LEAVE, REASONS, ROOM_NOW, SESSIE_FULL, number_in_queue

Status = Aanmelding.Status


@dataclass(frozen=True)
class Row:
    """One sessie on the personal page. `acts` are the names of the buttons: aannemen, weigeren, meedoen, afmelden."""

    sessie: Sessie
    staat: str
    label: str
    css: str
    uitleg: str
    acts: tuple[str, ...]
    join_label: str
    leave_label: str
    deadline: datetime | None
    has_calendar: bool
    online_link: str
    is_asked: bool
    """Whether it was moved, and we do not know yet whether this person still can."""
    meldt_af_op: datetime | None
    """When a refusal in the calendar signs them off; until then they can take it back."""


@dataclass(frozen=True)
class PersonalPage:
    """One aanmelding as its owner sees it.

    `nu` is the word for what happens now, which chooses the text above the sessies; `verwacht` what confirming gives:
    plaats (held), vrij, wacht, vraagt or overname. `acts` are the names of what can be done with all of it.
    """

    nu: str
    verwacht: str
    rows: list[Row]
    acts: tuple[str, ...]
    deadline: datetime | None
    positie: str
    reden: str
    van: str
    has_calendar: bool
    code_at: Sessie | None
    """The sessie that is about to begin, or has begun, for which the page shows the code for the door."""


def page_of(facts: PageFacts) -> PersonalPage:
    """Return the page of an aanmelding."""
    rows = [row_of(facts, sessie) for sessie in facts.sessies]
    waits = facts.waits
    return PersonalPage(
        nu=now_of(facts),
        verwacht=expected(facts),
        rows=rows,
        acts=tuple(name for name, obstacle in obstacles(facts).items() if obstacle is None),
        deadline=facts.offer.verloopt_op if facts.offer else None,
        positie=number_in_queue(facts.position) if facts.position else "",
        reden=facts.reden or (REASONS[waits] if waits else ""),
        van=facts.asked_by.naam if facts.asked_by else "",
        has_calendar=any(row.has_calendar for row in rows),
        code_at=next((row.sessie for row in rows if shows_code(facts, row)), None),
    )


def now_of(facts: PageFacts) -> str:
    """Return the word for what happens now."""
    aanmelding = facts.aanmelding
    if facts.stand is Stand.GEWEEST and aanmelding.status not in {Status.AFGEMELD, Status.AFGEWEZEN}:
        return "geweest"
    if facts.is_late:
        # Confirmed, and yet run out: it was an offer that nobody answered.
        return "aanbod_verlopen" if aanmelding.bevestigd_op else "verlopen"
    if aanmelding.status == Status.WACHTLIJST:
        if facts.offer:
            return "aanbod"
        if aanmelding.houdt_plaats:
            return "aanbod_voorbij"
        return "wachtlijst" if facts.waits else "vrij"
    return aanmelding.status


def expected(facts: PageFacts) -> str:
    """Return what confirming gives now."""
    if facts.takes_over:
        return "overname"
    if facts.aanmelding.houdt_plaats and not facts.is_late:
        return "plaats"
    if facts.places.asks_first(facts.aanmelding):
        return "vraagt"
    return "wacht" if facts.waits else "vrij"


def obstacles(facts: PageFacts) -> dict[str, Obstacle | None]:
    """Return for each thing to be done with an aanmelding why it can not be done; None when it can."""
    status = facts.aanmelding.status
    gone = OBSTACLE_OF_STATUS.get(status)
    over = None if facts.ahead else Obstacle.OVER
    unconfirmed = colleagues_obstacle(facts.aanmelding)
    closed = unconfirmed or OBSTACLE_OF_STAND.get(facts.stand)
    no_offer = None if facts.offer else Obstacle.OFFER_OVER
    has_chosen = has_something_ahead(facts.deelnames, facts.sessies, facts.now)
    return {
        "bevestigen": obstacle_to_confirm(facts),
        "aannemen": no_offer,
        "weigeren": no_offer,
        "vrije-plaats": obstacle_to_claim(facts),
        "gegevens": gone,
        "omvang": closed,
        "overdragen": unconfirmed
        or transfer_obstacle(status=status, has_sessie_ahead=bool(facts.ahead), is_same_person=False),
        "collegas": closed or (None if has_chosen else Obstacle.NO_SESSIE),
        "doorsturen": closed,
        "afmelden": gone or over,
        "opnieuw": OBSTACLE_OF_STAND.get(facts.stand) if status == Status.AFGEMELD else Obstacle.NOT_WAITING,
    }


def obstacle_to_confirm(facts: PageFacts) -> Obstacle | None:
    """Return why there is nothing to confirm."""
    status = facts.aanmelding.status
    if status not in {Status.ONBEVESTIGD, Status.VERLOPEN}:
        return confirm_obstacle(status=status) or Obstacle.NOT_WAITING
    if facts.stand is Stand.GEWEEST:
        return OBSTACLE_OF_STAND[Stand.GEWEEST]
    if is_request(facts.aanmelding):
        # With the place of a colleague, or like anybody who signs up now.
        return None if facts.takes_over else OBSTACLE_OF_STAND.get(facts.stand)
    stays = has_something_ahead(facts.deelnames, facts.sessies, facts.now)
    comes_in = stays or wanted_again(facts.aanmelding, facts.deelnames, facts.sessies, facts.now)
    return None if comes_in else Obstacle.NOTHING_LEFT


def obstacle_to_claim(facts: PageFacts) -> Obstacle | None:
    """Return why somebody can not take a free place of the reeks without an offer."""
    if facts.aanmelding.status != Status.WACHTLIJST or facts.aanmelding.houdt_plaats:
        return Obstacle.NOT_WAITING
    if not has_something_ahead(facts.deelnames, facts.sessies, facts.now):
        return Obstacle.NOTHING_LEFT
    return Obstacle.NO_ROOM if facts.waits else None


# --- One sessie -------------------------------------------------------------------------------------------------


def row_of(facts: PageFacts, sessie: Sessie) -> Row:
    """Return what the page shows of one sessie."""
    aanmelding, deelname = facts.aanmelding, facts.deelnames.get(sessie.pk)
    staat = state_at(facts, sessie)
    css, label = LABELS[staat]
    has_place = deelname is not None and deelname.status == Deelname.Status.AANGEMELD
    was_in = has_place and aanmelding.status == Status.ACTIEF
    is_in = staat == "aangemeld"
    is_asked = is_in and facts.deelnames[sessie.pk].gevraagd_op is not None
    offer = facts.offer_at(sessie)
    return Row(
        sessie=sessie,
        staat=staat,
        label=label_after(deelname, was_in=was_in) or label if staat == "geweest" else label,
        css=css,
        uitleg=explained(facts, sessie, staat),
        acts=acts_at(facts, sessie, staat),
        join_label=join_label(facts, sessie, staat),
        leave_label="Nee, ik kan niet" if is_asked else LEAVE.get(staat, "Ik kan niet"),
        deadline=offer.verloopt_op if offer else None,
        has_calendar=was_in and sessie.has_date and not sessie.is_vervallen,
        online_link=sessie.online_link if is_in else "",
        is_asked=is_asked,
        meldt_af_op=facts.deelnames[sessie.pk].meldt_af_op if is_in else None,
    )


def label_after(deelname: Deelname | None, *, was_in: bool) -> str:
    """Return what is said once a sessie has been held: nothing of who stayed away, for that they know themselves."""
    if deelname and deelname.aanwezigheid in {Deelname.Aanwezigheid.AANWEZIG, Deelname.Aanwezigheid.DEELS}:
        return "Je was erbij"
    return "Je was aangemeld" if was_in else ""


def shows_code(facts: PageFacts, row: Row) -> bool:
    """Tell whether the code for the door is of use: a day before, until the end, for who comes to one place."""
    deelname, sessie = facts.deelnames.get(row.sessie.pk), row.sessie
    times = door_times(begin=sessie.begin, einde=sessie.einde, now=facts.now)
    if times is None or deelname is None or sessie.is_vervallen or sessie.is_online:
        return False
    return times.shows_code(facts.now) and is_expected(aanmelding=facts.aanmelding.status, deelname=deelname.status)


def state_at(facts: PageFacts, sessie: Sessie) -> str:
    """Return the word for somebody's state at a sessie: a key of LABELS."""
    if sessie.is_vervallen or sessie.is_over(facts.now):
        return "vervallen" if sessie.is_vervallen else "geweest"
    if facts.takes_over:
        return state_taken_over(facts.takes_over, sessie)
    deelname = facts.deelnames.get(sessie.pk)
    if deelname is None:
        return "niet"
    return state_standing(facts.aanmelding, deelname) if is_standing(deelname) else state_gone(facts, deelname)


def state_standing(aanmelding: Aanmelding, deelname: Deelname) -> str:
    """Return how it is at a sessie for which somebody stands; without a place in the reeks nothing is certain."""
    waits = deelname.status == Deelname.Status.WACHTLIJST
    if aanmelding.status == Status.ONBEVESTIGD:
        return "wordt_wachtlijst" if waits and aanmelding.houdt_plaats else "gekozen"
    if aanmelding.status == Status.AANVRAAG:
        return "gevraagd"
    if aanmelding.status == Status.WACHTLIJST and aanmelding.houdt_plaats:
        return "blijft_wachtlijst" if waits else "aangeboden"
    return deelname.status


def state_taken_over(old: Aanmelding, sessie: Sessie) -> str:
    """Return what of the place of a colleague comes along at a sessie."""
    status = next((row.status for row in old.deelnames.all() if row.sessie_id == sessie.pk), "")
    if status not in Deelname.STANDING:
        return "niet"
    return "mee_wachtlijst" if status == Deelname.Status.WACHTLIJST else "mee"


def state_gone(facts: PageFacts, deelname: Deelname) -> str:
    """Return how a deelname ended."""
    if facts.aanmelding.status in {Status.AFGEWEZEN, Status.VERLOPEN}:
        return facts.aanmelding.status
    offer = facts.offers.sessie.get(deelname.pk)
    ran_out = offer is not None and offer.staat == Aanbod.Staat.VERLOPEN
    # Signed off by oneself later on: then the offer is history.
    is_last = ran_out and offer is not None and (offer.beantwoord_op or facts.now) >= deelname.gewijzigd_op
    return "aanbod_verlopen" if is_last and facts.aanmelding.stands else deelname.status


def acts_at(facts: PageFacts, sessie: Sessie, staat: str) -> tuple[str, ...]:
    """Return the names of the buttons at a sessie."""
    status, deelname = facts.aanmelding.status, facts.deelnames.get(sessie.pk)
    if facts.offer_at(sessie):
        return ("aannemen", "weigeren")
    acts = []
    obstacle = join_obstacle(
        status=status, stand=facts.stand, is_over=sessie.is_over(facts.now), is_cancelled=sessie.is_vervallen
    )
    takes_free_place = staat == "wachtlijst" and status == Status.ACTIEF and facts.has_room(sessie)
    if takes_free_place or (obstacle is None and not is_standing(deelname)):
        acts.append("meedoen")
    is_ahead = not sessie.is_vervallen and not leave_obstacle(status=status, is_over=sessie.is_over(facts.now))
    if is_ahead and is_standing(deelname) and status != Status.ONBEVESTIGD:
        acts.append("afmelden")
    return tuple(acts)


def join_label(facts: PageFacts, sessie: Sessie, staat: str) -> str:
    """Return what the button to come to a sessie says."""
    status = facts.aanmelding.status
    if status == Status.AANVRAAG or (status == Status.WACHTLIJST and facts.aanmelding.houdt_plaats):
        return JOIN["kies"]
    if staat == "wachtlijst":
        return JOIN["vrij"]
    has_place = status == Status.ACTIEF and facts.has_room(sessie)
    if staat == "aanbod_verlopen" and not has_place:
        return JOIN["weer"]
    return JOIN["doe"] if has_place else JOIN["wacht"]


def explained(facts: PageFacts, sessie: Sessie, staat: str) -> str:
    """Return what there is to say about a state: why somebody waits and as which number, or that a place is free."""
    deelname, is_in_reeks = facts.deelnames.get(sessie.pk), facts.aanmelding.status == Status.ACTIEF
    if staat == "wachtlijst" and is_in_reeks and deelname:
        if facts.has_room(sessie):
            return ROOM_NOW
        position = facts.positions.get(deelname.pk)
        return f"{number_in_queue(position)} {SESSIE_FULL}" if position else SESSIE_FULL
    is_full = not facts.has_room(sessie)
    can_join = "meedoen" in acts_at(facts, sessie, staat)
    return SESSIE_FULL if is_full and is_in_reeks and can_join else ""
