"""The menu of /beheer/: in the order of the work, and only what is somebody's business."""

import re

from django.test import Client


def menu(client: Client) -> list[str]:
    """Return the models on the start page, in order."""
    return re.findall(r'<tr class="model-(\w+)', client.get("/beheer/").content.decode())


def test_an_organisator_finds_reeksen_first(client_overijssel: Client) -> None:
    assert menu(client_overijssel) == [
        "reeks",
        "locatie",
        "deskundige",
        "organisatie",
        "lidmaatschap",
        "thema",
        "doelgroep",
        "gemeente",
        "huisstijl",
        "provincie",
        "pagina",
        "logregel",
        "aanmelding",
        "agendareactie",
        "belangstelling",
        "handvatten",
        "materiaal",
    ]


def test_a_beheerder_sees_users_and_mail_too(client_beheerder: Client) -> None:
    names = menu(client_beheerder)
    assert names[0] == "reeks"
    assert {"user", "bericht"} <= set(names)
    # With one more address of their own a beheerder could sign in as somebody else.
    assert "emailaddress" not in names
