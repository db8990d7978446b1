from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import late_posts, sessions
from accounts.http import AuthenticatedHttpRequest, private_page
from accounts.models import User


@require_safe
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Send who is signed in to their own page and everybody else to the sign-in by mailed code."""
    return redirect("mijn" if request.user.is_authenticated else "account_request_login_code")


@require_safe
@private_page
def awake(request: HttpRequest) -> HttpResponse:
    """Keep the session of an open form in /beheer/ alive; static/js/wakker.js asks while somebody types."""
    user = request.user
    is_alive = isinstance(user, User) and sessions.visit(request, user, now=timezone.now())
    return HttpResponse(status=204 if is_alive else 403)


@require_safe
@private_page
@login_required
def late_post(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Offer what came after a session ended to its sender, to be sent again with one button."""
    late = late_posts.take(request, request.user, now=timezone.now())
    if late is None:
        return redirect("admin:index")
    return render(request, "accounts/alsnog.html", {"late": late})
