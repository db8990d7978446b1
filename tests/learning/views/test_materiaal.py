"""Who can download a file of a sessie, and how it comes."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from learning.materiaal import Gone, Words, kept, place, replace
from learning.models import Materiaal, Materiaaldeel
from learning.uploads import CHUNK, read_upload
from programmes.models import Deskundige, Provincie, Sessie
from registrations.models import Aanmelding, Deelname
from registrations.tokens import token_for
from tests import factories
from tests.learning.upload_files import PDF, document

LARGE = PDF.replace(b"%%EOF", bytes(range(256)) * 3000 + b"\n%%EOF")
"""Of three parts, with every byte in it."""


def placed(sessie: Sessie, user: User, *, zichtbaar: str = "allen", content: bytes = LARGE, **words: str) -> Materiaal:
    upload = read_upload(BytesIO(content), naam=words.pop("naam", "Wonen in één wijk.pdf"))
    said = Words(**({"titel": "Presentatie", "soort": "presentatie", "zichtbaar": zichtbaar} | words))
    return place(sessie=sessie, upload=upload, words=said, user=user, now=timezone.now())


@pytest.fixture
def sessie(overijssel: Provincie) -> Sessie:
    reeks = factories.make_reeks(provincie=overijssel, titel="Wonen", slug="wonen")
    return factories.make_sessie(reeks=reeks, soort="kick-off")


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]  # of a streaming response


def test_a_file_for_all_comes_back_byte_for_byte(client: Client, sessie: Sessie, organisator_overijssel: User) -> None:
    made = placed(sessie, organisator_overijssel)
    assert [len(part) for part in made.delen.values_list("inhoud", flat=True)][:2] == [CHUNK, CHUNK]
    assert made.get_absolute_url() == f"/overijssel/wonen/kick-off/materiaal/{made.uuid}/"
    response = client.get(made.get_absolute_url())
    assert (response.status_code, body(response)) == (200, LARGE)
    assert {name: response[name] for name in (
        "Content-Type", "Content-Length", "Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options",
        "Cache-Control",
    )} == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(LARGE)),
        "Content-Disposition": "attachment; filename*=utf-8''Wonen%20in%20%C3%A9%C3%A9n%20wijk.pdf",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
    }  # fmt: skip


def test_who_has_the_file_gets_304_and_head_no_bytes(
    client: Client, sessie: Sessie, organisator_overijssel: User
) -> None:
    made = placed(sessie, organisator_overijssel)
    head = client.head(made.get_absolute_url())
    again = client.get(made.get_absolute_url(), headers={"If-None-Match": head["ETag"]})
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(LARGE)))
    assert (again.status_code, again.content) == (304, b"")
    assert client.post(made.get_absolute_url()).status_code == 405


def test_a_file_for_deelnemers_is_nowhere_in_public(
    client: Client, client_plain_user: Client, sessie: Sessie, organisator_overijssel: User
) -> None:
    before = client.get(sessie.get_absolute_url()).content
    made = placed(sessie, organisator_overijssel, zichtbaar="deelnemers", titel="Geheim stuk")
    for visitor in (client, client_plain_user):
        assert visitor.get(made.get_absolute_url()).status_code == 404
    assert client.get(sessie.get_absolute_url()).content == before


def test_a_concept_shows_no_file(client: Client, sessie: Sessie, organisator_overijssel: User) -> None:
    made = placed(sessie, organisator_overijssel)
    sessie.reeks.status = "concept"
    sessie.reeks.save()
    assert client.get(made.get_absolute_url()).status_code == 404


def test_the_address_is_that_of_its_own_sessie(client: Client, sessie: Sessie, organisator_overijssel: User) -> None:
    made = placed(sessie, organisator_overijssel)
    factories.make_sessie(reeks=sessie.reeks)
    assert client.get(f"/overijssel/wonen/sessie-1/materiaal/{made.uuid}/").status_code == 404
    assert client.get(f"/overijssel/wonen/kick-off/materiaal/{made.uuid}x/").status_code == 404


def test_the_page_of_the_sessie_lists_what_is_for_all(
    client: Client, sessie: Sessie, organisator_overijssel: User
) -> None:
    assert "Materiaal" not in client.get(sessie.get_absolute_url()).content.decode()
    made = placed(sessie, organisator_overijssel, titel='Kaart <b>"van"</b> de wijk')
    page = client.get(sessie.get_absolute_url()).content.decode()
    assert f'<a href="{made.get_absolute_url()}">Kaart &lt;b&gt;&quot;van&quot;&lt;/b&gt; de wijk</a>' in page
    assert "Presentatie, PDF, 769 kB" in page


# --- Deelnemers -------------------------------------------------------------------------------------------------


def personal(aanmelding: Aanmelding, materiaal: Materiaal) -> str:
    return f"/aanmelding/{token_for(aanmelding)}/materiaal/{materiaal.uuid}/"


def test_who_takes_part_downloads_both_kinds(client: Client, sessie: Sessie, organisator_overijssel: User) -> None:
    files = [
        placed(sessie, organisator_overijssel, zichtbaar="deelnemers", titel="Besloten"),
        placed(sessie, organisator_overijssel, titel="Open", content=document("pptx"), naam="x.pptx"),
    ]
    aanmelding = factories.make_aanmelding(reeks=sessie.reeks)
    page = client.get(f"/aanmelding/{token_for(aanmelding)}/").content.decode()
    for made in files:
        response = client.get(personal(aanmelding, made))
        assert (response.status_code, len(body(response))) == (200, made.grootte)
        assert (response["Cache-Control"], response["Content-Security-Policy"]) == (
            "no-store, private", "sandbox; default-src 'none'",
        )  # fmt: skip
        assert response["Content-Disposition"].startswith("attachment")
        assert f'<a href="{personal(aanmelding, made)}">{made.titel}</a>' in page


@pytest.mark.parametrize("status", ["onbevestigd", "aanvraag", "wachtlijst", "afgewezen", "afgemeld", "verlopen"])
def test_who_takes_no_part_gets_nothing(
    client: Client, sessie: Sessie, organisator_overijssel: User, status: str
) -> None:
    made = placed(sessie, organisator_overijssel, zichtbaar="deelnemers", titel="Besloten")
    aanmelding = factories.make_aanmelding(reeks=sessie.reeks, status=status)
    page = client.get(f"/aanmelding/{token_for(aanmelding)}/")
    assert (page.status_code, b"Besloten" in page.content) == (200, False)
    assert client.get(personal(aanmelding, made)).status_code == 404


def test_who_only_waits_for_the_sessies_gets_nothing(
    client: Client, sessie: Sessie, organisator_overijssel: User
) -> None:
    made = placed(sessie, organisator_overijssel, zichtbaar="deelnemers")
    aanmelding = factories.make_aanmelding(reeks=sessie.reeks)
    Deelname.objects.filter(aanmelding=aanmelding).update(status="wachtlijst")
    assert client.get(personal(aanmelding, made)).status_code == 404


def test_a_link_opens_no_file_of_another_reeks(client: Client, sessie: Sessie, organisator_overijssel: User) -> None:
    made = placed(sessie, organisator_overijssel)
    elsewhere = factories.make_aanmelding()
    assert client.get(personal(elsewhere, made)).status_code == 404
    assert client.get(f"/aanmelding/vervalst/materiaal/{made.uuid}/").status_code == 404


# --- Replacing --------------------------------------------------------------------------------------------------


def test_nobody_gets_half_of_two_files(sessie: Sessie, organisator_overijssel: User) -> None:
    made = placed(sessie, organisator_overijssel)
    found = kept(made)
    assert found is not None
    reading = found.content()
    assert next(reading) == LARGE[:CHUNK]
    upload = read_upload(BytesIO(LARGE.replace(b"Catalog", b"Katalog")), naam="nieuw.pdf")
    words = Words("Presentatie", "presentatie", "allen")
    replace(materiaal=made, upload=upload, words=words, user=organisator_overijssel, now=timezone.now())
    with pytest.raises(Gone):
        next(reading)


def test_another_file_keeps_its_address_and_changes_the_etag(
    client: Client, sessie: Sessie, organisator_overijssel: User
) -> None:
    made = placed(sessie, organisator_overijssel)
    etag = client.head(made.get_absolute_url())["ETag"]
    upload = read_upload(BytesIO(PDF), naam="nieuw.pdf")
    words = Words("Verbeterd", "document", "allen")
    replace(materiaal=made, upload=upload, words=words, user=organisator_overijssel, now=timezone.now())
    response = client.get(made.get_absolute_url(), headers={"If-None-Match": etag})
    assert (response.status_code, body(response)) == (200, PDF)
    assert Materiaaldeel.objects.filter(materiaal=made).count() == 1


def test_the_same_file_twice_is_one(sessie: Sessie, organisator_overijssel: User) -> None:
    first, second = placed(sessie, organisator_overijssel), placed(sessie, organisator_overijssel)
    assert (first, Materiaal.objects.count()) == (second, 1)


# --- Figures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_stays(
    client: Client, sessie: Sessie, organisator_overijssel: User, django_assert_num_queries: object, count: int
) -> None:
    for number in range(count):
        placed(sessie, organisator_overijssel, titel=f"Stuk {number}", content=PDF + b"\n" * number)
        deskundige: Deskundige = factories.make_deskundige(bio="Vertelt er graag over.")
        sessie.deskundigen.add(deskundige)
    aanmelding = factories.make_aanmelding(reeks=sessie.reeks)
    client.get(sessie.get_absolute_url())
    sessie.reeks.save()
    with django_assert_num_queries(6):  # type: ignore[operator]  # a fixture of pytest-django
        client.get(sessie.get_absolute_url())
    with django_assert_num_queries(7):  # type: ignore[operator]
        client.get(f"/aanmelding/{token_for(aanmelding)}/")


def test_a_download_costs_a_query_for_each_part(
    client: Client, sessie: Sessie, organisator_overijssel: User, django_assert_num_queries: object
) -> None:
    made = placed(sessie, organisator_overijssel)
    with django_assert_num_queries(2 + 3):  # type: ignore[operator]
        assert len(body(client.get(made.get_absolute_url()))) == len(LARGE)
    with django_assert_num_queries(2):  # type: ignore[operator]
        client.head(made.get_absolute_url())


def test_what_is_over_keeps_its_files(client: Client, sessie: Sessie, organisator_overijssel: User) -> None:
    made = placed(sessie, organisator_overijssel, zichtbaar="deelnemers")
    aanmelding = factories.make_aanmelding(reeks=sessie.reeks)
    sessie.begin = timezone.now() - timedelta(days=3)
    sessie.einde = timezone.now() - timedelta(days=2)
    sessie.save()
    assert client.get(personal(aanmelding, made)).status_code == 200
