"""What must hold of the rows of a reeks whatever happened to it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

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


def oversold(rows: Rows, slug: str, sizes: Sequence[tuple[int, int]]) -> list[int]:
    """Replay the log of a sessie and return the lines with which somebody took a place that was not there.

    Args:
        rows: of the reeks.
        slug: of the sessie.
        sizes: the places from a line of the log on, oldest first: (key of the last line before, places).
    """
    found, taken = [], 0
    for line in rows["overgangen"]:
        if not line["deelname"] or line["deelname__sessie__slug"] != slug:
            continue
        size = [places for before, places in sizes if before < line["pk"]][-1]
        if line["naar"] in TAKEN and line["van"] not in TAKEN:
            taken += 1
            if taken > size:
                found.append(line["pk"])
        elif line["van"] in TAKEN and line["naar"] not in TAKEN:
            taken -= 1
    return found
