"""Selects handvatten by state and manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Length

from programmes.models import Reeks

if TYPE_CHECKING:
    from accounts.models import User
    from learning.models import Handvatten, PdfBestand


class PdfBestandQuerySet(models.QuerySet["PdfBestand"]):
    """PDFs by key."""

    def size_of(self, sleutel: str) -> int | None:
        """Return how many bytes the PDF of a key is, without reading it; None while it is not made."""
        return self.filter(sleutel=sleutel).annotate(bytes=Length("bestand")).values_list("bytes", flat=True).first()


class HandvattenQuerySet(models.QuerySet["Handvatten"]):
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

    def visible_to(self, user: User) -> HandvattenQuerySet:
        """Those of a reeks that this user manages."""
        return self.filter(sessie__reeks__in=Reeks.objects.visible_to(user))
