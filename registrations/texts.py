"""What the views say: why something is refused and what to do about it, and what was done."""

from registrations.capacity import Waits
from registrations.door_times import DoorObstacle
from registrations.rules import Obstacle

REFUSALS: dict[Obstacle, str] = {
    Obstacle.NOT_PUBLISHED: "Je kunt je nog niet aanmelden. De organisator heeft dit programma nog niet geopend.",
    Obstacle.NOT_OPEN_YET: "Je kunt je nog niet aanmelden. Op de pagina van het leerlab staat vanaf wanneer dat kan.",
    Obstacle.NOTHING_YET: "Je kunt je nog niet aanmelden. De bijeenkomsten staan er nog niet op. Kijk later nog eens.",
    Obstacle.CLOSED: "De aanmelding is gesloten. Laat je belangstelling achter, dan weet de organisator dat je wilt.",
    Obstacle.OVER: "Alle bijeenkomsten zijn geweest. Kijk in de agenda welke leerlabs er nog komen.",
    Obstacle.NO_SESSIE: "Kies minstens één bijeenkomst, of kies voor de hele reeks.",
    Obstacle.UNKNOWN_SESSIE: "Een bijeenkomst die je koos, bestaat niet meer. Kies opnieuw.",
    Obstacle.SESSIE_OVER: "Deze bijeenkomst is al geweest. Kies een andere bijeenkomst.",
    Obstacle.SIGNED_OFF: "Je bent afgemeld. Wil je toch meedoen? Meld je dan opnieuw aan.",
    Obstacle.SESSIE_CANCELLED: "Deze bijeenkomst gaat niet door. Kies een andere bijeenkomst.",
    Obstacle.REFUSED: "De organisator kon je niet toelaten. In de mail die je kreeg, staat waarom.",
    Obstacle.EXPIRED: "Je aanmelding is verlopen. Vraag je plaats eerst opnieuw aan op deze pagina.",
    Obstacle.OTHER_PROVINCIE: "Dit programma is alleen voor gemeenten van deze provincie. Kies een gemeente van hier.",
    Obstacle.NO_GEMEENTE: "Dit programma is alleen voor gemeenten. Kies de gemeente waar je werkt.",
    Obstacle.OFFER_OVER: "Deze plaats is niet meer voor jou vrij. De tijd om te kiezen was voorbij.",
    Obstacle.GEMEENTE_FULL: "Voor deze gemeente is geen plaats meer. Vraag het aan de organisator.",
    Obstacle.NOT_WAITING: "Er staat geen wachtlijst of aanvraag open. Kijk hieronder hoe het nu staat.",
    Obstacle.NOTHING_LEFT: "De bijeenkomsten die je koos, komen niet meer. Kijk of een andere bijeenkomst je past.",
    Obstacle.NO_ROOM: "Er is nu geen plaats vrij. Je blijft op de wachtlijst staan.",
    Obstacle.NO_REASON: "Schrijf op waarom. Zonder reden kunnen we dit niet opslaan.",
    Obstacle.NOT_TRANSFERABLE: "Je hebt nu geen plaats die een collega kan overnemen.",
    Obstacle.SAME_PERSON: "Dit is je eigen adres. Vul het adres van je collega in.",
    Obstacle.KNOWN_ADDRESS: "Dit adres staat al op de lijst van deze reeks. Kies een ander adres.",
    Obstacle.SAME_SESSIE: "Bij deze bijeenkomst staat deze persoon al op de lijst. Kies een andere.",
    Obstacle.NOT_MERGEABLE: "Deze twee aanmeldingen kun je niet samenvoegen. Kies welke blijft: een die nog meedoet.",
    Obstacle.TOO_SOON: "Het is te kort dag om een plaats aan te bieden. Kies “Toch plaatsen”.",
    Obstacle.NO_HOST: "Een plek aanbieden kan als je meedoet voor een gemeente. Vraag het anders aan de organisator.",
    Obstacle.HAS_PLACE: "Deze bijeenkomst zoekt geen plek meer. Dank dat je het wilde doen.",
    Obstacle.TOO_MANY_ROOMS: "Je hebt voor deze bijeenkomst vaak een plek aangeboden. Bel of mail de organisator.",
    Obstacle.ROOM_ANSWERED: "Dit aanbod is al beantwoord of ingetrokken. Hieronder zie je hoe het staat.",
    Obstacle.NOT_INVITED: "Deze uitnodiging geldt alleen voor het adres waarop je hem kreeg. Vul dat adres in.",
    Obstacle.NOT_CONFIRMED: "Bevestig eerst je aanmelding. Daarna kun je bijeenkomsten kiezen.",
}

