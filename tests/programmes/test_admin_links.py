"""No page of /beheer/ leads to one that is not there for who looks: each link and each form, for every role."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from outbox.models import Bericht, Onbestelbaar
from programmes.models import Lidmaatschap, Reeks, Sessie
from registrations.models import Aanbod, Aanmelding, Behoefte, Deelname, Notitie, Uitdraai
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import World

START = ["/beheer/", "/beheer/programmes/reeks/aan-de-deur/"]
MOST_ALIKE = 3
"""Doors that differ in a key or a question only."""
EVERY_ONE = {("/beheer/registrations/aanmelding/N/change/", False), ("/beheer/programmes/reeks/N/change/", False)}
"""Of these pages all are opened: there is one of each state."""
NOT_FOLLOWED = ("/beheer/logout/", "/beheer/password_change/", "/beheer/jsi18n/")


# --- What there is ------------------------------------------------------------------------------------------------


def make_states(reeks: Reeks, sessie: Sessie) -> None:
    """Make somebody in each state at the sessie, with everything that their page can show."""
    now = timezone.now()
    for status in Aanmelding.Status.values:
        holds = status == Aanmelding.Status.ACTIEF
        aanmelding = factories.make_aanmelding(
            reeks=reeks, status=status, houdt_plaats=holds, sessies=[sessie], naam=f"Eigen {status}"
        )
        Behoefte.objects.create(aanmelding=aanmelding, tekst="ringleiding")
        Notitie.objects.create(aanmelding=aanmelding, tekst="Belde.", op=now)
        if status == Aanmelding.Status.WACHTLIJST:
            Aanmelding.objects.filter(pk=aanmelding.pk).update(houdt_plaats=True)
            Aanbod.objects.create(aanmelding=aanmelding, gemaakt_op=now, verloopt_op=now + timedelta(days=3))
    for aanmelding in reeks.aanmeldingen.all():
        Onbestelbaar.objects.create(
            adres=aanmelding.email, sinds=now, code="5.1.1", melding="Geen mailbox.", bericht=Bericht.objects.first()
        )
    for status in Deelname.Status.values:
        at_it = factories.make_aanmelding(reeks=reeks, status="actief", houdt_plaats=True, sessies=[sessie])
        at_it.deelnames.update(status=status, aanwezigheid="aanwezig")


def make_lively(world: World) -> Sessie:
    """Add what life brings: reeksen in each state, a sessie today, and people in each state. Returns the sessie."""
    reeks = world.rows[Reeks]
    assert isinstance(reeks, Reeks)
    for status in Reeks.Status.values:
        other = factories.make_reeks(provincie=world.provincie, organisatie=reeks.organisatie, titel=f"Eigen {status}")
        factories.make_sessie(reeks=other)
        Reeks.objects.filter(pk=other.pk).update(status=status)
    today = factories.make_sessie(reeks=reeks, begin=timezone.now(), titel="Eigen sessie vandaag", plaatsen=3)
    factories.make_sessie(reeks=reeks, begin=None, titel="Eigen sessie later")
    cancelled = factories.make_sessie(reeks=reeks, titel="Eigen sessie niet")
    Sessie.objects.filter(pk=cancelled.pk).update(vervallen_op=timezone.now())
    make_states(reeks, today)
    return today


def has_asked(user: User, sessie: Sessie) -> User:
    """Let somebody have asked for lists on paper: one is made, one waits."""
    for klaar_op in (timezone.now(), None):
        Uitdraai.objects.create(
            soort="presentielijst", sessie=sessie, user=user, gevraagd_op=timezone.now(), klaar_op=klaar_op,
            bestand=b"%PDF-1.7" if klaar_op else None,
        )  # fmt: skip
    return user


def make_mixed(world: World, _sessie: Sessie) -> User:
    """Make somebody who organises elsewhere, and only looks here."""
    user = factories.make_organisator(factories.make_provincie("Drenthe"))
    Lidmaatschap.objects.create(user=user, provincie=world.provincie, rol=Lidmaatschap.Rol.MEDEWERKER)
    return user


def make_of_organisatie(world: World, _sessie: Sessie) -> User:
    reeks = world.rows[Reeks]
    assert isinstance(reeks, Reeks)
    return factories.make_organisator(organisatie=reeks.organisatie)


ROLES: dict[str, Callable[[World, Sessie], User]] = {
    "beheerder": lambda _world, _sessie: factories.make_beheerder(),
    "organisator": lambda world, _sessie: factories.make_organisator(world.provincie),
    "organisator of the organisatie": make_of_organisatie,
    "medewerker": lambda world, _sessie: factories.make_medewerker(world.provincie),
    "organisator elsewhere, medewerker here": make_mixed,
    "gastheer": lambda _world, sessie: factories.make_gastheer(sessie),
}


DOOR = "/beheer/programmes/reeks/N/bijeenkomsten/N/aanwezigheid/"
LOOKS = {DOOR, "/beheer/registrations/aanmelding/N/change/", "/beheer/programmes/reeks/N/overzicht/"}
MANAGES = LOOKS | {"/beheer/programmes/reeks/N/gaat-niet-door/", "/beheer/registrations/agendareactie/adres-klopt/N/"}
KNOWN = {
    "beheerder": MANAGES, "organisator": MANAGES, "organisator of the organisatie": MANAGES, "medewerker": LOOKS,
    "organisator elsewhere, medewerker here": LOOKS, "gastheer": {DOOR},
}  # fmt: skip
"""Some of what each must have come by: a walk that stays at home finds nothing either."""


# --- The walk -----------------------------------------------------------------------------------------------------


class Doors(HTMLParser):
    """Where one can go from a page: by a link or a question, and by a form that sends something.

    A form without a button is none: Django puts one around a page that somebody may only read.
    """

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.forms: set[str] = set()
        self.form: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in {"a", "link"} and found.get("href"):
            self.links.add(found["href"])
        elif tag == "form":
            self.form = found
        elif found.get("type", "submit" if tag == "button" else "") == "submit" and "disabled" not in found:
            is_post = self.form.get("method", "").lower() == "post"
            (self.forms if is_post else self.links).add(found.get("formaction", self.form.get("action", "")))
        self.links |= {found[name] for name in ("data-aanwezigheid", "data-ajax--url") if found.get(name)}


@dataclass(frozen=True)
class Door:
    """One address, as it stands on a page; a form is sent empty."""

    address: str
    page: str
    is_form: bool = False

    @property
    def like(self) -> str:
        """What it has in common with others: the address without its keys."""
        return re.sub("[0-9a-f-]{36}|[0-9]+", "N", self.path)

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @property
    def same(self) -> tuple[str, bool, str]:
        """What makes it another door than the next: its path and the first question, not what is answered."""
        asks = [name for name, _ in parse_qsl(urlsplit(self.address).query) if name != "_changelist_filters"]
        return self.path, self.is_form, asks[0] if len(asks) == 1 else ""


class Walk:
    """Goes through every door of /beheer/ that this browser finds."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.seen: set[tuple[str, bool, str]] = set()
        self.alike: Counter[tuple[str, bool]] = Counter()
        self.todo: list[Door] = []
        self.dead: dict[str, str] = {}

    def go(self) -> None:
        for start in START:
            self.find(Door(start, "the start"))
        while self.todo:
            door = self.todo.pop()
            for found in self.open(door):
                self.find(found)

    def find(self, door: Door) -> None:
        """Note a door to go through, unless it is known, or as many like it."""
        is_ours = door.address.startswith("/beheer/") and not door.address.startswith(NOT_FOLLOWED)
        kind = (door.like, door.is_form)
        is_new = door.same not in self.seen and (kind in EVERY_ONE or self.alike[kind] < MOST_ALIKE)
        if is_ours and is_new:
            self.seen.add(door.same)
            self.alike[kind] += 1
            self.todo.append(door)

    def open(self, door: Door) -> list[Door]:
        """Go through one; returns those behind it. What a form does is undone."""
        if door.is_form:
            with transaction.atomic():
                answer: Any = self.client.post(door.address)
                transaction.set_rollback(True)
        else:
            answer = self.client.get(door.address)
        if answer.status_code not in {HTTPStatus.OK, HTTPStatus.FOUND}:
            way = "POST" if door.is_form else "GET"
            self.dead[f"{way} {door.like}"] = f"{answer.status_code}, on {door.page}"
        if answer.status_code == HTTPStatus.FOUND:
            return [Door(urljoin(door.address, answer["Location"]).partition("#")[0], door.address)]
        if answer.streaming or "html" not in answer.get("Content-Type", ""):
            return []
        doors = Doors()
        doors.feed(answer.content.decode())
        return [
            Door(urljoin(door.address, found).partition("#")[0], door.address, is_form)
            for group, is_form in ((doors.links, False), (doors.forms, True)) for found in sorted(group)
        ]  # fmt: skip


ORDINARY = {"medewerker", "gastheer"}
"""Who sees the most links that could be dead; the others walk in the long run."""


@pytest.mark.parametrize(
    "role", [role if role in ORDINARY else pytest.param(role, marks=pytest.mark.long) for role in ROLES]
)
def test_no_door_is_dead(own: World, role: str) -> None:
    sessie = make_lively(own)
    user = has_asked(ROLES[role](own, sessie), sessie)
    walk = Walk(signed_in(user))
    walk.go()
    assert walk.dead == {}
    assert {like for like, _ in walk.alike} >= KNOWN[role]
