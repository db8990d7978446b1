"""Opening any address changes nothing: mail scanners and previews open links. Whoever opens it, the database stays."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from django.utils.http import int_to_base36

from accounts.models import User
from accounts.passwords import link_for_mail
from outbox.models import Bericht
from outbox.queue import queue
from programmes.models import Reeks
from registrations.models import Aanmelding, Agendalink, Agendareactie, Rondmail, Uitdraai
from registrations.own_calendar import hash_of
from registrations.tokens import code_for, signer, token_for, token_for_invitation
from tests import factories
from tests.leerlab.addresses import Address, addresses

pytestmark = pytest.mark.one_database

EVERY = sorted(set(addresses()), key=lambda address: address.pattern)
KEPT_APART = {"sessions.session"}
"""allauth keeps there which step of signing in a browser is at; nobody else's rows change with it."""


def dump() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    models = [model for model in apps.get_models() if model._meta.label_lower not in KEPT_APART]
    return {model._meta.label: sorted(model._default_manager.values_list(), key=repr) for model in models}


@pytest.fixture
def reeks(db: None) -> Reeks:  # noqa: ARG001 - asks for the database
    return make_everything()


def make_everything(**fields: Any) -> Reeks:
    """Make a reeks in which everything that a link can lead to is at hand; `fields` are of the reeks."""
    reeks = factories.make_reeks(titel="Proef", aanmelden_van=None, **fields)
    sessie = factories.make_sessie(reeks=reeks, soort="kick-off")
    aanmelding = factories.make_aanmelding(reeks=reeks, status="onbevestigd", email="deelnemer@raalte.example")
    factories.make_uitnodiging(belangstelling=factories.make_belangstelling(reeks=reeks))
    factories.make_handvatten(sessie=sessie)
    factories.make_huisstijl(provincie=reeks.provincie, logo=True)
    factories.make_materiaal(sessie=sessie)
    factories.make_gastaanbod(aanmelding=aanmelding, sessie=sessie)
    factories.make_locatie()
    factories.make_deskundige()
    factories.make_thema()
    factories.make_doelgroep()
    Uitdraai.objects.create(
        sessie=sessie, user=factories.make_gastheer(sessie), soort="presentielijst", gevraagd_op=timezone.now()
    )
    Agendalink.objects.create(email="deelnemer@raalte.example", sleutel_hash=hash_of("proef"))
    Agendareactie.objects.create(
        van="x@raalte.example", ontvangen_op=timezone.now(), uitkomst=Agendareactie.Uitkomst.values[0]
    )
    queue(
        soort="proef", aan="a@raalte.example", onderwerp="Onderwerp", tekst="Tekst.", over=aanmelding.reference
    )  # fmt: skip
    Rondmail.objects.create(
        reeks=reeks, onderwerp="Onderwerp", tekst="Tekst.", filters={"staten": ["aangemeld"]}, verzend_op=timezone.now()
    )
    return reeks


def values(address: Address, reeks: Reeks) -> dict[str, str]:
    """Return values with which an address is that of something real."""
    belangstelling = apps.get_model("registrations", "Belangstelling")._default_manager.get(reeks=reeks)
    aanmelding = Aanmelding.objects.get(reeks=reeks)
    user = User.objects.latest("pk")
    found = {
        "provincie": reeks.provincie.slug,
        "reeks": reeks.slug,
        "sessie": "kick-off",
        "token": token_for(aanmelding),
        "app_label": "programmes",
        "url": "bestaat-niet",
        "id": str(user.pk),
        "key": str(link_for_mail(str(user.pk))).rstrip("/").rpartition("/")[2].partition("-")[2],
        "uidb36": int_to_base36(user.pk),
        "object_id": "1",
        "sessie_pk": str(reeks.sessies.get().pk),
        "gemeente_pk": str(aanmelding.gemeente_id),
        "aanbod_pk": str(reeks.sessies.get().gastaanbod.get().pk),
        "uuid": str(reeks.sessies.get().materiaal.get().uuid),
        "rondmail_pk": str(reeks.rondmails.get().pk),
        "bericht_uuid": str(Bericht.objects.get(over=aanmelding.reference).uuid),
        "ander_pk": str(aanmelding.pk),
        "notitie_pk": "1",
        "sleutel": "proef",
        "provider_id": "oidc",
        "pk": str(user.pk),
        "code": code_for(aanmelding),
        "uitdraai_uuid": str(Uitdraai.objects.get(sessie__reeks=reeks).uuid),
        "wie": str(belangstelling.pk),
        "uitnodiging_pk": str(belangstelling.uitnodigingen.get().pk),
        "hoofdstuk": "mailen",
        "naam": "reeks",
        "versie": reeks.provincie.huisstijl.logo_version,
    }
    if address.pattern.endswith(".css"):
        found["versie"] = reeks.provincie.huisstijl.palette.version
    if address.pattern.startswith("uitnodiging/"):
        found["token"] = token_for_invitation(belangstelling.uitnodigingen.get())
    if address.pattern.startswith("belangstelling/"):
        found["token"] = signer("belangstelling").sign(belangstelling.uuid.hex)
    if "object_id" in address.parameters:
        _, app, name, *_ = address.pattern.split("/")
        model: type[Model] = apps.get_model(app, name)
        if "adres-klopt" in address.pattern:
            # Of an aanmelding, though it stands under the answers from calendars.
            model = Aanmelding
        found["object_id"] = str(model._default_manager.latest("pk").pk)
    return found


@pytest.mark.parametrize("who", ["client", "client_plain_user", "client_overijssel", "client_beheerder"])
def test_a_get_changes_nothing(who: str, reeks: Reeks, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who)
    # Both exist for everybody, so that the walk meets the same rows whoever walks.
    request.getfixturevalue("organisator_noord_holland")
    before = dump()
    statuses = {}
    for number, address in enumerate(EVERY):
        path = address.fill(values(address, reeks))
        statuses[address.pattern] = client.get(path).status_code
        client.head(path)
        if number % 10 == 0 or address is EVERY[-1]:
            near = [near.pattern for near in EVERY[max(0, number - 9) : number + 1]]
            assert (near, dump() == before) == (near, True)
    assert [pattern for pattern, status in statuses.items() if status >= 500 and not pattern.endswith(".pdf")] == []
    # The walk is worth something: it opened real pages.
    opened = sum(status == 200 for status in statuses.values())
    assert opened >= {"client": 20, "client_plain_user": 20, "client_overijssel": 50, "client_beheerder": 70}[who]


def test_links_in_mails_need_a_button(reeks: Reeks, client: Client) -> None:
    aanmelding = Aanmelding.objects.get(reeks=reeks)
    page = client.get(f"/aanmelding/{token_for(aanmelding)}/")
    aanmelding.refresh_from_db()
    assert (page.status_code, aanmelding.status, 'method="post"' in page.content.decode()) == (200, "onbevestigd", True)
