"""What of programmes stands in `/sitemap.xml`: every public page, nothing that visitors can not open."""

from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from programmes.models import Pagina, Provincie, Reeks, Sessie

Item = TypeVar("Item")


class OwnSitemap(Sitemap[Item]):
    """A part of the sitemap under SITE_URL: the Host header of a request is not ours to trust.

    A subclass returns a list from `items`, so that it costs one query and not a count as well.
    """

    def get_protocol(self, protocol: str | None = None) -> str:  # noqa: ARG002 - Django's signature
        """Return http or https."""
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:  # noqa: ARG002 - Django's signature
        """Return the host, with its port where there is one."""
        return urlsplit(settings.SITE_URL).netloc


class AgendaSitemap(OwnSitemap[str]):
    """The agenda."""

    def items(self) -> list[str]:
        return ["agenda"]

    def location(self, item: str) -> str:
        return reverse(item)


class ProvincieSitemap(OwnSitemap[Provincie]):
    """Provincies that offer something or have done so."""

    def items(self) -> list[Provincie]:
        return list(Provincie.objects.filter(pk__in=Reeks.objects.listed().values("provincie")))


class ReeksSitemap(OwnSitemap[Reeks]):
    """Published reeksen that were not archived."""

    def items(self) -> list[Reeks]:
        return list(Reeks.objects.listed().select_related("provincie").order_by("provincie__naam", "slug"))


class SessieSitemap(OwnSitemap[Sessie]):
    """The sessies of those."""

    def items(self) -> list[Sessie]:
        sessies = Sessie.objects.listed().select_related("reeks__provincie")
        return list(sessies.order_by("reeks__provincie__naam", "reeks__slug", "volgorde", "pk"))

    def lastmod(self, sessie: Sessie) -> datetime:
        return sessie.gewijzigd_op


class PaginaSitemap(OwnSitemap[Pagina]):
    """The fixed pages."""

    def items(self) -> list[Pagina]:
        return list(Pagina.objects.defer("tekst"))

    def lastmod(self, pagina: Pagina) -> datetime:
        return pagina.gewijzigd_op


SECTIONS: dict[str, type[Sitemap[Any]]] = {
    "agenda": AgendaSitemap,
    "provincies": ProvincieSitemap,
    "reeksen": ReeksSitemap,
    "sessies": SessieSitemap,
    "paginas": PaginaSitemap,
}
