"""What /beheer/ says to an organiser who changes how people are admitted while somebody waits under the old rule."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.models import Provincie, Reeks
from registrations.admin.toelating import waiting_now
from registrations.models import Aanmelding
from tests import factories
from tests.programmes.beheer_world import url
from tests.programmes.test_admin import change_form

Status = Aanmelding.Status
HELP = "Beslis je zelf? Dan krijgt iedereen eerst een mail dat jij nog kiest."
ON_THE_PAGE = "op de pagina Deelnemers en plaatsen."
ON_THE_LIST = (
    "Op de wachtlijst: 2 personen van voor deze wijziging. Komt er plaats, dan gaat er vanzelf een aanbod uit. Jij"
    f" beslist daar niet over. Wil je dat niet? Meld diegene dan af {ON_THE_PAGE}"
)
UNCONFIRMED = (
    "Nog niet bevestigd: 1 persoon met een plaats van voor deze wijziging. Wie bevestigt, doet mee. Jij beslist daar"
    f" niet over. Wil je dat niet? Meld diegene dan af {ON_THE_PAGE}"
)
ASKED = "Er wachten nog 3 aanvragen van voor deze wijziging."

NOT_BY_ITSELF = "Een aanvraag wordt niet vanzelf een plaats. Wie zich nu aanmeldt, gaat voor als er plaats is."


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    """A reeks in which somebody waits in each way, with others who do not: signed off, in, or without a held place."""
    reeks = factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=1, max_personen=1)
    for status, count in {"aanvraag": 3, "wachtlijst": 2, "onbevestigd": 1, "actief": 1, "afgemeld": 1}.items():
        for _ in range(count):
            factories.make_aanmelding(reeks=reeks, status=Status(status))
    factories.make_aanmelding(reeks=reeks, status=Status.ONBEVESTIGD, houdt_plaats=False)
    factories.make_aanmelding(reeks=factories.make_reeks(provincie=overijssel, sessies=1), status=Status.AANVRAAG)
    return reeks


def change(client: Client, reeks: Reeks, *, old: str, **fields: Any) -> list[str]:
    """Save the form of a reeks that admitted in the way of `old`; return what the page says of who waits."""
    Reeks.objects.filter(pk=reeks.pk).update(toelating=old)
    reeks.refresh_from_db()
    response: Any = client.post(url(Reeks, "change", reeks), change_form(reeks, **fields))
    assert response.status_code == 302
    page = reverse("admin:programmes_reeks_deelnemers", args=[reeks.pk])
    said = [message for message in get_messages(response.wsgi_request) if "Deelnemers en plaatsen" in str(message)]
    assert {(message.level_tag, f'<a href="{page}">' in str(message)) for message in said} <= {("warning", True)}
    return [re.sub("<[^>]+>", "", str(message)) for message in said]


@pytest.mark.parametrize(
    ("old", "new", "texts"),
    [
        (
            "gemeente",
            "direct",
            [
                f"{ASKED} {NOT_BY_ITSELF} Beslis zelf {ON_THE_PAGE}",
            ],
        ),
        (
            "persoon",
            "gemeente",
            [
                f"{ASKED} Dat geldt ook voor collega’s van een gemeente die al meedoet. Beslis zelf {ON_THE_PAGE}",
                UNCONFIRMED,
            ],
        ),
        (
            "gemeente",
            "persoon",
            [f"{ASKED} Je kunt nu iedereen apart kiezen. Beslis zelf {ON_THE_PAGE}", ON_THE_LIST, UNCONFIRMED],
        ),
    ],
)
def test_a_change_says_who_waits_under_the_old_rule_and_what_to_do(
    client_overijssel: Client, reeks: Reeks, old: str, new: str, texts: list[str]
) -> None:
    before = list(Aanmelding.objects.order_by("pk").values("pk", "status", "houdt_plaats"))
    assert change(client_overijssel, reeks, old=old, toelating=new) == texts
    assert list(Aanmelding.objects.order_by("pk").values("pk", "status", "houdt_plaats")) == before


@pytest.mark.parametrize("new", ["gemeente", "persoon"])
def test_who_came_first_and_waits_needs_no_decision_afterwards(
    client_overijssel: Client, reeks: Reeks, new: str
) -> None:
    reeks.aanmeldingen.filter(status=Status.AANVRAAG).delete()
    assert change(client_overijssel, reeks, old="direct", toelating=new) == [ON_THE_LIST, UNCONFIRMED]


def test_one_is_told_in_the_singular(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=1)
    factories.make_aanmelding(reeks=reeks, status=Status.AANVRAAG)
    (text,) = change(client_overijssel, reeks, old="persoon", toelating="direct")
    assert text.startswith("Er wacht nog 1 aanvraag van voor deze wijziging.")


def test_nothing_is_said_of_another_change_or_where_nobody_waits(
    client_overijssel: Client, reeks: Reeks, overijssel: Provincie
) -> None:
    assert change(client_overijssel, reeks, old="persoon", titel="Anders") == []
    empty = factories.make_reeks(provincie=overijssel, sessies=1)
    factories.make_aanmelding(reeks=empty)
    assert change(client_overijssel, empty, old="direct", toelating="persoon") == []


def test_the_form_says_so_beside_the_choice(client_overijssel: Client, reeks: Reeks, overijssel: Provincie) -> None:
    def help_text(reeks: Reeks) -> str:
        form = client_overijssel.get(url(Reeks, "change", reeks)).context["adminform"].form
        return str(form.fields["toelating"].help_text)

    assert help_text(reeks) == (
        f"{HELP} Er wachten nu al mensen (vroeg een plaats aan: 3 personen, op de wachtlijst: 2 personen, moet nog"
        " bevestigen: 1 persoon). Een andere keuze geldt alleen voor wie daarna komt."
    )
    empty = factories.make_reeks(provincie=overijssel, sessies=1)
    factories.make_aanmelding(reeks=empty)
    assert help_text(empty) == HELP
    assert help_text(reeks).count("Er wachten nu al mensen") == 1
    new = client_overijssel.get(url(Reeks, "add")).context["adminform"].form
    assert new.fields["toelating"].help_text == HELP


@pytest.mark.parametrize("count", [1, 3])
def test_counting_them_takes_one_query(count: int, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=1)
    for _ in range(count):
        factories.make_aanmelding(reeks=reeks, status=Status.AANVRAAG)
    with CaptureQueriesContext(connection) as captured:
        assert waiting_now(reeks).asking == count
    assert len(captured) == 1
