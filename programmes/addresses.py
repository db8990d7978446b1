"""Addresses of public pages, each worked out once: Django's own `reverse` was a tenth of the time that a page takes."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

PUBLIC = frozenset({
    "provincie", "provincie-agenda", "reeks", "reeks-agenda", "aanmelden", "belangstelling",
    "sessie", "sessie-agenda", "handvatten", "huisstijl-css", "huisstijl-logo", "deskundige-foto",
    "materiaal",
})  # fmt: skip
"""Routes with slugs that everybody knows. Others may hold a personal token, which is nothing to remember."""

MANY = 5000


def address(name: str, *slugs: str) -> str:
    """Return the path of a page by the name of its route, such as `address("reeks", "overijssel", "bewoners")`.

    Raises:
        NoReverseMatch: there is no such route.
    """
    if slugs and name not in PUBLIC:
        return reverse(name, args=slugs)
    return _worked_out(get_script_prefix(), get_urlconf(settings.ROOT_URLCONF), name, slugs)


def webcal(address: str) -> str:
    """Return an absolute address as a calendar program on this device opens it to subscribe."""
    return f"webcal://{address.partition('://')[2]}"


@lru_cache(MANY)
def _worked_out(_prefix: str, urlconf: str, name: str, slugs: tuple[str, ...]) -> str:
    # The prefix is in what `reverse` returns; here it only tells one mounting point from another.
    return reverse(name, urlconf=urlconf, args=slugs)
