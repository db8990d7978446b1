"""What must hold whatever code runs: the named constraints of the database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from programmes.models import Lidmaatschap, Maildomein, Reeks, Sessie
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = timezone.now()


@pytest.mark.parametrize(
    "fields",
    [
        {"begin": NOW, "einde": None},
        {"begin": None, "einde": NOW},
        {"begin": NOW, "einde": NOW},
        {"begin": NOW, "einde": NOW - timedelta(hours=1)},
    ],
)
def test_a_sessie_has_begin_and_einde_or_neither(fields: dict[str, Any]) -> None:
    sessie = factories.make_sessie()
    with pytest.raises(IntegrityError, match="sessie_einde_after_begin"), transaction.atomic():
        Sessie.objects.filter(pk=sessie.pk).update(**fields)
    Sessie.objects.filter(pk=sessie.pk).update(begin=None, einde=None)


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, 9, tzinfo=UTC), datetime(2100, 1, 2, tzinfo=UTC)])
def test_no_date_is_so_far_off_that_pages_can_not_read_it(moment: datetime) -> None:
    sessie = factories.make_sessie()
    with pytest.raises(IntegrityError, match=r"sessie_\w+_in_range"), transaction.atomic():
        Sessie.objects.filter(pk=sessie.pk).update(begin=moment, einde=moment + timedelta(hours=1))
    for field in ("aanmelden_van", "aanmelden_tot"):
        with pytest.raises(IntegrityError, match=f"reeks_{field}_in_range"), transaction.atomic():
            Reeks.objects.filter(pk=sessie.reeks_id).update(**{field: moment})
    Sessie.objects.filter(pk=sessie.pk).update(begin=None, einde=None)


def test_a_slug_occurs_once_in_a_reeks_and_a_reeks_slug_once_in_a_provincie() -> None:
    sessie = factories.make_sessie()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sessie.objects.create(reeks=sessie.reeks, slug=sessie.slug, titel="Nog een")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_reeks(slug=sessie.reeks.slug)
    factories.make_reeks(slug=sessie.reeks.slug, provincie=factories.make_provincie("Zeeland"))


def test_a_lidmaatschap_is_of_a_provincie_or_an_organisatie_not_both_nor_none() -> None:
    user, organisatie = factories.make_user(), factories.make_organisatie()
    for fields in ({}, {"provincie": organisatie.provincie, "organisatie": organisatie}):
        with pytest.raises(IntegrityError, match="lidmaatschap_of_one_thing"), transaction.atomic():
            Lidmaatschap.objects.create(user=user, **fields)
    Lidmaatschap.objects.create(user=user, organisatie=organisatie)


def test_a_maildomein_is_lower_case_and_may_serve_more_gemeenten() -> None:
    one, other = factories.make_gemeente(), factories.make_gemeente()
    with pytest.raises(IntegrityError, match="maildomein_lower_case"), transaction.atomic():
        Maildomein.objects.create(gemeente=one, domein="Samen.nl")
    for gemeente in (one, other):
        Maildomein.objects.create(gemeente=gemeente, domein="samen.nl")
    with pytest.raises(IntegrityError), transaction.atomic():
        Maildomein.objects.create(gemeente=one, domein="samen.nl")
