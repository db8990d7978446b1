"""A reeks with something to do, for `test_organiser_start.py`."""

import json
from datetime import timedelta

from django.utils import timezone

from programmes.models import Provincie
from registrations.models import Aanmelding
from tests import factories


def tell() -> None:
    """Make it, and print the keys that the tests go by."""
    provincie = Provincie.objects.get(slug="overijssel")
    # A concept, so that no page of the demo changes for the tests that look at those.
    organisatie = provincie.organisaties.first()
    reeks = factories.make_reeks(provincie=provincie, organisatie=organisatie, titel="Om te beginnen", published=False)
    factories.make_sessie(reeks=reeks, begin=timezone.now() + timedelta(days=5))
    gemeente = provincie.gemeenten.order_by("pk").first()
    for naam in ["Anna Actief", "Bert Bezig"]:
        factories.make_aanmelding(reeks=reeks, naam=naam, gemeente=gemeente)
    asks = factories.make_aanmelding(
        reeks=reeks, naam="Wietske Wacht", gemeente=gemeente, status=Aanmelding.Status.AANVRAAG
    )
    print(json.dumps({"reeks": reeks.pk, "asks": asks.pk}))  # noqa: T201 - the answer
