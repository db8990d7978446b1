"""Places files of a sessie to download and replaces them; and gives their bytes back, part by part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from learning.models import Materiaal, Materiaaldeel
from learning.rules import has_room_for_materiaal
from learning.uploads import Upload
from programmes.logboek import Daad, Wijziging, record
from programmes.models import Sessie


class TooMuchMateriaal(Exception):
    """The sessie has as many files as it can have; nothing was kept."""


class Gone(Exception):
    """The file was replaced or taken away while somebody downloaded it: better no file than half of two."""


@dataclass(frozen=True)
class Words:
    """What an organiser says of a file."""

    titel: str
    soort: str
    zichtbaar: str


def place(*, sessie: Sessie, upload: Upload, words: Words, user: User, now: datetime) -> Materiaal:
    """Keep a file with a sessie. The same file under the same title a second time changes nothing.

    Raises:
        TooMuchMateriaal: there is no room for one more.
    """
    with transaction.atomic():
        _lock(sessie)
        known = Materiaal.objects.of_sessie(sessie)
        twice = known.filter(sha256=upload.sha256, titel=words.titel).first()
        if twice:
            return twice
        if not has_room_for_materiaal(known.count()):
            raise TooMuchMateriaal
        made = Materiaal(sessie=sessie)
        _fill(made, upload, words, user, now)
        record(user=user, daad=Daad.GEMAAKT, over=made, tekst=f"Bestand {made.bestandsnaam}.", now=now)
    return made


def replace(*, materiaal: Materiaal, upload: Upload, words: Words, user: User, now: datetime) -> Materiaal:
    """Put another file in the place of one; its address stays. The same file changes only what is said of it.

    Raises:
        Gone: it was taken away meanwhile.
    """
    with transaction.atomic():
        _lock(materiaal.sessie)
        stored = Materiaal.objects.for_page().filter(pk=materiaal.pk).first()
        if stored is None:
            raise Gone
        old = stored.bestandsnaam
        _fill(stored, upload, words, user, now)
        changed = Wijziging(veld="bestand", oud=old, nieuw=stored.bestandsnaam)
        record(user=user, daad=Daad.GEWIJZIGD, over=stored, wijzigingen=[changed], now=now)
    return stored


@dataclass(frozen=True)
class Kept:
    """A file as it was at one moment, and the keys of its parts in order."""

    materiaal: Materiaal
    parts: Sequence[int]

    def content(self) -> Iterator[bytes]:
        """Yield the bytes, one part in memory at a time; one query each.

        Raises:
            Gone: the file was replaced or taken away meanwhile.
        """
        for key in self.parts:
            part = Materiaaldeel.objects.filter(pk=key).values_list("inhoud", flat=True).first()
            if part is None:
                raise Gone
            yield bytes(part)


def kept(materiaal: Materiaal) -> Kept | None:
    """Return the file of a materiaal; None when it was taken away. One query, so that name and parts fit together."""
    parts = list(Materiaaldeel.objects.filter(materiaal=materiaal).select_related("materiaal").defer("inhoud"))
    return Kept(parts[0].materiaal, [part.pk for part in parts]) if parts else None


# --- Steps ------------------------------------------------------------------------------------------------------


def _lock(sessie: Sessie) -> None:
    """Let two who place a file at one sessie wait for each other."""
    Sessie.objects.select_for_update(no_key=True).order_by("pk").filter(pk=sessie.pk).first()


def _fill(materiaal: Materiaal, upload: Upload, words: Words, user: User, now: datetime) -> None:
    """Save what is said of a file, and its bytes where they are new: fresh rows, so that nobody gets half of each."""
    is_other = materiaal.sha256 != upload.sha256
    materiaal.titel, materiaal.soort, materiaal.zichtbaar = words.titel, words.soort, words.zichtbaar
    materiaal.bestandsnaam, materiaal.content_type = upload.naam, upload.content_type
    materiaal.grootte, materiaal.sha256 = upload.grootte, upload.sha256
    materiaal.geplaatst_op, materiaal.door = now, user
    materiaal.save()
    if is_other:
        materiaal.delen.all().delete()
        for number, chunk in enumerate(upload.chunks()):
            Materiaaldeel.objects.create(materiaal=materiaal, volgnummer=number, inhoud=chunk)
