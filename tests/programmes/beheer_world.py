"""A row of every model in /beheer/ for a provincie, all of whose names carry a mark that shows a leak."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from learning.models import Handvatten, Materiaal
from outbox.models import Bericht
from outbox.queue import queue
from programmes.logboek import Daad, record
from programmes.models import (
    Deskundige,
    Doelgroep,
    Gemeente,
    Huisstijl,
    Lidmaatschap,
    Locatie,
    Logregel,
    Organisatie,
    Pagina,
    Provincie,
    Reeks,
    Sessie,
    Thema,
)
from registrations.models import Aanmelding, Agendareactie, Belangstelling, Gastaanbod, Rondmail, Uitnodiging
from tests import factories

SCOPED: list[type[Model]] = [
    Provincie, Huisstijl, Organisatie, Locatie, Deskundige, Lidmaatschap, Reeks, Aanmelding, Belangstelling, Handvatten,
    Agendareactie, Logregel, Materiaal,
]  # fmt: skip
GLOBAL: list[type[Model]] = [Gemeente, Thema, Doelgroep, Pagina]
SHARED = GLOBAL + SCOPED
BEHEERDER_ONLY: list[type[Model]] = [model for model in admin.site._registry if model not in SHARED]  # noqa: SLF001
MARK = "Geheim"
"""Stands in every name of the other provincie, so that a leak shows."""
NO_LIMITS: dict[str, object] = {
    "toegang": "gemeenten", "toelating": "direct", "aanbod_werkdagen": 2, "aanbod_sluit_werkdagen": 1,
    "meldingen": "niet",
}  # fmt: skip
"""What the form of a reeks always says about places."""


@dataclass
class World:
    """What one provincie has: a row of each model by its class, and the sessies of the reeks."""

    provincie: Provincie
    rows: dict[type[Model], Model] = field(default_factory=dict)
    sessies: list[Sessie] = field(default_factory=list)


def make_world(provincie: Provincie, mark: str) -> World:
    """Make a published reeks with two sessies in a provincie and everything that hangs on it."""
    world = World(provincie, {Provincie: provincie})
    organisatie = factories.make_organisatie(provincie=provincie, naam=f"{mark} organisatie")
    locatie = factories.make_locatie(provincie=provincie, naam=f"{mark} huis", plaats=f"{mark}stad")
    deskundige = factories.make_deskundige(provincie=provincie, naam=f"{mark} deskundige")
    reeks = factories.make_reeks(provincie=provincie, organisatie=organisatie, titel=f"{mark} reeks")
    world.sessies = [
        factories.make_sessie(reeks=reeks, titel=f"{mark} sessie {number}", locatie=locatie, deskundigen=[deskundige])
        for number in (1, 2)
    ]
    collega = factories.make_organisator(provincie, naam=f"{mark} collega", email=f"{mark.lower()}@p.example")
    aanmelding = factories.make_aanmelding(reeks=reeks, naam=f"{mark} deelnemer")
    queue(soort="bevestigd", aan=aanmelding.email, onderwerp=f"{mark} onderwerp", tekst="", over=aanmelding.reference)
    Rondmail.objects.create(
        reeks=reeks, onderwerp=f"{mark} rondmail", tekst=mark, filters={"staten": ["aangemeld"]},
        verzend_op=timezone.now() + timedelta(days=1), gemaakt_door=collega,
    )  # fmt: skip
    assert aanmelding.gemeente
    factories.make_gastaanbod(aanmelding=aanmelding, sessie=world.sessies[0], naam=f"{mark} zaal")
    belangstelling = factories.make_belangstelling(reeks=reeks, naam=f"{mark} belangstellende")
    factories.make_uitnodiging(belangstelling=belangstelling)
    world.rows |= {
        Huisstijl: factories.make_huisstijl(provincie=provincie, naam=f"{mark} huisstijl", logo=True),
        Organisatie: organisatie,
        Locatie: locatie,
        Deskundige: deskundige,
        Reeks: reeks,
        Lidmaatschap: Lidmaatschap.objects.get(user=collega),
        Aanmelding: aanmelding,
        Belangstelling: belangstelling,
        Agendareactie: Agendareactie.objects.create(
            message_id=f"<{mark}@p.example>",
            van=f"{mark.lower()}@p.example",
            partstat="ACCEPTED",
            uid=mark,
            ontvangen_op=timezone.now(),
            uitkomst="verwerkt",
            toelichting=mark,
            deelname=aanmelding.deelnames.first(),
        ),
        Logregel: record(user=collega, daad=Daad.GEDAAN, over=reeks, tekst=f"{mark} deed iets."),
        Handvatten: factories.make_handvatten(sessie=world.sessies[0], inleiding=f"{mark} inleiding"),
        Materiaal: factories.make_materiaal(sessie=world.sessies[0], titel=f"{mark} stuk", naam=f"{mark}.pdf"),
        Gemeente: aanmelding.gemeente,
        Thema: factories.make_thema(naam=f"Thema bij {provincie}"),
        Doelgroep: factories.make_doelgroep(naam=f"Doelgroep bij {provincie}"),
        Pagina: factories.make_pagina(),
    }
    return world


def own_pages(world: World) -> dict[str, str]:
    """Return the pages about this world's reeks and its people that are no Django's, by name."""
    reeks, aanmelding = world.rows[Reeks], world.rows[Aanmelding]
    gemeente, sessie = world.rows[Gemeente], world.sessies[0]
    rondmail = Rondmail.objects.get(reeks=reeks.pk)
    bericht = Bericht.objects.get(soort="bevestigd", aan=aanmelding.email)  # type: ignore[attr-defined]  # of Aanmelding
    gastaanbod = Gastaanbod.objects.get(sessie=sessie)
    of_reeks: dict[str, list[object]] = {
        "deelnemers": [], "overzicht": [], "wie_komt": [], "wie_komt_exporteren": [], "inlezen": [],
        "voorbeeld": [], "sessie": [sessie.pk], "rondmails": [], "rondmail_nieuw": [],
        "rondmail": [rondmail.pk], "berichten": [], "gaat_niet_door": [], "bericht": [bericht.uuid],
        "gemeente_toelaten": [gemeente.pk], "gemeente_afwijzen": [gemeente.pk], "aanwezigheid": [sessie.pk],
        "tikken": [sessie.pk], "uitdraai_vragen": [sessie.pk],
        "gastheren": [], "gastheer": [gastaanbod.pk], "gastheer_aannemen": [gastaanbod.pk],
        "gastheer_afwijzen": [gastaanbod.pk],
        "publiceren": [], "sluiten": [], "heropenen": [], "naar_concept": [], "archiveren": [], "terughalen": [],
        "zoals_bezoeker": [], "sessie_zoals_bezoeker": [sessie.slug],
        "aanmelden": [], "behoeften": [], "exporteren": [],
    }  # fmt: skip
    of_person: dict[str, list[object]] = {
        "toelaten": [], "afwijzen": [], "plaatsen": [], "sessie": [sessie.pk], "afmelden": [],
        "persoon": [], "notities": [], "keuze": [], "andere_bijeenkomst": [], "vervangen": [], "aanbieden": [],
        "aanbieden_bij": [sessie.pk], "samenvoegen": [], "samenvoegen_met": [aanmelding.pk],
    }  # fmt: skip
    return (
        {
            f"programmes_reeks_{page}": reverse(f"admin:programmes_reeks_{page}", args=[reeks.pk, *more])
            for page, more in of_reeks.items()
        }
        | {
            f"registrations_aanmelding_{page}": reverse(
                f"admin:registrations_aanmelding_{page}", args=[aanmelding.pk, *more]
            )
            for page, more in of_person.items()
        }
        | of_interest(world.rows[Belangstelling])
    )


def of_interest(belangstelling: Model) -> dict[str, str]:
    """Return the pages about somebody with belangstelling, by name."""
    uitnodiging = Uitnodiging.objects.get(belangstelling=belangstelling.pk)
    args = {"uitnodigen": [belangstelling.pk], "intrekken": [belangstelling.pk, uitnodiging.pk]}
    names = {page: f"registrations_belangstelling_{page}" for page in args}
    return {name: reverse(f"admin:{name}", args=args[page]) for page, name in names.items()}


def url(model: type[Model], page: str, row: Model | None = None) -> str:
    """Return the address of a page of the admin: `changelist`, `add`, `change`, `delete` or `history`."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=[row.pk] if row else [])


def formset(prefix: str, *rows: dict[str, object], initial: int = 0) -> dict[str, object]:
    """Return the POST fields of an inline with these rows, of which the first `initial` exist already."""
    data: dict[str, object] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def snapshot() -> dict[str, list[object]]:
    """Return every row of every model of ours, to see that nothing changed."""
    models: list[type[Model]] = [*SHARED, Sessie, *BEHEERDER_ONLY]
    return {model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in models}


def name(model: object) -> str:
    """Return how a test is called after its parameter."""
    return model.__name__ if isinstance(model, type) else str(model)
