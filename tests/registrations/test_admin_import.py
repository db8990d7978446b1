"""The page in /beheer/ that signs up everybody in a spreadsheet, and what people make up to send it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Logregel, Provincie, Reeks
from registrations import import_lines
from registrations.admin import import_pages
from registrations.admin.words import FAULTS, RESULTS, SHEETS, column_faults, fault_text, sheet_text
from registrations.cells import Reason, UnreadableSheet
from registrations.import_lines import Fault, Line, Result
from registrations.models import Aanmelding
from registrations.spreadsheets import columns_for
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import snapshot
from tests.registrations import books

HEADER = ["Naam", "E-mail", "Gemeente", "Sessies"]
ANNA = ["Anna", "anna@raalte.example", "Raalte", ""]
BERT = ["Bert", "bert@raalte.example", "gemeente Raalte", "Sessie 1"]


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    factories.make_gemeente(provincie=overijssel, naam="Raalte", code="GM0177")
    return factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=2)


def address(reeks: Reeks) -> str:
    return reverse("admin:programmes_reeks_inlezen", args=[reeks.pk])


def csv(*rows: list[str]) -> bytes:
    return "\r\n".join(";".join(row) for row in (HEADER, *rows)).encode()


def upload(
    client: Client, reeks: Reeks, content: bytes, *, deur: str = "bevestigen", name: str = "lijst.csv", **more: str
) -> Any:
    return client.post(address(reeks), {"bestand": SimpleUploadedFile(name, content), "deur": deur, **more})


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def outcomes(response: Any) -> list[tuple[str, str]]:
    return [(line.naam, words) for line, words in response.context["lines"]]


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}


MAKERS: dict[str, Callable[[list[list[object]]], bytes]] = {"xlsx": books.xlsx, "ods": books.ods}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_list_is_shown_first_and_then_carried_out(client_overijssel: Client, reeks: Reeks, kind: str) -> None:
    content = csv(ANNA, BERT) if kind == "csv" else MAKERS[kind]([[*HEADER], [*ANNA], [*BERT]])
    before = snapshot()
    shown = upload(client_overijssel, reeks, content, name=f"lijst.{kind}")
    text = "Krijgt een mail om te bevestigen. De plaats blijft 24 uur vrij."
    assert outcomes(shown) == [("Anna", text), ("Bert", text)]
    assert snapshot() == before
    done = client_overijssel.post(address(reeks), {"plan": shown.context["token"]})
    assert done["Location"] == reverse("admin:programmes_reeks_deelnemers", args=[reeks.pk])
    assert said(done)[-1] == "Gelukt: 2 personen ingelezen. De mails gaan nu weg."
    assert sorted(Aanmelding.objects.values_list("naam", "status", "omvang")) == [
        ("Anna", "onbevestigd", "reeks"), ("Bert", "onbevestigd", "sessies"),
    ]  # fmt: skip
    assert Bericht.objects.count() == 2
    assert Logregel.objects.get().tekst == "Spreadsheet ingelezen: 2 personen."


def test_who_said_yes_is_in_at_once(client_overijssel: Client, reeks: Reeks) -> None:
    shown = upload(client_overijssel, reeks, csv(ANNA), deur="ja")
    assert outcomes(shown) == [("Anna", "Aangemeld.")]
    client_overijssel.post(address(reeks), {"plan": shown.context["token"]})
    assert Aanmelding.objects.get().status == "actief"


def test_a_list_with_a_fault_can_not_be_carried_out(client_overijssel: Client, reeks: Reeks) -> None:
    shown = upload(client_overijssel, reeks, csv(ANNA, ["Cor", "cor@x.example", "Raate", ""]))
    assert outcomes(shown)[1] == ("Cor", "Deze gemeente kennen we niet. Bedoel je: Raalte?")
    page = shown.content.decode()
    assert 'name="plan"' not in page
    assert "Er is 1 rij met een fout." in page


def test_who_is_there_already_leaves_nothing_to_do(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_aanmelding(reeks=reeks, email=ANNA[1])
    shown = upload(client_overijssel, reeks, csv(ANNA))
    assert outcomes(shown) == [("Anna", "Stond er al. Er verandert niets.")]
    assert 'name="plan"' not in shown.content.decode()


@pytest.mark.parametrize(
    ("status", "said_first"), [("afgemeld", "Is eerder afgemeld."), ("afgewezen", "Is eerder afgewezen.")]
)
def test_who_said_no_or_was_refused_is_left_out_unless_the_organiser_ticks_a_box(
    client_overijssel: Client, reeks: Reeks, status: str, said_first: str
) -> None:
    factories.make_aanmelding(reeks=reeks, email=ANNA[1], status=status)
    skipped = upload(client_overijssel, reeks, csv(ANNA, BERT))
    assert outcomes(skipped)[0] == ("Anna", f"{said_first} Slaan we over.")
    counts = ("1 persoon", "overgeslagen, want eerder afgemeld of afgewezen")
    assert counts in skipped.context["counts"]

    shown = upload(client_overijssel, reeks, csv(ANNA, BERT), opnieuw="on")
    text = "Krijgt een mail om te bevestigen. De plaats blijft 24 uur vrij."
    assert outcomes(shown) == [("Anna", f"{said_first} {text}"), ("Bert", text)]

    done = client_overijssel.post(address(reeks), {"plan": skipped.context["token"]})
    assert said(done)[-1] == "Gelukt: 1 persoon ingelezen. De mails gaan nu weg."
    assert dict(Aanmelding.objects.values_list("email", "status")) == {ANNA[1]: status, BERT[1]: "onbevestigd"}

    shown = upload(client_overijssel, reeks, csv(ANNA, BERT), opnieuw="on")
    client_overijssel.post(address(reeks), {"plan": shown.context["token"]})
    assert dict(Aanmelding.objects.values_list("email", "status")) == {ANNA[1]: "onbevestigd", BERT[1]: "onbevestigd"}


def test_where_all_are_left_out_there_is_nothing_to_do(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_aanmelding(reeks=reeks, email=ANNA[1], status="afgemeld")
    page = upload(client_overijssel, reeks, csv(ANNA)).content.decode()
    assert ('name="plan"' in page, "Er is niemand om in te lezen." in page) == (False, True)


def test_the_choice_is_a_box_that_is_not_ticked(client_overijssel: Client, reeks: Reeks) -> None:
    page = client_overijssel.get(address(reeks)).content.decode()
    assert '<input type="checkbox" name="opnieuw" aria-describedby="id_opnieuw_helptext" id="id_opnieuw">' in page
    assert 'id="id_opnieuw_helptext">Zonder dit vinkje slaan we hen over.' in page
    assert '<label for="id_opnieuw" class="vCheckboxLabel">Meld ook mensen aan die eerder zijn' in page


def test_a_list_with_too_many_mails_is_to_be_split(
    client_overijssel: Client, reeks: Reeks, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = upload(client_overijssel, reeks, csv(ANNA, BERT))
    monkeypatch.setattr(import_lines, "MOST_MAILS", 1)
    again = upload(client_overijssel, reeks, csv(ANNA, BERT))
    assert said(again) == ["Deze lijst geeft 2 mails. Dat is te veel voor één keer. Lees hem in 2 delen in."]
    page = again.content.decode()
    assert ('name="plan"' in page, "Druk dan onderaan" in page) == (False, False)
    client_overijssel.post(address(reeks), {"plan": shown.context["token"]})
    assert not Aanmelding.objects.exists()


def test_what_changed_meanwhile_is_shown_again(client_overijssel: Client, reeks: Reeks) -> None:
    shown = upload(client_overijssel, reeks, csv(ANNA, BERT))
    Reeks.objects.update(max_personen=1)
    again = client_overijssel.post(address(reeks), {"plan": shown.context["token"]})
    assert [words for _, words in outcomes(again)][1] == "Op de wachtlijst van de reeks."
    assert said(again) == ["Er veranderde iets sinds je keek. Er is niets ingelezen. Kijk de lijst nog eens na."]
    assert not Aanmelding.objects.exists()
    client_overijssel.post(address(reeks), {"plan": again.context["token"]})
    assert Aanmelding.objects.count() == 2


def test_sending_the_list_twice_signs_nobody_up_twice(client_overijssel: Client, reeks: Reeks) -> None:
    token = upload(client_overijssel, reeks, csv(ANNA)).context["token"]
    for _ in range(2):
        client_overijssel.post(address(reeks), {"plan": token})
    assert (Aanmelding.objects.count(), Bericht.objects.count()) == (1, 1)


GARBAGE = {
    "nothing": b"", "zeros": b"\0" * 100, "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a pdf": b"%PDF-1.7 x",
    "half a zip": b"PK\x03\x04" + b"x" * 40, "old excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "a web page": b"<html><table><tr><td>naam</td></tr></table>", "only a header": csv(), "no header": b"a@b.nl;c;d\r",
    "noise": bytes(range(256)) * 20, "too large": b"naam;email;gemeente\r\n" + b"x" * 2_000_000,
    "quotes": b'naam;email;gemeente\r\n"a;b;c',
}  # fmt: skip


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_no_list_is_refused_in_words(client_overijssel: Client, reeks: Reeks, name: str) -> None:
    before = snapshot()
    response = upload(client_overijssel, reeks, GARBAGE[name])
    assert response.status_code == 200
    assert list(errors(response)) == ["bestand"]
    assert snapshot() == before


def test_an_upload_larger_than_any_request_may_be_is_refused_unread(client_overijssel: Client, reeks: Reeks) -> None:
    assert upload(client_overijssel, reeks, b"x" * 5_100_000).status_code == 413


def test_a_form_without_file_or_choice_asks_for_them(client_overijssel: Client, reeks: Reeks) -> None:
    response = client_overijssel.post(address(reeks), {})
    assert errors(response) == {"bestand": ["Kies een bestand."], "deur": ["Kies wat deze mensen weten."]}
    assert list(errors(upload(client_overijssel, reeks, csv(ANNA), deur="iets"))) == ["deur"]


def test_columns_that_are_missing_are_named(client_overijssel: Client, reeks: Reeks) -> None:
    response = upload(client_overijssel, reeks, b"naam;mail;e-mail\r\nAnna;a@b.nl;c@d.nl")
    assert errors(response) == {
        "bestand": [
            "De kolom “gemeente” of “organisatie” ontbreekt. Zet de naam in de bovenste rij.",
            "Meer dan één kolom kan “email” zijn: mail, e-mail. Geef er een een andere naam.",
        ]
    }


def test_columns_that_are_not_used_are_named(client_overijssel: Client, reeks: Reeks) -> None:
    response = upload(client_overijssel, reeks, b"naam;email;gemeente;schoenmaat\r\nAnna;a@b.nl;Raalte;38")
    assert "Deze kolommen gebruiken we niet: schoenmaat." in response.content.decode()


def test_cells_that_look_like_formulas_or_markup_are_text(client_overijssel: Client, reeks: Reeks) -> None:
    formula, markup = '=HYPERLINK("http://kwaad.example")', "<script>kwaad()</script>"
    rows: list[list[object]] = [[*HEADER], [markup, "a@b.nl", "Raalte", ""], ["@SUM(1)", "c@d.nl", "+cmd|x", ""]]
    response = upload(client_overijssel, reeks, books.xlsx(rows))
    page = response.content.decode()
    assert "&lt;script&gt;kwaad()&lt;/script&gt;" in page
    assert markup not in page
    assert "<strong>Fout:</strong>" in page
    # A formula without an outcome is no name.
    rows = [[*HEADER], [formula, "a@b.nl", "Raalte", ""]]
    assert errors(upload(client_overijssel, reeks, books.xlsx(rows))) == {
        "bestand": ["In cel A2 staat een formule zonder uitkomst. Open het bestand en bewaar het opnieuw."]
    }


REFUSED = "Deze lijst is te oud of klopt niet meer. Kies het bestand opnieuw."


def refused(client: Client, reeks: Reeks, token: str) -> None:
    before = snapshot()
    response = client.post(address(reeks), {"plan": token})
    assert (response.status_code, response["Location"], set(said(response))) == (302, address(reeks), {REFUSED})
    assert snapshot() == before


def test_a_list_that_was_tampered_with_is_refused(client_overijssel: Client, reeks: Reeks) -> None:
    token: str = upload(client_overijssel, reeks, csv(ANNA)).context["token"]
    body = {"reeks": reeks.pk, "user": 1, "rows": [], "vouched": True, "seen": ""}
    for forged in [
        "", "x", token[:-1], token[1:], token.swapcase(), "." + token, signing.dumps(body, salt="andere"),
        signing.dumps(body, key="andere sleutel", salt=import_pages.SALT), "é:ü:ñ",
    ]:  # fmt: skip
        refused(client_overijssel, reeks, forged)


def test_a_list_of_a_colleague_or_for_another_reeks_is_refused(
    client_overijssel: Client, reeks: Reeks, overijssel: Provincie
) -> None:
    token = upload(client_overijssel, reeks, csv(ANNA)).context["token"]
    refused(signed_in(factories.make_organisator(overijssel)), reeks, token)
    refused(client_overijssel, factories.make_reeks(provincie=overijssel, sessies=1), token)


def test_a_list_is_too_old_after_an_hour(organisator_overijssel: User, reeks: Reeks, time_machine: Any) -> None:
    client = signed_in(organisator_overijssel)
    token = upload(client, reeks, csv(ANNA)).context["token"]
    start = timezone.now()
    time_machine.move_to(start + timedelta(minutes=61), tick=False)
    # Signed in afresh: the session of before ended after half an hour.
    refused(signed_in(organisator_overijssel), reeks, token)
    time_machine.move_to(start + timedelta(minutes=59), tick=False)
    signed_in(organisator_overijssel).post(address(reeks), {"plan": token})
    assert Aanmelding.objects.count() == 1


def test_a_reeks_that_is_gone_is_not_found(client_overijssel: Client, reeks: Reeks) -> None:
    token = upload(client_overijssel, reeks, csv(ANNA)).context["token"]
    reeks.sessies.all().delete()
    place = address(reeks)
    reeks.delete()
    assert client_overijssel.post(place, {"plan": token}).status_code == 404


def test_the_example_can_be_filled_in_but_not_sent_as_it_is(client_overijssel: Client, reeks: Reeks) -> None:
    response = client_overijssel.get(reverse("admin:programmes_reeks_voorbeeld", args=[reeks.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="aanmeldingen-wonen.csv"'
    assert response.content.decode() == (
        "\ufeffnaam;email;gemeente;functie;organisatie;sessies;nodig\r\n"
        "Voorbeeld (haal deze rij weg);voorbeeld@voorbeeld.example;Raalte;adviseur;;Sessie 1;vegetarisch\r\n"
    )
    shown = upload(client_overijssel, reeks, response.content)
    assert outcomes(shown) == [("Voorbeeld (haal deze rij weg)", "Dit is de rij met het voorbeeld. Haal hem weg.")]
    mine = response.content + b"Anna;anna@raalte.example;Raalte;;;;\r\n"
    mine = re.sub(rb"Voorbeeld[^\n]*\n", b"", mine)
    assert outcomes(upload(client_overijssel, reeks, mine))[0][0] == "Anna"


def test_every_fault_has_words() -> None:
    assert set(SHEETS) == set(Reason)
    assert set(RESULTS) == set(Result) - {Result.WRONG}
    assert set(FAULTS) == set(Fault) - {Fault.UNKNOWN_GEMEENTE}
    details: dict[str, Any] = {"row": 3, "cell": "B2", "limit": 50, "column": "naam", "filename": "x"}
    for reason in Reason:
        assert "{" not in sheet_text(UnreadableSheet(reason, **details))
    for fault in Fault:
        text = fault_text(Line(2, "", "", Result.WRONG, fault=fault, detail="x"))
        assert text
        assert "{" not in text
    assert column_faults(columns_for(["naam", "email", "gemeente"])) == []


def test_a_list_that_would_not_fit_in_a_page_is_to_be_split(
    client_overijssel: Client, reeks: Reeks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_pages, "LARGEST_TOKEN", 100)
    shown = upload(client_overijssel, reeks, csv(ANNA))
    assert said(shown) == ["Er staat te veel tekst in deze lijst. Lees hem in twee delen in."]
    assert 'name="plan"' not in shown.content.decode()
