"""What the form to sign up asks since reeksen have limits: an organisatie, needs, a colleague's link; and places."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.html import strip_tags

from accounts.templatetags.form_pack import is_optional
from programmes.models import Sessie
from registrations.forms_for_signup import from_colleague
from registrations.openings import Opening, Room
from tests import factories
from tests.registrations.test_forms_for_signup import form_of
from tests.registrations.world import NOW, Leerlab

pytestmark = pytest.mark.django_db

# --- For whom ---------------------------------------------------------------------------------------------------

NO_NAMENS = ["Kies je gemeente. Werk je niet bij een gemeente? Vul dan je organisatie in."]
SUGGESTED = ["Bij je e-mailadres hoort de gemeente Raalte. Die staat nu ingevuld. Klopt dat? Verstuur het dan."]
ELSEWHERE = "anna@elders.example"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, {}),
        ({"gemeente": "", "organisatie": "Huisartsenpost"}, {}),
        ({"gemeente": None, "organisatie": "Huisartsenpost"}, {}),
        ({"gemeente": "", "organisatie": "", "email": ELSEWHERE}, {"gemeente": NO_NAMENS}),
        ({"gemeente": None, "organisatie": None, "email": ELSEWHERE}, {"gemeente": NO_NAMENS}),
        ({"gemeente": "", "organisatie": " \r\n ", "email": ELSEWHERE}, {"gemeente": NO_NAMENS}),
        # The mail domain is that of a gemeente.
        ({"gemeente": "", "organisatie": ""}, {"gemeente": SUGGESTED}),
        (
            {"organisatie": "Huisartsenpost"},
            {"organisatie": ["Kies je gemeente of vul je organisatie in, niet allebei."]},
        ),
        (
            {"gemeente": "GM9999", "organisatie": "Huisartsenpost"},
            {"gemeente": ["Deze gemeente kennen we niet. Kies een gemeente uit de lijst."]},
        ),
        (
            {"gemeente": "", "organisatie": "x" * 121},
            {"organisatie": ["Deze naam is te lang. Gebruik hoogstens 120 tekens."]},
        ),
        ({"gemeente": "", "organisatie": "www.evil.example"}, {"organisatie": ["Vul hier geen webadres in."]}),
    ],
)
def test_a_gemeente_or_an_organisatie(leerlab: Leerlab, changes: dict[str, Any], errors: dict[str, list[str]]) -> None:
    leerlab.reeks.andere_organisaties = True
    assert form_of(leerlab, **changes).errors == errors


def test_who_comes_for_an_organisatie(leerlab: Leerlab) -> None:
    leerlab.reeks.andere_organisaties = True
    form = form_of(leerlab, gemeente="", organisatie=" Huisartsenpost\r\nRaalte ", nodig=" Glutenvrij ")
    assert form.errors == {}
    found = form.gegevens()
    assert (found.gemeente, found.organisatie, found.nodig) == (None, "Huisartsenpost Raalte", "Glutenvrij")


def test_neither_of_both_is_called_not_required(leerlab: Leerlab) -> None:
    leerlab.reeks.andere_organisaties = True
    form = form_of(leerlab)
    assert {name: is_optional(form[name]) for name in ("naam", "gemeente", "organisatie", "functie", "nodig")} == {
        "naam": False, "gemeente": False, "organisatie": False, "functie": True, "nodig": True,
    }  # fmt: skip


def test_a_gemeente_that_may_not_come_is_refused_and_never_suggested(leerlab: Leerlab) -> None:
    refusal = "Dit programma is alleen voor gemeenten van deze provincie. Kies een gemeente van hier."
    flevoland = factories.make_provincie("Flevoland")
    other = factories.make_gemeente(naam="Urk", provincie=flevoland, maildomein="urk.example")
    leerlab.reeks.toegang = "provincie"
    assert form_of(leerlab, gemeente=other.code).errors == {"gemeente": [refusal]}
    assert form_of(leerlab, gemeente="", email="a@urk.example").errors == {"gemeente": ["Kies je gemeente."]}
    assert form_of(leerlab, gemeente="").errors == {"gemeente": SUGGESTED}
    html = str(form_of(leerlab)["gemeente"])
    assert ("GM0177" in html, other.code in html) == (True, False)


# --- What somebody needs, and by whose link they come ---------------------------------------------------------


def test_what_somebody_needs_has_an_end(leerlab: Leerlab) -> None:
    assert form_of(leerlab, nodig="x" * 500).errors == {}
    too_long = {"nodig": ["Deze tekst is te lang. Gebruik hoogstens 500 tekens."]}
    assert form_of(leerlab, nodig="x" * 501).errors == too_long


@pytest.mark.parametrize(
    ("via", "expected"), [("collega", True), ("Collega", False), ("", False), (None, False), (["x", "collega"], True)]
)
def test_who_comes_by_the_link_of_a_colleague(leerlab: Leerlab, via: Any, *, expected: bool) -> None:
    form = form_of(leerlab, via=via)
    assert (form.errors, form.is_sent_on) == ({}, expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {}),
        ("gemeente=GM0193&via=collega", {"gemeente": "GM0193", "via": "collega"}),
        ("via=collega", {"via": "collega"}),
        ("gemeente=gm0193&via=iemand", {}),
        ("gemeente=GM0193%0A&via=collega%00", {}),
        ("naam=Anna&email=a@b.nl", {}),
    ],
)
def test_what_the_link_of_a_colleague_fills_in(query: str, expected: dict[str, str]) -> None:
    assert from_colleague(QueryDict(query).dict()) == expected


# --- Places -----------------------------------------------------------------------------------------------------


def test_a_full_reeks_says_nothing_per_sessie_but_what_is_full_there(leerlab: Leerlab) -> None:
    form = form_of(leerlab)
    keys = {slug: sessie.pk for slug, sessie in leerlab.sessies.items()}
    rooms = {keys["sessie-1"]: Room(free=0), keys["sessie-2"]: Room(free=3), keys["sessie-3"]: Room()}
    shown = []
    for is_full in (False, True):
        form.show_places(Opening(is_full=is_full, sessies=rooms))
        choices = [*form.fields["omvang"].choices, *form.fields["sessies"].choices]  # type: ignore[attr-defined]
        found = {value: re.search(r'class="optie-plek">([^<]+)<', label) for value, label in choices}
        shown.append({value: match[1] for value, match in found.items() if match})
        whole = strip_tags(choices[0][1])
        assert ("Je komt op de wachtlijst voor: Sessie 1." in whole) is not is_full
    full = {"sessie-1": "Vol: je komt op de wachtlijst"}
    assert shown == [full | {"sessie-2": "Nog 3 plekken"}, full]


def test_what_was_cancelled_is_not_offered(leerlab: Leerlab) -> None:
    Sessie.objects.filter(pk__in=[leerlab.sessies["sessie-1"].pk, leerlab.sessies["terugkom"].pk]).update(
        vervallen_op=NOW
    )
    form = form_of(leerlab)
    assert [slug for slug, _ in form.fields["sessies"].choices] == ["sessie-2", "sessie-3"]  # type: ignore[attr-defined]
    assert not hasattr(form.fields["sessies"], "after")
    assert form_of(leerlab, omvang="sessies", sessies=["sessie-1"]).errors == {
        "sessies": ["Deze bijeenkomst gaat niet door. Kies een andere bijeenkomst."]
    }
