"""What the demo says, read from the TOML files beside this module."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from learning.models import Onderdeel

HERE = Path(__file__).resolve().parent
REEKSEN = ("niet_juist_benaderd", "niet_juist_benaderd_2024", "dna_wijk_dorp")
KINDS = {
    "tips": Onderdeel.Soort.TIP,
    "acties": Onderdeel.Soort.ACTIE,
    "checklist": Onderdeel.Soort.CHECKLIST,
    "hulpmiddelen": Onderdeel.Soort.HULPMIDDEL,
}
"""Key in the file -> soort, in the order in which handvatten show them."""


@dataclass(frozen=True)
class HandvattenContent:
    """Handvatten that are published on a day, in local time."""

    gepubliceerd_op: datetime
    inleiding: str
    onderdelen: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class SessieContent:
    """One sessie: held on `datum`, or `na_dagen` after the one before it, or `na_maanden` after the first.

    `na_dagen` of the first counts from the day on which the demo is made; the day becomes the next `weekdag`.
    """

    titel: str
    omschrijving: str
    soort: str = "fysiek"
    datum: date | None = None
    na_dagen: int = 0
    weekdag: str = ""
    na_maanden: int = 0
    van: time = time(14)
    tot: time = time(17)
    online_link: str = ""
    locatie: str = ""
    doelgroep: str = ""
    doelgroep_werknaam: str = ""
    deskundigen: tuple[dict[str, str], ...] = ()
    handvatten: HandvattenContent | None = None


@dataclass(frozen=True)
class ReeksContent:
    """One reeks with all that it needs; published on `gepubliceerd_op`, or when the demo is made."""

    provincie: str
    slug: str
    titel: str
    samenvatting: str
    omschrijving: str
    voor_wie: str
    organisatie: dict[str, str]
    sessies: tuple[SessieContent, ...]
    themas: tuple[str, ...] = ()
    doelgroepen: tuple[str, ...] = ()
    locaties: tuple[dict[str, str], ...] = ()
    gepubliceerd_op: datetime | None = None
    plaatsen: dict[str, Any] = field(default_factory=dict)
    """Limits and access: fields of Reeks by name."""


def reeksen() -> list[ReeksContent]:
    """Return the reeksen of the demo."""
    return [_reeks(tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))) for name in REEKSEN]


def _reeks(data: dict[str, Any]) -> ReeksContent:
    return ReeksContent(**data | {"sessies": tuple(_sessie(sessie) for sessie in data["sessies"])})


def _sessie(data: dict[str, Any]) -> SessieContent:
    handvatten = data.get("handvatten")
    return SessieContent(**data | {"handvatten": _handvatten(handvatten) if handvatten else None})


def _handvatten(data: dict[str, Any]) -> HandvattenContent:
    """Each onderdeel is a title, or a list of title, text and link."""
    rows = []
    for key, soort in KINDS.items():
        for entry in data[key]:
            cells = [entry] if isinstance(entry, str) else entry
            rows.append({"soort": soort.value} | dict(zip(("titel", "tekst", "url"), cells, strict=False)))
    return HandvattenContent(data["gepubliceerd_op"], data["inleiding"], tuple(rows))
