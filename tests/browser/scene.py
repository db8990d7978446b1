"""Makes what the demo has not: states of a reeks and people halfway. Runs inside the portal, not in the tests."""

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.mailbox import vouch_for
from accounts.models import User
from accounts.passwords import link_for_mail
from programmes.deskundigen import change_deskundige
from programmes.models import Gemeente, Provincie, Reeks, Sessie
from programmes.portraits import read_portrait
from registrations.models import Aanmelding
from registrations.tokens import interest_link_for_mail, invitation_link_for_mail, token_for
from tests import factories
from tests.browser.scene_personal import make_waiting

LONG_ADDRESS = "een.heel.lange.naam.met.achternaam@omgevingsdienst-ijsselland.example"
REEKS = ("overijssel", "niet-juist-benaderd")


def make_reeksen() -> None:
    """Make in Zeeland, which has a house style of its own, a reeks for each state of the sign-up."""
    now = timezone.now()
    zeeland = Provincie.objects.get(slug="zeeland")
    if not hasattr(zeeland, "huisstijl"):
        # Just dark enough on white; on the grey of a box beside the text it is not, so there another shade is due.
        factories.make_huisstijl(provincie=zeeland, logo=True, hoofdkleur="#767676")
    organisatie = factories.make_organisatie(provincie=zeeland, naam="Leerhuis Zeeland")
    common: dict[str, Any] = {"provincie": zeeland, "organisatie": organisatie}
    factories.make_reeks(titel="Straks open", aanmelden_van=now + timedelta(days=5), sessies=1, **common)
    factories.make_reeks(titel="Al gesloten", aanmelden_tot=now - timedelta(hours=1), sessies=2, **common)
    factories.make_reeks(titel="Nog leeg", **common)
    # One word of 49 letters, which Dutch makes of five.
    long_word = "Energietransitiecommunicatiebijeenkomstenreeksen"
    factories.make_reeks(titel=f"{long_word} over {long_word}", samenvatting=long_word, sessies=1, **common)
    online = factories.make_reeks(titel="Zonder datum", **common)
    factories.make_sessie(reeks=online, soort=Sessie.Soort.ONLINE, begin=None, datum_indicatie="in het voorjaar")
    make_full_reeksen(common)


def make_full_reeksen(common: dict[str, Any]) -> None:
    """Make a reeks for each thing that can be said of places, and one that goes on in part or not at all."""
    almost = factories.make_reeks(titel="Bijna vol", max_gemeenten=3, toegang="provincie", sessies=3, **common)
    factories.make_sessie(reeks=almost, soort=Sessie.Soort.TERUGKOM, begin=None)
    factories.make_aanmelding(reeks=almost)
    almost.sessies.filter(slug="sessie-1").update(plaatsen=1)
    almost.sessies.filter(slug="sessie-2").update(plaatsen=4)
    almost.sessies.filter(slug="sessie-3").update(vervallen_op=timezone.now())
    factories.make_aanmelding(reeks=factories.make_reeks(titel="Helemaal vol", max_personen=1, sessies=1, **common))
    new = factories.make_reeks(titel="Vol voor nieuwe", max_gemeenten=1, sessies=2, **common)
    factories.make_aanmelding(reeks=new, gemeente=Gemeente.objects.get(code="GM0687"))
    factories.make_reeks(
        titel="Organisator kiest", toelating="persoon", andere_organisaties=True, max_personen=20, sessies=2, **common
    )
    gone = factories.make_reeks(titel="Gaat niet door", sessies=2, **common)
    gone.sessies.update(vervallen_op=timezone.now())


