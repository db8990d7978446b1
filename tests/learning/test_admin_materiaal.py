"""An organiser places, replaces and takes away files; nobody reads 25 MB of who may not."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from learning.models import Materiaal
from programmes.models import Lidmaatschap, Logregel, Provincie, Sessie
from tests import factories
from tests.conftest import signed_in
from tests.learning.upload_files import HTML, PDF, document, photo

WORDS = {"titel": "Presentatie", "soort": "presentatie", "zichtbaar": "deelnemers"}


@pytest.fixture
def sessie(overijssel: Provincie) -> Sessie:
    return factories.make_sessie(reeks=factories.make_reeks(provincie=overijssel, titel="Wonen"))


def page(sessie: Sessie) -> str:
    return reverse("admin:learning_materiaal_sessie", args=[sessie.pk])


def send(client: Client, sessie: Sessie, content: bytes = PDF, naam: str = "wijk.pdf", **words: str) -> object:
    return client.post(page(sessie), {**WORDS, **words, "bestand": SimpleUploadedFile(naam, content)})


def said(response: object) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def test_place_and_download(client_overijssel: Client, sessie: Sessie, organisator_overijssel: User) -> None:
    assert client_overijssel.get(page(sessie)).status_code == 200
    response = send(client_overijssel, sessie, document("pptx"), "Wonen.pptx")
    made = Materiaal.objects.get()
    assert (response.status_code, said(response)) == (302, ["“Presentatie” staat erop."])  # type: ignore[attr-defined]
    assert (made.sessie, made.bestandsnaam, made.zichtbaar, made.door) == (
        sessie, "Wonen.pptx", "deelnemers", organisator_overijssel,
    )  # fmt: skip
    file: Any = client_overijssel.get(reverse("admin:learning_materiaal_bestand", args=[made.pk]))
    assert (b"".join(file.streaming_content), file["Cache-Control"]) == (
        document("pptx"),
        "no-store, private, max-age=0, no-cache, must-revalidate",
    )
    assert file["Content-Disposition"] == 'attachment; filename="Wonen.pptx"'
    line = Logregel.objects.get(soort="learning.materiaal")
    assert (line.daad, line.tekst, line.provincie) == ("gemaakt", "Bestand Wonen.pptx.", sessie.reeks.provincie)


def test_replace_keeps_the_row(client_overijssel: Client, sessie: Sessie) -> None:
    send(client_overijssel, sessie)
    made = Materiaal.objects.get()
    form = client_overijssel.get(f"{page(sessie)}?vervang={made.pk}").content.decode()
    assert f'<input type="hidden" name="vervang" value="{made.pk}">' in form
    send(client_overijssel, sessie, document("odp"), "nieuw.odp", vervang=str(made.pk), titel="Nieuw")
    again = Materiaal.objects.get()
    assert (again.pk, again.uuid, again.titel, again.bestandsnaam) == (made.pk, made.uuid, "Nieuw", "nieuw.odp")


def test_take_away_by_the_page_of_django(client_overijssel: Client, sessie: Sessie) -> None:
    send(client_overijssel, sessie)
    made = Materiaal.objects.get()
    client_overijssel.post(reverse("admin:learning_materiaal_delete", args=[made.pk]), {"post": "yes"})
    assert Materiaal.objects.count() == 0
    assert Logregel.objects.filter(daad="verwijderd", soort="learning.materiaal").count() == 1


@pytest.mark.parametrize(
    ("content", "naam", "error"),
    [
        (HTML, "x.html", "Dit soort bestand kan niet."),
        (HTML, "x.pdf", "In dit bestand zit iets anders dan de naam zegt."),
        (PDF, "x" * 300 + ".pdf", "De naam van dit bestand kan niet."),
        (b"", "x.pdf", "Dit bestand is leeg."),
    ],
)
def test_refused_in_words(client_overijssel: Client, sessie: Sessie, content: bytes, naam: str, error: str) -> None:
    response = send(client_overijssel, sessie, content, naam)
    assert (response.status_code, Materiaal.objects.count()) == (200, 0)  # type: ignore[attr-defined]
    assert response.context["form"].errors["bestand"][0].startswith(error)  # type: ignore[attr-defined]


def test_no_file_is_an_error_and_other_errors_ask_again(client_overijssel: Client, sessie: Sessie) -> None:
    assert client_overijssel.post(page(sessie), WORDS).context["form"].errors == {"bestand": ["Kies een bestand."]}
    response = send(client_overijssel, sessie, titel="")
    assert response.context["form"].errors == {  # type: ignore[attr-defined]
        "titel": ["Geef het bestand een titel."], "bestand": ["Kies het bestand opnieuw."],
    }  # fmt: skip


def test_a_name_with_a_path_is_only_a_name(client_overijssel: Client, sessie: Sessie) -> None:
    send(client_overijssel, sessie, photo("JPEG"), "../../../etc/foto.jpg")
    made = Materiaal.objects.get()
    assert (made.bestandsnaam, made.content_type) == ("foto.jpg", "image/jpeg")
    stored = b"".join(bytes(part) for part in made.delen.values_list("inhoud", flat=True))
    assert b"Geheime fotograaf" not in stored


# --- Who may ----------------------------------------------------------------------------------------------------


def test_another_provincie_finds_nothing(
    client_overijssel: Client, client_noord_holland: Client, sessie: Sessie
) -> None:
    send(client_overijssel, sessie, titel="Geheim stuk")
    made = Materiaal.objects.get()
    addresses = [
        page(sessie),
        reverse("admin:learning_materiaal_bestand", args=[made.pk]),
        reverse("admin:learning_materiaal_change", args=[made.pk]),
        reverse("admin:learning_materiaal_delete", args=[made.pk]),
    ]
    assert [client_noord_holland.get(address).status_code for address in addresses] == [404, 404, 404, 404]
    assert client_noord_holland.post(page(sessie), WORDS).status_code == 404
    for name in ("changelist", "add"):
        listed = client_noord_holland.get(reverse(f"admin:learning_materiaal_{name}"))
        assert (listed.status_code, b"Geheim" in listed.content, b"Wonen" in listed.content) == (200, False, False)


def test_a_file_of_another_sessie_is_not_replaced(client_overijssel: Client, sessie: Sessie) -> None:
    send(client_overijssel, sessie)
    made = Materiaal.objects.get()
    other = factories.make_sessie(reeks=sessie.reeks)
    send(client_overijssel, other, document("odt"), "a.odt", vervang=str(made.pk))
    made.refresh_from_db()
    assert (made.bestandsnaam, Materiaal.objects.filter(sessie=other).count()) == ("wijk.pdf", 1)


def test_a_medewerker_looks_and_places_nothing(
    client_overijssel: Client, overijssel: Provincie, sessie: Sessie
) -> None:
    send(client_overijssel, sessie)
    user = factories.make_user()
    Lidmaatschap.objects.create(user=user, provincie=overijssel, rol=Lidmaatschap.Rol.MEDEWERKER)
    client, made = signed_in(user), Materiaal.objects.get()
    looked = client.get(page(sessie))
    assert (looked.status_code, b'type="file"' in looked.content) == (200, False)
    assert client.get(reverse("admin:learning_materiaal_bestand", args=[made.pk])).status_code == 200
    assert send(client, sessie, titel="Mag niet").status_code == 403  # type: ignore[attr-defined]
    assert Materiaal.objects.count() == 1


def test_the_form_is_read_only_of_who_may_and_has_its_token(sessie: Sessie, organisator_overijssel: User) -> None:
    anonymous, organiser = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    organiser.force_login(organisator_overijssel)
    assert send(anonymous, sessie).status_code == 302  # type: ignore[attr-defined]
    assert send(organiser, sessie).status_code == 403  # type: ignore[attr-defined]
    assert Materiaal.objects.count() == 0


# --- How much ---------------------------------------------------------------------------------------------------


def test_only_this_address_takes_25_mb(client_overijssel: Client, sessie: Sessie) -> None:
    content = PDF.replace(b"%%EOF", b" " * 6_000_000 + b"\n%%EOF")
    assert send(client_overijssel, sessie, content).status_code == 302  # type: ignore[attr-defined]
    made = Materiaal.objects.get()
    change = reverse("admin:learning_materiaal_change", args=[made.pk])
    for address in (change, reverse("admin:programmes_deskundige_add"), "/aanmelding/kwijt/"):
        answer = client_overijssel.post(address, {"bestand": BytesIO(content)})
        assert answer.status_code == 413
    form = "multipart/form-data; boundary=x"
    longest: Any = {"CONTENT_LENGTH": "25100001"}
    assert client_overijssel.generic("POST", page(sessie), b"", form, **longest).status_code == 413


def test_a_sessie_has_a_most(client_overijssel: Client, sessie: Sessie, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learning.rules.MOST_MATERIAAL", 1)
    send(client_overijssel, sessie)
    response = send(client_overijssel, sessie, titel="Nog een")
    assert (said(response)[-1], Materiaal.objects.count()) == (
        "Bij deze bijeenkomst staan al 30 bestanden. Haal er eerst een weg.", 1,
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_stays(
    client_overijssel: Client, sessie: Sessie, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        send(client_overijssel, sessie, titel=f"Stuk {number}")
    for address, queries in ((page(sessie), 9), (reverse("admin:learning_materiaal_changelist"), 10)):
        with django_assert_num_queries(queries):  # type: ignore[operator]  # a fixture of pytest-django
            client_overijssel.get(address)
