"""What a PDF takes from the house style of its provincie."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from learning.documents import document_of, logo_of, sender_of
from learning.models import Handvatten, PdfBestand
from learning.pdf import Afzender, handvatten_key
from learning.publish import publish
from learning.rendering import render_due, render_outdated
from programmes.contrast import NEUTRAL
from programmes.huisstijl import change_huisstijl
from programmes.logos import read_logo
from programmes.models import Huisstijl, Logo
from tests import factories
from tests.programmes.pdf_checks import findings, tags

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SITE = "https://leerlab.example"


def published() -> Handvatten:
    handvatten = factories.make_handvatten(published=False)
    publish(handvatten=handvatten, now=timezone.now())
    return handvatten


def stored_pdf() -> bytes:
    return bytes(PdfBestand.objects.get(sleutel=Handvatten.objects.get().pdf_sleutel).bestand)


def test_the_sender_is_the_house_style() -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    assert sender_of(huisstijl.provincie) == Afzender(
        naam="Provincie Overijssel",
        kleuren=huisstijl.palette,
        logo_sleutel=huisstijl.logo_sleutel,
        logo_tekst="Logo van Overijssel",
    )
    assert sender_of(factories.make_provincie("Utrecht")) == Afzender("", NEUTRAL, "", "")


def test_the_logo_is_fetched_by_its_key() -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    sender = sender_of(huisstijl.provincie)
    assert logo_of(sender) == bytes(Logo.objects.get().bestand)
    assert logo_of(Afzender()) == b""
    same = factories.make_huisstijl(provincie=factories.make_provincie("Utrecht"), logo=True)
    assert same.logo_sleutel == huisstijl.logo_sleutel
    assert logo_of(sender) == bytes(same.logo.bestand)
    change_huisstijl(huisstijl=huisstijl, without_logo=True)
    change_huisstijl(huisstijl=same, without_logo=True)
    assert logo_of(sender) == b""


def test_a_pdf_is_made_without_a_logo_whose_bytes_are_gone() -> None:
    factories.make_huisstijl(logo=True)
    published()
    Logo.objects.all().delete()
    now = timezone.now()
    assert (render_due(now=now), render_outdated(now=now)) == (1, 0)
    assert (findings(stored_pdf()), "Figure" in tags(stored_pdf())) == ([], False)


def test_a_document_costs_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.make_huisstijl(logo=True)
    published()
    handvatten = Handvatten.objects.for_page().get()
    with django_assert_num_queries(0):
        assert document_of(handvatten, site_url=SITE).afzender.naam == "Provincie Overijssel"


def test_a_changed_style_makes_a_new_pdf_once() -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    published()
    now = timezone.now()
    assert (render_due(now=now), render_outdated(now=now)) == (1, 0)
    seen = [stored_pdf()]
    huisstijl.hoofdkleur = "#7a1f5c"
    change_huisstijl(huisstijl=huisstijl)
    assert (render_outdated(now=now), render_outdated(now=now)) == (1, 0)
    seen.append(stored_pdf())
    change_huisstijl(huisstijl=huisstijl, logo=read_logo(factories.png_file(60, 60)))
    assert (render_outdated(now=now), render_outdated(now=now)) == (1, 0)
    seen.append(stored_pdf())
    huisstijl.delete()
    assert (render_outdated(now=now), render_outdated(now=now)) == (1, 0)
    seen.append(stored_pdf())
    assert len(set(seen)) == 4
    assert [findings(data) for data in seen] == [[], [], [], []]
    assert [("Figure" in tags(data)) for data in seen] == [True, True, True, False]
    assert PdfBestand.objects.count() == 1


def test_another_provincie_stays_as_it_is() -> None:
    factories.make_huisstijl()
    published()
    before = handvatten_key(document_of(Handvatten.objects.for_page().get(), site_url=SITE))
    factories.make_huisstijl(provincie=factories.make_provincie("Utrecht"))
    assert handvatten_key(document_of(Handvatten.objects.for_page().get(), site_url=SITE)) == before
    Huisstijl.objects.filter(provincie__naam="Overijssel").update(telefoon="038 123 45 67")
    assert handvatten_key(document_of(Handvatten.objects.for_page().get(), site_url=SITE)) == before