def make_invitations() -> dict[str, str]:
    """Make invitations past a closed window: one to use, one that is over and one that was used."""
    closed = Reeks.objects.get(slug="al-gesloten")
    now = timezone.now()
    states: dict[str, dict[str, Any]] = {
        "uitnodiging": {}, "uitnodiging-voorbij": {"verloopt_op": now}, "uitnodiging-gebruikt": {"gebruikt_op": now},
    }  # fmt: skip
    found = {}
    for name, fields in states.items():
        interest = factories.make_belangstelling(reeks=closed, gemeente=Gemeente.objects.get(code="GM0687"))
        made = factories.make_uitnodiging(belangstelling=interest, na_sluiting=True, **fields)
        found[name] = invitation_link_for_mail(str(made.uuid)) or ""
    return found


def make_people() -> dict[str, str]:
    """Make an aanmelding in each state, and people who are signed in. Returns addresses and session keys."""
    # So that the pages to set up a second factor open for them at once; those of the mailed code are another's.
    vouch_for(User.objects.get(email="organisator@overijssel.example"), now=timezone.now())
    provincie, slug = REEKS
    reeks = Reeks.objects.get(provincie__slug=provincie, slug=slug)
    somebody, nobody = factories.make_user(naam="Ingrid Bos"), factories.make_user()
    organiser = factories.make_organisator(Provincie.objects.get(slug=provincie))
    found: dict[str, str] = {}
    for status in Aanmelding.Status:
        aanmelding = factories.make_aanmelding(
            reeks=reeks, status=status, user=somebody, naam="Ingrid Bos", email=f"{status}.{LONG_ADDRESS}"
        )
        found[status] = reverse("aanmelding", args=[token_for(aanmelding)])
    found |= make_waiting(somebody)
    interest = factories.make_belangstelling(reeks=reeks)
    found["belangstelling"] = interest_link_for_mail(str(interest.uuid)) or ""
    found |= make_invitations()
    # Somebody else than who is signed in: that ends the link.
    found["wachtwoord"] = link_for_mail(str(factories.make_user().pk)) or ""
    for name, user in {"somebody": somebody, "nobody": nobody, "organiser": organiser}.items():
        client = Client()
        client.force_login(user)
        found[name] = client.cookies["sessionid"].value
    found["email"] = somebody.email
    return found


def make_guest() -> dict[str, str]:
    """Make a reeks with all there is to say of a locatie, a deskundige and files, and somebody who can offer a room."""
    zeeland = Provincie.objects.get(slug="zeeland")
    gemeente = Gemeente.objects.filter(provincie=zeeland).first()
    reeks = factories.make_reeks(titel="Zoekt een plek", provincie=zeeland, sessies=1)
    first = reeks.sessies.get()
    locatie = factories.make_locatie(
        provincie=zeeland, gemeente=gemeente, zaal="Raadzaal, tweede verdieping", zaalgrootte=40,
        openbaar_vervoer="8 minuten lopen.\nBus 50 stopt voor de deur.", parkeren="Gratis achter het gebouw.",
        toegankelijkheid="Ingang zonder trap.", contact_naam="Staat nergens",
    )  # fmt: skip
    deskundige = factories.make_deskundige(provincie=zeeland, bio="Vertelt over twintig jaar werk in de wijk.")
    change_deskundige(deskundige=deskundige, foto=read_portrait(factories.png_file(500, 300)))
    known = factories.make_sessie(reeks=reeks, locatie=locatie, deskundigen=[deskundige])
    factories.make_materiaal(sessie=known, titel="Presentatie van de dag")
    factories.make_materiaal(sessie=known, titel="Alleen voor wie meedoet", zichtbaar="deelnemers", naam="b.pdf",
                             content=b"%PDF-1.7 2\n%%EOF\n")  # fmt: skip
    guest = factories.make_aanmelding(reeks=reeks, gemeente=gemeente)
    waits = factories.make_aanmelding(reeks=reeks, gemeente=gemeente)
    factories.make_gastaanbod(aanmelding=waits, sessie=first)
    return {name: reverse("aanmelding", args=[token_for(row)]) for name, row in (("gast", guest), ("gastheer", waits))}


def tell() -> None:
    """Make everything and print where it is, as JSON."""
    make_reeksen()
    print(json.dumps(make_people() | make_guest()))  # noqa: T201 - the test reads it
