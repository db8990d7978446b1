"""Ends a session that was left alone in /beheer/, without throwing away what somebody was typing there."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_protect

from accounts import late_posts, sessions
from accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


class EndIdleSessions:
    """Signs out who did nothing in /beheer/ for BEHEER_IDLE_MINUTES, or signed in more than a day ago.

    Asks nothing of who is not signed in, and nothing anywhere else.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    @cached_property
    def beheer(self) -> str:
        """The path of the admin."""
        return reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.beheer):
            return self.get_response(request)
        user = request.user
        if not isinstance(user, User) or sessions.visit(request, user, now=timezone.now()):
            return self.get_response(request)
        return ended(request, user)


def ended(request: HttpRequest, user: User) -> HttpResponse:
    """Sign out; a page that was only opened is what signing in again leads to, a form is kept for its sender."""
    if request.method in {"GET", "HEAD"}:
        query = urlencode({"next": request.get_full_path(), "verlopen": "1"})
        logout(request)
        return redirect(f"{reverse('account_login')}?{query}")
    # Before signing out. What another site made the browser send is not worth keeping.
    is_own, late = is_from_our_page(request), late_posts.of(request, user)
    logout(request)
    is_kept = is_own and late_posts.keep(request, late, now=timezone.now())
    response = render(request, "accounts/verlopen.html", {"is_kept": is_kept, "path": request.path}, status=403)
    response["Cache-Control"] = "no-store, private"
    return response


def is_from_our_page(request: HttpRequest) -> bool:
    """Tell whether a POST carries our token: this middleware answers before Django looks."""
    judged: HttpResponse = csrf_protect(lambda _request: HttpResponse())(request)
    return judged.status_code == HTTPStatus.OK
