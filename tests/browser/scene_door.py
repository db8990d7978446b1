"""A sessie that is held now, with people to tap and a gastheer. Runs inside the portal, not in the tests."""

import json
from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from programmes.models import Gemeente, Provincie
from registrations.models import Deelname
from registrations.tokens import code_for, token_for
from tests import factories

NAMES = ["Anna de Vries", "Bart Jansen", "Cor Bakker", "Wim Wacht"]


def session_of(user: User) -> str:
    """Sign somebody in and return the key of the session."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def tell() -> None:
    """Make the sessie and print where it is, who stands there, and the keys of the people, as JSON."""
    # More than one test makes it, each in a process of its own that numbers from one.
    once = uuid4().hex[:8]
    provincie = Provincie.objects.get(slug="overijssel")
    reeks = factories.make_reeks(
        provincie=provincie, organisatie=provincie.organisaties.first(), titel=f"Aan de deur {once}"
    )
    raalte = Gemeente.objects.get(weergavenaam="Raalte")
    sessie = factories.make_sessie(reeks=reeks, begin=timezone.now() - timedelta(minutes=10))
    people = {
        naam.split()[0]: factories.make_aanmelding(
            reeks=reeks, gemeente=raalte, naam=naam, email=f"{naam.split()[0].lower()}.{once}@raalte.example"
        )
        for naam in NAMES
    }
    people["Wim"].deelnames.update(status="wachtlijst")
    hosts = [factories.make_gastheer(sessie, email=f"gastheer{number}.{once}@raalte.example") for number in (1, 2)]
    keys = {row.aanmelding.naam.split()[0]: row.pk for row in Deelname.objects.filter(sessie=sessie)}
    said = {
        "page": reverse("admin:programmes_reeks_aanwezigheid", args=[reeks.pk, sessie.pk]),
        "hosts": [session_of(host) for host in hosts],
        "keys": keys,
        "link": reverse("aanmelding", args=[token_for(people["Anna"])]),
        "code": reverse("inchecken", args=[code_for(people["Anna"])]),
    }
    print(json.dumps(said))  # noqa: T201 - the test reads it
