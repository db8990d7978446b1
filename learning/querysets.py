"""Selects handvatten and materiaal by state and manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Length

from programmes.models import Reeks
from programmes.scope import ScopedQuerySet

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from learning.models import Handvatten, Materiaal, PdfBestand
    from programmes.models import Sessie


class PdfBestandQuerySet(models.QuerySet["PdfBestand"]):
    """PDFs by key."""

    def size_of(self, sleutel: str) -> int | None:
        """Return how many bytes the PDF of a key is, without reading it; None while it is not made."""
        return self.filter(sleutel=sleutel).annotate(bytes=Length("bestand")).values_list("bytes", flat=True).first()


class HandvattenQuerySet(ScopedQuerySet["Handvatten"]):
    """Handvatten by state and manager."""

    def published(self) -> HandvattenQuerySet:
        """Those that visitors can read: published, of a published reeks."""
        return self.filter(status="gepubliceerd", sessie__reeks__status="gepubliceerd")

    def for_page(self) -> HandvattenQuerySet:
        """With all that the page and the PDF show, in a fixed number of queries."""
        return self.select_related(
            "sessie__reeks__provincie__huisstijl", "sessie__reeks__organisatie", "sessie__locatie", "sessie__doelgroep"
        ).prefetch_related("onderdelen")

    def without_pdf(self) -> HandvattenQuerySet:
        """Those whose PDF is still to be rendered."""
        from learning.models import PdfBestand  # noqa: PLC0415 - models load this module

        return self.exclude(pdf_sleutel="").filter(~Exists(PdfBestand.objects.filter(sleutel=OuterRef("pdf_sleutel"))))

    def within(self, user: User, rollen: Collection[str]) -> HandvattenQuerySet:
        """Those of a reeks of this user."""
        return self.filter(sessie__reeks__in=Reeks.objects.within(user, rollen))


class MateriaalQuerySet(ScopedQuerySet["Materiaal"]):
    """Materiaal by who may have it."""

    def public(self) -> MateriaalQuerySet:
        """What every visitor can download: it is for all, of a published reeks."""
        return self.filter(zichtbaar="allen", sessie__reeks__status="gepubliceerd")

    def of_sessie(self, sessie: Sessie) -> MateriaalQuerySet:
        """That of one sessie."""
        return self.filter(sessie=sessie)

    def for_page(self) -> MateriaalQuerySet:
        """With what its address is made of."""
        return self.select_related("sessie__reeks__provincie", "sessie__doelgroep")

    def within(self, user: User, rollen: Collection[str]) -> MateriaalQuerySet:
        """That of a reeks of this user."""
        return self.filter(sessie__reeks__in=Reeks.objects.within(user, rollen))
