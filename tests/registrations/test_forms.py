"""What the smaller public forms say to wrong input."""

import pytest

from registrations.forms import BelangstellingForm, KwijtForm
from tests.registrations.world import Leerlab

pytestmark = pytest.mark.django_db


def test_belangstelling_asks_the_same_person_questions(leerlab: Leerlab) -> None:
    form = BelangstellingForm(
        {"naam": "", "email": "x", "gemeente": "", "toelichting": "x" * 501}, provincie=leerlab.reeks.provincie
    )
    assert set(form.errors) == {"naam", "email", "gemeente", "toelichting"}


def test_kwijt_asks_an_address() -> None:
    assert KwijtForm({"email": "geen adres"}).errors == {
        "email": ["Dit is geen volledig e-mailadres. Vul een adres in zoals naam@gemeente.nl."]
    }
