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
from registrations.models import Aanmelding, Agendalink, Agendareactie, Notitie, Rondmail, Uitdraai
from registrations.own_calendar import hash_of
from registrations.tokens import code_for, signer, token_for, token_for_invitation
from tests import factories
from tests.leerlab.addresses import Address, addresses

EVERY = sorted(set(addresses()), key=lambda address: address.pattern)
MARK, PERSOON = "Geheim Leerlab", "Geheime Deelnemer"
"""Stand in the names of what the walk meets, and of who takes part there, so that a leak shows."""
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
    reeks = factories.make_reeks(
        titel=MARK, organisatie=factories.make_organisatie(naam=f"{MARK} organisatie"), aanmelden_van=None, **fields
    )
    sessie = factories.make_sessie(reeks=reeks, soort="kick-off", titel=f"{MARK} kick-off")
    aanmelding = factories.make_aanmelding(
        reeks=reeks, status="onbevestigd", email="deelnemer@raalte.example", naam=PERSOON
    )
    belangstelling = factories.make_belangstelling(reeks=reeks, naam=f"{PERSOON} later")
    factories.make_uitnodiging(belangstelling=belangstelling)
    factories.make_handvatten(sessie=sessie, inleiding=f"{MARK} inleiding")
    factories.make_huisstijl(provincie=reeks.provincie, naam=f"{MARK} huisstijl", logo=True)
    factories.make_materiaal(sessie=sessie, titel=f"{MARK} stuk")
    factories.make_gastaanbod(aanmelding=aanmelding, sessie=sessie, naam=f"{MARK} zaal")
    factories.make_locatie(naam=f"{MARK} huis")
    factories.make_deskundige(naam=f"{MARK} deskundige")
    factories.make_thema()
    factories.make_doelgroep()
    Uitdraai.objects.create(
        sessie=sessie, user=factories.make_gastheer(sessie), soort="presentielijst", gevraagd_op=timezone.now()
    )
    Agendalink.objects.create(email="deelnemer@raalte.example", sleutel_hash=hash_of("proef"))
    Agendareactie.objects.create(
        van="x@raalte.example", ontvangen_op=timezone.now(), uitkomst=Agendareactie.Uitkomst.values[0],
        toelichting=MARK, deelname=aanmelding.deelnames.get(),
    )  # fmt: skip
    Notitie.objects.create(aanmelding=aanmelding, tekst=f"{MARK} notitie", op=timezone.now())
    queue(soort="proef", aan="a@raalte.example", onderwerp=f"{MARK} mail", tekst=MARK, over=aanmelding.reference)
    Rondmail.objects.create(
        reeks=reeks, onderwerp=f"{MARK} mail", tekst=MARK, filters={"staten": ["aangemeld"]}, verzend_op=timezone.now()
    )
    return reeks


def keys(reeks: Reeks) -> dict[str, str]:
    """Return what stands for each parameter of an address when it is about this reeks; asked once for a walk."""
    sessie, user = reeks.sessies.get(), User.objects.latest("pk")
    aanmelding, belangstelling = reeks.aanmeldingen.get(), reeks.belangstelling.get()
    return {
        "provincie": reeks.provincie.slug,
        "reeks": reeks.slug,
        "sessie": "kick-off",
        "token": token_for(aanmelding),
        "app_label": "programmes",
        "url": "bestaat-niet",
        "id": str(user.pk),
        "key": str(link_for_mail(str(user.pk))).rstrip("/").rpartition("/")[2].partition("-")[2],
        "uidb36": int_to_base36(user.pk),
        "sessie_pk": str(sessie.pk),
        "gemeente_pk": str(aanmelding.gemeente_id),
        "aanbod_pk": str(sessie.gastaanbod.get().pk),
        "uuid": str(sessie.materiaal.get().uuid),
        "rondmail_pk": str(reeks.rondmails.get().pk),
        "bericht_uuid": str(Bericht.objects.get(over=aanmelding.reference).uuid),
        "ander_pk": str(aanmelding.pk),
        "notitie_pk": str(aanmelding.notities.get().pk),
        "sleutel": "proef",
        "provider_id": "oidc",
        "pk": str(user.pk),
        "code": code_for(aanmelding),
        "uitdraai_uuid": str(Uitdraai.objects.get(sessie=sessie).uuid),
        "wie": str(belangstelling.pk),
        "uitnodiging_pk": str(belangstelling.uitnodigingen.get().pk),
        "hoofdstuk": "mailen",
        "naam": "reeks",
        "versie": reeks.provincie.huisstijl.logo_version,
    }


def values(address: Address, reeks: Reeks, known: dict[str, str] | None = None) -> dict[str, str]:
    """Return values with which an address is that of something real."""
    found = dict(known or keys(reeks))
    if address.pattern.endswith(".css"):
        found["versie"] = reeks.provincie.huisstijl.palette.version
    if address.pattern.startswith("uitnodiging/"):
        found["token"] = token_for_invitation(reeks.belangstelling.get().uitnodigingen.get())
    if address.pattern.startswith("belangstelling/"):
        found["token"] = signer("belangstelling").sign(reeks.belangstelling.get().uuid.hex)
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
    statuses, known = {}, keys(reeks)
    for number, address in enumerate(EVERY):
        path = address.fill(values(address, reeks, known))
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
