"""Changes the house style of a provincie, and refuses colours that people can not read."""

from collections.abc import Sequence

from django.db import transaction

from programmes.contrast import TooFaint, too_faint
from programmes.logos import Picture
from programmes.models import Huisstijl, Logo


class HuisstijlRefused(Exception):
    """Nothing was saved; `faint` says which colours can not be read."""

    def __init__(self, faint: Sequence[TooFaint]) -> None:
        super().__init__(", ".join(f"{colour.field} {colour.measured}" for colour in faint))
        self.faint = faint


def change_huisstijl(*, huisstijl: Huisstijl, logo: Picture | None = None, without_logo: bool = False) -> None:
    """Save a new or changed house style; pages, mails and PDFs made from now on have it.

    PDFs that exist are made anew by the worker. The address of theme and logo changes with what is in them.

    Args:
        huisstijl: as it must become, checked field by field (`full_clean`). What it knows of the logo may be old: the
            stored logo stays, unless the arguments below say otherwise.
        logo: takes the place of the logo, if any; `huisstijl.logo_tekst` describes it.
        without_logo: take the logo away; a new `logo` wins.

    Raises:
        HuisstijlRefused: a colour has too little contrast.
    """
    faint = too_faint(hoofdkleur=huisstijl.hoofdkleur, kopkleur=huisstijl.kopkleur, steunkleur=huisstijl.steunkleur)
    if faint:
        raise HuisstijlRefused(faint)
    with transaction.atomic():
        # Locked also when the logo changes: its columns and its bytes are two rows, which must stay a pair.
        stored = Huisstijl.objects.select_for_update().filter(pk=huisstijl.pk).order_by("pk").first()
        if logo is not None:
            kept = (logo.key, logo.width, logo.height)
        elif without_logo or stored is None:
            kept = ("", 0, 0)
        else:
            kept = (stored.logo_sleutel, stored.logo_breedte, stored.logo_hoogte)
        huisstijl.logo_sleutel, huisstijl.logo_breedte, huisstijl.logo_hoogte = kept
        huisstijl.save()
        if logo is not None:
            Logo.objects.update_or_create(huisstijl=huisstijl, defaults={"bestand": logo.png})
        elif without_logo:
            Logo.objects.filter(huisstijl=huisstijl).delete()
