"""A house style is saved whole or not at all; the database holds nothing else but colours."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from programmes.contrast import TooFaint, contrast
from programmes.huisstijl import HuisstijlRefused, change_huisstijl
from programmes.logos import read_logo
from programmes.models import Huisstijl, Logo, Provincie, Reeks, Sessie
from tests import factories

pytestmark = pytest.mark.django_db


def stored(huisstijl: Huisstijl) -> tuple[str, int, int, list[bytes]]:
    row = Huisstijl.objects.get(pk=huisstijl.pk)
    logos = [bytes(logo.bestand) for logo in Logo.objects.filter(huisstijl=row)]
    return row.logo_sleutel, row.logo_breedte, row.logo_hoogte, logos


def test_a_new_logo_takes_the_place_of_the_old() -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    picture = read_logo(factories.png_file(80, 80))
    change_huisstijl(huisstijl=huisstijl, logo=picture, without_logo=True)
    assert stored(huisstijl) == (picture.key, 80, 80, [picture.png])


def test_a_logo_can_be_taken_away() -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    change_huisstijl(huisstijl=huisstijl, without_logo=True)
    assert stored(huisstijl) == ("", 0, 0, [])
    change_huisstijl(huisstijl=huisstijl, without_logo=True)
    assert stored(huisstijl) == ("", 0, 0, [])


def test_another_change_leaves_the_logo() -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    before, address = stored(huisstijl), huisstijl.css_address
    huisstijl.hoofdkleur = "#7a1f5c"
    change_huisstijl(huisstijl=huisstijl)
    assert (stored(huisstijl), Huisstijl.objects.get().hoofdkleur) == (before, "#7a1f5c")
    assert huisstijl.css_address != address


def test_a_change_made_from_an_old_row_leaves_the_logo_of_another() -> None:
    huisstijl = factories.make_huisstijl(logo_tekst="Logo")
    old = Huisstijl.objects.get()
    picture = read_logo(factories.png_file(80, 80))
    change_huisstijl(huisstijl=huisstijl, logo=picture)
    old.naam = "Anders"
    change_huisstijl(huisstijl=old)
    assert (stored(huisstijl), Huisstijl.objects.get().naam) == ((picture.key, 80, 80, [picture.png]), "Anders")
    assert old.logo_address == huisstijl.logo_address
    with_logo = Huisstijl.objects.get()
    change_huisstijl(huisstijl=huisstijl, without_logo=True)
    change_huisstijl(huisstijl=with_logo)
    assert stored(huisstijl) == ("", 0, 0, [])


def test_a_deleted_style_comes_back_without_its_logo() -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    Huisstijl.objects.all().delete()
    change_huisstijl(huisstijl=huisstijl)
    assert stored(huisstijl) == ("", 0, 0, [])


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_keep_the_logo_of_the_one_and_the_name_of_the_other() -> None:
    huisstijl = factories.make_huisstijl(logo_tekst="Logo")
    other = Huisstijl.objects.get()
    picture = read_logo(factories.png_file(80, 80))
    has_lock, has_begun = threading.Event(), threading.Event()

    def give_logo() -> None:
        with transaction.atomic():
            change_huisstijl(huisstijl=other, logo=picture)
            has_lock.set()
            has_begun.wait(0.5)  # nobody says so: time for the other to come up against the lock
        connection.close()

    thread = threading.Thread(target=give_logo)
    thread.start()
    has_lock.wait(10)
    huisstijl.naam = "Anders"
    change_huisstijl(huisstijl=huisstijl)
    thread.join()
    assert (stored(huisstijl), Huisstijl.objects.get().naam) == ((picture.key, 80, 80, [picture.png]), "Anders")


def test_what_can_not_be_read_is_not_saved() -> None:
    huisstijl = factories.make_huisstijl()
    huisstijl.hoofdkleur = "#ffcc00"
    with pytest.raises(HuisstijlRefused) as refused:
        change_huisstijl(huisstijl=huisstijl, logo=read_logo(factories.png_file(40, 40)))
    measured = contrast("#ffcc00", "#ffffff")
    assert list(refused.value.faint) == [TooFaint("hoofdkleur", measured, refused.value.faint[0].needed)]
    assert (Huisstijl.objects.get().hoofdkleur, Logo.objects.count()) == ("#1d5c8f", 0)


@pytest.mark.parametrize("field", ["hoofdkleur", "kopkleur", "steunkleur"])
@pytest.mark.parametrize(
    "colour", ["red", "", "#12", "#GGGGGG", "#ABCDEF", "#abcde", "abcdef0", "#abcde;", "#abcde\n", "\n#abcde"]
)
def test_the_database_holds_only_colours(field: str, colour: str) -> None:
    fields: dict[str, Any] = {field: colour}
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_huisstijl(**fields)


def test_more_than_a_colour_does_not_fit_either() -> None:
    provincie = factories.make_provincie("Overijssel")
    with pytest.raises(Exception, match=r"huisstijl_hoofdkleur_is_colour|value too long"), transaction.atomic():
        factories.make_huisstijl(provincie=provincie, hoofdkleur="#abcdef}body{display:none}")


@pytest.mark.parametrize(
    "fields",
    [
        {"logo_sleutel": "a" * 64},
        {"logo_sleutel": "a" * 64, "logo_breedte": 9, "logo_hoogte": 9},
        {"logo_sleutel": "a" * 64, "logo_breedte": 9, "logo_hoogte": 0, "logo_tekst": "Logo"},
        {"logo_breedte": 9},
    ],
)
def test_half_a_logo_is_no_logo(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_huisstijl(**fields)


def test_pages_know_the_style_without_a_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.make_huisstijl(logo=True)
    factories.make_reeks(sessies=1)
    factories.make_reeks(sessies=1, provincie=factories.make_provincie("Utrecht"))
    provincies = [
        *Provincie.objects.for_page(),
        *(reeks.provincie for reeks in Reeks.objects.for_page()),
        *(sessie.reeks.provincie for sessie in Sessie.objects.for_calendar()),
    ]
    with django_assert_num_queries(0):
        names = {str(each): getattr(getattr(each, "huisstijl", None), "logo_address", None) for each in provincies}
    assert names == {"Overijssel": Huisstijl.objects.get().logo_address, "Utrecht": None}


def test_an_organisator_sees_that_of_the_own_provincie() -> None:
    own = factories.make_huisstijl()
    utrecht = factories.make_provincie("Utrecht")
    factories.make_huisstijl(provincie=utrecht)
    organisatie = factories.make_organisatie(provincie=utrecht)
    assert list(Huisstijl.objects.visible_to(factories.make_organisator())) == [own]
    assert [
        str(each) for each in Huisstijl.objects.visible_to(factories.make_organisator(organisatie=organisatie))
    ] == ["Provincie Utrecht"]
    assert Huisstijl.objects.visible_to(factories.make_beheerder()).count() == 2
    assert Huisstijl.objects.visible_to(factories.make_user()).count() == 0
