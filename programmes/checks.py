"""What must be filled in before visitors come, for `manage.py check` and `/gezond/`; programmes/apps.py loads this."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's name
from django.db import connections

from programmes import rules
from programmes.models import Pagina

UNFINISHED = "Bezoekers zien plekken die nog niet zijn ingevuld: {}"


@register(Tags.database)
def fixed_pages_warn(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Warn of each fixed page with something left to fill in (W001). Silent on a laptop: nobody reads it there."""
    return [
        Warning(
            f"Op /{slug}/ moet je nog invullen: {', '.join(open_places)}.",
            hint="Doe dat in /beheer/ bij Vaste pagina's.",
            id="programmes.W001",
        )
        for slug, open_places in _to_fill_in(databases)
    ]


@register(Tags.database, deploy=True)
def fixed_pages_stop(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse to go live with something left to fill in (E001): `check --deploy --database default`."""
    pages = [f"/{slug}/" for slug, _ in _to_fill_in(databases)]
    if settings.DEBUG or not pages:
        return []
    return [
        Error(
            UNFINISHED.format(" ".join(pages)),
            hint="Doe dat in /beheer/ bij Vaste pagina's.",
            id="programmes.E001",
        )
    ]


def unfinished_pages() -> list[str]:
    """Return a warning for `/gezond/` when visitors see places that are not filled in. One query, none on localhost."""
    if settings.IS_LOCAL:
        return []
    rows = Pagina.objects.order_by("slug").values_list("slug", "tekst")
    pages = [f"/{slug}/" for slug, tekst in rows if rules.placeholders(tekst)]
    return [UNFINISHED.format(" ".join(pages))] if pages else []


@register(Tags.security, deploy=True)
def security_contact(**_kwargs: Any) -> list[CheckMessage]:
    """Warn when nobody can be told of a weak spot (W002): without it there is no security.txt."""
    if settings.SECURITY_CONTACT:
        return []
    return [
        Warning(
            "/.well-known/security.txt ontbreekt. Overheden moeten dat bestand hebben.",
            hint="Zet SECURITY_CONTACT: mailto:naam@voorbeeld.nl of een adres met https://.",
            id="programmes.W002",
        )
    ]


def _to_fill_in(databases: Sequence[str] | None) -> list[tuple[str, list[str]]]:
    """Return the slug and the open places of each page that has any; nothing on localhost or before migrating.

    Asks for two columns by name: these checks run before `migrate`, when the table may lack newer ones.
    """
    if settings.IS_LOCAL:
        return []
    found = []
    for alias in databases or ():
        if Pagina._meta.db_table in connections[alias].introspection.table_names():
            rows = Pagina.objects.using(alias).order_by("slug").values_list("slug", "tekst")
            found += [(slug, rules.placeholders(tekst)) for slug, tekst in rows]
    return [(slug, open_places) for slug, open_places in found if open_places]
