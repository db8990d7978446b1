"""What goes out in a spreadsheet: who is on a list, who is where in a reeks, and apart from those what people need."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.models import User
from programmes.logboek import Daad, line_of
from programmes.models import Logregel, Reeks, Sessie
from registrations.attendance import sort_key
from registrations.models import Aanmelding, Behoefte, Belangstelling, Deelname
from registrations.written_sheets import Kind, Table

PERSON = ["Naam", "E-mailadres", "Gemeente", "Organisatie", "Functie"]
SIGN_UP = ["Waarvoor", "Status"]


def people_table(rows: QuerySet[Aanmelding], *, waits: Callable[[Aanmelding], str | None]) -> tuple[Table, list[Reeks]]:
    """Return a list of aanmeldingen, and of each row its reeks. Two queries, however many rows.

    Args:
        rows: what the list shows.
        waits: says what somebody waits for.
    """
    deelnames = Deelname.objects.select_related("sessie__doelgroep").order_by("sessie__volgorde", "sessie_id")
    found = list(
        rows.select_related("reeks__provincie", "reeks__organisatie", "gemeente")
        .prefetch_related(Prefetch("deelnames", queryset=deelnames))
    )  # fmt: skip
    header = [
        "Reeks", *PERSON, *SIGN_UP, "Wacht", "Aangemeld op", "Bevestigd op", "Afgemeld op", "Bijeenkomsten",
    ]  # fmt: skip
    lines = [
        [
            str(row.reeks), *person(row), *sign_up(row), waits(row) or "", moment(row.aangemeld_op),
            moment(row.bevestigd_op), moment(row.afgemeld_op), "; ".join(map(at_sessie, row.deelnames.all())),
        ]
        for row in found
    ]  # fmt: skip
    return Table("Aanmeldingen", header, lines), [row.reeks for row in found]


def interest_table(rows: QuerySet[Belangstelling]) -> tuple[Table, list[Reeks]]:
    """Return a list of belangstelling, and of each row its reeks. One query.

    Args:
        rows: what the list shows, with its `invited` and `signed_up`.
    """
    found = list(rows.select_related("reeks__provincie", "reeks__organisatie", "gemeente"))
    header = ["Reeks", "Naam", "E-mailadres", "Gemeente", "Toelichting", "Sinds", "Uitgenodigd op", "Aangemeld op"]
    lines = [
        [
            str(row.reeks), row.naam, row.email, str(row.gemeente), row.toelichting, moment(row.aangemaakt_op),
            *(moment(vars(row)[name]) for name in ("invited", "signed_up")),
        ]
        for row in found
    ]  # fmt: skip
    return Table("Belangstelling", header, lines), [row.reeks for row in found]


def reeks_table(reeks: Reeks) -> Table:
    """Return everybody who signed up for a reeks by name, with state and attendance at each sessie. Three queries."""
    sessies = list(reeks.sessies.select_related("doelgroep").in_order())
    rows = Aanmelding.objects.filter(reeks=reeks).select_related("gemeente").prefetch_related("deelnames")
    header = [*PERSON, *SIGN_UP, "Aangemeld op"]
    for name in names_of(sessies):
        header += [name, f"{name}: aanwezigheid"]
    lines = []
    for row in sorted(rows, key=lambda row: (sort_key(row.naam), row.pk)):
        known = {deelname.sessie_id: deelname for deelname in row.deelnames.all()}
        line = [*person(row), *sign_up(row), moment(row.aangemeld_op)]
        for sessie in sessies:
            line += at_column(known.get(sessie.pk))
        lines.append(line)
    return Table(reeks.titel, header, lines)


def needs_table(reeks: Reeks, *, user: User) -> Table:
    """Return what people need who are confirmed and stand, for an organisator of the reeks. One query."""
    confirmed = Aanmelding.objects.active().filter(reeks=reeks, bevestigd_op__isnull=False)
    rows = Behoefte.objects.managed_by(user).filter(aanmelding__in=confirmed).select_related("aanmelding__gemeente")
    lines = [[row.aanmelding.naam, row.aanmelding.namens, row.tekst] for row in rows]
    return Table("Wat mensen nodig hebben", ["Naam", "Gemeente of organisatie", "Wat iemand nodig heeft"], lines)


def note_export(*, user: User, what: str, kind: Kind, reeksen: Iterable[Reeks], chosen: str, now: datetime) -> None:
    """Write in the log that something went out: a line for each reeks, so that its organisers can read it.

    Args:
        user: who exported.
        what: which list.
        kind: as which file.
        reeksen: of each row its reeks; nothing when the list is empty.
        chosen: the filters, as words without names.
        now: when.
    """
    counts: Counter[Reeks | None] = Counter(reeksen)
    notes = []
    for reeks, count in counts.items() or [(None, 0)]:
        rows = "1 regel" if count == 1 else f"{count} regels"
        text = f"{what}: {kind.name}, {rows}, {chosen}."
        notes.append(line_of(user=user, daad=Daad.EXPORT, over=reeks, tekst=text, now=now))
    # In one query: a list can be of all reeksen of a provincie.
    Logregel.objects.bulk_create(notes)


# --- How it reads ---------------------------------------------------------------------------------------------


def person(row: Aanmelding) -> list[str]:
    """Return who somebody is."""
    return [row.naam, row.email, str(row.gemeente or ""), row.organisatie, row.functie]


def sign_up(row: Aanmelding) -> list[str]:
    """Return for what, and how it stands."""
    return [row.get_omvang_display(), row.get_status_display()]


def moment(at: datetime | None) -> str:
    """Return a moment here, so that texts sort by it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def at_sessie(row: Deelname) -> str:
    """Return how somebody stands at a sessie, and whether they were there."""
    was_there = f", {row.get_aanwezigheid_display().lower()}" if row.aanwezigheid else ""
    return f"{row.sessie}: {row.get_status_display().lower()}{was_there}"


def at_column(row: Deelname | None) -> list[str]:
    """Return the two cells of one sessie."""
    return [row.get_status_display(), row.get_aanwezigheid_display()] if row else ["", ""]


def names_of(sessies: Iterable[Sessie]) -> list[str]:
    """Return what the columns of the sessies are called: each another name, or they could not be told apart."""
    seen: Counter[str] = Counter()
    names = []
    for sessie in sessies:
        title = sessie.volledige_titel
        seen[title] += 1
        names.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return names
