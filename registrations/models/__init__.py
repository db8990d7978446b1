"""Who takes part, who waits, and what was offered to them."""

from registrations.models.aanmeldingen import Aanmelding, Deelname, Overgang
from registrations.models.agendalinks import Agendalink
from registrations.models.antwoorden import Agendareactie
from registrations.models.deur import Tik, Uitdraai
from registrations.models.erbij import Behoefte, Belangstelling, Doorverwijzing
from registrations.models.herinneringen import Herinnering, Sessiedatum
from registrations.models.nieuws import Nieuwsstand
from registrations.models.notities import Notitie
from registrations.models.rondmails import Rondmail
from registrations.models.uitnodigingen import Gastaanbod, Uitnodiging
from registrations.models.wachtlijst import Aanbod

__all__ = [
    "Aanbod",
    "Aanmelding",
    "Agendalink",
    "Agendareactie",
    "Behoefte",
    "Belangstelling",
    "Deelname",
    "Doorverwijzing",
    "Gastaanbod",
    "Herinnering",
    "Nieuwsstand",
    "Notitie",
    "Overgang",
    "Rondmail",
    "Sessiedatum",
    "Tik",
    "Uitdraai",
    "Uitnodiging",
]
