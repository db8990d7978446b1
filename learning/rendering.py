"""The worker's scans that make the PDFs of published handvatten."""

import logging
from datetime import datetime

from django.conf import settings

from learning.documents import document_of, logo_of
from learning.models import Handvatten, PdfBestand
from learning.pdf import handvatten_key, render_handvatten

logger = logging.getLogger("outbox")


def render_due(*, now: datetime) -> int:  # noqa: ARG001 - every scan gets the time
    """Render what was published or changed and has no PDF yet. Returns how many were made."""
    waiting = Handvatten.objects.published().without_pdf().for_page()
    return sum(render(handvatten) for handvatten in waiting)


def render_outdated(*, now: datetime) -> int:  # noqa: ARG001 - every scan gets the time
    """Render anew what a new template, engine or house style or a moved sessie has changed; drop PDFs no row points to.

    The old PDF is served until the new one is there. Returns how many were made.
    """
    made = 0
    for handvatten in Handvatten.objects.published().for_page():
        if handvatten_key(document_of(handvatten, site_url=settings.SITE_URL)) != handvatten.pdf_sleutel:
            made += render(handvatten)
    PdfBestand.objects.exclude(sleutel__in=Handvatten.objects.values("pdf_sleutel")).delete()
    return made


def render(handvatten: Handvatten) -> bool:
    """Render one document as it is now, keep it by its key and point the row to it; False when it failed.

    Two workers may do this at once: the key makes their results one row.
    """
    document = document_of(handvatten, site_url=settings.SITE_URL)
    key = handvatten_key(document)
    try:
        body = render_handvatten(document, logo=logo_of(document.afzender))
    except Exception:
        logger.exception("The PDF of handvatten %s could not be made", handvatten.pk)
        return False
    PdfBestand.objects.bulk_create([PdfBestand(sleutel=key, bestand=body)], ignore_conflicts=True)
    # Only when nobody changed the content meanwhile: then their newer key stays and is rendered next.
    Handvatten.objects.filter(pk=handvatten.pk, pdf_sleutel=handvatten.pdf_sleutel).update(pdf_sleutel=key)
    return True
