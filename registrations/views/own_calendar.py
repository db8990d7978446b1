"""Somebody's own calendar: the file that calendar programs read, and the pages where its secret link is made."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthenticatedHttpRequest, private_page
from programmes.addresses import webcal
from programmes.calendar_answers import whole_feed
from registrations import own_calendar
from registrations.models import Aanmelding
from registrations.overview import aanmeldingen_of
from registrations.views.forms_for_visitors import SeeOther
from registrations.views.personal import frame, with_aanmelding

MAKE, REVOKE = "maken", "intrekken"
REVOKED = "Gelukt: de link is ingetrokken. Haal het abonnement nu ook weg uit je agenda."


@require_safe
def eigen_agenda(request: HttpRequest, sleutel: str) -> HttpResponse:
    """Give the calendar of a key; an unknown and a revoked key look the same. Needs no cookie and no Accept header."""
    link = own_calendar.find_link(sleutel)
    if link is None:
        raise Http404
    response = whole_feed(own_calendar.calendar_of(link.email, now=timezone.now()), name="leerlabs")
    response["Cache-Control"] = "private, max-age=900"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@require_http_methods(["GET", "HEAD", "POST"])
@with_aanmelding
def aanmelding_abonnement(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Make, renew or revoke the calendar link of the address of an aanmelding."""
    context = frame(aanmelding)
    address, back = (reverse(name, args=[context["token"]]) for name in ("aanmelding-abonnement", "aanmelding"))
    return subscription(request, aanmelding.email, [aanmelding], {**context, "adres": address, "terug": back})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required(login_url="account_request_login_code")
@private_page
def mijn_abonnement(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Make, renew or revoke the calendar link of the address of whoever is signed in."""
    email = request.user.email
    context = {"adres": reverse("mijn-abonnement"), "terug": reverse("mijn")}
    own = [row for row in aanmeldingen_of(request.user).order_by("-pk") if row.email == email]
    return subscription(request, email, own, context)


# --- Steps ------------------------------------------------------------------------------------------------------


def subscription(
    request: HttpRequest, email: str, aanmeldingen: Sequence[Aanmelding], context: Mapping[str, object]
) -> HttpResponse:
    """Show how it stands with the link of an address. The link itself only in the answer to making it."""
    made = ""
    asked = request.POST.get("actie")
    if asked == REVOKE:
        own_calendar.revoke_link(email=email)
        return SeeOther(f"{context['adres']}?gedaan={REVOKE}")
    if asked == MAKE:
        key = own_calendar.new_link(aanmeldingen=aanmeldingen, email=email, now=timezone.now())
        made = own_calendar.address_of(key)
    done = REVOKED if request.GET.get("gedaan") == REVOKE else ""
    shown = {"email": email, "link": own_calendar.link_of(email), "made": made, "webcal": webcal(made), "done": done}
    return render(request, "registrations/abonnement.html", {**context, **shown})
