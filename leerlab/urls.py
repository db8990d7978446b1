"""All addresses. Those of docs/architecture.md are a contract: bookmarks and calendars depend on them."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

import learning.sitemaps
import programmes.sitemaps
from leerlab import error_pages, machine_files, offline
from leerlab.health import health
from programmes.admin import handleiding

handler400 = error_pages.bad_request
handler403 = error_pages.forbidden
handler404 = error_pages.not_found
handler429 = error_pages.too_many
handler500 = error_pages.server_error

SITEMAP = {**programmes.sitemaps.SECTIONS, **learning.sitemaps.SECTIONS}

urlpatterns: list[URLPattern | URLResolver] = [
    path("gezond/", health, name="gezond"),
    path(".well-known/security.txt", machine_files.security_txt, name="security-txt"),
    path("robots.txt", machine_files.robots_txt, name="robots-txt"),
    path("sitemap.xml", machine_files.sitemap, {"sections": SITEMAP}, name="sitemap"),
    path("favicon.ico", machine_files.favicon, name="favicon"),
    path("offline/", offline.offline, name="offline"),
    path("service-worker.js", offline.service_worker, name="service-worker"),
    # Before the admin, which answers 404 to all it does not know.
    path("beheer/handleiding/", admin.site.admin_view(handleiding.inhoud), name="handleiding"),
    path(
        "beheer/handleiding/beelden/<slug:naam>.png",
        admin.site.admin_view(handleiding.beeld, cacheable=True),
        name="handleiding-beeld",
    ),
    path(
        "beheer/handleiding/<slug:hoofdstuk>/",
        admin.site.admin_view(handleiding.hoofdstuk),
        name="handleiding-hoofdstuk",
    ),
    path("beheer/", admin.site.urls),
    path("account/", include("accounts.urls")),
    path("", include("registrations.urls")),
    path("", include("learning.urls")),
    path("", include("programmes.urls")),
]
