"""The default mail back-end: one .eml file a message, whole or not there at all."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.test import override_settings

from outbox.deliver import deliver_due
from outbox.messages import build
from outbox.models import Bericht
from outbox.queue import queue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "nog" / "niet gemaakt"


def send(message: EmailMessage, folder: Path) -> int:
    """Send through the back-end."""
    with override_settings(EMAIL_FILE_PATH=folder):
        return get_connection("outbox.eml_files.EmlFileBackend").send_messages([message])


@pytest.mark.django_db
def test_the_worker_writes_a_file_that_a_mail_program_opens(folder: Path) -> None:
    queue(soort="proef", aan="a@raalte.example", onderwerp="Kick-off in Fryslân", tekst="Hallo Zoë,\n\ntot dan.\n")
    with override_settings(EMAIL_BACKEND="outbox.eml_files.EmlFileBackend", EMAIL_FILE_PATH=folder):
        assert deliver_due() == 1
    row = Bericht.objects.get()
    (file,) = folder.iterdir()
    assert file.name == f"{row.aangemaakt_op:%Y%m%dT%H%M%S}.{row.uuid}.eml"
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (message["To"], message["Subject"]) == ("a@raalte.example", "Kick-off in Fryslân")
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")


@pytest.mark.django_db
def test_sent_twice_is_one_file(folder: Path) -> None:
    queue(soort="proef", aan="a@raalte.example", onderwerp="Onderwerp", tekst="Tekst.")
    row = Bericht.objects.get()
    assert [send(build(row), folder), send(build(row), folder)] == [1, 1]
    assert len(list(folder.iterdir())) == 1


def test_a_message_id_never_names_a_file_outside_the_folder(folder: Path) -> None:
    message = EmailMessage("Onderwerp", "Tekst.", to=["a@x.example"], headers={"Message-ID": "<../../boef@x.example>"})
    send(message, folder)
    assert [file.name for file in folder.iterdir()] == ["..-..-boef.eml"]
    assert [path.name for path in folder.parent.iterdir()] == ["niet gemaakt"]


def test_a_folder_that_can_not_be_made_is_an_error_that_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("in de weg")
    with pytest.raises(OSError, match="bestand"):
        send(EmailMessage("Onderwerp", "Tekst.", to=["a@x.example"]), tmp_path / "bestand" / "mail")


def test_tests_never_write_in_the_folder_of_the_portal() -> None:
    assert not Path(settings.EMAIL_FILE_PATH).is_relative_to(settings.BASE_DIR)
