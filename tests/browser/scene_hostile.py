"""Puts markup that would run in every text there is, past all validation. Runs inside the portal, not in the tests."""

import json
from collections import deque
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Teller
from accounts.passwords import link_for_mail
from outbox.models import Hartslag, Onbestelbaar, Ontvangst, Postbus
from programmes.logboek import Daad, record
from programmes.models import Reeks
from registrations.models import Aanmelding, Behoefte, Doorverwijzing, Overgang
from tests import factories
from tests.browser.scene_door import session_of
from tests.browser.steps import ORGANISATOR
from tests.leerlab.addresses import Address, addresses
from tests.leerlab.test_urls_safe import make_everything, values
from tests.poison import poison_all

TAKEN = 900
"""Numbers that the factories gave out in the process that made the scene, at most."""
REACHED_BY = {
    ("accounts.User", "email"): {"email": ORGANISATOR},
    ("programmes.Gemeente", "weergavenaam"): {"weergavenaam": "Raalte"},
    ("programmes.Sessie", "online_link"): {"online_link": ""},
}
"""What pages of the table are reached by: who signs in, the gemeente that is chosen, a sessie that seeks a place."""


def make_the_rest(reeks: Reeks) -> None:
    """Make a row of what the demo and `make_everything` leave out."""
    now, aanmelding = timezone.now(), Aanmelding.objects.get(reeks=reeks)
    assert aanmelding.gemeente_id
    organiser = factories.make_organisator(reeks.provincie)
    Behoefte.objects.create(aanmelding=aanmelding, tekst="Zonder noten")
    Overgang.objects.create(aanmelding=aanmelding, naar=aanmelding.status, op=now, wie="portaal", reden="Zelf")
    Doorverwijzing.objects.create(reeks=reeks, gemeente_id=aanmelding.gemeente_id, aantal=1)
    Onbestelbaar.objects.create(adres=aanmelding.email, sinds=now, code="5.1.1", melding="Bestaat niet")
    Hartslag.objects.create(naam="proef", gezien_op=now)
    Postbus.objects.create(naam="proef", laatste_fout="Dicht")
    Ontvangst.objects.create(message_id="<proef@p.example>", op=now)
    for over in (reeks, aanmelding):
        record(
            user=organiser, daad=Daad.GEWIJZIGD, over=over, tekst="Zo.",
            wijzigingen=[{"veld": "titel", "oud": "Oud", "nieuw": "Nieuw"}],
        )  # fmt: skip


def tell() -> None:
    """Make a row of everything, fill all texts, and print where everything is, as JSON."""
    # The scene was made by another process, which numbered from one.
    deque(islice(factories._numbers, TAKEN), maxlen=0)  # noqa: SLF001
    # Before the others: a form about a user is about the last one made, and may end that one's session.
    known: dict[str, Any] = {"beheerder": session_of(factories.make_beheerder())}
    reeks, somebody = make_everything(provincie=factories.make_provincie("Utrecht")), factories.make_user()
    make_the_rest(reeks)
    with transaction.atomic():
        known["clean"] = poison_all(REACHED_BY)
    # Holds a sum over the address.
    known["wachtwoord"] = link_for_mail(str(somebody.pk))
    cache.clear()
    Teller.objects.all().delete()
    reeks.refresh_from_db()
    pages = [address for address in addresses(get_resolver("leerlab.urls")) if is_page(address)]
    known["beheer"] = sorted({page.fill(values(page, reeks)) for page in pages})
    # One with people who get a mail: it is looked at before it goes.
    full = Aanmelding.objects.filter(status=Aanmelding.Status.ACTIEF).exclude(reeks=reeks).latest("pk").reeks_id
    known["beheer"].append(reverse("admin:programmes_reeks_rondmail_nieuw", args=[full]))
    print(json.dumps(known))  # noqa: T201 - the test reads it


def is_page(address: Address) -> bool:
    """Tell whether an address is in /beheer/ and more than a way to another."""
    return address.pattern.startswith("beheer/") and not address.view.endswith("RedirectView")
