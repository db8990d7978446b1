"""Every control of the template pack, in every state, with axe: also those that no page has yet."""

from typing import Any

import pytest
from django.template import Context, Template

from tests.browser.conftest import NewPage
from tests.browser.looks import axe, small_targets, too_wide
from tests.browser.portal import ROOT
from tests.leerlab.form_gallery import Gallery

pytestmark = pytest.mark.browser
SOURCE = Template(
    '{% load crispy_forms_tags %}<!DOCTYPE html><html lang="nl"><title>Alles</title><style>{{ style|safe }}</style>'
    '<body><main class="breedte"><h1>Alle velden</h1>{% include "components/error_summary.html" %}'
    "<form novalidate>{% crispy form %}</form></main></body></html>"
)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("data", [None, {}], ids=["empty", "wrong"])
def test_every_control_is_accessible(data: dict[str, Any] | None, width: int, new_page: NewPage) -> None:
    style = (ROOT / "var" / "assets" / "css" / "leerlab.css").read_text(encoding="utf-8")
    page = new_page(width=width)
    page.set_content(SOURCE.render(Context({"form": Gallery(data), "style": style})))
    assert (axe(page), small_targets(page), too_wide(page, width)) == ([], [], [])
