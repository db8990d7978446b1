import pytest

from programmes.models import Provincie
from tests.programmes.beheer_world import MARK, World, make_world


@pytest.fixture
def own(overijssel: Provincie) -> World:
    return make_world(overijssel, "Eigen")


@pytest.fixture
def foreign(noord_holland: Provincie) -> World:
    return make_world(noord_holland, MARK)
