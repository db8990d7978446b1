"""A reeks of which an organiser changes the people: one place left, and somebody who is on the list twice."""

import json

from programmes.models import Gemeente, Provincie
from tests import factories


def tell() -> None:
    """Make it in the demo, and print its keys as JSON."""
    provincie = Provincie.objects.get(naam="Overijssel")
    raalte = Gemeente.objects.get(weergavenaam="Raalte")
    reeks = factories.make_reeks(
        provincie=provincie, titel="Mensen bij elkaar", sessies=2, max_personen=4, published=True
    )  # fmt: skip
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
    found = {name: row.pk for name, row in people.items()} | {"third": third.pk, "reeks": reeks.pk}
    print(json.dumps(found))  # noqa: T201 - the test reads it
