"""The leerlab that the tests of registrations are about, at one moment that stands still."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from programmes.models import Gemeente, Reeks, Sessie
from registrations.facts import Gegevens
from registrations.models import Aanmelding
from registrations.signup import confirm, sign_up
from tests import factories

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 9, 1, 12, tzinfo=AMSTERDAM)
ADDRESS = "anna@raalte.example"


@dataclass
class Leerlab:
    """A published leerlab of five sessies, one held and one without a date, and a gemeente to come from."""

    reeks: Reeks
    sessies: dict[str, Sessie]
    gemeente: Gemeente

    def gegevens(self, **fields: str) -> Gegevens:
        """Return who signs up: Anna of Raalte, unless said otherwise."""
        filled = {"naam": "Anna de Vries", "email": ADDRESS, "functie": "adviseur"} | fields
        return Gegevens(gemeente=self.gemeente, **filled)

    def sign_up(self, *slugs: str, now: datetime = NOW, **fields: str) -> Aanmelding:
        """Sign somebody up, for the whole reeks or for the sessies named."""
        gegevens = self.gegevens(**fields)
        sign_up(reeks=self.reeks, gegevens=gegevens, omvang="sessies" if slugs else "reeks", slugs=slugs, now=now)
        return Aanmelding.objects.get(reeks=self.reeks, email=gegevens.email.strip().lower())

    def confirmed(self, *slugs: str, now: datetime = NOW, **fields: str) -> Aanmelding:
        """Sign somebody up and confirm it."""
        aanmelding = self.sign_up(*slugs, now=now, **fields)
        confirm(aanmelding=aanmelding, now=now)
        aanmelding.refresh_from_db()
        return aanmelding


def make_leerlab() -> Leerlab:
    """Make the leerlab."""
    provincie = factories.make_provincie("Overijssel")
    reeks = factories.make_reeks(provincie=provincie, titel="Bewoners bereiken", slug="bewoners-bereiken")
    soort = Sessie.Soort
    moments = [
        (soort.KICK_OFF, NOW - timedelta(days=7)),
        (soort.FYSIEK, NOW + timedelta(days=7)),
        (soort.FYSIEK, NOW + timedelta(days=35)),
        (soort.FYSIEK, None),
        (soort.TERUGKOM, NOW + timedelta(days=90)),
    ]
    made = [factories.make_sessie(reeks=reeks, soort=kind, begin=begin) for kind, begin in moments]
    gemeente = factories.make_gemeente(provincie=provincie, code="GM0177", naam="Raalte", maildomein="raalte.example")
    return Leerlab(reeks=reeks, sessies={sessie.slug: sessie for sessie in made}, gemeente=gemeente)


def states(aanmelding: Aanmelding) -> dict[str, str]:
    """Return the status of each deelname by the slug of its sessie."""
    return dict(aanmelding.deelnames.values_list("sessie__slug", "status"))
