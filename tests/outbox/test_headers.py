"""F5: what people type, in a name, a title or an address, brings a mail no header and no receiver of its own."""

from collections.abc import Iterator
from email.utils import formataddr

import pytest
from django.test import override_settings

from outbox.deliver import deliver_due
from outbox.models import Bericht
from outbox.queue import subject_line
from registrations.tokens import token_for
from tests import factories
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend
from tests.outbox.test_messages import WORDS, parsed, queued, stored_text, text_of, wire

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_server() -> Iterator[None]:
    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED, DEFAULT_FROM_EMAIL="Leerlabs <leerlabs@portaal.example>"):
        yield


DOMAIN = ".".join(["d" * 60] * 3)
NOT_ONE_ADDRESS = [
    "deelnemer@raalte.example\nBcc: boef@elders.example",
    "deelnemer@raalte.example\r\nX-Eigen: 1\r\n\r\nEigen tekst",
    "deelnemer@raalte.example\u2028Bcc: boef@elders.example",
    "deelnemer@raalte.example\x85Bcc:boef@elders.example",
    "deelnemer@raalte.example\x1cBcc:boef@elders.example",
    "deelnemer@raalte.example, boef@elders.example",
    "deelnemer@raalte.example;boef@elders.example",
    "Naam <deelnemer@raalte.example>",
    '"twee woorden"@raalte.example',
    "=?utf-8?q?boef=40elders.example=2C?=@raalte.example",
    "ü@raalte.example",
    "raalte.example",
    "a@b@raalte.example",
]
INJECTION = "\r\nBcc: boef@elders.example\r\nX-Eigen: 1\r\n\r\nEigen tekst"


@pytest.mark.parametrize("bad", [INJECTION, "\nBcc: boef@elders.example", "\rBcc: boef@elders.example", "\u2028Bcc: x"])
def test_a_subject_can_not_bring_headers_of_its_own(bad: str) -> None:
    message = parsed(queued(onderwerp=f"Onderwerp{bad}"))
    assert message["Subject"] == " ".join(f"Onderwerp{bad}".split())
    assert (message.get_all("To"), message["Bcc"], message["X-Eigen"]) == (["deelnemer@raalte.example"], None, None)
    assert text_of(message) == WORDS["tekst"]


@pytest.mark.parametrize("field", ["aan", "antwoord_aan"])
@pytest.mark.parametrize("address", NOT_ONE_ADDRESS)
def test_what_is_not_one_plain_address_is_never_sent(field: str, address: str) -> None:
    row = queued()
    Bericht.objects.filter(pk=row.pk).update(**{field: address})
    deliver_due()
    row.refresh_from_db()
    assert (ScriptedBackend.taken, row.staat, row.verzonden_op, row.pogingen) == ([], "mislukt", None, 1)
    assert row.laatste_fout == f"dit is geen adres waar een mail naartoe kan: {address}"


@pytest.mark.parametrize("address", ["o'brien+tag@raalte.example", "a_b-c.d@x.bücher.example", f"{'a' * 64}@{DOMAIN}"])
def test_any_plain_address_gets_its_mail(address: str) -> None:
    message = parsed(queued(aan=address, antwoord_aan=address))
    domain = address.rpartition("@")[2].encode("idna").decode()
    expected = f"{address.rpartition('@')[0]}@{domain}"
    assert ([str(to).strip() for to in message.get_all("To", [])], message["Reply-To"].strip()) == (
        [expected],
        expected,
    )


KNOWN_HEADERS = [
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID",
    "Auto-Submitted", "X-Auto-Response-Suppress",
]  # fmt: skip
HOSTILE_WORDS = [
    INJECTION,
    "\u2028Bcc: boef@elders.example",
    "\u2029\x85\x0b\x0c\x1c\x1dBcc: boef@elders.example",
    "=?utf-8?q?=0D=0ABcc:_boef=40elders.example?=",
    "=?utf-8?b?DQpCY2M6IGJvZWZAZWxkZXJzLmV4YW1wbGU=?=",
    "x" * 1200,
    "lang woord " * 200,
    "🙂" * 400,
    "\u202eomgekeerd\u200b, <boef@elders.example>; To: boef@elders.example",
    '"aanhalingsteken\\',
]


@pytest.mark.parametrize("words", HOSTILE_WORDS)
def test_words_of_people_bring_no_header_and_no_receiver(words: str) -> None:
    message = parsed(queued(onderwerp=f"Welkom {words}"))
    assert (sorted(message.keys()), len(message.get_all("To", []))) == (sorted(KNOWN_HEADERS), 1)
    assert (message["To"], message["Subject"].lstrip()) == ("deelnemer@raalte.example", subject_line(f"Welkom {words}"))
    raw = wire(queued(onderwerp=f"Welkom {words}"))
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "name", ["Leerlabs, Oost", 'De "Lab"-groep', "Fryslân 🙂", "=?utf-8?q?x?=", "a;b:c<d>", "x" * 1200, "Lab\\"]
)
def test_a_sender_name_with_odd_signs_stays_one_sender(name: str) -> None:
    with override_settings(DEFAULT_FROM_EMAIL=formataddr((name, "leerlabs@portaal.example"))):
        message = parsed(queued())
    assert sorted(message.keys()) == sorted(KNOWN_HEADERS)
    assert [sent.addr_spec for sent in message["From"].addresses] == ["leerlabs@portaal.example"]


@override_settings(SITE_URL="https://leerlabs.portaal.example")
def test_news_says_how_to_end_it_and_nothing_else_does() -> None:
    aanmelding = factories.make_aanmelding()
    row = queued(afmeldlink="[[afmelden]]", links={"[[afmelden]]": ("aanmelding", str(aanmelding.uuid))})
    link = f"https://leerlabs.portaal.example/aanmelding/{token_for(aanmelding)}/"
    message = parsed(row)
    assert ("".join(message["List-Unsubscribe"].split()), message["List-Unsubscribe-Post"]) == (
        f"<{link}>", "List-Unsubscribe=One-Click",
    )  # fmt: skip
    assert (token_for(aanmelding) in stored_text(row), parsed(queued())["List-Unsubscribe"]) == (False, None)


def test_without_https_no_button_of_one_click_is_promised() -> None:
    message = parsed(queued(afmeldlink="http://localhost:8000/afmelden/"))
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (
        "<http://localhost:8000/afmelden/>", None,
    )  # fmt: skip


def test_an_encoded_word_in_the_subject_is_shown_and_not_more() -> None:
    assert parsed(queued(onderwerp="=?utf-8?q?Bcc:_x=40y.example?="))["Bcc"] is None
