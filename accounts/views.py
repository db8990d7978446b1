from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Send who is signed in to their own page and everybody else to the sign-in by mailed code."""
    return redirect("mijn" if request.user.is_authenticated else "account_request_login_code")
