"""What the log may not hold: the tokens of personal links and e-mail addresses."""

import io
import logging
import time

import pytest
from django.conf import settings

from leerlab.logs import MaskSecrets, mask


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("Not Found: /aanmelding/abc.1.XYZ/", "Not Found: /aanmelding/***/"),
        ("Not Found: /aanmelding/abc.1.XYZ/kick-off/afmelden/", "Not Found: /aanmelding/***/kick-off/afmelden/"),
        ("GET /aanmelding/abc.1.XYZ HTTP/1.1", "GET /aanmelding/*** HTTP/1.1"),
        ("'/aanmelding/abc.1.XYZ'", "'/aanmelding/***'"),
        ("Not Found: /belangstelling/abc.XYZ/", "Not Found: /belangstelling/***/"),
        ("Not Found: /agenda/s3cret-token/leerlabs.ics", "Not Found: /agenda/***/leerlabs.ics"),
        ("Forbidden: /account/password/reset/key/1-c8x-abc/", "Forbidden: /account/password/reset/key/***/"),
        ("Not Found: /account/confirm-email/MQ:1abc:x-y_z/", "Not Found: /account/confirm-email/***/"),
        ("Not Found: /aanmelding/kwijt/", "Not Found: /aanmelding/kwijt/"),
        ("Not Found: /overijssel/reeks/aanmelden/", "Not Found: /overijssel/reeks/aanmelden/"),
        ("Not Found: /overijssel/agenda.ics", "Not Found: /overijssel/agenda.ics"),
        ("mail to Anna.de-Vries+x@mail.raalte.nl, bounced", "mail to ***@***, bounced"),
        ("<anna@raalte.nl>", "<***@***>"),
        ("Key (email)=(anna@raalte.nl) already exists", "Key (email)=(***@***) already exists"),
        ("/zoek/?q=anna%40raalte.nl&x=1", "/zoek/***@***&x=1"),
        ("zoë@súdwest-fryslân.frl", "***@***"),
        ("Message 7 not sent (try 2): 451", "Message 7 not sent (try 2): 451"),
    ],
)
def test_mask(line: str, masked: str) -> None:
    assert (mask(line), mask(mask(line))) == (masked, masked)


@pytest.fixture
def log() -> tuple[logging.Logger, io.StringIO]:
    """A log as the settings make it, that writes into a text."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(MaskSecrets())
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
    logger = logging.Logger("proef")  # noqa: LOG001 - one that nobody else writes to
    logger.addHandler(handler)
    return logger, out


def test_what_stands_in_the_arguments_is_masked_too(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.warning("Not Found: %s for %s", "/aanmelding/geheim/", "anna@raalte.nl")
    assert out.getvalue().endswith("WARNING proef: Not Found: /aanmelding/***/ for ***@***\n")


def test_a_traceback_is_masked_too(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    try:
        int("Key (email)=(anna@raalte.nl), see /aanmelding/geheim/")
    except ValueError:
        logger.exception("It failed")
    text = out.getvalue()
    assert ("anna" in text, "geheim" in text) == (False, False)
    assert "Key (email)=(***@***), see /aanmelding/***" in text
    assert "Traceback (most recent call last)" in text


def test_a_line_with_a_mistake_of_its_own_does_not_end_the_request(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.warning("number %d", "anna@raalte.nl")
    assert out.getvalue().endswith("WARNING proef: number %d ('***@***',)\n")


@pytest.mark.parametrize("line", ["a" * 100_000, "a." * 50_000, "/aanmelding/" * 10_000, "@" * 100_000, "a@" * 50_000])
def test_a_long_line_is_masked_at_once(line: str) -> None:
    begin = time.perf_counter()
    mask(line)
    assert time.perf_counter() - begin < 1


def test_every_handler_masks() -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert [handler["filters"] for handler in handlers] == [["secrets"]] * len(handlers)
    assert settings.LOGGING["filters"]["secrets"]["()"] == "leerlab.logs.MaskSecrets"


@pytest.mark.parametrize("path", ["/aanmelding//{}/x", "/Aanmelding/{}/", "/aanmelding/kwijt/{}/", "/nope/{}/", "{}"])
def test_a_token_in_a_wrong_place_is_masked_too(path: str) -> None:
    token = f"{'0f' * 16}.1.{'aB3_-' * 8}xyz"
    assert mask(path.format(token)) == mask(path.format("***")).replace("kwijt/***", "kwijt/***")
    assert token not in mask(path.format(token))
