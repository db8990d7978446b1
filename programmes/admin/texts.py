"""The words for each refusal an organisator can meet: what is wrong and how to mend it."""

from programmes.memberships import InviteObstacle
from programmes.rules import PublishObstacle

PUBLISH = {
    PublishObstacle.NO_SESSIE: "Publiceren kan nog niet: er is geen bijeenkomst. Voeg er onderaan de pagina een toe.",
    PublishObstacle.NO_SUMMARY: "Publiceren kan nog niet: de samenvatting is leeg. Schrijf één of twee zinnen.",
    PublishObstacle.NO_AUDIENCE: (
        "Publiceren kan nog niet: “voor wie” is leeg. Schrijf voor wie deze reeks bedoeld is."
    ),
    PublishObstacle.CLOSED_BEFORE_START: (
        "Publiceren kan nog niet: “aanmelden tot” is al voorbij. Kies een later moment of maak het veld leeg."
    ),
}

INVITE = {
    InviteObstacle.ALREADY_THERE: "{} is hier al organisator. Er is geen mail verstuurd.",
    InviteObstacle.ACCOUNT_OFF: "Het account van {} is uitgezet. Vraag een beheerder om het weer aan te zetten.",
}

STALE = "Iemand anders heeft deze {} net gewijzigd. Open de pagina opnieuw; je eigen wijzigingen staan nog hieronder."
STALE_REEKS = STALE.format("reeks")
STALE_LOCATIE = STALE.format("locatie")
STALE_HANDVATTEN = STALE.format("handvatten")
