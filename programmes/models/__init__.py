"""What is offered, and by whom."""

from programmes.models.aanbieders import Deskundige, Lidmaatschap, Locatie, Organisatie
from programmes.models.gebieden import Gemeente, Maildomein, Provincie
from programmes.models.huisstijlen import Huisstijl, Logo
from programmes.models.paginas import Pagina
from programmes.models.reeksen import Doelgroep, Reeks, Sessie, Thema

__all__ = [
    "Deskundige",
    "Doelgroep",
    "Gemeente",
    "Huisstijl",
    "Lidmaatschap",
    "Locatie",
    "Logo",
    "Maildomein",
    "Organisatie",
    "Pagina",
    "Provincie",
    "Reeks",
    "Sessie",
    "Thema",
]
