"""Every address of the portal, from the resolver itself: a new one is walked without anybody adding it here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

CONVERTED = re.compile(r"<(\w+)>")
CONVERTER = re.compile(r"<\w+:(\w+)>")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\))*[^()]*\)")


@dataclass(frozen=True)
class Address:
    """A pattern as one text, with its parameters written as `<name>`."""

    pattern: str
    view: str

    @property
    def parameters(self) -> list[str]:
        """The names that a value must be filled in for."""
        return CONVERTED.findall(self.pattern)

    def fill(self, values: dict[str, str] | str) -> str:
        """Return the path with each parameter replaced: by the one value, or by the value of its name."""

        def value(match: re.Match[str]) -> str:
            return values if isinstance(values, str) else values[match[1]]

        return "/" + CONVERTED.sub(value, self.pattern)


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Address]:
    """Walk all patterns, those of the admin and of allauth included."""
    for entry in (resolver or get_resolver()).url_patterns:
        route: Any = entry.pattern
        part = CONVERTER.sub(r"<\1>", str(route))
        if part.startswith("^"):
            part = NAMED_GROUP.sub(r"<\1>", part.removeprefix("^").removesuffix("$"))
        if isinstance(entry, URLResolver):
            yield from addresses(entry, prefix + part)
        elif isinstance(entry, URLPattern):
            yield Address(re.sub(r"[()]|\.\*\$$", "", prefix + part), entry.lookup_str)
