"""The rows of the fixed pages: made by a migration, with starting texts in plain Dutch."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from programmes.models import Pagina
from programmes.rules import placeholders
from programmes.templatetags.opmaak import opgemaakt
from tests import factories

MIGRATION = import_module("programmes.migrations.0003_pagina")
TEXTS: dict[str, str] = {path.stem: path.read_text() for path in sorted(Path(MIGRATION.TEXTS).iterdir())}
LONGEST_SENTENCE = 20
HARD_WORDS = (
    r"middels|teneinde|dient te|inzake|betreffende|conform|indien|reeds|derhalve|faciliteren|"
    r"inschrij\w*|registre\w*|sessie|\bu\b|\buw\b|voldoet"
)


def test_there_is_a_starting_text_for_every_page() -> None:
    assert set(TEXTS) == set(Pagina.Slug.values)


@pytest.mark.django_db
def test_the_migration_makes_and_removes_the_five_pages() -> None:
    Pagina.objects.all().delete()
    # Not entered: the rows need no change of the table, which SQLite does not do within a test's transaction.
    editor = connection.schema_editor()
    MIGRATION.make_pages(apps, editor)
    made = {row.slug: (row.titel, row.tekst, row.verklaring_url) for row in Pagina.objects.all()}
    MIGRATION.remove_pages(apps, editor)
    assert made == {
        slug: (Pagina.Slug(slug).label, TEXTS[slug].partition("\n")[2].strip(), "") for slug in Pagina.Slug.values
    }
    assert list(Pagina.objects.all()) == []


def test_what_the_operator_must_fill_in() -> None:
    assert {slug: placeholders(text) for slug, text in TEXTS.items()} == {
        "cookies": [],
        "kwetsbaarheid-melden": ["e-mailadres voor kwetsbaarheden"],
        "privacy": [
            "naam van de provincie",
            "postadres van de provincie",
            "e-mailadres functionaris gegevensbescherming",
            "namen van de bedrijven voor hosting en mail",
            "bewaartermijn van aanmeldingen",
            "bewaartermijn van mails",
            "bewaartermijn van het logboek",
            "e-mailadres voor privacyvragen",
        ],
        "toegankelijkheid": ["e-mailadres voor meldingen over toegankelijkheid", "naam van de provincie"],
        "voorwaarden": [
            "naam van de provincie",
            "e-mailadres voor vragen over gebruik",
            "e-mailadres voor vragen over de website",
        ],
    }


@pytest.mark.parametrize("slug", TEXTS)
def test_the_starting_texts_are_plain_dutch(slug: str) -> None:
    sentences = re.split(r"(?<=[.?!])\s+|\n\s*\n|\n(?:- |#+ )", TEXTS[slug])
    assert [text for text in sentences if len(text.split()) > LONGEST_SENTENCE] == []
    assert re.findall(HARD_WORDS, TEXTS[slug], re.IGNORECASE) == []


@pytest.mark.parametrize("slug", TEXTS)
def test_the_starting_texts_have_headings_in_order_and_fit(slug: str) -> None:
    text = TEXTS[slug].partition("\n")[2]
    assert set(re.findall(r"<h\d", opgemaakt(text))) == {"<h2"}
    assert len(text) <= (Pagina._meta.get_field("tekst").max_length or 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"slug": "privacy"}, {"slug": "onbekend"}, {"slug": "cookies", "verklaring_url": "https://a.example"}]
)
def test_the_database_holds_the_five_and_their_fields(fields: dict[str, str]) -> None:
    factories.make_pagina("privacy")
    Pagina.objects.filter(slug="cookies").delete()
    with pytest.raises(IntegrityError):
        Pagina.objects.create(**({"titel": "Titel", "tekst": "Tekst"} | fields))


def test_an_address_of_its_own() -> None:
    addresses = [Pagina(slug=slug).get_absolute_url() for slug in Pagina.Slug.values]
    assert addresses == ["/privacy/", "/cookies/", "/toegankelijkheid/", "/voorwaarden/", "/kwetsbaarheid-melden/"]
