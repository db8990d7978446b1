"""The link with which somebody sets a password: for who may sign in, once, and for three days."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.passwords import link_for_mail
from tests import factories

pytestmark = pytest.mark.django_db
WORDS = "vier losse gewone woorden"


def opened(link: str | None) -> str:
    """Return the page behind a link, in a new browser."""
    assert link is not None
    return Client().get(link, follow=True).content.decode()


def test_the_link_opens_the_form_and_works_once(client: Client) -> None:
    user = factories.make_user(email="anna@raalte.example")
    link = link_for_mail(str(user.pk))
    assert link is not None
    form = client.get(link, follow=True)
    assert ("Nieuw wachtwoord kiezen" in form.content.decode(), "Minstens 12 tekens" in form.content.decode()) == (
        True,
        True,
    )
    # The secret is out of the address bar before anything is shown.
    assert link.rstrip("/").rpartition("-")[2] not in form.redirect_chain[-1][0]
    done = client.post(form.redirect_chain[-1][0], {"password1": WORDS, "password2": WORDS}, follow=True)
    assert "Je wachtwoord is bewaard" in done.content.decode()
    user.refresh_from_db()
    assert user.check_password(WORDS) is True
    assert "Deze link werkt niet meer" in opened(link)


@pytest.mark.parametrize(
    ("password", "again", "reason"),
    [
        ("kort", "kort", "Dit wachtwoord is te kort. Het moet minstens 12 tekens hebben."),
        ("1234567890123456789", "1234567890123456789", "Dit wachtwoord bevat alleen cijfers."),
        ("password1234", "password1234", "Dit wachtwoord is te algemeen."),
        (WORDS, "iets anders geschreven", "hetzelfde"),
    ],
)
def test_a_bad_password_is_refused_with_a_reason(password: str, again: str, reason: str, client: Client) -> None:
    user = factories.make_user()
    form = client.get(str(link_for_mail(str(user.pk))), follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"password1": password, "password2": again})
    user.refresh_from_db()
    assert (answer.status_code, user.has_usable_password()) == (200, False)
    assert reason in answer.content.decode()


@pytest.mark.parametrize(("hours", "works"), [(70, True), (75, False)])
def test_the_link_works_three_days(hours: int, works: bool) -> None:  # noqa: FBT001 - a table
    link = link_for_mail(str(factories.make_user().pk))
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        assert ('name="password1"' in opened(link)) is works


@pytest.mark.parametrize("state", ["gone", "switched off"])
def test_there_is_no_link_for_nobody(state: str) -> None:
    user = factories.make_user(is_active=state != "switched off")
    reference = str(user.pk)
    if state == "gone":
        user.delete()
    assert link_for_mail(reference) is None


def test_the_link_of_one_user_opens_nothing_of_another() -> None:
    anna, other = factories.make_user(), factories.make_user()
    link = str(link_for_mail(str(anna.pk)))
    uid = link.rstrip("/").rpartition("/")[2].partition("-")[0]
    stolen = str(link_for_mail(str(other.pk))).rstrip("/").rpartition("/")[2].partition("-")[2]
    assert "Deze link werkt niet meer" in opened(f"/account/password/reset/key/{uid}-{stolen}/")
