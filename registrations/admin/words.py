"""What the pages about deelnemers in /beheer/ say: one table per thing, keyed by what the rules and verbs answer."""

from registrations.capacity import Limits, Occupancy, Waits, excess, over_per_gemeente
from registrations.cells import Reason, UnreadableSheet
from registrations.import_lines import Fault, Line, Result
from registrations.models import Aanmelding
from registrations.places import Places
from registrations.rules import Obstacle
from registrations.spreadsheets import Columns
from registrations.texts import REFUSALS

MISSING_REASON = "Schrijf op waarom. Zonder reden kunnen we dit niet opslaan."

WAITS = {
    Waits.GEMEENTEN: "Alle plaatsen voor gemeenten zijn bezet",
    Waits.PER_GEMEENTE: "Deze gemeente heeft al het maximum aan personen",
    Waits.PERSONEN: "De reeks is vol",
    None: "Er is plaats, maar het is te kort dag voor een aanbod. Wie het eerst komt, krijgt de plaats",
}
SESSIE_FULL = "Deze bijeenkomst is vol"

COLUMNS = {
    "reeks": ["Wat", "Aantal", "Maximum"],
    "sessie": [
        "Bijeenkomst", "Datum", "Aangemeld", "Aangeboden", "Wachtlijst", "Agenda: ja / misschien / nee", "Plaatsen",
        "Aanwezig", "Opmerking",
    ],
    "aanvraag": ["Naam", "Functie", "Gevraagd op", "Besluit"],
    "wachtend": ["Plek", "Naam", "Gemeente of organisatie", "Wacht sinds", "Waarom"],
    "aanbod": ["Naam", "Gemeente of organisatie", "Plaats", "Kan tot"],
    "uitzondering": ["Naam", "Plaats", "Wanneer", "Door wie", "Waarom"],
    "gemeente": [
        "Gemeente", "Personen met een plaats", "Nog niet bevestigd", "Wachtlijst", "Aanvragen", "Vaste plaats",
        "Via de link van een collega",
    ],
    "behoefte": ["Naam", "Gemeente of organisatie", "Wat iemand nodig heeft"],
}  # fmt: skip
"""The heads of the tables of "Deelnemers en plaatsen", by what a row is about."""

RESULTS = {
    Result.IN: "Aangemeld",
    Result.HELD: "Krijgt een mail om te bevestigen. De plaats blijft 24 uur vrij",
    Result.ASKS: "Krijgt een mail om te bevestigen. Daarna beslis jij",
    Result.WAITS: "Op de wachtlijst van de reeks",
    Result.KNOWN: "Stond er al. Er verandert niets",
    Result.SKIPPED: "Slaan we over",
}
EARLIER = {
    "": "",
    Aanmelding.Status.AFGEMELD: "Is eerder afgemeld. ",
    Aanmelding.Status.AFGEWEZEN: "Is eerder afgewezen. ",
}
"""What is said first of who is on the list again."""

