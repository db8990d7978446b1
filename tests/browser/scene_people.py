"""A reeks of which an organiser changes the people: one place left, and somebody who is on the list twice."""

import json

from programmes.models import Gemeente, Provincie
from tests import factories


def tell() -> None:
    """Make it in the demo, and print its keys as JSON."""
    provincie = Provincie.objects.get(naam="Overijssel")
    raalte = Gemeente.objects.get(weergavenaam="Raalte")
    full = factories.make_reeks(provincie=provincie, titel="Mensen bij elkaar", sessies=2, max_personen=4)
    for number in range(3):
        factories.make_aanmelding(reeks=full, gemeente=raalte, email=f"vol{number}@raalte.example")
    # Apart, as the tests run in any order: who is merged frees a place.
    reeks = factories.make_reeks(provincie=provincie, titel="Mensen twee keer", sessies=2)
    people = {
        name: factories.make_aanmelding(reeks=reeks, gemeente=raalte, naam=naam, email=f"{email}@raalte.example")
        for name, naam, email in (
            ("one", "Dora Dubbel", "d.dubbel"), ("two", "Dora Dubbel", "dora"), ("other", "Otto Ander", "otto"),
        )
    }  # fmt: skip
    third = factories.make_aanmelding(
        reeks=reeks, gemeente=raalte, naam="Otto Ander", email="o.ander@raalte.example", status="onbevestigd",
        houdt_plaats=False, sessies=[],
    )  # fmt: skip
    found = {name: row.pk for name, row in people.items()} | {"third": third.pk, "reeks": full.pk}
    print(json.dumps(found))  # noqa: T201 - the test reads it
