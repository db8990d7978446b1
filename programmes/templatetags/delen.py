"""What a page tells search engines and chat programs about itself."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from programmes.json_ld import reeks_data, sessie_data
from programmes.models import Reeks, Sessie

register = template.Library()

ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
"""As Django's json_script does: a title with `</script>` in it may not end the block."""


@register.filter
def absoluut(path: str) -> str:
    """Return the whole address of a path of this website: `/overijssel/` -> `https://.../overijssel/`."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag
def json_ld_reeks(reeks: Reeks) -> SafeString:
    """`{% json_ld_reeks reeks %}`: the reeks as `EventSeries`. No query after `for_page()`."""
    return _block(reeks_data(reeks, site_url=settings.SITE_URL))


@register.simple_tag
def json_ld_sessie(sessie: Sessie) -> SafeString:
    """`{% json_ld_sessie sessie %}`: the sessie as `Event`; nothing while it has no date. No query."""
    data = sessie_data(sessie, site_url=settings.SITE_URL)
    return SafeString("") if data is None else _block(data)


def _block(data: dict[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - <, > and & are escaped
