"""What the views say: why something is refused and what to do about it, and what was done."""

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
    Obstacle.NOT_CONFIRMED: "Bevestig eerst je aanmelding. Daarna kun je bijeenkomsten kiezen.",
}

TOO_MANY_FROM_IP = (
    "Vanaf jouw netwerk kwamen net heel veel formulieren binnen. Je gegevens staan er nog. "
    "Wacht tien minuten en verstuur het formulier opnieuw."
)
DONE = {
    "bevestigd": "Gelukt: je aanmelding is bevestigd. Je krijgt nu een overzicht en de uitnodigingen per mail.",
    "erbij": "Gelukt: je doet mee. Is er een datum? Dan krijg je een uitnodiging voor in je agenda.",
    "eraf": "Je bent afgemeld voor deze bijeenkomst. Stond hij in je agenda? Dan haalt een mail hem daar weg.",
    "afgemeld": "Je bent afgemeld voor alles. Je krijgt mails die de bijeenkomsten uit je agenda halen.",
    "gegevens": "Je gegevens zijn gewijzigd.",
}
