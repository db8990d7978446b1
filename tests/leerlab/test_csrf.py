"""No POST does anything without the token of a form: at every address there is, by everybody who could do something.

The answer is the page of a form that lost its token: a 403 for lack of a right would say nothing about tokens. That
opening an address changes nothing either is in test_urls_safe.
"""

import pytest
from django.test import Client

from accounts.models import User
from programmes.models import Reeks
from tests import factories
from tests.leerlab.test_urls_safe import EVERY, dump, values
from tests.leerlab.test_urls_safe import reeks as reeks_with_everything

reeks = reeks_with_everything
REFUSED = (403, "Dit formulier is verlopen")
ASKS_FIRST = "beheer/learning/materiaal/bijeenkomst/<sessie_pk>/"
"""Looks at who asks before it looks at the token, so that it reads nothing of 25 MB for a stranger."""
BEFORE_THE_TOKEN: dict[str, dict[str, int]] = {"bezoeker": {ASKS_FIRST: 302}, "gastheer": {ASKS_FIRST: 404}}
"""What a role is told where it may not come, before anybody looks at a token."""


def user_of(role: str, reeks: Reeks) -> User | None:
    """Return somebody in a role, who may do there what the role may do."""
    if role == "organisator":
        return factories.make_organisator(reeks.provincie)
    if role == "gastheer":
        return factories.make_gastheer(reeks.sessies.get())
    return factories.make_beheerder() if role == "beheerder" else None


@pytest.mark.parametrize("role", ["bezoeker", "gastheer", "organisator", "beheerder"])
def test_a_post_without_a_token_is_refused_and_changes_nothing(role: str, reeks: Reeks) -> None:
    user, client = user_of(role, reeks), Client(enforce_csrf_checks=True)
    if user:
        client.force_login(user)
    before, elsewhere = dump(), {}
    for address in EVERY:
        answer = client.post(address.fill(values(address, reeks)), {"reden": "x", "post": "yes"})
        if answer.status_code != REFUSED[0] or f"<h1>{REFUSED[1]}</h1>" not in answer.content.decode():
            elsewhere[address.pattern] = answer.status_code
    assert elsewhere == BEFORE_THE_TOKEN.get(role, {})
    assert dump() == before
