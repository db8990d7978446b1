"""What the form to sign up says to wrong, double, hostile and oversized input; it gives back what was filled in."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils.html import strip_tags

from programmes.models import Gemeente, Sessie
from programmes.templatetags.leerlab import waar, wanneer
from registrations.forms_for_signup import AanmeldForm
from tests import factories
from tests.registrations.world import NOW, Leerlab

pytestmark = pytest.mark.django_db


def form_of(leerlab: Leerlab, **changes: Any) -> AanmeldForm:
    """Return a bound form, right in all but the changes; a list gives a field more values, None leaves it out."""
    filled: dict[str, Any] = {
        "naam": "Anna de Vries",
        "email": "Anna@Raalte.Example",
        "gemeente": "GM0177",
        "functie": "adviseur",
        "omvang": "reeks",
    } | changes
    data = QueryDict(mutable=True)
    for name, value in filled.items():
        if value is not None:
            data.setlist(name, value if isinstance(value, list) else [value])
    return AanmeldForm(data, reeks=leerlab.reeks, sessies=list(leerlab.reeks.sessies.all()), now=NOW)


def test_a_right_form(leerlab: Leerlab) -> None:
    form = form_of(leerlab)
    assert form.errors == {}
    assert form.gegevens() == leerlab.gegevens()


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"naam": None}, {"naam": ["Vul je naam in."]}),
        ({"naam": "  \t "}, {"naam": ["Vul je naam in."]}),
        ({"naam": "\r\n"}, {"naam": ["Vul je naam in."]}),
        ({"naam": "x" * 121}, {"naam": ["Deze naam is te lang. Gebruik hoogstens 120 tekens."]}),
        ({"functie": "x" * 121}, {"functie": ["Deze functie is te lang. Gebruik hoogstens 120 tekens."]}),
        ({"email": None}, {"email": ["Vul je e-mailadres in, bijvoorbeeld naam@gemeente.nl."]}),
        (
            {"email": "anna"},
            {"email": ["Dit is geen volledig e-mailadres. Vul een adres in zoals naam@gemeente.nl."]},
        ),
        (
            {"email": "anna@raalte.example\r\nBcc: x@y.nl"},
            {"email": ["Dit is geen volledig e-mailadres. Vul een adres in zoals naam@gemeente.nl."]},
        ),
        (
            {"gemeente": "GM9999"},
            {"gemeente": ["Deze gemeente kennen we niet. Kies een gemeente uit de lijst."]},
        ),
        ({"gemeente": "1"}, {"gemeente": ["Deze gemeente kennen we niet. Kies een gemeente uit de lijst."]}),
        ({"omvang": None}, {"omvang": ["Kies of je de hele reeks volgt of losse bijeenkomsten."]}),
        ({"omvang": "alles"}, {"omvang": ["Kies of je de hele reeks volgt of losse bijeenkomsten."]}),
        (
            {"omvang": "sessies"},
            {"sessies": ["Kies minstens één bijeenkomst, of kies voor de hele reeks."]},
        ),
        (
            {"omvang": "sessies", "sessies": ["sessie-99"]},
            {"sessies": ["Een bijeenkomst die je koos, bestaat niet meer. Kies opnieuw."]},
        ),
        (
            {"omvang": "sessies", "sessies": ["kick-off"]},
            {"sessies": ["Deze bijeenkomst is al geweest. Kies een andere bijeenkomst."]},
        ),
    ],
)
def test_wrong_input_says_what_to_do(leerlab: Leerlab, changes: dict[str, Any], errors: dict[str, list[str]]) -> None:
    assert form_of(leerlab, **changes).errors == errors


@pytest.mark.parametrize(
    "changes",
    [
        {"functie": None},
        {"omvang": "sessies", "sessies": ["sessie-1", "sessie-1"]},
        {"omvang": "sessies", "sessies": ["terugkom"]},
        {"omvang": "sessies", "sessies": ["sessie-3"]},
        {"sessies": ["onzin", "kick-off"]},
        {"onbekend": "veld", "status": "actief", "reeks": "1"},
        {"naam": ["Iemand", "Anna de Vries"]},
        {"naam": "O'Brien-van \u00e9\u00e9n <b>"},
    ],
)
def test_odd_but_right_input_is_accepted(leerlab: Leerlab, changes: dict[str, Any]) -> None:
    assert form_of(leerlab, **changes).errors == {}


def test_line_ends_in_a_name_become_spaces(leerlab: Leerlab) -> None:
    form = form_of(leerlab, naam="Anna\r\nBcc: x\u2028de\tVries")
    assert form.errors == {}
    assert form.gegevens().naam == "Anna Bcc: x de Vries"


def test_the_gemeente_of_the_mail_domain_is_suggested_not_taken(leerlab: Leerlab) -> None:
    form = form_of(leerlab, gemeente=None)
    assert form.errors == {
        "gemeente": ["Bij je e-mailadres hoort de gemeente Raalte. Die staat nu ingevuld. Klopt dat? Verstuur het dan."]
    }
    html = str(form["gemeente"])
    assert '<option value="GM0177" selected>Raalte</option>' in html
    assert str(form["naam"]).count('value="Anna de Vries"') == 1


def test_a_domain_of_two_gemeenten_suggests_none(leerlab: Leerlab) -> None:
    factories.make_gemeente(naam="Olst-Wijhe", maildomein="raalte.example")
    assert form_of(leerlab, gemeente=None).errors == {"gemeente": ["Kies je gemeente."]}


def test_a_choice_is_never_replaced_by_the_suggestion(leerlab: Leerlab) -> None:
    other = factories.make_gemeente(naam="Deventer")
    form = form_of(leerlab, gemeente=other.code)
    assert form.is_valid()
    assert form.gegevens().gemeente == other


def test_only_gemeenten_that_exist_can_be_chosen_and_the_own_provincie_comes_first(leerlab: Leerlab) -> None:
    ended = factories.make_gemeente(naam="Heino", geldig_tot="2001-01-01")
    friesland = factories.make_gemeente(naam="Achtkarspelen", provincie=factories.make_provincie("Fryslân"))
    assert form_of(leerlab, gemeente=ended.code).errors != {}
    html = str(form_of(leerlab)["gemeente"])
    assert ended.code not in html
    assert html.index("Raalte") < html.index(friesland.naam)
    assert html.index('label="Overijssel"') < html.index('label="Fryslân"')


def test_names_of_gemeenten_are_escaped_in_the_select(leerlab: Leerlab) -> None:
    factories.make_gemeente(naam="<b>'s-Graven</b>")
    html = str(form_of(leerlab)["gemeente"])
    assert "&lt;b&gt;&#x27;s-Graven&lt;/b&gt;" in html
    assert "<b>" not in html


def test_the_terugkom_is_told_not_asked(leerlab: Leerlab) -> None:
    field = form_of(leerlab).fields["sessies"]
    assert [slug for slug, _ in field.choices] == ["sessie-1", "sessie-2", "sessie-3"]  # type: ignore[attr-defined]
    assert field.after.startswith("De terugkombijeenkomst hoort er altijd bij: ")  # type: ignore[attr-defined]


def test_the_select_is_the_same_for_the_next_visitor_and_new_when_a_gemeente_is(leerlab: Leerlab) -> None:
    def select() -> str:
        return str(form_of(leerlab, gemeente=None, email=None)["gemeente"])

    first = select()
    assert "selected" in str(form_of(leerlab)["gemeente"])
    assert select() == first
    factories.make_gemeente(naam="Ommen", provincie=leerlab.reeks.provincie)
    assert select() == first.replace(
        '<option value="GM0177">',
        f'<option value="{Gemeente.objects.get(naam="Ommen").code}">Ommen</option><option value="GM0177">',
    )


@pytest.mark.parametrize("code", ['GM0177"', "GM0177 selected", '"><script>', "", "<", "gm0177", "GM\u0661177"])
def test_a_code_that_is_none_chooses_nothing(leerlab: Leerlab, code: str) -> None:
    form = form_of(leerlab, gemeente=code, email=None)
    assert set(form.errors["gemeente"]) <= {
        "Kies je gemeente.",
        "Deze gemeente kennen we niet. Kies een gemeente uit de lijst.",
    }
    assert " selected" not in str(form["gemeente"])


def test_a_choice_says_when_and_where_under_what(leerlab: Leerlab) -> None:
    (_, label), *_ = form_of(leerlab).fields["sessies"].choices  # type: ignore[attr-defined]
    sessie = leerlab.sessies["sessie-1"]
    assert label == (
        f'<span class="optie-titel">{sessie.volledige_titel}</span>'
        f' <span class="optie-uitleg">{wanneer(sessie)}</span> <span class="optie-uitleg">{waar(sessie)}</span>'
    )


def test_a_title_is_escaped_in_a_choice(leerlab: Leerlab) -> None:
    Sessie.objects.filter(pk=leerlab.sessies["sessie-1"].pk).update(titel="<b>x</b>")
    (_, label), *_ = form_of(leerlab).fields["sessies"].choices  # type: ignore[attr-defined]
    assert ("&lt;b&gt;x&lt;/b&gt;" in label, "<b>" in label) == (True, False)


def test_the_hele_reeks_says_how_many_bijeenkomsten_still_come(leerlab: Leerlab) -> None:
    labels = [strip_tags(label) for _, label in form_of(leerlab).fields["omvang"].choices]  # type: ignore[attr-defined]
    assert labels == [
        "De hele reeks Je doet mee met alle 4 bijeenkomsten die nog komen.",
        "Losse bijeenkomsten Je kiest zelf bij welke bijeenkomsten je wilt zijn.",
    ]


def test_an_answer_costs_one_query_for_its_gemeente(leerlab: Leerlab, django_assert_num_queries: Any) -> None:
    form = form_of(leerlab)
    with django_assert_num_queries(1):
        assert form.is_valid()


def test_the_select_costs_one_query_for_any_number_of_gemeenten(
    leerlab: Leerlab, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        sessies = list(leerlab.reeks.sessies.select_related("locatie", "doelgroep"))
        with django_assert_num_queries(1):
            str(AanmeldForm(reeks=leerlab.reeks, sessies=sessies, now=NOW)["gemeente"])
        factories.make_gemeente()


def test_the_trap(leerlab: Leerlab) -> None:
    assert form_of(leerlab, website="https://spam.example").is_trapped
    assert not form_of(leerlab).is_trapped
