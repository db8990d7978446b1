"""Mails about a place say why it is there now: nobody is told of a confirmation that did not take place."""

import pytest

from registrations.admission import admit, place_anyway
from registrations.mails import Cause
from registrations.models import Aanmelding
from registrations.steps import welcome
from registrations.waiting_list import accept
from tests import factories
from tests.registrations import every_mail as scene
from tests.registrations.every_mail import LATER, mail_of
from tests.registrations.letters import OFFER_COMES
from tests.registrations.world import NOW, Leerlab

pytestmark = pytest.mark.django_db


def said(soort: str, naam: str) -> str:
    """Return how the last mail of a kind begins; both parts do, and the line that an inbox shows."""
    mail = mail_of(soort, naam)
    begins = mail.tekst.split("\n\n")[1].removesuffix(" Je doet mee met:")
    first = begins.removesuffix(" Er is nu geen plaats vrij. Je staat op de wachtlijst.")
    assert mail.html.count(first) == 2
    return begins


def test_admitted(leerlab: Leerlab) -> None:
    admit(aanmelding=scene.ask(leerlab), user=factories.make_organisator(), now=LATER)
    assert said("bevestigd", "anna") == "Je bent toegelaten tot Bewoners bereiken."


def test_admitted_to_the_waiting_list(leerlab: Leerlab) -> None:
    anna = scene.ask(leerlab)
    scene.limit(leerlab.reeks, max_personen=1)
    factories.make_aanmelding(reeks=leerlab.reeks)
    admit(aanmelding=anna, user=factories.make_organisator(), now=LATER)
    assert said("wachtlijst", "anna") == (
        "Je bent toegelaten tot Bewoners bereiken. Er is nu geen plaats vrij. Je staat op de wachtlijst."
    )
    assert OFFER_COMES in mail_of("wachtlijst").tekst


def test_placed_by_the_organiser(leerlab: Leerlab) -> None:
    _, bram = scene.wait_for_reeks(leerlab)
    place_anyway(aanmelding=bram, sessie=None, reden="Gastheer.", user=factories.make_organisator(), now=LATER)
    assert said("bevestigd", "bram") == "De organisator heeft je een plaats gegeven in Bewoners bereiken."


def test_took_the_place_that_was_offered(leerlab: Leerlab) -> None:
    accept(aanmelding=scene.offer_reeks(leerlab), sessie=None, now=LATER)
    assert said("bevestigd", "bram") == "Je hebt nu een plaats in Bewoners bereiken."


def test_signed_up_by_the_organiser(leerlab: Leerlab) -> None:
    factories.make_aanmelding(reeks=leerlab.reeks, naam="Anna", email="anna@raalte.example")
    welcome(Aanmelding.objects.get(), [], now=NOW, cause=Cause.VOUCHED)
    assert said("bevestigd", "anna") == f"{leerlab.reeks.organisatie} heeft je aangemeld voor Bewoners bereiken."


def test_confirmed(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    assert said("bevestigd", "anna") == "Je aanmelding voor Bewoners bereiken is bevestigd."
