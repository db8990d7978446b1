"""The addresses of production, and one where each error page can be looked at: they are hard to run into."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from leerlab import error_pages, urls
from leerlab.urls import handler400, handler403, handler404, handler429, handler500

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]


def error(request: HttpRequest, which: str) -> HttpResponse:
    """Answer with the error page of this name, as the middleware that meets the error would."""
    pages = {
        "400": error_pages.bad_request,
        "403": error_pages.forbidden,
        "429": error_pages.too_many,
        "500": error_pages.server_error,
        "csrf": error_pages.csrf_failure,
    }
    if which == "503":
        return error_pages.unavailable(request, ConnectionError("asked for by a test"))
    if which not in pages:
        raise Http404
    return pages[which](request)


urlpatterns: list[URLPattern | URLResolver] = [path("fout/<slug:which>/", error), *urls.urlpatterns]
