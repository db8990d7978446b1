"""What the service worker is served as; what it does in a browser stands in tests/browser/test_offline.py."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

WORKER, PAGE = "/service-worker.js", "/offline/"


@pytest.mark.parametrize(("path", "kind"), [(WORKER, "text/javascript"), (PAGE, "text/html; charset=utf-8")])
def test_it_works(client: Client, path: str, kind: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (200, kind, "no-cache")
    assert response.cookies == {}
    assert client.post(path).status_code == 405


def test_the_page_is_not_for_search_engines_and_knows_nobody(client: Client) -> None:
    html = client.get(PAGE).content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert "<h1>Er is geen verbinding</h1>" in html
    assert "csrfmiddlewaretoken" not in html


def test_another_page_is_another_version(client: Client, tmp_path: Path) -> None:
    def version() -> str:
        (found,) = re.findall(r'"offline-([0-9a-f]{16})"', client.get(WORKER).content.decode())
        return str(found)

    first = version()
    assert version() == first
    (tmp_path / "errors").mkdir()
    (tmp_path / "errors/offline.html").write_text("Anders", encoding="utf-8")
    (ours,) = settings.TEMPLATES
    with override_settings(TEMPLATES=[{**ours, "DIRS": [tmp_path, *ours["DIRS"]]}]):
        assert version() != first


def test_it_keeps_out_of_beheer_and_of_forms(client: Client) -> None:
    script = client.get(WORKER).content.decode()
    assert 'request.mode !== "navigate" || request.method !== "GET"' in script
    assert 'startsWith("/beheer/")' in script
