"""All addresses. Those of docs/architecture.md are a contract: bookmarks and calendars depend on them."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from leerlab import error_pages
from leerlab.health import health

handler400 = error_pages.bad_request
handler403 = error_pages.forbidden
handler404 = error_pages.not_found
handler429 = error_pages.too_many
handler500 = error_pages.server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("gezond/", health, name="gezond"),
    path("beheer/", admin.site.urls),
    path("account/", include("accounts.urls")),
    path("", include("registrations.urls")),
    path("", include("learning.urls")),
    path("", include("programmes.urls")),
]
