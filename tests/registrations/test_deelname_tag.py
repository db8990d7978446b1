"""`{% deelnemende_gemeenten %}`: which gemeenten everybody may know of, in one query."""

import re
from typing import Any

import pytest

from programmes.models import Gemeente, Maildomein
from registrations.templatetags.deelname import deelnemende_gemeenten
from tests import factories

pytestmark = pytest.mark.django_db


def make_gemeente(naam: str, *domains: str) -> Gemeente:
    """Make a gemeente with mail domains, that of everybody here unless others are given."""
    gemeente = factories.make_gemeente(naam=naam)
    for domein in domains or ("gemeente.example",):
        Maildomein.objects.create(gemeente=gemeente, domein=domein)
    return gemeente


def test_only_confirmed_standing_and_published(django_assert_num_queries: Any) -> None:
    reeks, other = factories.make_reeks(sessies=1), factories.make_reeks(sessies=1)
    secret = factories.make_reeks(sessies=1, published=False)
    zwolle, almelo = make_gemeente("Zwolle"), make_gemeente("Almelo")
    for gemeente in (zwolle, zwolle, almelo):
        factories.make_aanmelding(reeks=reeks, gemeente=gemeente)
    factories.make_aanmelding(reeks=reeks, gemeente=make_gemeente("Onbevestigd"), status="onbevestigd")
    factories.make_aanmelding(reeks=reeks, gemeente=make_gemeente("Afgemeld"), status="afgemeld")
    factories.make_aanmelding(reeks=secret, gemeente=make_gemeente("Geheim"))
    factories.make_aanmelding(reeks=other, gemeente=make_gemeente("Elders"))
    with django_assert_num_queries(1):
        assert deelnemende_gemeenten([reeks, secret]) == [almelo, zwolle]


def test_one_colleague_who_stays_keeps_the_gemeente() -> None:
    reeks, zwolle = factories.make_reeks(sessies=1), make_gemeente("Zwolle")
    factories.make_aanmelding(reeks=reeks, gemeente=zwolle, status="afgemeld")
    assert deelnemende_gemeenten([reeks]) == []
    factories.make_aanmelding(reeks=reeks, gemeente=zwolle)
    assert deelnemende_gemeenten([reeks]) == [zwolle]


@pytest.mark.parametrize(
    ("email", "counts"),
    [
        ("a@zwolle.nl", True),
        ("a@samen.nl", True),
        ("wie.dan.ook@wegwerp.example", False),
        ("a@almelo.nl", False),
        ("a@zwolle.nl.wegwerp.example", False),
        ("a@mail.zwolle.nl", False),
        ("a@nepzwolle.nl", False),
        ("zwolle.nl@wegwerp.example", False),
        ("a@zwolle.n", False),
        ("a@zwolle_nl", False),
        ('"a@zwolle.nl"@wegwerp.example', False),
        ('"a@wegwerp.example"@zwolle.nl', True),
        ("a@nl", False),
    ],
)
def test_only_an_address_of_the_gemeente_speaks_for_it(email: str, *, counts: bool) -> None:
    zwolle = make_gemeente("Zwolle", "zwolle.nl", "samen.nl")
    make_gemeente("Almelo", "almelo.nl", "samen.nl")
    reeks = factories.make_reeks(sessies=1)
    factories.make_aanmelding(reeks=reeks, gemeente=zwolle, email=email)
    assert deelnemende_gemeenten([reeks]) == ([zwolle] if counts else [])


@pytest.mark.parametrize("domein", ["zwolle_nl", "%", "nl", ".nl", "@zwolle.nl", "zwolle.nl "])
def test_a_domain_is_compared_as_it_is_written(domein: str) -> None:
    reeks = factories.make_reeks(sessies=1)
    factories.make_aanmelding(reeks=reeks, gemeente=make_gemeente("Zwolle", domein), email="a@zwolle.nl")
    assert deelnemende_gemeenten([reeks]) == []


@pytest.mark.parametrize("text", ["templates/registrations/_privacy.html", "programmes/data/paginas/privacy.md"])
def test_the_form_and_the_privacy_page_say_so(settings: Any, text: str) -> None:
    said = (settings.BASE_DIR / text).read_text()
    assert re.findall(r"Doe je mee\? Dan kan ([^.]+)\.", said) in (
        ["de naam van je gemeente op de pagina van de provincie staan"],
        ["iedereen de naam van je gemeente zien op de pagina van de provincie"],
    )
    assert "Jouw naam staat daar nooit bij." in said


def test_no_reeksen_no_query(django_assert_num_queries: Any) -> None:
    factories.make_aanmelding(gemeente=make_gemeente("Zwolle"))
    with django_assert_num_queries(0):
        assert deelnemende_gemeenten([]) == []
