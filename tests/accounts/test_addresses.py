"""One way to write an e-mail address."""

import pytest

from accounts.addresses import domain, normalise


@pytest.mark.parametrize(
    ("raw", "email", "host"),
    [
        ("anna@raalte.nl", "anna@raalte.nl", "raalte.nl"),
        ("  Anna.De.Vries@RAALTE.nl\n", "anna.de.vries@raalte.nl", "raalte.nl"),
        ("Anna+leerlab@Raalte.NL", "anna+leerlab@raalte.nl", "raalte.nl"),
        ("Zoë@Súdwest-Fryslân.FRL", "zoë@súdwest-fryslân.frl", "súdwest-fryslân.frl"),
        ('"a@b"@Raalte.nl', '"a@b"@raalte.nl', "raalte.nl"),
        ("geen adres", "geen adres", "geen adres"),
        ("anna@", "anna@", ""),
        ("", "", ""),
    ],
)
def test_an_address_and_its_domain(raw: str, email: str, host: str) -> None:
    assert (normalise(raw), normalise(normalise(raw)), domain(raw)) == (email, email, host)
