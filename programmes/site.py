"""The admin site: who may enter /beheer/, in which roles, and what the menu says."""

from collections.abc import Collection
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from accounts import second_factor
from accounts.models import User
from programmes.lookups import is_forward_relation
from programmes.menu import in_order
from programmes.scope import MANAGING, SEEING


class BeheerSite(admin.AdminSite):
    """Lets in beheerders and whoever has a Lidmaatschap; sign-in is allauth's."""

    site_header = "Beheer leerlabs"
    site_title = "Beheer leerlabs"
    index_title = "Overzicht"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in beheerders and whoever has a role, with a second factor where REQUIRE_MFA asks for one."""
        return self.may_enter(request) and second_factor.is_enough(request)

    def may_enter(self, request: HttpRequest) -> bool:
        """Tell whether somebody has any business here, whatever they signed in with."""
        user = request.user
        return user.is_authenticated and user.is_active and (user.is_superuser or bool(self.rollen(request)))

    def rollen(self, request: HttpRequest) -> Collection[str]:
        """Return the roles of who is at work, asked at each request: who is removed is out at the next one.

        Once a request: one page of the admin asks this for each of its models.
        """
        from programmes.models import Lidmaatschap  # noqa: PLC0415 - the site is made before models load

        user = organiser(request)
        answers: dict[int, Collection[str]] = request.__dict__.setdefault("_beheer_rollen", {})
        if user.pk not in answers:
            answers[user.pk] = set(Lidmaatschap.objects.of(user).order_by().values_list("rol", flat=True).distinct())
        return answers[user.pk]

    def may_look(self, request: HttpRequest) -> bool:
        """Tell whether somebody works for a provincie or an organisatie; a gastheer sees one page only."""
        return self._has_role(request, SEEING)

    def may_manage(self, request: HttpRequest) -> bool:
        """Tell whether somebody may change things anywhere."""
        return self._has_role(request, MANAGING)

    def _has_role(self, request: HttpRequest, rollen: Collection[str]) -> bool:
        is_in = self.has_permission(request)
        return is_in and (organiser(request).is_superuser or not set(rollen).isdisjoint(self.rollen(request)))

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's signature
    ) -> HttpResponse:
        """Send visitors to the one sign-in page; who is signed in without rights gets a plain refusal."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            if self.may_enter(request):
                following = request.GET.get("next", reverse("admin:index"))
                return second_factor.ask(organiser(request), following=following)
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("account_login"))

    def logout(  # type: ignore[override]  # a redirect is an answer too
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Leave through allauth, which asks first when the link was only opened."""
        return redirect("account_logout")

    def index(  # type: ignore[override]  # a redirect is an answer too
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what asks for attention, and one's own reeksen; a gastheer gets the list of their own sessies."""
        from programmes import start  # noqa: PLC0415 - the site is made before models load

        if not self.may_look(request):
            return redirect("admin:programmes_reeks_aan_de_deur")
        page = start.start_page(organiser(request), now=timezone.now())
        own = {"start": page, "may_add": self.may_manage(request)}
        return super().index(request, own | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the menu in the order of the work instead of the alphabet."""
        return in_order(super().get_app_list(request, app_label))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Refuse what names no relation of a form; Django's view breaks on a relation the other way round."""
        asked = [request.GET.get(name, "") for name in ("app_label", "model_name", "field_name")]
        if not is_forward_relation(*asked):
            raise PermissionDenied
        return super().autocomplete_view(request)

    def password_change(  # type: ignore[override]  # a redirect is an answer too
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Change a password where all do, with its limits and the second factor asked again."""
        return redirect("account_change_password")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the admin's addresses without the shortcut by content type: it would reveal others' rows."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]


def site(page: Any) -> BeheerSite:
    """Return the site of a ModelAdmin or an inline: there is one."""
    return cast("BeheerSite", page.admin_site)


def organiser(request: HttpRequest) -> User:
    """Return who is at work; the site let nobody in without signing in."""
    return cast("User", request.user)