DOOR_REFUSALS: dict[DoorObstacle, str] = {
    DoorObstacle.NO_DATE: "Deze bijeenkomst heeft nog geen datum. Je kunt nog niemand aantikken.",
    DoorObstacle.CANCELLED: "Deze bijeenkomst gaat niet door. Je kunt niemand aantikken.",
    DoorObstacle.TOO_EARLY: "Het is nog te vroeg om mensen aan te tikken.",
    DoorObstacle.DAY_OVER: "De dag is voorbij. Vraag de organisator om de lijst te verbeteren.",
    DoorObstacle.NOT_ON_LIST: "Deze persoon staat niet meer op de lijst. Ververs de pagina.",
    DoorObstacle.UNREADABLE: "Er ging iets mis met deze tik. Ververs de pagina en tik opnieuw.",
}
"""Why attendance can not be taken, for who stands at the door."""

TOO_MANY_FROM_IP = (
    "Vanaf jouw netwerk kwamen net heel veel formulieren binnen. Je gegevens staan er nog. "
    "Wacht tien minuten en verstuur het formulier opnieuw."
)
TOO_MANY_COLLEAGUES = (
    "Je kunt op één dag hoogstens 10 collega’s mailen. Je gegevens staan er nog. Probeer het morgen opnieuw."
)
DONE = {
    "bevestigd": "Gelukt: je aanmelding is bevestigd. Je krijgt dit ook per mail, met wat nodig is voor je agenda.",
    "wachtlijst": "Gelukt: je aanmelding is bevestigd. Er is nu geen plaats vrij. Je staat op de wachtlijst.",
    "aanvraag": "Gelukt: je aanmelding is bevestigd. De organisator beslist nog of je mee kunt doen.",
    "aangenomen": "Gelukt: de plaats is van jou. Is er een datum? Dan krijg je een uitnodiging voor in je agenda.",
    "geweigerd": "Je hebt de plaats niet genomen. Hij gaat naar een ander. Je staat niet meer op de wachtlijst.",
    "erbij": "Gelukt: je doet mee. Is er een datum? Dan krijg je een uitnodiging voor in je agenda.",
    "gekozen": "Gelukt: deze bijeenkomst hoort nu bij je keuze. Hieronder zie je hoe het staat.",
    "toch": "Gelukt: je doet mee. Je krijgt opnieuw een uitnodiging voor in je agenda.",
    "kan_nog": "Gelukt: we weten dat je ook nu kunt. Je hoeft verder niets te doen.",
    "wacht": "Gelukt: je staat op de wachtlijst van deze bijeenkomst. Komt er een plaats vrij? Dan mailen we je.",
    "eraf": "Je bent afgemeld voor deze bijeenkomst. Stond hij in je agenda? Dan haalt een mail hem daar weg.",
    "afgemeld": "Je bent afgemeld voor alles. Je krijgt dit ook per mail. Zo gaan de bijeenkomsten uit je agenda.",
    "gegevens": "Je gegevens zijn gewijzigd.",
    "omvang": "Je keuze is gewijzigd. Hieronder zie je hoe het nu staat.",
    "gastheer": "Gelukt: je aanbod is bij de organisator. Je krijgt een mail als er is gekozen.",
    "gastheer_weg": "Je aanbod is ingetrokken. Je hoeft niets meer te doen.",
    "overdragen": "We hebben je collega een mail gestuurd. Tot je collega ja zegt, verandert er niets voor jou.",
    "collegas": "We hebben je collega’s een mail gestuurd. Ieder bevestigt zelf, binnen 24 uur.",
}

