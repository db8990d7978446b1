"""The words for each refusal: what is wrong and what to do about it."""

from registrations.rules import Obstacle

REFUSALS: dict[Obstacle, str] = {
    Obstacle.NOT_PUBLISHED: "Je kunt je nog niet aanmelden. De organisator heeft dit programma nog niet geopend.",
    Obstacle.NOT_OPEN_YET: "Je kunt je nog niet aanmelden. Op de pagina van het leerlab staat vanaf wanneer dat kan.",
    Obstacle.CLOSED: "De aanmelding is gesloten. Laat je belangstelling achter, dan weet de organisator dat je wilt.",
    Obstacle.OVER: "Alle bijeenkomsten zijn geweest. Kijk in de agenda welke leerlabs er nog komen.",
    Obstacle.NO_SESSIE: "Kies minstens één bijeenkomst, of kies voor de hele reeks.",
    Obstacle.UNKNOWN_SESSIE: "Een bijeenkomst die je koos, bestaat niet meer. Kies opnieuw.",
    Obstacle.SESSIE_OVER: "Deze bijeenkomst is al geweest. Kies een andere bijeenkomst.",
    Obstacle.SIGNED_OFF: "Je bent afgemeld. Wil je toch meedoen? Meld je dan opnieuw aan.",
    Obstacle.NOT_CONFIRMED: "Bevestig eerst je aanmelding. Daarna kun je bijeenkomsten kiezen.",
}
