"""The maps as pages need them: shapes to draw, and the same content as rows for a table."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django import template

from programmes import kaart
from programmes.agenda import ProvincieRow
from programmes.kaart import Kaart, Place
from programmes.models import Gemeente, Provincie, Reeks, Sessie

register = template.Library()


@dataclass
class GemeenteRow:
    """One gemeente in the table under the map, or a town of which no gemeente is known.

    Attributes:
        naam: of the gemeente or the town.
        takes_part: whether the gemeente takes part.
        sessies: those still to be held there.
    """

    naam: str
    takes_part: bool = False
    sessies: list[Sessie] = field(default_factory=list)


@dataclass(frozen=True)
class Plaatsen:
    """Where reeksen are to be held and who takes part: rows by name, and the map where there is one."""

    rows: list[GemeenteRow]
    kaart: Kaart | None

    @property
    def has_participants(self) -> bool:
        """Whether any gemeente takes part."""
        return any(row.takes_part for row in self.rows)

    @property
    def has_sessies(self) -> bool:
        """Whether the place of any sessie is known."""
        return any(row.sessies for row in self.rows)


@register.simple_tag
def kaart_van_nederland(rows: Iterable[ProvincieRow]) -> Kaart:
    """`{% kaart_van_nederland rows as kaart %}`: the provincies, those with something coming as links."""
    return kaart.nederland(
        {
            row.provincie.code: Place(naam=row.provincie.naam, url=row.provincie.get_absolute_url(), count=row.count)
            for row in rows
            if row.count
        }
    )


@register.simple_tag
def plaatsen_van(
    provincie: Provincie, reeksen: Iterable[Reeks], deelnemers: Iterable[Gemeente], now: datetime
) -> Plaatsen:
    """`{% plaatsen_van provincie coming gemeenten now as plaatsen %}`: where sessies are to come and who takes part.

    No query when the reeksen come from `for_page()`. A place outside the provincie is in the rows, not on the map.
    """
    rows: dict[str, GemeenteRow] = {row.code: GemeenteRow(row.weergavenaam, takes_part=True) for row in deelnemers}
    codes = set(rows)
    hosts: Counter[str] = Counter()
    for sessie in chain.from_iterable(reeks.sessies.all() for reeks in reeksen):
        if sessie.locatie is None or sessie.is_vervallen or sessie.is_over(now):
            continue
        gemeente, plaats = sessie.locatie.gemeente, sessie.locatie.plaats
        if gemeente:
            hosts[gemeente.code] += 1
        key, naam = (gemeente.code, gemeente.weergavenaam) if gemeente else (plaats, plaats)
        rows.setdefault(key, GemeenteRow(naam)).sessies.append(sessie)
    drawn = kaart.provincie(provincie.code, hosts=hosts, participants=codes)
    return Plaatsen(rows=sorted(rows.values(), key=lambda row: row.naam), kaart=drawn if rows else None)
