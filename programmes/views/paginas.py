"""The fixed pages: privacy, cookies, toegankelijkheid, voorwaarden, kwetsbaarheid melden."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from programmes.models import Pagina


@require_safe
def pagina(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one fixed page as a beheerder last saved it."""
    return render(request, "programmes/pagina.html", {"pagina": get_object_or_404(Pagina, slug=slug)})
