"""What a page tells search engines and chat programs about itself, as it stands in the HTML."""

import json

import pytest
from django.template import Context, Template
from django.test import override_settings

from programmes.json_ld import reeks_data, sessie_data
from tests import factories

SITE = "https://leerlabs.example"
START, END = '<script type="application/ld+json">', "</script>"


@pytest.fixture(autouse=True)
def _site() -> object:
    with override_settings(SITE_URL=SITE):
        yield


def render(source: str, **context: object) -> str:
    return Template("{% load delen %}" + source).render(Context(context))


@pytest.mark.django_db
def test_blocks_hold_what_the_builder_made() -> None:
    sessie = factories.make_sessie()
    reeks = render("{% json_ld_reeks reeks %}", reeks=sessie.reeks)
    assert reeks == f"{START}{json.dumps(reeks_data(sessie.reeks, site_url=SITE))}{END}"
    own = render("{% json_ld_sessie sessie %}", sessie=sessie)
    assert own == f"{START}{json.dumps(sessie_data(sessie, site_url=SITE))}{END}"


@pytest.mark.django_db
def test_blocks_hold_how_many_places_are_left() -> None:
    sessie = factories.make_sessie(plaatsen=12)
    left = {sessie.pk: 3}
    reeks = render("{% json_ld_reeks reeks left %}", reeks=sessie.reeks, left=left)
    assert reeks == f"{START}{json.dumps(reeks_data(sessie.reeks, site_url=SITE, left=left))}{END}"
    own = render("{% json_ld_sessie sessie left %}", sessie=sessie, left=left)
    assert own == f"{START}{json.dumps(sessie_data(sessie, site_url=SITE, left=left))}{END}"
    assert '"remainingAttendeeCapacity": 3' in own


@pytest.mark.django_db
def test_no_block_without_a_date() -> None:
    assert render("{% json_ld_sessie sessie %}", sessie=factories.make_sessie(begin=None)) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["</script><script>alert(1)</script>", "<!-- <script>", "]]> & é \u2028 \"'"])
def test_a_hostile_title_stays_in_its_block(title: str) -> None:
    sessie = factories.make_sessie(reeks=factories.make_reeks(titel=title, slug="x"), titel=title)
    for html in (
        render("{% json_ld_reeks reeks %}", reeks=sessie.reeks),
        render("{% json_ld_sessie sessie %}", sessie=sessie),
    ):
        assert (html.startswith(START), html.endswith(END)) == (True, True)
        inside = html.removeprefix(START).removesuffix(END)
        assert [sign for sign in "<>&" if sign in inside] == []
        assert title in json.loads(inside)["name"]


CARD = '{% include "components/deelkaart.html" with titel=titel omschrijving=omschrijving pad=pad only %}'


def lines(html: str) -> list[str]:
    return [line.strip() for line in html.splitlines() if line.strip()]


def test_the_card_of_a_page() -> None:
    html = render(CARD, titel='Een "titel" & meer', omschrijving="Zo <bereik> je iedereen.", pad="/overijssel/x/")
    assert lines(html) == [
        '<meta name="description" content="Zo &lt;bereik&gt; je iedereen.">',
        '<meta property="og:description" content="Zo &lt;bereik&gt; je iedereen.">',
        '<link rel="canonical" href="https://leerlabs.example/overijssel/x/">',
        '<meta property="og:title" content="Een &quot;titel&quot; &amp; meer">',
        '<meta property="og:type" content="website">',
        '<meta property="og:url" content="https://leerlabs.example/overijssel/x/">',
        '<meta property="og:locale" content="nl_NL">',
        '<meta property="og:site_name" content="Leerlabs voor gemeenten">',
    ]


def test_a_card_without_description() -> None:
    assert "description" not in render(CARD, titel="Privacy", omschrijving="", pad="/privacy/")
