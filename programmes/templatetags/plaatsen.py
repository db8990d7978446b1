"""What a reeks says of who may take part, and for how many there is a place."""

from django import template

from programmes.models import Reeks

register = template.Library()


@register.filter
def wie_mag(reeks: Reeks) -> list[str]:
    """Return who may sign up, as sentences: `["Alleen voor gemeenten in Overijssel."]`. No query after `for_page()`."""
    toegang = {
        Reeks.Toegang.PROVINCIE: f"Alleen voor gemeenten in {reeks.provincie}.",
        Reeks.Toegang.GEMEENTEN: f"Voor alle gemeenten, ook buiten {reeks.provincie}.",
        Reeks.Toegang.IEDEREEN: "Voor iedereen, met of zonder gemeente.",
    }
    words = [toegang[Reeks.Toegang(reeks.toegang)]]
    if reeks.takes_organisaties and reeks.toegang != Reeks.Toegang.IEDEREEN:
        words.append("Ook voor mensen zonder gemeente, zoals een wijkmanager.")
    return words


@register.filter
def hoeveel_plaats(reeks: Reeks) -> list[str]:
    """Return the limits of a reeks and who decides, as sentences: `["Plaats voor 8 gemeenten."]`; empty without any."""
    gemeenten, personen, per_gemeente = reeks.max_gemeenten, reeks.max_personen, reeks.max_per_gemeente
    words = []
    if gemeenten is not None:
        words.append(f"Plaats voor {gemeenten} {'gemeente' if gemeenten == 1 else 'gemeenten'}.")
    if personen is not None:
        words.append(f"Plaats voor {personen} {'persoon' if personen == 1 else 'personen'}.")
    if per_gemeente is not None:
        words.append(f"Hoogstens {per_gemeente} {'persoon' if per_gemeente == 1 else 'personen'} per gemeente.")
    if reeks.toelating == Reeks.Toelating.PERSOON:
        words.append("De organisator kiest wie meedoet.")
    elif reeks.toelating == Reeks.Toelating.GEMEENTE:
        words.append("De organisator kiest wie meedoet, per gemeente.")
    return words