FAULTS = {
    Fault.EXAMPLE: "Dit is de rij met het voorbeeld. Haal hem weg.",
    Fault.NO_NAME: "De naam is leeg. Vul hem in.",
    Fault.BAD_ADDRESS: "Dit is geen goed e-mailadres. Verbeter het, bijvoorbeeld naam@gemeente.nl.",
    Fault.DOUBLE: "Dit adres staat ook op rij {}. Haal een van de twee weg.",
    Fault.TOO_LONG: "De tekst in de kolom “{}” is te lang. Maak hem korter.",
    Fault.NO_GEMEENTE: "Er is geen gemeente en geen organisatie. Vul een van de twee in.",
    Fault.UNKNOWN_SESSIE: "De bijeenkomst “{}” is er niet. Gebruik de titel die op de website staat.",
}
OR_VOUCHED = "of kies “Deze mensen hebben al ja gezegd”."
OBSTACLES = {
    Obstacle.NOT_PUBLISHED: f"De reeks staat nog niet op de website. Publiceer hem eerst, {OR_VOUCHED}",
    Obstacle.NOT_OPEN_YET: f"De aanmelding is nog niet open. Wacht tot dan, {OR_VOUCHED}",
    Obstacle.CLOSED: f"De aanmelding is gesloten. Open hem weer, {OR_VOUCHED}",
    Obstacle.NOTHING_YET: "De reeks heeft nog geen bijeenkomsten. Voeg die eerst toe.",
    Obstacle.OVER: "Alle bijeenkomsten zijn geweest. Hier kan niemand meer bij.",
    Obstacle.OTHER_PROVINCIE: "Deze gemeente ligt in een andere provincie. De reeks is daar niet voor.",
    Obstacle.NO_GEMEENTE: "De reeks is alleen voor gemeenten. Vul een gemeente in.",
    Obstacle.NO_SESSIE: "Kies minstens één bijeenkomst, of laat de kolom leeg voor de hele reeks.",
    Obstacle.SESSIE_OVER: "Een van de bijeenkomsten is al geweest. Haal hem weg.",
    Obstacle.SESSIE_CANCELLED: "Een van de bijeenkomsten gaat niet door. Haal hem weg.",
}
"""Why the reeks does not take a row, for the organiser."""
FOR_ORGANISER = REFUSALS | {
    Obstacle.NOTHING_LEFT: "De gekozen bijeenkomsten komen niet meer. Een plaats geven kan dus niet.",
    Obstacle.NOT_CONFIRMED: "Deze persoon heeft nog niet bevestigd. Dat moet eerst.",
    Obstacle.SIGNED_OFF: "Deze persoon is afgemeld.",
    Obstacle.SAME_PERSON: "Dit is het adres van deze persoon zelf. Vul een ander adres in.",
    Obstacle.NOT_TRANSFERABLE: "Deze persoon heeft nu geen plaats die een ander kan overnemen.",
    Obstacle.GEMEENTE_FULL: "Voor deze gemeente is geen plaats meer.",
    Obstacle.NO_ROOM: "Er is nu geen plaats vrij. Deze persoon blijft op de wachtlijst staan.",
}
"""Why something can not be done with somebody: REFUSALS speak to that person, these about them."""
UNKNOWN_GEMEENTE = "Deze gemeente kennen we niet. Gebruik de naam of de CBS-code."
DID_YOU_MEAN = "Deze gemeente kennen we niet. Bedoel je: {}?"

SHEETS = {
    Reason.UNKNOWN_TYPE: "Dit is geen CSV, XLSX of ODS. Bewaar je lijst in een van die soorten.",
    Reason.OLD_EXCEL: "Dit is een oud Excel-bestand (.xls). Open het en bewaar het als .xlsx.",
    Reason.PASSWORD: "Op dit bestand zit een wachtwoord. Haal het eraf en probeer het opnieuw.",
    Reason.BROKEN: "Dit bestand is beschadigd. Open het, bewaar het opnieuw en probeer het nog eens.",
    Reason.ENCODING: "De letters in dit bestand zijn niet te lezen. Bewaar het als XLSX of als CSV met UTF-8.",
    Reason.QUOTES: "De aanhalingstekens bij rij {row} kloppen niet. Bewaar het bestand als XLSX.",
    Reason.TOO_LARGE: "Dit bestand is te groot. Het mag hoogstens 2 MB zijn.",
    Reason.TOO_LARGE_INSIDE: "Er staat te veel in dit bestand. Bewaar alleen het blad met deelnemers.",
    Reason.TOO_MANY_ROWS: "Dit bestand heeft te veel rijen. Lees hoogstens 500 mensen tegelijk in.",
    Reason.TOO_MANY_COLUMNS: "Rij {row} heeft meer dan {limit} kolommen. Bewaar alleen de kolommen die nodig zijn.",
    Reason.TOO_LONG: "In cel {cell} staat meer dan {limit} tekens. Maak de tekst korter.",
    Reason.NOT_CALCULATED: "In cel {cell} staat een formule zonder uitkomst. Open het bestand en bewaar het opnieuw.",
    Reason.EMPTY: "Dit bestand is leeg.",
    Reason.NO_HEADER: "In rij {row} staan geen namen van kolommen. Zet daar: naam, email en gemeente.",
    Reason.NO_ROWS: "Onder de namen van de kolommen staat niemand.",
    Reason.UNNAMED_COLUMN: "De kolom van cel {cell} heeft geen naam. Zet een naam in de bovenste rij.",
    Reason.DOUBLE_COLUMN: "De kolom “{column}” staat er vaker dan één keer. Haal er een weg.",
}


