"""What of learning stands in `/sitemap.xml`."""

from typing import Any

from django.contrib.sitemaps import Sitemap

from learning.models import Handvatten
from programmes.sitemaps import OwnSitemap


class HandvattenSitemap(OwnSitemap[Handvatten]):
    """Published handvatten of published reeksen."""

    def items(self) -> list[Handvatten]:
        handvatten = Handvatten.objects.published().select_related("sessie__reeks__provincie")
        return list(handvatten.order_by("sessie__reeks__provincie__naam", "sessie__reeks__slug", "sessie__volgorde"))


SECTIONS: dict[str, type[Sitemap[Any]]] = {"handvatten": HandvattenSitemap}
