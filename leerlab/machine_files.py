"""What programs ask for by a fixed name: security.txt, robots.txt, sitemap.xml, favicon.ico."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_of
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

MONTHS_VALID = 6
"""How far ahead security.txt expires: RFC 9116 asks for less than a year, and a portal that is left must go stale."""
A_DAY = 24 * 60 * 60
NOT_FOR_ROBOTS = [
    "/aanmelding/", "/account/", "/beheer/", "/belangstelling/", "/gemeente-bij-domein/", "/mijn/", "/uitnodiging/",
]  # fmt: skip
"""Personal pages and what lies behind signing in. Not `/agenda/`, personal feeds: Google obeys this for those too."""


@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Say where a weak spot can be told (RFC 9116); 404 when SECURITY_CONTACT is not set."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    fields = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": expires(timezone.now()).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "nl, en",
        "Canonical": settings.SITE_URL + reverse("security-txt"),
        "Policy": settings.SITE_URL + reverse("pagina-kwetsbaarheid-melden"),
    }
    return _lines(f"{name}: {value}" for name, value in fields.items())


@require_safe
def robots_txt(_request: HttpRequest) -> HttpResponse:
    """Let search engines read every public page, and tell where the sitemap is."""
    closed = [f"Disallow: {path}" for path in NOT_FOR_ROBOTS]
    return _lines(["User-agent: *", *closed, "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"])


@require_safe
def sitemap(request: HttpRequest, sections: dict[str, type[Sitemap[Any]] | Sitemap[Any]]) -> HttpResponseBase:
    """List every public page; the sections come from the apps, see leerlab/urls.py."""
    return sitemap_of(request, sections)


@require_safe
@cache_control(max_age=A_DAY, public=True)
def favicon(_request: HttpRequest) -> HttpResponse:
    """Lead browsers that look for `/favicon.ico` to our icon.

    Not a permanent redirect: the name of the icon changes with its content, and browsers would keep the old one.
    """
    return redirect(static("images/icon.svg"))


def expires(now: datetime) -> datetime:
    """Return the first of the month six months after this one, in UTC: the same for a whole month."""
    months = now.astimezone(UTC).month - 1 + MONTHS_VALID
    return datetime(now.astimezone(UTC).year + months // 12, months % 12 + 1, 1, tzinfo=UTC)


def _lines(lines: Iterable[str]) -> HttpResponse:
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
