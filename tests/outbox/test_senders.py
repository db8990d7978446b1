"""What our mail server says about a sender; what follows from it is tested with reports and with answers."""

import pytest

from outbox.incoming import Post, read_post
from outbox.senders import are_related, domains_in, is_vouched_for


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("raalte.example", "raalte.example", True),
        ("mx.raalte.example", "raalte.example", True),
        ("raalte.example", "post.raalte.example", True),
        ("evilraalte.example", "raalte.example", False),
        ("example", "raalte.example", False),
        ("", "raalte.example", False),
    ],
)
def test_related_domains(one: str, other: str, answer: bool) -> None:  # noqa: FBT001 - a table
    assert (are_related(one, other), are_related(other, one)) == (answer, answer)


@pytest.mark.parametrize(
    ("result", "domains"),
    [
        ("spf=pass smtp.mailfrom=Anna@Raalte.example", ["raalte.example"]),
        ("spf=pass smtp.mailfrom=<> smtp.helo=mx.raalte.example.", ["mx.raalte.example"]),
        ("spf=pass smtp.mailfrom=x@evil.example smtp.helo=raalte.example", ["evil.example"]),
        ('dkim=pass header.i=@raalte.example header.d="raalte.example"', ["raalte.example", "raalte.example"]),
        ("dkim=pass", []),
    ],
)
def test_the_domains_that_a_result_is_about(result: str, domains: list[str]) -> None:
    assert domains_in(result) == domains


def post(results: str) -> Post:
    return read_post(f"From: anna@raalte.example\nAuthentication-Results: {results}\n\nTekst\n".encode())


def test_all_domains_that_are_named_must_be_the_senders() -> None:
    """A sender may put the name of another in a part of the address that they choose."""
    mixed = 'mx.example; spf=pass smtp.mailfrom="x smtp.mailfrom=y@raalte.example"@evil.example'
    assert not is_vouched_for(post(mixed), "mx.example")


def test_nobody_is_vouched_for_when_we_ask_no_server() -> None:
    passed = post("mx.example; dmarc=pass")
    assert (is_vouched_for(passed, "mx.example"), is_vouched_for(passed, "")) == (True, False)
