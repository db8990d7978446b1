"""A new reeks out of a template or an old reeks: what comes along, what stays behind, and where the dates go."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from programmes.admin.sessies import rows_of
from programmes.copying import CopyRefused, copy_reeks, new_reeks
from programmes.models import Reeks, Sessie
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
ZONE = timezone.get_default_timezone()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


def make_old() -> Reeks:
    """Make a reeks with everything on it; its first sessie is on a Tuesday in winter time."""
    reeks = factories.make_reeks(
        titel="Wonen", omschrijving="Lang.", max_personen=30, max_gemeenten=8, toelating="gemeente", kosten="Duur",
        aanmelden_tot=at(date(2026, 1, 13), 17), gesloten_op=NOW, meldingen="dagelijks",
    )  # fmt: skip
    reeks.themas.add(factories.make_thema(naam="Wonen"))
    reeks.gereserveerde_gemeenten.add(factories.make_gemeente(naam="Raalte"))
    first = date(2026, 1, 20)
    places: dict[str, Any] = {"locatie": factories.make_locatie(), "deskundigen": [factories.make_deskundige()]}
    make(reeks, first, 14, soort="kick-off", plaatsen=12, omschrijving="Begin.", sequence=3, **places)
    make(reeks, first + timedelta(days=70), 9, titel="Sessie A", doelgroep=factories.make_doelgroep())
    make(reeks, first + timedelta(days=80), 9, vervallen_op=NOW)
    factories.make_sessie(reeks=reeks, begin=None, soort="terugkom", online_link="https://vergadering.example/1")
    factories.make_aanmelding(reeks=reeks)
    factories.make_belangstelling(reeks=reeks)
    return reeks


def make(reeks: Reeks, day: date, hour: int, **fields: Any) -> Sessie:
    return factories.make_sessie(reeks=reeks, begin=at(day, hour), einde=at(day, hour + 2), **fields)


def copy(source: Reeks, *, first: date | None = None, **fields: Any) -> Reeks:
    given: dict[str, Any] = {"titel": "Wonen", "provincie": source.provincie, "organisatie": source.organisatie}
    return copy_reeks(source=source, first=first, now=NOW, **(given | fields))


def test_texts_limits_and_sessies_come_along() -> None:
    old = make_old()
    new = Reeks.objects.get(pk=copy(old, titel="Wonen 2027").pk)
    same = ["omschrijving", "samenvatting", "voor_wie", "kosten", "max_personen", "max_gemeenten", "toelating"]
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
    assert [str(row) for row in new.themas.all()] == ["Wonen"]
    assert [str(row) for row in new.gereserveerde_gemeenten.all()] == ["Raalte"]
    kick_off, sessie, terugkom = new.sessies.all()
    stored = old.sessies.get(soort="kick-off")
    assert (kick_off.slug, sessie.slug, terugkom.slug) == ("kick-off", "sessie-1", "terugkom")
    assert (kick_off.titel, kick_off.omschrijving, kick_off.plaatsen) == ("Kick-off", "Begin.", 12)
    assert (kick_off.locatie, [*kick_off.deskundigen.all()]) == (stored.locatie, [*stored.deskundigen.all()])
    assert (sessie.titel, sessie.doelgroep) == ("Sessie A", old.sessies.get(slug="sessie-1").doelgroep)


def test_people_publication_and_what_calendars_hold_on_to_stay_behind() -> None:
    old = make_old()
    new = Reeks.objects.get(pk=copy(old).pk)
    assert (new.status, new.gepubliceerd_op, new.gesloten_op, new.gearchiveerd_op) == ("concept", None, None, None)
    assert (new.aanmeldingen.count(), new.belangstelling.count()) == (0, 0)
    kick_off = new.sessies.get(slug="kick-off")
    assert kick_off.sequence == 0
    assert kick_off.uid not in set(old.sessies.values_list("uid", flat=True))
    assert (kick_off.aangemaakt_op, kick_off.gewijzigd_op) == (NOW, NOW)
    assert [row.online_link for row in new.sessies.all()] == ["", "", ""]


def test_the_old_reeks_stays_as_it_was() -> None:
    old = make_old()
    before = list(Sessie.objects.filter(reeks=old).values()), Reeks.objects.filter(pk=old.pk).values().get()
    copy(old, first=date(2027, 1, 5))
    assert (list(Sessie.objects.filter(reeks=old).values()), Reeks.objects.filter(pk=old.pk).values().get()) == before


def test_all_dates_move_as_many_days_and_keep_their_time_on_the_clock() -> None:
    new = copy(make_old(), first=date(2026, 9, 8))
    kick_off, sessie, terugkom = new.sessies.all()
    # From winter time into summer time, and 70 days later out of it again.
    assert (kick_off.begin, kick_off.einde) == (at(date(2026, 9, 8), 14), at(date(2026, 9, 8), 16))
    assert (sessie.begin, sessie.einde) == (at(date(2026, 11, 17), 9), at(date(2026, 11, 17), 11))
    assert terugkom.begin is None
    assert new.aanmelden_tot == at(date(2026, 9, 1), 17)


def test_without_a_day_nothing_has_a_date() -> None:
    new = copy(make_old())
    assert [sessie.begin for sessie in new.sessies.all()] == [None, None, None]
    assert (new.aanmelden_van, new.aanmelden_tot) == (None, None)


def test_a_sessie_that_begins_in_the_hour_that_is_skipped_keeps_its_length() -> None:
    old = factories.make_reeks(titel="Nacht")
    day = date(2026, 1, 20)
    factories.make_sessie(reeks=old, begin=at(day, 2, 30), einde=at(day, 3, 15))
    sessie = copy(old, first=date(2027, 3, 28)).sessies.get()
    assert (sessie.begin, sessie.einde) == (at(date(2027, 3, 28), 3, 30), at(date(2027, 3, 28), 4, 15))


def test_a_date_out_of_range_is_refused_and_nothing_is_made() -> None:
    old = factories.make_reeks()
    make(old, date(2030, 1, 1), 9)
    make(old, date(2099, 1, 1), 9)
    with pytest.raises(CopyRefused):
        copy(old, first=date(2034, 1, 1))
    assert Reeks.objects.count() == 1


def test_in_another_provincie_the_locaties_and_deskundigen_stay_behind() -> None:
    organisatie = factories.make_organisatie(provincie=factories.make_provincie("Drenthe"))
    new = copy(make_old(), provincie=organisatie.provincie, organisatie=organisatie)
    kick_off = new.sessies.get(slug="kick-off")
    assert (new.slug, kick_off.locatie, kick_off.deskundigen.count()) == ("wonen", None, 0)


def test_an_address_that_is_taken_gets_the_year_of_the_first_day() -> None:
    old = make_old()
    slugs = [copy(old, first=date(2027, 1, 5)).slug for _ in range(2)] + [copy(old).slug]
    assert slugs == ["wonen-2027", "wonen-2027-2", "wonen-2026"]


def test_a_title_without_letters_gets_the_soort_as_address() -> None:
    old = make_old()
    assert copy(old, titel="???").slug == "leerlab"


def test_a_template_makes_its_sessies_and_dates_the_first() -> None:
    organisatie = factories.make_organisatie()
    first = (at(date(2027, 1, 5), 13), at(date(2027, 1, 5), 16))
    assert organisatie.provincie
    reeks = new_reeks(
        titel="Water", soort="leerlab", provincie=organisatie.provincie, organisatie=organisatie,
        sessies=rows_of("leerlab"), first=first, now=NOW,
    )  # fmt: skip
    assert (reeks.slug, reeks.status) == ("water", "concept")
    assert list(reeks.sessies.values_list("slug", "titel", "volgorde", "begin", "einde")) == [
        ("kick-off", "Kick-off", 1, *first),
        ("sessie-1", "Sessie 1", 2, None, None),
        ("sessie-2", "Sessie 2", 3, None, None),
        ("sessie-3", "Sessie 3", 4, None, None),
        ("terugkom", "Terugkombijeenkomst", 5, None, None),
    ]


def test_a_sessie_more_takes_a_fixed_number_of_queries(django_assert_num_queries: Any) -> None:
    for count, queries in ((1, 12), (3, 14)):
        old = factories.make_reeks(titel=f"Met {count}", sessies=count)
        with django_assert_num_queries(queries):
            copy(old, first=date(2027, 1, 5))
