from datetime import UTC, datetime, timedelta

import pytest

from learning.documents import document_of
from learning.models import Handvatten, Onderdeel
from learning.pdf import HandvattenDocument, handvatten_key
from learning.pdf import Onderdeel as Item
from learning.publish import PublishRefused, content_changed, publish, withdraw
from learning.rules import PublishObstacle
from tests import factories

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SITE = "https://leerlabs.example"

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def make(**fields: object) -> Handvatten:
    return factories.make_handvatten(**({"published": False} | fields))  # type: ignore[arg-type]


def key_now(handvatten: Handvatten) -> str:
    stored = Handvatten.objects.for_page().get(pk=handvatten.pk)
    return handvatten_key(document_of(stored, site_url="http://localhost:8000"))


def test_publishing_shows_them_and_asks_for_a_pdf() -> None:
    handvatten = make()
    publish(handvatten=handvatten, now=NOW)
    stored = Handvatten.objects.get()
    assert (stored.status, stored.gepubliceerd_op) == (Handvatten.Status.GEPUBLICEERD, NOW)
    assert stored.pdf_sleutel == key_now(stored) == handvatten.pdf_sleutel
    assert list(Handvatten.objects.without_pdf()) == [stored]


def test_empty_ones_of_a_concept_are_refused() -> None:
    sessie = factories.make_sessie(reeks=factories.make_reeks(published=False))
    handvatten = make(sessie=sessie, onderdelen=0)
    with pytest.raises(PublishRefused) as refused:
        publish(handvatten=handvatten, now=NOW)
    assert list(refused.value.obstacles) == list(PublishObstacle)
    assert (Handvatten.objects.get().status, Handvatten.objects.get().pdf_sleutel) == ("concept", "")


def test_the_date_is_that_of_the_first_time() -> None:
    handvatten = make()
    publish(handvatten=handvatten, now=NOW)
    withdraw(handvatten=handvatten)
    stored = Handvatten.objects.get()
    assert (stored.status, stored.gepubliceerd_op, stored.pdf_sleutel) == ("concept", NOW, "")
    publish(handvatten=handvatten, now=NOW + timedelta(days=5))
    assert Handvatten.objects.get().gepubliceerd_op == NOW


def test_a_change_of_what_is_published_changes_the_key() -> None:
    handvatten = make()
    publish(handvatten=handvatten, now=NOW)
    before = handvatten.pdf_sleutel
    content_changed(handvatten=handvatten)
    assert handvatten.pdf_sleutel == before
    Onderdeel.objects.update(titel="Andere tip")
    content_changed(handvatten=handvatten)
    assert Handvatten.objects.get().pdf_sleutel == key_now(handvatten) != before


def test_a_concept_has_no_key() -> None:
    handvatten = make()
    content_changed(handvatten=handvatten)
    assert Handvatten.objects.get().pdf_sleutel == ""


def test_the_document_says_all_of_it() -> None:
    reeks = factories.make_reeks(provincie=factories.make_provincie("Overijssel"), titel="Wonen")
    locatie = factories.make_locatie(naam="Gemeentehuis", adres="Plein 1", postcode="8100 AA", plaats="Raalte")
    sessie = factories.make_sessie(
        reeks=reeks,
        begin=datetime(2026, 3, 3, 8, 30, tzinfo=UTC),
        locatie=locatie,
        doelgroep=factories.make_doelgroep(naam="ouderen"),
    )
    handvatten = make(sessie=sessie, onderdelen=0, inleiding="Vooraf.", gepubliceerd_op=NOW)
    for number, soort in enumerate(["hulpmiddel", "checklist", "actie", "tip", "tip"]):
        factories.make_onderdeel(
            handvatten=handvatten, soort=soort, titel=f"{soort} {number}", tekst="Uitleg", volgorde=9 - number,
            url="https://voorbeeld.example/" if soort == "hulpmiddel" else "",
        )  # fmt: skip
    stored = Handvatten.objects.for_page().get()
    assert document_of(stored, site_url=SITE) == HandvattenDocument(
        titel="Handvatten Sessie 1: ouderen",
        reeks="Wonen",
        provincie="Overijssel",
        wanneer="dinsdag 3 maart 2026, 09.30 tot 11.30 uur",
        waar="Gemeentehuis, Plein 1, 8100 AA Raalte",
        inleiding="Vooraf.",
        tips=(Item("tip 4", "Uitleg"), Item("tip 3", "Uitleg")),
        acties=(Item("actie 2", "Uitleg"),),
        checklist=(Item("checklist 1", "Uitleg"),),
        hulpmiddelen=(Item("hulpmiddel 0", "Uitleg", "https://voorbeeld.example/"),),
        adres=f"{SITE}/overijssel/wonen/sessie-1/handvatten/",
        gepubliceerd_op=NOW.date(),
    )


def test_the_link_to_an_online_sessie_is_not_in_the_document() -> None:
    sessie = factories.make_sessie(soort="online", online_link="https://vergadering.example/geheim")
    document = document_of(make(sessie=sessie, gepubliceerd_op=NOW), site_url=SITE)
    assert document.waar == "online"
    assert "vergadering" not in str(document)


def test_a_document_needs_a_date() -> None:
    with pytest.raises(ValueError, match="date of publication"):
        document_of(make(), site_url=SITE)


def test_loaded_handvatten_take_no_queries(django_assert_num_queries: object) -> None:
    make(gepubliceerd_op=NOW)
    stored = Handvatten.objects.for_page().get()
    with django_assert_num_queries(0):  # type: ignore[operator]
        document_of(stored, site_url=SITE)
