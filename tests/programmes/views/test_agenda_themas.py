"""The filter of `/` by thema: only what visitors can know of."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db


def test_only_themas_that_visitors_can_know_of_are_offered(client: Client) -> None:
    wonen, geheim = factories.make_thema(naam="Wonen"), factories.make_thema(naam="Geheim plan")
    factories.make_thema(naam="Van niemand")
    for reeks in (factories.make_reeks(sessies=1), factories.make_reeks(sessies=1)):
        reeks.themas.add(wonen, factories.make_thema())
    factories.make_reeks(sessies=1, published=False).themas.add(wonen, geheim)
    factories.make_sessie(reeks=(held := factories.make_reeks()), begin=timezone.now() - timedelta(days=9))
    held.themas.add(factories.make_thema(naam="Armoede"))
    factories.make_reeks(sessies=1)
    html = client.get("/").content.decode()
    offered = html.split('name="thema">')[1].split("</select>")[0]
    assert re.findall(r'value="([a-z]+)"', offered) == ["armoede", "wonen"]
    hidden = client.get("/?thema=geheim-plan").content.decode()
    assert "We kennen niet elke keuze in dit adres." in hidden
    assert ("Geheim plan" in html + hidden, "Van niemand" in html) == (False, False)


def test_without_themas_there_is_none_to_choose(client: Client) -> None:
    factories.make_reeks(sessies=1)
    html = client.get("/").content.decode()
    assert ('name="provincie"' in html, 'name="thema"' in html) == (True, False)
