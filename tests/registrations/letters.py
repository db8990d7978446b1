"""How the mails about places read: whole plain texts, built of what they have in common."""

from outbox.models import Bericht
from tests.registrations.every_mail import mail_of
from tests.registrations.world import Leerlab

SESSIES = {
    "Sessie 1": "dinsdag 8 september 2026, 12.00 tot 14.00 uur",
    "Sessie 2": "dinsdag 6 oktober 2026, 12.00 tot 14.00 uur",
    "Sessie 3": "datum volgt",
    "Terugkombijeenkomst": "maandag 30 november 2026, 12.00 tot 14.00 uur",
}
OFFER_COMES = "Komt er een plaats vrij? Dan krijg je een mail met een aanbod."
OUT = "Met deze mail haalt je agenda deze bijeenkomst weg:"
OTHERS = "Voor elke andere bijeenkomst in je agenda krijg je een aparte mail."
LINK = "[[persoonlijke-link]]"


def meeting(title: str, *, when: str = "", staat: str = "", of_reeks: bool = False) -> str:
    """Return a meeting as it stands in a plain text."""
    name = f"{title} van Bewoners bereiken" if of_reeks else title
    return f"{name}\nWanneer: {when or SESSIES[title]}\nWaar: locatie volgt" + (f"\n{staat}" if staat else "")


def all_meetings(**staten: str) -> str:
    """Return all meetings to come, with the state given by title (spaces as _), or else that of `rest`."""
    rest = staten.get("rest", "")
    return "\n\n".join(meeting(title, staat=staten.get(title.replace(" ", "_"), rest)) for title in SESSIES)


def listed(*titles: str) -> str:
    """Return meetings as the list of a confirmation has them."""
    return "\n\n".join(f"- {title}\n  Wanneer: {SESSIES[title]}\n  Waar: locatie volgt" for title in titles)


def chosen(*staten: str) -> str:
    """Return the meetings with their states as the list of a question to confirm has them."""
    rows = zip(SESSIES.items(), staten, strict=True)
    return "\n".join(f"- {title}: {when}, locatie volgt\n  {staat}" for (title, when), staat in rows)


def check(leerlab: Leerlab, soort: str, subject: str, *parts: str, naam: str = "Anna de Vries") -> Bericht:
    """Compare the whole last mail of a kind to somebody with what it should say, and return it."""
    mail = mail_of(soort, naam.split(maxsplit=1)[0].lower())
    organisatie = leerlab.reeks.organisatie
    foot = (f"Vragen? Beantwoord deze mail of schrijf naar {organisatie.email}.", str(organisatie))
    assert mail.onderwerp == subject
    assert mail.tekst == "\n\n".join((f"Beste {naam},", *parts, *foot)) + "\n"
    return mail
