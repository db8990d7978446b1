"""The address in the QR code of somebody's personal page. Who it belongs to stands on no page of this module."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import private_page


@require_safe
@private_page
def inchecken(request: HttpRequest, code: str) -> HttpResponse:
    """Lead who works in /beheer/ to the page with the button; tell anybody else what the code is for.

    It looks at no code: a forged one looks the same. Whether somebody may see whose it is, is decided in /beheer/.
    """
    deur = reverse("admin:programmes_reeks_inchecken", args=[code])
    if admin.site.has_permission(request):
        return redirect(deur)
    return render(request, "registrations/inchecken.html", {"deur": deur})
