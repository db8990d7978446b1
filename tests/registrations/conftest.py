import pytest
import time_machine

from tests.registrations.world import NOW, Leerlab, make_leerlab


@pytest.fixture
def leerlab(db: None) -> Leerlab:  # noqa: ARG001 - asks for the database
    with time_machine.travel(NOW, tick=False):
        return make_leerlab()
