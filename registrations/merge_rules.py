"""What becomes of two aanmeldingen of one person that are made one. No query, no clock, no request."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

CONFIRMED = frozenset({"actief", "wachtlijst", "aanvraag"})
HOLDS_ITSELF = frozenset({"actief", "onbevestigd"})
"""In these an aanmelding that holds a place holds it by itself, and not by an offer."""
BEST_PLACE = ("aangemeld", "aangeboden", "wachtlijst")
BEST_PRESENCE = ("aanwezig", "deels", "met_bericht", "niet_verschenen")


@dataclass(frozen=True)
class Side:
    """One of both: its status, and whether it holds a place of the reeks."""

    status: str
    holds: bool = False

    @property
    def has_place(self) -> bool:
        """Whether it holds a place that nobody has to accept any more."""
        return self.holds and self.status in HOLDS_ITSELF


@dataclass(frozen=True)
class Joined:
    """What stays in the reeks. `by_other`: its place, or the offer of one, is that of the one that goes."""

    status: str
    holds: bool
    by_other: bool


@dataclass(frozen=True)
class At:
    """How one of both stands at a sessie: "" is not at all. `since` is their place in its queue."""

    status: str = ""
    since: datetime | None = None
    presence: str = ""


@dataclass(frozen=True)
class Said:
    """What one tap says. `van`: for whom, when that one was merged into this one; `since` when it counts here."""

    waarde: str
    at: datetime
    van: int | None = None
    since: datetime | None = None


def joined(keep: Side, gone: Side) -> Joined:
    """Return what stays: the best of both, and a place that either holds.

    Who holds a place without having confirmed, and confirmed with the other address, has confirmed.
    """
    is_confirmed = bool({keep.status, gone.status} & CONFIRMED)
    if keep.has_place or gone.has_place:
        status = "actief" if is_confirmed else "onbevestigd"
        return Joined(status, holds=True, by_other=not keep.has_place)
    statuses = {keep.status, gone.status}
    status = next(one for one in ("wachtlijst", "aanvraag", "onbevestigd", keep.status) if one in statuses)
    if status != "wachtlijst":
        return Joined(status, holds=False, by_other=False)
    return Joined(status, holds=keep.holds or gone.holds, by_other=gone.holds and not keep.holds)


def as_joined(at: At, side: Side, reeks: Joined) -> At:
    """Return how one of both stands at a sessie once it is in the reeks as `reeks` says.

    A place there that came with an offer of one in the reeks is theirs when they are in.
    """
    if at.status == "aangeboden" and side.status == "wachtlijst" and reeks.status == "actief":
        return At("aangemeld", at.since, at.presence)
    return at


def best_at(keep: At, gone: At) -> At:
    """Return how they stand at a sessie still to come: the best of both, from the earliest place in its queue."""
    standing = [at for at in (keep, gone) if at.status in BEST_PLACE]
    presence = best_presence(keep.presence, gone.presence)
    if not standing:
        # Without a row there is nothing to tick; who left can be there all the same.
        return At(keep.status, keep.since, presence if keep.status else "")
    status = min((at.status for at in standing), key=BEST_PLACE.index)
    since = min((at.since for at in standing if at.since), default=None)
    return At(status, since, presence)


def best_past(keep: At, gone: At) -> At:
    """Return how they stand at one that was held: who had a place, or was there, with either address, had one."""
    was_in = "aangemeld" in {keep.status, gone.status} or bool(gone.presence)
    presence = best_presence(keep.presence, gone.presence)
    return At("aangemeld" if was_in else keep.status, keep.since, presence)


def best_presence(keep: str, gone: str) -> str:
    """Return whether they were there: with whichever address it was ticked."""
    return best_of({keep, gone})


def best_of(said: Collection[str]) -> str:
    """Return the best of what was said; "" is nothing."""
    return next((one for one in BEST_PRESENCE if one in said), "")


# --- Taps ---------------------------------------------------------------------------------------------------------


def what_holds(taps: Iterable[Said]) -> str:
    """Return what holds of the taps of one deelname, in the order in which they were tapped.

    Its own last one, and the last one for each that was merged into it: the best of them. What was tapped of who stays
    since the others count here holds alone: somebody saw the whole and said otherwise.
    """
    own, others = last_of_each(taps)
    counting = [one for one in others.values() if not is_overruled(one, own)]
    return best_of({one.waarde for one in [*counting, *([own] if own else [])]})


def overruled(taps: Iterable[Said]) -> set[int | None]:
    """Return of whom nothing counts any more, of those merged into this one."""
    own, others = last_of_each(taps)
    return {van for van, one in others.items() if is_overruled(one, own)}


def last_of_each(taps: Iterable[Said]) -> tuple[Said | None, dict[int | None, Said]]:
    """Return the last tap of who stays, and that for each that was merged into them."""
    own, others = None, {}
    for one in taps:
        if one.since is None:
            own = one
        else:
            others[one.van] = one
    return own, others


def is_overruled(other: Said, own: Said | None) -> bool:
    """Tell whether who stays was tapped after this one came to count for them."""
    return own is not None and other.since is not None and own.at > other.since
