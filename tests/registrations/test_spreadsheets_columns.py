"""Finding our fields among the columns that people make."""

import pytest

from registrations.spreadsheets import Columns, Row, columns_for


def test_names_of_columns_that_people_write() -> None:
    header = [
        "NAAM",
        " e-mail adres ",
        "Gemeente*",
        "Functie / rol",
        "Organisatie (als je die hebt)",
        "Omvang",
        "Diëet",
        "Nr.",
    ]
    assert columns_for(header) == Columns(
        fields={
            "naam": ["NAAM"],
            "email": [" e-mail adres "],
            "gemeente": ["Gemeente*"],
            "functie": ["Functie / rol"],
            "organisatie": ["Organisatie (als je die hebt)"],
            "sessies": ["Omvang"],
            "nodig": ["Diëet"],
        },
        missing=[],
        double={},
        ignored=["Nr."],
    )


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("naam", ["naam", "Naam deelnemer", "Volledige naam", "Deelnemer", "voor- en achternaam"]),
        ("email", ["E-mail", "e-mailadres", "EMAIL", "mailadres", "E-mail (werk)", "e_mail"]),
        ("gemeente", ["gemeente", "Gemeentenaam", "naam gemeente"]),
        ("functie", ["Functie", "functienaam", "rol"]),
        ("organisatie", ["organisatie", "Naam organisatie", "werkgever"]),
        ("sessies", ["bijeenkomsten", "Sessies", "omvang"]),
        ("nodig", ["dieet", "Nodig", "Dieetwensen", "Allergieën", "Wat heb je nodig?", "wat is er nodig"]),
    ],
)
def test_synonyms(field: str, words: list[str]) -> None:
    assert [(word, columns_for([word]).fields) for word in words] == [(word, {field: [word]}) for word in words]


@pytest.mark.parametrize(
    "word", ["adres", "straat", "telefoon", "datum", "opmerking", "nummer", "naam van het leerlab"]
)
def test_other_columns_are_none_of_ours(word: str) -> None:
    assert (columns_for([word]).fields, columns_for([word]).ignored) == ({}, [word])


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (["naam", "email", "gemeente"], []),
        (["naam", "email", "organisatie"], []),
        (["achternaam", "email", "organisatie"], []),
        (["naam", "gemeente"], [("email",)]),
        (["voornaam", "email", "gemeente"], [("naam",)]),
        (["naam", "email"], [("gemeente", "organisatie")]),
        ([], [("naam",), ("email",), ("gemeente", "organisatie")]),
    ],
)
def test_what_is_missing_is_told(header: list[str], missing: list[tuple[str, ...]]) -> None:
    assert columns_for(header).missing == missing


def test_two_columns_for_one_field_are_told() -> None:
    columns = columns_for(["naam", "e-mail", "mailadres", "gemeente", "dieet", "toegankelijkheid"])
    assert (columns.double, columns.ignored, columns.fields["nodig"]) == (
        {"email": ["e-mail", "mailadres"]},
        [],
        ["dieet", "toegankelijkheid"],
    )


@pytest.mark.parametrize(
    ("values", "naam"),
    [
        ({"naam": "Jan de Vries"}, "Jan de Vries"),
        ({"achternaam": "Vries", "tussenvoegsel": "de", "voornaam": "Jan"}, "Jan de Vries"),
        ({"voornaam": "Jan", "tussenvoegsel": "", "achternaam": "Smit"}, "Jan Smit"),
        ({"voornaam": "Jan", "naam": "de Vries"}, "Jan de Vries"),
        ({"naam": "Jan de Vries", "voornaam": "Jan", "achternaam": "de Vries"}, "Jan de Vries"),
        ({"achternaam": "de Vries"}, "de Vries"),
        ({"voornaam": "Jan"}, ""),
    ],
)
def test_a_name_may_be_in_parts(values: dict[str, str], naam: str) -> None:
    columns = columns_for(list(values))
    assert columns.values(Row(2, values))["naam"] == naam


def test_the_values_of_a_row() -> None:
    values = {"Mail": "j@x.example", "Nr": "7", "Naam": "Jan", "Dieet": "vegan", "Nodig": "lift", "Gemeente": "Raalte"}
    assert columns_for(list(values)).values(Row(2, values)) == {
        "naam": "Jan",
        "email": "j@x.example",
        "gemeente": "Raalte",
        "functie": "",
        "organisatie": "",
        "sessies": "",
        "nodig": "vegan; lift",
    }
