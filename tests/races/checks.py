"""What must hold of the rows of a reeks whatever happened to it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Rows = dict[str, Any]
STANDING = {"onbevestigd", "aanvraag", "wachtlijst", "actief"}
TAKEN = {"aangemeld", "aangeboden"}
NOTHING_HELD = {"aanvraag", "afgewezen", "afgemeld", "verlopen"}


def faults_in(rows: Rows) -> list[str]:
    """Return what is illegal: doubles, states that contradict each other, and a log that misses a step."""
    people = {row["pk"]: row for row in rows["aanmeldingen"]}
    open_offers = [row for row in rows["aanbod"] if row["staat"] == "open"]
    found = [
        f"{email} stands {count} times"
        for email, count in Counter(row["email"] for row in people.values() if row["status"] in STANDING).items()
        if count > 1
    ]
    offered_people = {row["aanmelding"] for row in open_offers if row["aanmelding"]}
    offered_deelnames = {row["deelname"] for row in open_offers if row["deelname"]}
    for row in people.values():
        if row["status"] in NOTHING_HELD and row["houdt_plaats"]:
            found.append(f"{row['email']} is {row['status']} and holds a place")
        if (row["status"] == "wachtlijst" and row["houdt_plaats"]) != (row["pk"] in offered_people):
            found.append(f"{row['email']} waits, and its offer does not fit")
    for row in rows["deelnames"]:
        person = people[row["aanmelding"]]
        if row["status"] in TAKEN and not person["houdt_plaats"]:
            found.append(f"{person['email']} has a place at {row['sessie__slug']} and none in the reeks")
        if row["status"] in TAKEN | {"wachtlijst"} and person["status"] not in STANDING:
            found.append(f"{person['email']} is {person['status']} and stands for {row['sessie__slug']}")
        has_offer = row["pk"] in offered_deelnames or row["aanmelding"] in offered_people
        if row["status"] == "aangeboden" and not has_offer:
            found.append(f"{person['email']} was offered {row['sessie__slug']} without an offer")
    return found + gaps_in_log(rows) + doubled_mails(rows)


def gaps_in_log(rows: Rows) -> list[str]:
    """Return whose last line in the log is not where they stand, or whose lines do not follow on each other."""
    found, last = [], dict[tuple[str, int], str]()
    for line in rows["overgangen"]:
        key = ("deelname", line["deelname"]) if line["deelname"] else ("aanmelding", line["aanmelding"])
        if last.get(key, "") != line["van"]:
            found.append(f"{key} went from {last.get(key)} but the log says {line['van']}")
        last[key] = line["naar"]
    now = {("aanmelding", row["pk"]): row["status"] for row in rows["aanmeldingen"]}
    now |= {("deelname", row["pk"]): row["status"] for row in rows["deelnames"]}
    return found + [f"{key} is {now[key]}, the log says {last.get(key)}" for key in now if last.get(key) != now[key]]


def doubled_mails(rows: Rows) -> list[str]:
    """Return the offers that are not told exactly once."""
    told = Counter(mail["sleutel"] for mail in rows["mails"] if mail["soort"] == "aanbod")
    return [f"offer {row['pk']}" for row in rows["aanbod"] if told[f"aanbod:{row['pk']}"] != 1]


def held(rows: Rows) -> dict[str, int]:
    """Return how many places of each sessie are taken, by slug."""
    taken = Counter(row["sessie__slug"] for row in rows["deelnames"] if row["status"] in TAKEN)
    return {sessie["slug"]: taken[sessie["slug"]] for sessie in rows["sessies"]}


class Change(NamedTuple):
    """New limits of a reeks or places of its sessies, by name, and when in the log they came to hold.

    That was after line `after` of the log and at the latest after line `by`; nobody outside can tell more. `moment` is
    when they were sent: two who save a reeks do so on what the other saved, so this is the order in which they held.
    """

    moment: float
    after: int
    by: int
    limits: Mapping[str, int]


def most_at(line: int, name: str, first: int, changes: Sequence[Change]) -> int:
    """Return the highest that a limit may have been at a line of the log; `first` is what it was before all changes."""
    in_order = sorted((change for change in changes if name in change.limits), key=lambda change: change.moment)
    known = [(0, 0, first), *[(change.after, change.by, change.limits[name]) for change in in_order]]
    ends = [by for _, by, _ in known[1:]] + [line]
    return max(limit for (after, _, limit), end in zip(known, ends, strict=True) if after < line <= end)


def oversold(rows: Rows, slug: str, first: int, changes: Sequence[Change] = ()) -> list[int]:
    """Replay the log of a sessie and return the lines with which somebody took a place that was not there.

    Args:
        rows: of the reeks.
        slug: of the sessie.
        first: its places before all changes.
        changes: in them.
    """
    found, taken = [], 0
    for line in rows["overgangen"]:
        if not line["deelname"] or line["deelname__sessie__slug"] != slug:
            continue
        if line["naar"] in TAKEN and line["van"] not in TAKEN:
            taken += 1
            if taken > most_at(line["pk"], slug, first, changes):
                found.append(line["pk"])
        elif line["van"] in TAKEN and line["naar"] not in TAKEN:
            taken -= 1
    return found


def overfull(rows: Rows, first: Mapping[str, int], changes: Sequence[Change]) -> list[int]:
    """Replay the log of a reeks in which the organiser decides on each person, so that only who is in holds a place.

    Returns the lines with which somebody came in though there was no place for the person or for their gemeente.
    """
    gemeente = {row["pk"]: row["gemeente__code"] for row in rows["aanmeldingen"]}
    found, taken = [], Counter[str]()
    for line in rows["overgangen"]:
        own = gemeente[line["aanmelding"]]
        if line["deelname"]:
            continue
        if line["naar"] == "actief":
            is_new = not taken[own]
            taken[own] += 1
            gemeenten = sum(count > 0 for count in taken.values())
            too_many = taken.total() > most_at(line["pk"], "max_personen", first["max_personen"], changes)
            if too_many or (
                is_new and gemeenten > most_at(line["pk"], "max_gemeenten", first["max_gemeenten"], changes)
            ):
                found.append(line["pk"])
        elif line["van"] == "actief":
            taken[own] -= 1
    return found
