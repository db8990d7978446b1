"""Who takes part, who waits, and what was offered to them."""

from registrations.models.aanmeldingen import Aanmelding, Deelname, Overgang
from registrations.models.erbij import Behoefte, Belangstelling, Doorverwijzing
from registrations.models.wachtlijst import Aanbod

__all__ = [
    "Aanbod",
    "Aanmelding",
    "Behoefte",
    "Belangstelling",
    "Deelname",
    "Doorverwijzing",
    "Overgang",
]
