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
        huisstijl: as it must become, checked field by field (`full_clean`).
        logo: takes the place of the logo, if any; `huisstijl.logo_tekst` describes it.
        without_logo: take the logo away; a new `logo` wins.

    Raises:
        HuisstijlRefused: a colour has too little contrast.
    """
    faint = too_faint(hoofdkleur=huisstijl.hoofdkleur, kopkleur=huisstijl.kopkleur, steunkleur=huisstijl.steunkleur)
    if faint:
        raise HuisstijlRefused(faint)
    if logo is not None:
        huisstijl.logo_sleutel, huisstijl.logo_breedte, huisstijl.logo_hoogte = logo.key, logo.width, logo.height
    elif without_logo:
        huisstijl.logo_sleutel, huisstijl.logo_breedte, huisstijl.logo_hoogte = "", 0, 0
    with transaction.atomic():
        huisstijl.save()
        if logo is not None:
            Logo.objects.update_or_create(huisstijl=huisstijl, defaults={"bestand": logo.png})
        elif without_logo:
            Logo.objects.filter(huisstijl=huisstijl).delete()
