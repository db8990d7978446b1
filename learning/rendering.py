"""The worker's scan that makes the PDFs of published handvatten."""

import logging
from datetime import datetime

from django.conf import settings

from learning.documents import document_of
from learning.models import Handvatten, PdfBestand
from learning.pdf import handvatten_key, render_handvatten

logger = logging.getLogger("outbox")


def render_due(*, now: datetime) -> int:  # noqa: ARG001 - every scan gets the time
    """Render what has been published or changed since. Returns how many PDFs were made.

    Two workers may render the same document at once: the key makes their results one row.
    """
    made = 0
    for handvatten in Handvatten.objects.published().without_pdf().for_page():
        document = document_of(handvatten, site_url=settings.SITE_URL)
        key = handvatten_key(document)
        if key != handvatten.pdf_sleutel:
            # The template, the engine or the sessie changed after publication: the document as it is now counts.
            Handvatten.objects.filter(pk=handvatten.pk).update(pdf_sleutel=key)
        try:
            body = render_handvatten(document)
        except Exception:
            logger.exception("The PDF of handvatten %s could not be made", handvatten.pk)
            continue
        PdfBestand.objects.bulk_create([PdfBestand(sleutel=key, bestand=body)], ignore_conflicts=True)
        made += 1
    return made
