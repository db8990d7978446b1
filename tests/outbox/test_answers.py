"""The words of a mail server, as a person reads them."""

import smtplib

import pytest

from outbox.answers import server_words

WORDS: list[tuple[Exception, str]] = [
    (smtplib.SMTPRecipientsRefused({"a@x.example": (550, b"5.1.1 User unknown")}), "550 5.1.1 User unknown"),
    (smtplib.SMTPRecipientsRefused({"a@x.example": (550, b"no"), "b@x.example": (451, b"later")}), "550 no; 451 later"),
    (
        smtplib.SMTPDataError(554, b"5.7.1 Spam\n5.7.1 See https://x.example"),
        "554 5.7.1 Spam 5.7.1 See https://x.example",
    ),
    (smtplib.SMTPDataError(554, "already text"), "554 already text"),
    (smtplib.SMTPDataError(550, "Adres onbekend: zoë".encode()), "550 Adres onbekend: zoë"),
    (smtplib.SMTPDataError(550, b"latin \xeb\x00"), "550 latin \ufffd"),
    (smtplib.SMTPSenderRefused(550, b"not yours", "leerlabs@localhost"), "550 not yours"),
    (smtplib.SMTPServerDisconnected("Connection\r\nunexpectedly closed"), "Connection unexpectedly closed"),
    (ConnectionRefusedError(111, "Connection refused"), "[Errno 111] Connection refused"),
    (TimeoutError(), "TimeoutError"),
    (smtplib.SMTPDataError(554, b"x" * 5000), "554 " + "x" * 996),
]


@pytest.mark.parametrize(("error", "words"), WORDS)
def test_what_a_server_said_is_one_readable_line(error: Exception, words: str) -> None:
    assert server_words(error) == words
