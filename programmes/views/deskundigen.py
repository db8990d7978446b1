"""The photo of a deskundige as a file: its address holds a hash, so browsers keep it for good."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from programmes.models import Portret
from programmes.views.huisstijlen import file_for_good

HASH_SIGNS = 32


@require_safe
def deskundige_foto(request: HttpRequest, versie: str) -> HttpResponseBase:
    """Give a photo by the first half of its hash; 404 once it was taken away or replaced."""
    photos = Portret.objects.filter(deskundige__foto_sleutel__startswith=versie)
    found = photos.first() if len(versie) == HASH_SIGNS else None
    if found is None:
        raise Http404
    return file_for_good(request, bytes(found.bestand), kind="image/webp", version=versie)
