"""The words for each refusal an organisator can meet: what is wrong and how to mend it."""

from programmes.memberships import InviteObstacle
from programmes.preflight import Wish
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
    InviteObstacle.ALREADY_THERE: "{} heeft hier al een rol. Haal die eerst weg als je een andere wilt geven.",
    InviteObstacle.ACCOUNT_OFF: "Het account van {} is uitgezet. Vraag een beheerder om het weer aan te zetten.",
}

STALE = "Iemand anders heeft deze {} net gewijzigd. Open de pagina opnieuw; je eigen wijzigingen staan nog hieronder."
STALE_REEKS = STALE.format("reeks")
STALE_LOCATIE = STALE.format("locatie")
STALE_HANDVATTEN = STALE.format("handvatten")

MUSTS = {
    PublishObstacle.NO_SESSIE: "Voeg een bijeenkomst toe.",
    PublishObstacle.NO_SUMMARY: "Schrijf een samenvatting van één of twee zinnen.",
    PublishObstacle.NO_AUDIENCE: "Schrijf voor wie deze reeks bedoeld is.",
    PublishObstacle.CLOSED_BEFORE_START: "“Aanmelden tot” is al voorbij. Kies een later moment of maak het leeg.",
}
"""What a reeks can not be published without, as something to do."""

WISHES = {
    Wish.EMAIL: "De organisatie heeft geen e-mailadres voor vragen.",
    Wish.THEMA: "Kies een thema. Dan vinden bezoekers de reeks in de agenda.",
    Wish.DEADLINE: "Er is geen datum tot wanneer aanmelden kan. Het kan nu tot de laatste bijeenkomst.",
    Wish.LATE_DEADLINE: "Aanmelden kan nog na de eerste bijeenkomst. Klopt dat?",
    Wish.REMINDER: "Er gaat geen herinnering uit. Voeg er een toe.",
    Wish.MANY_GEMEENTEN: "Er zijn meer plaatsen voor gemeenten dan voor personen. Klopt dat?",
    Wish.FEW_PER_GEMEENTE: "Met dit aantal personen per gemeente raakt de reeks nooit vol. Klopt dat?",
    Wish.DATE: "“{sessie}” heeft nog geen datum.",
    Wish.OVER: "De datum van “{sessie}” is al voorbij. Klopt dat?",
    Wish.FREE_DAY: "“{sessie}” valt op {detail}. Klopt dat?",
    Wish.PLACE: "“{sessie}” heeft nog geen locatie.",
    Wish.LINK: "“{sessie}” is online en heeft nog geen link.",
    Wish.DOELGROEP: "Kies de doelgroep van “{sessie}”.",
    Wish.ROOM: "De zaal van “{sessie}” is voor {detail} mensen. Er kunnen er zich meer aanmelden.",
    Wish.TIGHT: "“{sessie}” heeft minder plaatsen dan de reeks ({detail}). De rest komt daar op de wachtlijst.",
}
"""What a reeks had better have."""
