"""`.../handvatten/` and `.../handvatten.pdf`: the page first, the PDF once the worker has made it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from learning.models import Handvatten, PdfBestand
from learning.publish import content_changed, publish
from learning.rendering import render_due, render_outdated
from tests import factories
from tests.programmes.pdf_checks import findings

pytestmark = pytest.mark.django_db


def make_document(**fields: Any) -> tuple[Handvatten, str]:
    """Make handvatten with one onderdeel of each kind; return them with the address of their page."""
    handvatten = factories.make_handvatten(published=False, inleiding="Wat je <meeneemt>.", **fields)
    for soort, titel in [
        ("actie", "Bel een huisarts"),
        ("checklist", "Heb je gebeld?"),
        ("hulpmiddel", "Waarstaatjegemeente"),
    ]:
        url = "https://www.waarstaatjegemeente.nl" if soort == "hulpmiddel" else ""
        factories.make_onderdeel(handvatten=handvatten, soort=soort, titel=titel, url=url)
    return handvatten, f"/overijssel/{handvatten.sessie.reeks.slug}/sessie-1/handvatten"


def test_the_page(client: Client) -> None:
    handvatten, url = make_document()
    publish(handvatten=handvatten, now=timezone.now())
    html = client.get(f"{url}/").content.decode()
    for text in (
        "<h1>Handvatten: Sessie 1</h1>",
        "Wat je &lt;meeneemt&gt;.",
        "Tip 1. ",
        "Bel een huisarts",
        "Heb je gebeld?",
        'href="https://www.waarstaatjegemeente.nl"',
        "De pdf wordt gemaakt.",
    ):
        assert text in html, text


def test_the_pdf_follows_once_the_worker_has_made_it(client: Client) -> None:
    handvatten, url = make_document()
    publish(handvatten=handvatten, now=timezone.now())
    waiting = client.get(f"{url}.pdf")
    assert (waiting.status_code, waiting["Retry-After"]) == (503, "5")
    assert "De pdf wordt gemaakt" in waiting.content.decode()
    assert render_due(now=timezone.now()) == 1
    response = client.get(f"{url}.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert findings(response.content) == []
    kilobytes = -(-len(response.content) // 1000)
    assert f"Download de handvatten (pdf, {kilobytes} kB)" in client.get(f"{url}/").content.decode()
    again = client.get(f"{url}.pdf", HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_rendered_once_and_again_only_when_the_content_changes(client: Client) -> None:
    handvatten, url = make_document()
    publish(handvatten=handvatten, now=timezone.now())
    assert (render_due(now=timezone.now()), render_due(now=timezone.now())) == (1, 0)
    before = client.get(f"{url}.pdf").content
    content_changed(handvatten=handvatten)
    assert render_due(now=timezone.now()) == 0
    handvatten.onderdelen.filter(soort="tip").update(titel="Een betere tip")
    content_changed(handvatten=handvatten)
    assert render_due(now=timezone.now()) == 1
    assert client.get(f"{url}.pdf").content != before
    assert PdfBestand.objects.count() == 2


def test_concepts_and_concept_reeksen_do_not_exist_for_visitors(client: Client) -> None:
    handvatten, url = make_document()
    assert [client.get(f"{url}{rest}").status_code for rest in ("/", ".pdf")] == [404, 404]
    publish(handvatten=handvatten, now=timezone.now())
    render_due(now=timezone.now())
    assert [client.get(f"{url}{rest}").status_code for rest in ("/", ".pdf")] == [200, 200]
    type(handvatten.sessie.reeks).objects.update(status="concept")
    assert [client.get(f"{url}{rest}").status_code for rest in ("/", ".pdf")] == [404, 404]
    assert render_due(now=timezone.now()) == 0


def test_a_document_that_can_not_be_rendered_does_not_stop_the_others(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, bad_url = make_document()
    good, good_url = make_document()
    for handvatten in (bad, good):
        publish(handvatten=handvatten, now=timezone.now())
    from programmes import pdf  # noqa: PLC0415 - the font is looked for at each rendering

    real = pdf.FONT_DIRECTORY
    monkeypatch.setattr(pdf, "FONT_DIRECTORY", real / "nergens")
    assert render_due(now=timezone.now()) == 0
    assert "could not be made" in caplog.text
    monkeypatch.setattr(pdf, "FONT_DIRECTORY", real)
    assert render_due(now=timezone.now()) == 2
    assert [client.get(f"{url}.pdf").status_code for url in (bad_url, good_url)] == [200, 200]


def test_a_key_that_no_longer_fits_is_mended(client: Client) -> None:
    """After a new version of the template or the engine the stored key names no PDF."""
    handvatten, url = make_document()
    publish(handvatten=handvatten, now=timezone.now())
    key = Handvatten.objects.values_list("pdf_sleutel", flat=True).get()
    Handvatten.objects.update(pdf_sleutel="0" * 64)
    assert render_due(now=timezone.now()) == 1
    assert Handvatten.objects.values_list("pdf_sleutel", flat=True).get() == key
    assert client.get(f"{url}.pdf").status_code == 200


def test_a_new_template_is_rendered_before_the_old_pdf_goes(client: Client) -> None:
    handvatten, url = make_document()
    publish(handvatten=handvatten, now=timezone.now())
    render_due(now=timezone.now())
    key = Handvatten.objects.values_list("pdf_sleutel", flat=True).get()
    # As it would stand after a deploy: a PDF under the key of the old template.
    Handvatten.objects.update(pdf_sleutel="old")
    PdfBestand.objects.update(sleutel="old", bestand=b"old pdf")
    assert (render_due(now=timezone.now()), client.get(f"{url}.pdf").content) == (0, b"old pdf")
    assert render_outdated(now=timezone.now()) == 1
    assert Handvatten.objects.values_list("pdf_sleutel", flat=True).get() == key
    assert findings(client.get(f"{url}.pdf").content) == []
    assert list(PdfBestand.objects.values_list("sleutel", flat=True)) == [key]
    assert render_outdated(now=timezone.now()) == 0


def test_the_same_queries_for_one_and_for_three(client: Client, django_assert_num_queries: Any) -> None:
    for onderdelen in (1, 3):
        handvatten = factories.make_handvatten(onderdelen=onderdelen)
        url = f"/overijssel/{handvatten.sessie.reeks.slug}/sessie-1/handvatten/"
        with django_assert_num_queries(3):
            client.get(url)
