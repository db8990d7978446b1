"""The menu of /beheer/: in the order of the work, and only what is somebody's business; and what pages are headed."""

import re

from django.test import Client

from programmes.models import Lidmaatschap, Provincie, Reeks
from registrations.models import Aanmelding
from tests import factories
from tests.programmes.beheer_world import url


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


def test_the_heading_of_a_page_begins_with_a_capital(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    row = factories.make_aanmelding(reeks=reeks, sessies=[])
    pages = {
        url(Reeks, "change", reeks): "Reeks wijzigen",
        url(Aanmelding, "change", row): "Aanmelding weergeven",
        url(Lidmaatschap, "add"): "Lidmaatschap toevoegen",
    }
    found = {
        address: re.findall("<h1>(.*?)</h1>", client_overijssel.get(address).content.decode()) for address in pages
    }
    assert found == {address: [title] for address, title in pages.items()}
