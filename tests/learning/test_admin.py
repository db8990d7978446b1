"""What an organisator does in /beheer/ with handvatten; who may see what is in programmes/test_admin_scoping."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from learning.models import Handvatten, Onderdeel
from programmes.models import Provincie, Reeks, Sessie
from tests import factories
from tests.programmes.beheer_world import formset, url

SOORTEN = ["tip", "actie", "checklist", "hulpmiddel"]


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    return factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=2)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def lists(**rows: list[dict[str, object]]) -> dict[str, object]:
    data: dict[str, object] = {}
    for soort in SOORTEN:
        known = sum("id" in row for row in rows.get(soort, []))
        data |= formset(soort, *rows.get(soort, []), initial=known)
    return data


def row(titel: str, **fields: object) -> dict[str, object]:
    return {"titel": titel, "tekst": "", "url": "", "volgorde": 0, **fields}


def known(onderdeel: Onderdeel, **fields: object) -> dict[str, object]:
    row = {
        "id": onderdeel.pk, "handvatten": onderdeel.handvatten_id, "titel": onderdeel.titel,
        "tekst": onderdeel.tekst, "url": onderdeel.url, "volgorde": onderdeel.volgorde,
    }  # fmt: skip
    return row | fields


def test_the_choice_names_the_reeks_and_leaves_out_what_has_handvatten(client_overijssel: Client, reeks: Reeks) -> None:
    first, second = reeks.sessies.all()
    factories.make_handvatten(sessie=first)
    field = client_overijssel.get(url(Handvatten, "add")).context["adminform"].form.fields["sessie"]
    assert [(key, label) for key, label in field.choices if key] == [(second.pk, "Wonen: Sessie 2")]


def test_four_lists_become_onderdelen_of_four_soorten(client_overijssel: Client, reeks: Reeks) -> None:
    sessie = reeks.sessies.first()
    assert sessie is not None
    data = lists(
        tip=[row("Tip een"), row("Tip twee")],
        actie=[row("Actie", volgorde=5)],
        checklist=[row("Punt")],
        hulpmiddel=[row("Site", url="https://voorbeeld.example/")],
    )
    response = client_overijssel.post(url(Handvatten, "add"), {"sessie": sessie.pk, "inleiding": "I", **data})
    assert response.status_code == 302
    rows = Onderdeel.objects.order_by("pk").values_list("soort", "titel", "volgorde", "url")
    assert list(rows) == [
        ("tip", "Tip een", 1, ""),
        ("tip", "Tip twee", 2, ""),
        ("actie", "Actie", 5, ""),
        ("checklist", "Punt", 1, ""),
        ("hulpmiddel", "Site", 1, "https://voorbeeld.example/"),
    ]
    assert Handvatten.objects.get().status == "concept"


def test_save_and_publish(client_overijssel: Client, reeks: Reeks) -> None:
    handvatten = factories.make_handvatten(sessie=reeks.sessies.first(), published=False)
    tip = Onderdeel.objects.get()
    data = {"inleiding": "Nieuw", **lists(tip=[known(tip)]), "_publish": "x"}
    response = client_overijssel.post(url(Handvatten, "change", handvatten), data)
    handvatten.refresh_from_db()
    assert (handvatten.status, handvatten.inleiding, len(handvatten.pdf_sleutel)) == ("gepubliceerd", "Nieuw", 64)
    assert said(response) == [
        f'“Handvatten Sessie 1” staat op de website. <a href="{handvatten.get_absolute_url()}">Bekijk de pagina</a>'
    ]


def test_what_can_not_be_published_is_saved_with_the_reasons(client_overijssel: Client, overijssel: Provincie) -> None:
    sessie = factories.make_sessie(reeks=factories.make_reeks(provincie=overijssel, published=False))
    data = {"sessie": sessie.pk, "inleiding": "I", **lists(), "_publish": "x"}
    response = client_overijssel.post(url(Handvatten, "add"), data)
    assert Handvatten.objects.get().status == "concept"
    assert said(response) == [
        "Publiceren kan nog niet: er staat nog niets in. Voeg minstens één tip, actie, punt of hulpmiddel toe.",
        "Publiceren kan nog niet: de reeks van deze bijeenkomst staat niet op de website. Publiceer eerst de reeks.",
        "Je gegevens zijn opgeslagen, maar nog niet gepubliceerd.",
    ]


def test_a_change_of_what_is_published_asks_for_a_new_pdf(client_overijssel: Client, reeks: Reeks) -> None:
    handvatten = factories.make_handvatten(sessie=reeks.sessies.first(), published=False)
    tip = Onderdeel.objects.get()
    address = url(Handvatten, "change", handvatten)
    client_overijssel.post(address, {"inleiding": "I", **lists(tip=[known(tip)]), "_publish": "x"})
    before = Handvatten.objects.get().pdf_sleutel
    client_overijssel.post(address, {"inleiding": "I", **lists(tip=[known(tip, titel="Beter")])})
    after = Handvatten.objects.get().pdf_sleutel
    assert (len(after), after != before) == (64, True)


def test_back_to_concept(client_overijssel: Client, reeks: Reeks) -> None:
    handvatten = factories.make_handvatten(sessie=reeks.sessies.first(), pdf_sleutel="x")
    tip = Onderdeel.objects.get()
    data = {"inleiding": "I", **lists(tip=[known(tip)]), "_withdraw": "x"}
    client_overijssel.post(url(Handvatten, "change", handvatten), data)
    handvatten.refresh_from_db()
    assert (handvatten.status, handvatten.pdf_sleutel) == ("concept", "")


def test_the_sessie_is_fixed_afterwards(client_overijssel: Client, reeks: Reeks) -> None:
    first, second = reeks.sessies.all()
    handvatten = factories.make_handvatten(sessie=first, onderdelen=0)
    data = {"sessie": second.pk, "inleiding": "I", **lists()}
    client_overijssel.post(url(Handvatten, "change", handvatten), data)
    assert Sessie.objects.get(handvatten=handvatten) == first


def test_a_list_holds_25_at_most(client_overijssel: Client, reeks: Reeks) -> None:
    sessie = reeks.sessies.first()
    assert sessie is not None
    data = lists(tip=[row(f"Tip {number}") for number in range(26)])
    response = client_overijssel.post(url(Handvatten, "add"), {"sessie": sessie.pk, "inleiding": "", **data})
    assert response.status_code == 200
    assert not Handvatten.objects.exists()


def test_an_onderdeel_of_other_handvatten_can_not_be_slipped_in(client_overijssel: Client, reeks: Reeks) -> None:
    first, second = reeks.sessies.all()
    factories.make_handvatten(sessie=first)
    theirs = Onderdeel.objects.get()
    mine = factories.make_handvatten(sessie=second, onderdelen=0)
    data = {"inleiding": "I", **lists(tip=[known(theirs, titel="Gekaapt", handvatten=mine.pk)])}
    client_overijssel.post(url(Handvatten, "change", mine), data)
    theirs.refresh_from_db()
    assert (theirs.titel == "Gekaapt", theirs.handvatten == mine) == (False, False)


def test_each_list_shows_its_own_soort(client_overijssel: Client, reeks: Reeks) -> None:
    handvatten = factories.make_handvatten(sessie=reeks.sessies.first(), onderdelen=0)
    for soort in SOORTEN:
        factories.make_onderdeel(handvatten=handvatten, soort=soort, titel=f"Een {soort}")
    page = client_overijssel.get(url(Handvatten, "change", handvatten))
    shown = {
        inline.formset.prefix: [form.instance.titel for form in inline.formset.initial_forms]
        for inline in page.context["inline_admin_formsets"]
    }
    assert shown == {soort: [f"Een {soort}"] for soort in SOORTEN}


def test_a_stale_tab_saves_nothing_over_what_another_wrote(client_overijssel: Client, reeks: Reeks) -> None:
    handvatten = factories.make_handvatten(sessie=reeks.sessies.first(), published=False)
    tip = Onderdeel.objects.get()
    address = url(Handvatten, "change", handvatten)
    versie = client_overijssel.get(address).context["adminform"].form["versie"].value()
    first = {"inleiding": "I", "versie": versie, **lists(tip=[known(tip, titel="Beter")])}
    assert client_overijssel.post(address, first).status_code == 302
    response = client_overijssel.post(address, {"inleiding": "Mijn", "versie": versie, **lists(tip=[known(tip)])})
    form = response.context["adminform"].form
    refusal = (
        "Iemand anders heeft deze handvatten net gewijzigd. Open de pagina opnieuw; je eigen wijzigingen staan nog"
        " hieronder."
    )
    assert (form["inleiding"].value(), form.non_field_errors()) == ("Mijn", [refusal])
    assert (Handvatten.objects.get().inleiding, Onderdeel.objects.get().titel) == ("I", "Beter")