def fault_text(line: Line) -> str:
    """Return what is wrong with a row and how to mend it."""
    if line.obstacle:
        return OBSTACLES.get(line.obstacle, REFUSALS[line.obstacle])
    if line.fault is Fault.UNKNOWN_GEMEENTE:
        return DID_YOU_MEAN.format(line.detail.replace(", ", " of ")) if line.detail else UNKNOWN_GEMEENTE
    return FAULTS[line.fault].format(line.detail) if line.fault else ""


def result_text(line: Line) -> str:
    """Return what becomes of a row."""
    if line.result is Result.WRONG:
        return fault_text(line)
    places = f". Op de wachtlijst voor: {', '.join(line.waits_at)}" if line.waits_at else ""
    return f"{EARLIER[line.earlier]}{RESULTS[line.result]}{places}."


def sheet_text(fault: UnreadableSheet) -> str:
    """Return why a file can not be read."""
    return SHEETS[fault.reason].format(**fault.details)


def column_faults(columns: Columns) -> list[str]:
    """Return what is wrong with the names of the columns."""
    missing = [
        f"De kolom “{'” of “'.join(group)}” ontbreekt. Zet de naam in de bovenste rij." for group in columns.missing
    ]
    return missing + [
        f"Meer dan één kolom kan “{field}” zijn: {', '.join(names)}. Geef er een een andere naam."
        for field, names in columns.double.items()
    ]


def over_texts(places: Places, titles: dict[int, str], gemeenten: dict[int, str]) -> list[str]:
    """Return by how much limits are exceeded, one sentence each; empty when none is.

    Args:
        places: what the reeks holds, and may hold.
        titles: of its sessies, by key.
        gemeenten: names of those that take part, by key.
    """
    limits, occupancy = places.limits, places.occupancy
    found = excess(limits, occupancy, places.rooms)
    texts = []
    if "gemeenten" in found:
        texts.append(over("De reeks zit", found["gemeenten"], len(occupancy.gemeenten), "gemeenten", limits.gemeenten))
    if "personen" in found:
        texts.append(over("De reeks zit", found["personen"], occupancy.personen, "personen", limits.personen))
    for sessie, title in titles.items():
        if f"sessie:{sessie}" in found:
            taken, size = places.rooms.taken[sessie], places.rooms.sizes[sessie]
            texts.append(over(f"“{title}” zit", found[f"sessie:{sessie}"], taken, "personen", size))
    return texts + over_in_gemeenten(limits, occupancy, gemeenten)


def over_in_gemeenten(limits: Limits, occupancy: Occupancy, gemeenten: dict[int, str]) -> list[str]:
    """Return which gemeenten have more persons than one may have."""
    most = limits.per_gemeente or 0
    return [
        over(f"{gemeenten[key]} zit", occupancy.persons[key] - most, occupancy.persons[key], "personen", most)
        for key in over_per_gemeente(limits, occupancy)
        if key in gemeenten
    ]


def over(subject: str, by: int, count: int, what: str, limit: int | None) -> str:
    """Return one such sentence."""
    return f"{subject} {by} boven het maximum: {count} {what}, en er is plaats voor {limit}."


def people(count: int) -> str:
    """Return a number of people in words."""
    return "1 persoon" if count == 1 else f"{count} personen"
