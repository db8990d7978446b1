"""What a page tells search engines and chat programs about itself."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from programmes import addresses
from programmes.json_ld import NOT_KNOWN, reeks_data, sessie_data
from programmes.models import Reeks, Sessie

register = template.Library()

ESCAPED = {">": "\\u003E", "<": "\\u003C", "&": "\\u0026"}
"""As Django's json_script does: a title with `</script>` in it may not end the block."""


@register.filter
def absoluut(path: str) -> str:
    """Return the whole address of a path of this website: `/overijssel/` -> `https://.../overijssel/`."""
    return f"{settings.SITE_URL}{path}"


@register.filter
def webcal(path: str) -> str:
    """Return the whole address of a calendar of this website, for a program on this device to subscribe to."""
    return addresses.webcal(absoluut(path))


@register.simple_tag
def json_ld_reeks(reeks: Reeks, left: Mapping[int, int] = NOT_KNOWN) -> SafeString:
    """`{% json_ld_reeks reeks stand.left %}`: the reeks as `EventSeries`. No query after `for_page()`."""
    return _block(reeks_data(reeks, site_url=settings.SITE_URL, left=left))


@register.simple_tag
def json_ld_sessie(sessie: Sessie, left: Mapping[int, int] = NOT_KNOWN) -> SafeString:
    """`{% json_ld_sessie sessie stand.left %}`: the sessie as `Event`; nothing while it has no date. No query."""
    data = sessie_data(sessie, site_url=settings.SITE_URL, left=left)
    return SafeString("") if data is None else _block(data)


def _block(data: dict[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False)
    # Not `translate`, which takes ten times as long for a text this long.
    for sign, code in ESCAPED.items():
        text = text.replace(sign, code)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - <, > and & are escaped
