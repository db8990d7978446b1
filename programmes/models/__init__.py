"""What is offered, and by whom."""

from programmes.models.aanbieders import Deskundige, Lidmaatschap, Locatie, Organisatie
from programmes.models.gebieden import Gemeente, Maildomein, Provincie
from programmes.models.reeksen import Doelgroep, Reeks, Sessie, Thema

__all__ = [
    "Deskundige",
    "Doelgroep",
    "Gemeente",
    "Lidmaatschap",
    "Locatie",
    "Maildomein",
    "Organisatie",
    "Provincie",
    "Reeks",
    "Sessie",
    "Thema",
]