REASONS: dict[Waits, str] = {
    Waits.GEMEENTEN: "Er is geen plaats meer voor nieuwe gemeenten.",
    Waits.PER_GEMEENTE: "Er is geen plaats meer voor meer mensen van jouw gemeente.",
    Waits.PERSONEN: "Alle plaatsen zijn bezet.",
    Waits.BESLUIT: "De organisator beslist wie er mee kan doen.",
}
"""Why somebody waits for a place in the reeks."""
SESSIE_FULL = "Deze bijeenkomst is vol."
ROOM_NOW = "Er is een plaats vrij. Die is voor wie het eerst kiest."
LABELS = {
    "niet": ("niet", "Niet gekozen"),
    "gekozen": ("gekozen", "Gekozen, nog niet bevestigd"),
    "wordt_wachtlijst": ("wachtlijst", "Vol: je komt op de wachtlijst"),
    "gevraagd": ("gekozen", "Gekozen, nog niet zeker"),
    "mee": ("gekozen", "Deze plaats neem je over"),
    "mee_wachtlijst": ("wachtlijst", "Deze plek op de wachtlijst neem je over"),
    "aangemeld": ("aangemeld", "Je doet mee"),
    "wachtlijst": ("wachtlijst", "Op de wachtlijst"),
    "blijft_wachtlijst": ("wachtlijst", "Vol: hier blijf je op de wachtlijst"),
    "aangeboden": ("aangeboden", "Plaats vrij voor je"),
    "aanbod_verlopen": ("verlopen", "Aanbod verlopen"),
    "afgemeld": ("afgemeld", "Afgemeld"),
    "afgewezen": ("afgewezen", "Niet toegelaten"),
    "verlopen": ("verlopen", "Verlopen"),
    "vervallen": ("vervallen", "Gaat niet door"),
    "geweest": ("geweest", "Geweest"),
}
"""For each state at a sessie the class of its label and what it says."""
JOIN = {
    "doe": "Ik doe mee",
    "vrij": "Neem de vrije plaats",
    "wacht": "Zet mij op de wachtlijst",
    "weer": "Zet mij weer op de wachtlijst",
    "kies": "Kies deze bijeenkomst ook",
}
LEAVE = {"wachtlijst": "Haal mij van de wachtlijst", "blijft_wachtlijst": "Haal mij van de wachtlijst"}
"""What the button to leave a sessie says, where that is not that one can not come."""


def number_in_queue(position: int) -> str:
    """Return which number somebody is; from 1."""
    return f"Je bent nummer {position} op de wachtlijst."


FEW = 5
"""From here down the number of places that is left is worth a word."""


def places_left(*, gemeenten: int | None, personen: int | None) -> str:
    """Return what is left when that is few: `Nog 3 plekken`, `Nog plaats voor 1 gemeente`, both, or nothing.

    None is no limit. Room for more gemeenten than persons says nothing, and is left out.
    """
    words = []
    if personen is not None and 0 < personen <= FEW:
        words.append(f"nog {personen} {'plek' if personen == 1 else 'plekken'}")
    if gemeenten == 0:
        words.append("geen plaats meer voor nieuwe gemeenten")
    elif gemeenten is not None and gemeenten <= FEW and (personen is None or gemeenten <= personen):
        words.append(f"nog plaats voor {gemeenten} {'gemeente' if gemeenten == 1 else 'gemeenten'}")
    return ", ".join(words).capitalize()
