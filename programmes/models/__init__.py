"""What is offered, and by whom."""

from programmes.models.aanbieders import Deskundige, Lidmaatschap, Locatie, Organisatie, Portret
from programmes.models.gebieden import Gemeente, Maildomein, Provincie
from programmes.models.huisstijlen import Huisstijl, Logo
from programmes.models.logboek import Logregel
from programmes.models.onderwerpen import Doelgroep, Thema
from programmes.models.paginas import Pagina
from programmes.models.reeksen import Reeks, Sessie
from programmes.models.stempels import Stempel
from programmes.models.verplaatsingen import Verplaatsing

__all__ = [
    "Deskundige",
    "Doelgroep",
    "Gemeente",
    "Huisstijl",
    "Lidmaatschap",
    "Locatie",
    "Logo",
    "Logregel",
    "Maildomein",
    "Organisatie",
    "Pagina",
    "Portret",
    "Provincie",
    "Reeks",
    "Sessie",
    "Stempel",
    "Thema",
    "Verplaatsing",
]
