"""The admin site: who may enter /beheer/, and the bases of every ModelAdmin. Scoping happens here only.

An organisator sees and changes what the queryset's `visible_to` gives. It fails closed: a model that has no
`visible_to` and no `GlobalAdmin` offers an organisator no choices at all.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import ForeignKey, ManyToManyField, Model, ProtectedError, QuerySet
from django.forms.models import ModelChoiceField, ModelMultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse

from accounts.models import User
from programmes.current_choice import KeepsCurrentChoice
from programmes.lookups import is_forward_relation, lookups_of_filters
from programmes.menu import in_order
from programmes.named_dates import NamesDates

M = TypeVar("M", bound=Model)


class BeheerSite(admin.AdminSite):
    """Lets in beheerders and whoever has a Lidmaatschap; sign-in is allauth's."""

    site_header = "Beheer leerlabs"
    site_title = "Beheer leerlabs"
    index_title = "Overzicht"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Ask the database at each request, so that who is removed is out at the next one.

        Once a request: one page of the admin asks this for each of its models.
        """
        from programmes.models import Lidmaatschap  # noqa: PLC0415 - the site is made before models load

        user = request.user
        if not user.is_authenticated or not user.is_active:
            return False
        answers: dict[int, bool] = request.__dict__.setdefault("_may_enter_beheer", {})
        if user.pk not in answers:
            answers[user.pk] = user.is_superuser or Lidmaatschap.objects.of(user).exists()
        return answers[user.pk]

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's signature
    ) -> HttpResponse:
        """Send visitors to the one sign-in page; who is signed in without rights gets a plain refusal."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("account_login"))

    def logout(  # type: ignore[override]  # a redirect is an answer too
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Leave through allauth, which asks first when the link was only opened."""
        return redirect("account_logout")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the menu in the order of the work instead of the alphabet."""
        return in_order(super().get_app_list(request, app_label))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Refuse what names no relation of a form; Django's view breaks on a relation the other way round."""
        asked = [request.GET.get(name, "") for name in ("app_label", "model_name", "field_name")]
        if not is_forward_relation(*asked):
            raise PermissionDenied
        return super().autocomplete_view(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the admin's addresses without the shortcut by content type: it would reveal others' rows."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]


def organiser(request: HttpRequest) -> User:
    """Return who is at work; the site let nobody in without signing in."""
    return cast("User", request.user)


class _Scoped(NamesDates[M]):
    """What pages and inlines share: which choices a form offers and accepts."""

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,
    ) -> ModelChoiceField[Any] | None:
        """Offer, and accept, only what is in scope; a choice of one provincie is made beforehand."""
        kwargs["queryset"] = self._choices(db_field, request, kwargs.get("queryset"))
        if db_field.name == "provincie":
            keys = list(kwargs["queryset"].values_list("pk", flat=True)[:2])
            if len(keys) == 1:
                kwargs["initial"] = keys[0]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self,
        db_field: ManyToManyField[Any, Any],
        request: HttpRequest,
        **kwargs: Any,
    ) -> ModelMultipleChoiceField[Any] | None:
        """Offer, and accept, only what is in scope."""
        kwargs["queryset"] = self._choices(db_field, request, kwargs.get("queryset"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _choices(
        self,
        db_field: ForeignKey[Any, Any] | ManyToManyField[Any, Any],
        request: HttpRequest,
        queryset: QuerySet[Any] | None,
    ) -> QuerySet[Any]:
        model: type[Model] = db_field.remote_field.model
        queryset = model._default_manager.all() if queryset is None else queryset
        if hasattr(queryset, "visible_to"):
            return _visible(queryset, organiser(request))
        is_global = self.admin_site.is_registered(model) and isinstance(
            self.admin_site.get_model_admin(model), GlobalAdmin
        )
        return queryset if is_global or organiser(request).is_superuser else queryset.none()


class _OwnLookups(admin.ModelAdmin[M]):
    """Answers only the questions that its own filters ask, also to a beheerder."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # noqa: ARG002
        """Allow what the filters beside the list make; Django answers 400 to the rest."""
        return request is not None and lookup in lookups_of_filters(self, request)


class ScopedAdmin(_Scoped[M], _OwnLookups[M]):
    """Shows and changes only rows that the model's `visible_to` gives; every organisator may do so.

    Another's row does not exist, whatever address is guessed. A subclass narrows the three `may_`.
    """

    form = KeepsCurrentChoice
    view_on_site: Callable[[M], str | None] | bool = False
    delete_refusal = "Er hangen nog andere gegevens aan."

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Return the rows in scope: of lists, pages, autocompletes, filters and actions alike."""
        return _visible(super().get_queryset(request), organiser(request))

    def may_add(self, user: User) -> bool:  # noqa: ARG002 - for subclasses
        """Tell whether this organisator may make one."""
        return True

    def may_change(self, user: User, obj: M | None) -> bool:  # noqa: ARG002 - for subclasses
        """Tell whether this organisator may change this one, or any."""
        return True

    def may_delete(self, user: User, obj: M | None) -> bool:
        """Tell whether this organisator may delete this one, or any; who may change may delete."""
        return self.may_change(user, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to whoever may enter."""
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Allow for rows in scope."""
        return self.admin_site.has_permission(request) and self._in_scope(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow whom `may_add` allows."""
        return self.admin_site.has_permission(request) and self.may_add(organiser(request))

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Allow in scope, whom `may_change` allows."""
        return self.has_view_permission(request, obj) and self.may_change(organiser(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Allow in scope, whom `may_delete` allows."""
        return self.has_view_permission(request, obj) and self.may_delete(organiser(request), obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save, and undo everything when the row ended up out of scope, whatever the form let through."""
        super().save_related(request, form, formsets, change)
        if not self._is_visible(organiser(request), form.instance):
            raise PermissionDenied

    def get_deleted_objects(
        self, objs: Sequence[M] | QuerySet[M], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Say that something is in the way, not what: it may be somebody else's."""
        to_delete, count, perms_needed, protected = super().get_deleted_objects(objs, request)
        if perms_needed or protected:
            return to_delete, count, set(), [self.delete_refusal]
        return to_delete, count, perms_needed, protected

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse with a reason, on the page of the row, when something else hangs on it."""
        obj = self.get_object(request, object_id)
        may = self.has_delete_permission(request, obj)
        if not (may and obj and self.get_deleted_objects([obj], request)[3]):
            try:
                return super().delete_view(request, object_id, extra_context)
            except (ProtectedError, IntegrityError):
                pass  # Something was hung on it after the question.
        self.message_user(request, f"“{obj}” kan niet weg. {self.delete_refusal}", messages.ERROR)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def _get_obj_does_not_exist_redirect(self, *_args: object) -> HttpResponseRedirect:
        """Answer as for any address that is not there; Django would name the kind of row."""
        raise Http404

    def _in_scope(self, request: HttpRequest, obj: M | None) -> bool:
        """Tell whether a row is in scope; asked many times for one page, so remembered for that request."""
        user = organiser(request)
        if obj is None or obj.pk is None or user.is_superuser:
            return True
        known: dict[tuple[str, object], bool] = request.__dict__.setdefault("_beheer_scope", {})
        key = (self.opts.label, obj.pk)
        if key not in known:
            known[key] = self._is_visible(user, obj)
        return known[key]

    def _is_visible(self, user: User, obj: M) -> bool:
        return _visible(self.model._default_manager.all(), user).filter(pk=obj.pk).exists()


class ScopedInline(_Scoped[Any]):
    """Mixin for inlines: rows come with their parent, which was looked up in scope; so are their choices."""

    view_on_site: Callable[[Any], str | None] | bool = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Hold POSTs made by hand to `max_num` too; Django's admin only hides its button."""
        return super().get_formset(request, obj, **kwargs, validate_max=True)  # type: ignore[misc]  # of inlines

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's
        """Allow everybody who may enter."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Allow everybody who may enter."""
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Allow everybody who may enter."""
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Allow everybody who may enter."""
        return self.admin_site.has_permission(request)


class GlobalAdmin(_OwnLookups[M]):
    """What all provincies share: an organisator looks and chooses, a beheerder changes."""

    view_on_site = False
    organisers_add = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to whoever may enter."""
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002 - Django's
        """Allow everybody who may enter."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow beheerders, and organisatoren where `organisers_add` says so."""
        if self.organisers_add:
            return self.admin_site.has_permission(request)
        return organiser(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002 - Django's
        """Allow beheerders only."""
        return organiser(request).is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002 - Django's
        """Allow beheerders only."""
        return organiser(request).is_superuser


def _visible(queryset: QuerySet[M], user: User) -> QuerySet[M]:
    return cast("QuerySet[M]", queryset.visible_to(user))  # type: ignore[attr-defined]  # every scoped model has it
