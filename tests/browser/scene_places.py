"""A reeks in which people take part, wait and ask, not on the website. Runs inside the portal, not in the tests."""

import json
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from programmes.models import Gemeente, Provincie, Reeks, Sessie
from registrations.admission import place_anyway
from registrations.models import Aanmelding, Behoefte, Doorverwijzing
from tests import factories


def tell() -> None:
    """Make the reeks and print its key and those of some people, as JSON."""
    provincie = Provincie.objects.get(slug="overijssel")
    # More than one test file makes it, each in a process of its own that numbers from one.
    once = uuid4().hex[:8]
    user = factories.make_organisator(provincie, naam="Oda Organisator", email=f"oda.{once}@provincie.example")
    reeks = factories.make_reeks(
        provincie=provincie, organisatie=provincie.organisaties.first(), titel="Plaatsen verdelen",
        slug=f"plaatsen-{once}", published=False, sessies=2, max_gemeenten=1,
        toelating=Reeks.Toelating.GEMEENTE,
    )  # fmt: skip
    Sessie.objects.filter(reeks=reeks, slug="sessie-1").update(plaatsen=1)
    gemeenten = {name: Gemeente.objects.get(weergavenaam=name) for name in ("Raalte", "Zwolle", "Deventer", "Ommen")}
    status = Aanmelding.Status
    inside = factories.make_aanmelding(reeks=reeks, naam="Anna Raalte", gemeente=gemeenten["Raalte"])
    Behoefte.objects.create(aanmelding=inside, tekst="Vegetarisch, en een plek bij de deur")
    Doorverwijzing.objects.create(reeks=reeks, gemeente=gemeenten["Raalte"], aantal=2)
    waits = factories.make_aanmelding(reeks=reeks, naam="Bert Raalte", gemeente=gemeenten["Raalte"])
    waits.deelnames.filter(sessie__slug="sessie-1").update(status="wachtlijst")
    moment = timezone.now() - timedelta(hours=1)
    queued = factories.make_aanmelding(
        reeks=reeks, naam="Cor Ommen", gemeente=gemeenten["Ommen"], status=status.WACHTLIJST, aangemeld_op=moment
    )
    for naam in ("Dirk Zwolle", "Els Zwolle"):
        factories.make_aanmelding(reeks=reeks, naam=naam, gemeente=gemeenten["Zwolle"], status=status.AANVRAAG)
    factories.make_aanmelding(
        reeks=reeks, naam="Fay Deventer", gemeente=gemeenten["Deventer"], status=status.AANVRAAG,
        email="fay@deventer.example",
    )  # fmt: skip
    guest = factories.make_aanmelding(reeks=reeks, naam="Gijs Gast", organisatie="Huisarts", status=status.AANVRAAG)
    place_anyway(aanmelding=guest, sessie=None, reden="Spreekt zelf", user=user, now=timezone.now())
    print(json.dumps({"reeks": reeks.pk, "queued": queued.pk, "inside": inside.pk}))  # noqa: T201 - the test reads it
