"""The portal's addresses and `/kaal/`: 20 kB of text from a view that does nothing, our unit of cost."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from leerlab.urls import handler400, handler403, handler404, handler429, handler500
from leerlab.urls import urlpatterns as portal

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

BODY = b"<p>kaal</p>\n" * 1700


def bare(_request: HttpRequest) -> HttpResponse:
    """Answer a fixed 20 kB."""
    return HttpResponse(BODY)


urlpatterns: list[URLPattern | URLResolver] = [path("kaal/", bare)]
urlpatterns += portal
