"""Who tries passwords and codes is kept out; the owner of the account is not.

Counted first is the network that tries, for one account and for all together. An account itself is closed only to
networks from which its owner never signed in; what opens then is a mailed code, a passkey, or their own network.
"""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.limits import Limit, allow, give_back, is_remembered, remember
from accounts.models import User

QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)

PASSWORDS_OF_A_NETWORK = Limit("wachtwoorden-netwerk", 150, QUARTER)
"""For all accounts together: an office, or a venue, is one network."""
PASSWORDS_FOR_ONE = Limit("wachtwoorden-netwerk-adres", 10, QUARTER)
PASSWORDS_FROM_ELSEWHERE = Limit("wachtwoorden-adres", 40, QUARTER)

CODES_FOR_ONE = Limit("codes-netwerk-account", 10, QUARTER)
CODES_FOR_ONE_A_DAY = Limit("codes-netwerk-account-dag", 50, DAY)
CODES_FROM_ELSEWHERE = Limit("codes-account", 20, QUARTER)
CODES_FROM_ELSEWHERE_A_DAY = Limit("codes-account-dag", 60, DAY)
"""Three of a million codes are right at any moment: this leaves an attacker who has the password 1 in 5,000 a day."""

KNOWN = "bekend-netwerk"


def may_try_password(email: str, network: str, *, now: datetime) -> bool:
    """Count one try of a password and tell whether it may be looked at; the same for every address."""
    return (
        allow(PASSWORDS_OF_A_NETWORK, network, now=now)
        and allow(PASSWORDS_FOR_ONE, f"{network} {email}", now=now)
        and (is_known(email, network, now=now) or allow(PASSWORDS_FROM_ELSEWHERE, email, now=now))
    )


def right_password(email: str, network: str, *, now: datetime) -> None:
    """Take back what `may_try_password` counted: who signs in often guesses nothing."""
    give_back(PASSWORDS_OF_A_NETWORK, network, now=now)
    give_back(PASSWORDS_FOR_ONE, f"{network} {email}", now=now)
    if not is_known(email, network, now=now):
        give_back(PASSWORDS_FROM_ELSEWHERE, email, now=now)


def right_code(user: User, network: str, *, now: datetime) -> None:
    """Take back what `may_try_code` counted."""
    for limit in (CODES_FOR_ONE, CODES_FOR_ONE_A_DAY):
        give_back(limit, f"{network} {user.pk}", now=now)
    if not is_known(user.email, network, now=now):
        for limit in (CODES_FROM_ELSEWHERE, CODES_FROM_ELSEWHERE_A_DAY):
            give_back(limit, str(user.pk), now=now)


def may_try_code(user: User, network: str, *, now: datetime) -> bool:
    """Count one try of a second factor's code and tell whether it may be looked at."""
    pair, account = f"{network} {user.pk}", str(user.pk)
    return all(allow(limit, pair, now=now) for limit in (CODES_FOR_ONE, CODES_FOR_ONE_A_DAY)) and (
        is_known(user.email, network, now=now)
        or all(allow(limit, account, now=now) for limit in (CODES_FROM_ELSEWHERE, CODES_FROM_ELSEWHERE_A_DAY))
    )


def know(user: User, network: str, *, now: datetime) -> None:
    """Note that somebody signed in, to the end, from this network."""
    remember(KNOWN, f"{network} {user.email}", until=now + settings.KNOWN_NETWORK_AGE)


def is_known(email: str, network: str, *, now: datetime) -> bool:
    """Tell whether the owner of an address signed in from this network before. One query."""
    return is_remembered(KNOWN, f"{network} {email}", now=now)
