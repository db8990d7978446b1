"""`{% deelnemende_gemeenten %}`: which gemeenten everybody may know of, in one query."""

from typing import Any

import pytest

from registrations.templatetags.deelname import deelnemende_gemeenten
from tests import factories

pytestmark = pytest.mark.django_db


def test_only_confirmed_standing_and_published(django_assert_num_queries: Any) -> None:
    reeks, other = factories.make_reeks(sessies=1), factories.make_reeks(sessies=1)
    secret = factories.make_reeks(sessies=1, published=False)
    zwolle, almelo = factories.make_gemeente(naam="Zwolle"), factories.make_gemeente(naam="Almelo")
    for gemeente in (zwolle, zwolle, almelo):
        factories.make_aanmelding(reeks=reeks, gemeente=gemeente)
    factories.make_aanmelding(reeks=reeks, status="onbevestigd")
    factories.make_aanmelding(reeks=reeks, status="afgemeld")
    factories.make_aanmelding(reeks=secret)
    factories.make_aanmelding(reeks=other)
    with django_assert_num_queries(1):
        assert deelnemende_gemeenten([reeks, secret]) == [almelo, zwolle]


def test_one_colleague_who_stays_keeps_the_gemeente() -> None:
    reeks, zwolle = factories.make_reeks(sessies=1), factories.make_gemeente(naam="Zwolle")
    factories.make_aanmelding(reeks=reeks, gemeente=zwolle, status="afgemeld")
    assert deelnemende_gemeenten([reeks]) == []
    factories.make_aanmelding(reeks=reeks, gemeente=zwolle)
    assert deelnemende_gemeenten([reeks]) == [zwolle]


def test_no_reeksen_no_query(django_assert_num_queries: Any) -> None:
    factories.make_aanmelding()
    with django_assert_num_queries(0):
        assert deelnemende_gemeenten([]) == []
