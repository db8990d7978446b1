"""The house style in /beheer/: who may change it, which colours and pictures are refused, and with which words."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from programmes.admin.huisstijlen import HuisstijlForm, in_dutch
from programmes.models import Huisstijl, Logo, Logregel, Provincie
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import snapshot, url

pytestmark = pytest.mark.django_db

NO_COLOUR = "Dit is geen kleur. Schrijf een # en dan zes cijfers of letters van a tot en met f: #00568b."
NO_PICTURE = "Dit is geen PNG, JPEG of WebP. Sla het logo op als een van die soorten."

TOO_LARGE = "Dit plaatje heeft te veel pixels. Maak het hooguit 2000 pixels breed en 2000 hoog."


def fields(**changed: Any) -> dict[str, Any]:
    return {
        "naam": "Provincie Overijssel",
        "hoofdkleur": "#1d5c8f",
        "kopkleur": "#4b2a63",
        "steunkleur": "#2e7d4f",
        "email": "leerlabs@overijssel.example",
        "telefoon": "",
        "logo_tekst": "",
    } | changed


def upload(data: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


def errors(provincie: Provincie, **changed: Any) -> dict[str, list[str]]:
    files = {name: changed.pop(name) for name in ["nieuw_logo"] if name in changed}
    form = HuisstijlForm(fields(provincie=provincie.pk, **changed), files)
    return {name: [str(error) for error in found] for name, found in form.errors.items()}


def test_a_beheerder_makes_one_with_a_logo(client_beheerder: Client, overijssel: Provincie) -> None:
    data = fields(
        provincie=overijssel.pk,
        hoofdkleur=" #1D5C8F ",
        nieuw_logo=upload(factories.png_file(900, 300)),
        logo_tekst="Ons logo",
    )
    assert client_beheerder.post(url(Huisstijl, "add"), data).status_code == 302
    row = Huisstijl.objects.get()
    assert (row.provincie, row.hoofdkleur, row.logo_tekst) == (overijssel, "#1d5c8f", "Ons logo")
    assert (row.logo_breedte, row.logo_hoogte, Logo.objects.get().huisstijl) == (480, 160, row)
    line = Logregel.objects.get()
    assert (line.daad, line.naam) == ("gemaakt", "huisstijl Provincie Overijssel")
    page = client_beheerder.get(url(Huisstijl, "change", row)).content.decode()
    assert f'<img src="{row.logo_address}" alt="Ons logo" width="480" height="160">' in page
    assert "Hoofdkleur op wit: 7,04. Tekst op de kop: 11,59. Steunkleur op wit: 5,04." in page
    assert "style=" not in page


def test_a_beheerder_changes_one_and_its_history_tells(client_beheerder: Client) -> None:
    row = factories.make_huisstijl(logo=True)
    other = factories.make_provincie("Utrecht")
    data = fields(provincie=other.pk, hoofdkleur="#7a1f5c", logo_weg="on")
    assert client_beheerder.post(url(Huisstijl, "change", row), data).status_code == 302
    row.refresh_from_db()
    assert (row.provincie.naam, row.hoofdkleur, row.has_logo) == ("Overijssel", "#7a1f5c", False)
    assert Logo.objects.count() == 0
    assert [item["veld"] for item in Logregel.objects.get().wijzigingen] == [
        "hoofdkleur", "haal het logo weg", "beschrijving van het logo",
    ]  # fmt: skip


def test_a_provincie_has_one(client_beheerder: Client, overijssel: Provincie) -> None:
    factories.make_huisstijl(provincie=overijssel)
    utrecht = factories.make_provincie("Utrecht")
    form = client_beheerder.get(url(Huisstijl, "add")).context["adminform"].form
    assert list(form.fields["provincie"].queryset) == [utrecht]
    response = client_beheerder.post(url(Huisstijl, "add"), fields(provincie=overijssel.pk))
    assert (response.status_code, list(response.context["adminform"].form.errors)) == (200, ["provincie"])


def test_a_beheerder_deletes_one(client_beheerder: Client) -> None:
    row = factories.make_huisstijl(logo=True)
    client_beheerder.post(url(Huisstijl, "delete", row), {"post": "yes"})
    assert (Huisstijl.objects.count(), Logo.objects.count(), Provincie.objects.count()) == (0, 0, 1)


def test_an_organisator_looks_but_changes_nothing(client_overijssel: Client) -> None:
    row = factories.make_huisstijl(logo=True)
    page = client_overijssel.get(url(Huisstijl, "change", row))
    text = page.content.decode()
    assert (page.status_code, row.logo_address in text, "#1d5c8f" in text) == (200, True, True)
    assert ('name="hoofdkleur"' in text, 'name="nieuw_logo"' in text, 'name="logo_weg"' in text) == (
        False,
        False,
        False,
    )
    before = snapshot()
    data = fields(hoofdkleur="#7a1f5c", nieuw_logo=upload(factories.png_file(90, 90)), logo_weg="on")
    assert client_overijssel.post(url(Huisstijl, "change", row), data).status_code == 403
    assert client_overijssel.post(url(Huisstijl, "add"), data).status_code == 403
    assert client_overijssel.post(url(Huisstijl, "delete", row), {"post": "yes"}).status_code == 403
    assert snapshot() == before
    assert Logo.objects.get().huisstijl == row


def test_an_organisator_of_one_organisatie_looks_too(overijssel: Provincie) -> None:
    row = factories.make_huisstijl(provincie=overijssel)
    organisatie = factories.make_organisatie(provincie=overijssel)
    client = signed_in(factories.make_organisator(organisatie=organisatie))
    assert client.get(url(Huisstijl, "change", row)).status_code == 200
    assert client.post(url(Huisstijl, "change", row), fields()).status_code == 403


def test_another_provincie_does_not_exist(client_overijssel: Client, noord_holland: Provincie) -> None:
    row = factories.make_huisstijl(provincie=noord_holland, naam="Geheim", logo=True)
    for page in ["change", "history"]:
        assert client_overijssel.get(url(Huisstijl, page, row)).status_code == 404
    assert "Geheim" not in client_overijssel.get(url(Huisstijl, "changelist")).content.decode()


@pytest.mark.parametrize(
    ("field", "colour", "words"),
    [
        (
            "hoofdkleur",
            "#ff8080",
            "Deze kleur heeft een contrast van 2,42 op wit. Nodig is 4,5. Kies een donkerder tint.",
        ),
        (
            "hoofdkleur",
            "#777777",
            "Deze kleur heeft een contrast van 4,47 op wit. Nodig is 4,5. Kies een donkerder tint.",
        ),
        ("hoofdkleur", "#ffffff", "Deze kleur heeft een contrast van 1 op wit. Nodig is 4,5. Kies een donkerder tint."),
        (
            "kopkleur",
            "#848484",
            "Tekst op deze kleur heeft een contrast van 4,42. Nodig is 4,5. Kies een donkerder of lichter tint.",
        ),
        (
            "steunkleur",
            "#959595",
            "Deze kleur heeft een contrast van 2,99 op wit. Nodig is 3. Kies een donkerder tint.",
        ),
    ],
)
def test_a_faint_colour_is_refused_with_what_was_measured(
    overijssel: Provincie, field: str, colour: str, words: str
) -> None:
    assert errors(overijssel, **{field: colour}) == {field: [words]}


def test_each_faint_colour_is_told_at_its_own_field(client_beheerder: Client) -> None:
    row = factories.make_huisstijl()
    data = fields(hoofdkleur="#ffff00", kopkleur="#848484", steunkleur="#eeeeee")
    response = client_beheerder.post(url(Huisstijl, "change", row), data)
    assert list(response.context["adminform"].form.errors) == ["hoofdkleur", "kopkleur", "steunkleur"]
    assert "contrast van 1,07 op wit" in unescape(response.content.decode())
    assert Huisstijl.objects.get().hoofdkleur == "#1d5c8f"


def test_colours_that_just_pass_are_accepted(overijssel: Provincie) -> None:
    assert errors(overijssel, hoofdkleur="#767676", kopkleur="#FFFFFF", steunkleur="#949494") == {}


@pytest.mark.parametrize("field", ["hoofdkleur", "kopkleur", "steunkleur"])
@pytest.mark.parametrize(
    "colour",
    [
        "red", "#12", "#GGGGGG", "00568b", "#00568b1", "#00568", "rgb(0,0,0)", "var(--x)", "#00568３",
        "#00568b;}body{display:none}", "#00568b}", "</style><script>", "url(//kwaad.example)", "#0056\n8b", "#" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_colour_is_refused(overijssel: Provincie, field: str, colour: str) -> None:
    assert errors(overijssel, **{field: colour}) == {field: [NO_COLOUR]}


def test_a_colour_is_needed(overijssel: Provincie) -> None:
    assert list(errors(overijssel, kopkleur="")) == ["kopkleur"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"tekst", NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NO_PICTURE),
        (factories.png_file(90, 30)[:60], "Dit plaatje is beschadigd. Sla het logo opnieuw op en probeer het opnieuw."),
        (factories.png_file(4001, 30), TOO_LARGE),
        (factories.png_file(9, 9), "Dit plaatje is te klein of te smal. Kies een logo met meer pixels."),
        (b"\0" * 500_001, "Dit bestand is groter dan 500 kB. Maak het kleiner."),
    ],
    ids=["text", "svg", "cut off", "wide", "small", "heavy"],
)  # fmt: skip
def test_a_picture_that_is_none_is_refused(overijssel: Provincie, data: bytes, words: str) -> None:
    assert errors(overijssel, nieuw_logo=upload(data), logo_tekst="Logo") == {"nieuw_logo": [words]}


def test_a_logo_needs_words(overijssel: Provincie, client_beheerder: Client) -> None:
    words = "Schrijf wat er op het logo staat. Wie het niet ziet, hoort deze tekst."
    assert errors(overijssel, nieuw_logo=upload(factories.png_file(90, 30))) == {
        "logo_tekst": [words],
        "nieuw_logo": ["Kies het logo opnieuw."],
    }
    row = factories.make_huisstijl(provincie=overijssel, logo=True)
    response = client_beheerder.post(url(Huisstijl, "change", row), fields())
    assert list(response.context["adminform"].form.errors) == ["logo_tekst"]


def test_the_name_of_an_upload_is_never_used(client_beheerder: Client, overijssel: Provincie) -> None:
    data = fields(
        provincie=overijssel.pk,
        nieuw_logo=upload(factories.png_file(90, 30), name="../../etc/passwd.svg"),
        logo_tekst="Logo",
    )
    assert client_beheerder.post(url(Huisstijl, "add"), data).status_code == 302
    assert "passwd" not in repr(Huisstijl.objects.values())


@pytest.mark.parametrize("telefoon", ["bel mij", "javascript:1", "0381234567890123456789", "038"])
def test_a_telephone_number_is_one(overijssel: Provincie, telefoon: str) -> None:
    assert list(errors(overijssel, telefoon=telefoon)) == ["telefoon"]
    assert errors(overijssel, telefoon="+31 (0)38 123 45 67") == {}


@pytest.mark.parametrize(
    ("ratio", "text"), [("21.00", "21"), ("10.20", "10,2"), ("4.49", "4,49"), ("3", "3"), ("10.00", "10")]
)
def test_ratios_are_written_as_people_do(ratio: str, text: str) -> None:
    assert in_dutch(Decimal(ratio)) == text


def test_one_list_costs_the_same_for_one_and_three(
    django_assert_num_queries: DjangoAssertNumQueries, client_beheerder: Client
) -> None:
    factories.make_huisstijl()
    client_beheerder.get(url(Huisstijl, "changelist"))
    for provincie in ["Utrecht", "Zeeland"]:
        with django_assert_num_queries(5):
            client_beheerder.get(url(Huisstijl, "changelist"))
        factories.make_huisstijl(provincie=factories.make_provincie(provincie), logo=True)
    with django_assert_num_queries(5):
        client_beheerder.get(url(Huisstijl, "changelist"))


def test_who_is_second_does_not_save_over_who_was_first(client_beheerder: Client, overijssel: Provincie) -> None:
    style = factories.make_huisstijl(provincie=overijssel)
    address = url(Huisstijl, "change", style)
    version = re.findall(r'name="versie" value="(\w+)"', client_beheerder.get(address).content.decode())[0]
    first = client_beheerder.post(address, fields(naam="Van de eerste", versie=version))
    second = client_beheerder.post(address, fields(naam="Van de tweede", versie=version))
    style.refresh_from_db()
    page = unescape(second.content.decode())
    assert (first.status_code, second.status_code, style.naam) == (302, 200, "Van de eerste")
    assert "Iemand anders heeft deze huisstijl net gewijzigd." in page
    assert 'value="Van de tweede"' in page
