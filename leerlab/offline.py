"""What a visitor without a connection gets: a page that says so, kept in the browser by a service worker.

The worker itself is templates/errors/service-worker.js; docs/decisions/0017-offline.md says what it may not do.
"""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

PAGE = "errors/offline.html"


@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no connection: the page that the service worker keeps."""
    return render(request, PAGE)


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the script of the service worker; another page means another version, which browsers then fetch."""
    version = hashlib.sha256(render_to_string(PAGE, request=request).encode()).hexdigest()[:16]
    return render(request, "errors/service-worker.js", {"version": version}, content_type="text/javascript")
