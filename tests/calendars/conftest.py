from collections.abc import Iterator

import pytest

from tests.calendars.parsers import Readers, ical_js


@pytest.fixture(scope="session")
def readers() -> Iterator[Readers]:
    """All readers, with one Node for the whole run."""
    with ical_js() as read:
        yield Readers(read)
