"""Turns handvatten from the database into the plain document that the PDF is made of."""

from collections.abc import Sequence

from django.utils import timezone

from learning import pdf
from learning.models import Handvatten, Onderdeel
from programmes.models import Huisstijl, Logo, Provincie
from programmes.templatetags.leerlab import waar, wanneer


def document_of(handvatten: Handvatten, *, site_url: str) -> pdf.HandvattenDocument:
    """Return the document of published handvatten.

    Queries what is not loaded yet; `HandvattenQuerySet.for_page()` loads all of it.

    Args:
        handvatten: published before or now: `gepubliceerd_op` is set.
        site_url: where the portal stands, without a slash at the end.

    Raises:
        ValueError: they have never been published, so the document has no date.
    """
    if handvatten.gepubliceerd_op is None:
        raise ValueError("handvatten without a date of publication")
    sessie = handvatten.sessie
    onderdelen = list(handvatten.onderdelen.all())
    return pdf.HandvattenDocument(
        titel=f"Handvatten {sessie.volledige_titel}",
        reeks=sessie.reeks.titel,
        provincie=sessie.reeks.provincie.naam,
        wanneer=wanneer(sessie),
        waar=waar(sessie),
        inleiding=handvatten.inleiding,
        tips=_of_soort(onderdelen, Onderdeel.Soort.TIP),
        acties=_of_soort(onderdelen, Onderdeel.Soort.ACTIE),
        checklist=_of_soort(onderdelen, Onderdeel.Soort.CHECKLIST),
        hulpmiddelen=_of_soort(onderdelen, Onderdeel.Soort.HULPMIDDEL),
        adres=f"{site_url}{handvatten.get_absolute_url()}",
        gepubliceerd_op=timezone.localtime(handvatten.gepubliceerd_op).date(),
        afzender=sender_of(sessie.reeks.provincie),
    )


def sender_of(provincie: Provincie) -> pdf.Afzender:
    """Return the house style of a provincie, neutral when she has none. No bytes of the logo: `logo_of` gets those."""
    huisstijl: Huisstijl | None = getattr(provincie, "huisstijl", None)
    if huisstijl is None:
        return pdf.Afzender()
    return pdf.Afzender(
        naam=huisstijl.naam,
        kleuren=huisstijl.palette,
        logo_sleutel=huisstijl.logo_sleutel,
        logo_tekst=huisstijl.logo_tekst,
    )


def logo_of(afzender: pdf.Afzender) -> bytes:
    """Return the PNG of the logo, empty without one. One query.

    Empty too when the logo was changed since the document was made: a PDF without a logo beats none, and the next scan
    makes it anew.
    """
    if not afzender.logo_sleutel:
        return b""
    # Two provincies may have the same picture.
    logo = Logo.objects.filter(huisstijl__logo_sleutel=afzender.logo_sleutel).order_by("pk").first()
    return b"" if logo is None else bytes(logo.bestand)


def _of_soort(onderdelen: Sequence[Onderdeel], soort: str) -> tuple[pdf.Onderdeel, ...]:
    return tuple(
        pdf.Onderdeel(titel=onderdeel.titel, tekst=onderdeel.tekst, url=onderdeel.url)
        for onderdeel in onderdelen
        if onderdeel.soort == soort
    )
