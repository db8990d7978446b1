"""The bases of every ModelAdmin in /beheer/. Scoping happens here only.

Who is at work sees what the queryset's `visible_to` gives and changes what `managed_by` gives. It fails closed: a model
that is no `ScopedQuerySet` and has no `GlobalAdmin` offers an organisator no choices at all.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import ForeignKey, ManyToManyField, Model, ProtectedError, QuerySet
from django.forms.models import ModelChoiceField, ModelMultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from accounts.models import User
from programmes.current_choice import KeepsCurrentChoice
from programmes.field_help import HelpsFields
from programmes.lookups import lookups_of_filters
from programmes.named_dates import NamesDates
from programmes.recording import RecordsDeeds
from programmes.scope import ScopedQuerySet
from programmes.site import organiser, site

__all__ = ["GlobalAdmin", "M", "ScopedAdmin", "ScopedInline", "organiser", "site"]

M = TypeVar("M", bound=Model)


class _Scoped(HelpsFields[M], NamesDates[M]):
    """What pages and inlines share: which choices a form offers and accepts."""

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,
    ) -> ModelChoiceField[Any] | None:
        """Offer, and accept, only what one may change; a choice of one provincie is made beforehand."""
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
        if isinstance(queryset, ScopedQuerySet):
            return queryset.managed_by(organiser(request))
        is_global = self.admin_site.is_registered(model) and isinstance(
            self.admin_site.get_model_admin(model), GlobalAdmin
        )
        return queryset if is_global or organiser(request).is_superuser else queryset.none()


class _OwnLookups(RecordsDeeds[M]):
    """Answers only the questions that its own filters ask, also to a beheerder."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # noqa: ARG002
        """Allow what the filters beside the list make; Django answers 400 to the rest."""
        return request is not None and lookup in lookups_of_filters(self, request)


class ScopedAdmin(_Scoped[M], _OwnLookups[M]):
    """Shows rows that the model's `visible_to` gives and changes those that `managed_by` gives.

    Another's row does not exist, whatever address is guessed. A subclass narrows the three `may_`.
    """

    form = KeepsCurrentChoice
    view_on_site: Callable[[M], str | None] | bool = False
    delete_refusal = "Er hangen nog andere gegevens aan."

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Return the rows in scope: of lists, pages, autocompletes, filters and actions alike."""
        return cast("ScopedQuerySet[M]", super().get_queryset(request)).visible_to(organiser(request))

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
        """Show the app to whoever works for a provincie or an organisatie."""
        return site(self).may_look(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Allow for rows in scope."""
        return site(self).may_look(request) and self._in_scope(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow organisatoren whom `may_add` allows."""
        return site(self).may_manage(request) and self.may_add(organiser(request))

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Allow for rows that one manages, whom `may_change` allows."""
        return self.manages(request, obj) and self.may_change(organiser(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Allow for rows that one manages, whom `may_delete` allows."""
        return self.manages(request, obj) and self.may_delete(organiser(request), obj)

    def manages(self, request: HttpRequest, obj: M | None) -> bool:
        """Tell whether one may change this row, or any."""
        return site(self).may_manage(request) and self._in_scope(request, obj, to_change=True)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save, and undo everything when the row ended up out of scope, whatever the form let through."""
        super().save_related(request, form, formsets, change)
        if not self._rows(organiser(request), to_change=True).filter(pk=form.instance.pk).exists():
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

    def _in_scope(self, request: HttpRequest, obj: M | None, *, to_change: bool = False) -> bool:
        """Tell whether a row is in scope; asked many times for one page, so remembered for that request."""
        user = organiser(request)
        if obj is None or obj.pk is None or user.is_superuser:
            return True
        known: dict[tuple[str, object, bool], bool] = request.__dict__.setdefault("_beheer_scope", {})
        key = (self.opts.label, obj.pk, to_change)
        # Who sees a row by the one role that changes it too needs to be asked once.
        if not to_change and known.get((*key[:2], True)):
            return True
        if key not in known:
            known[key] = self._rows(user, to_change=to_change).filter(pk=obj.pk).exists()
        return known[key]

    def _rows(self, user: User, *, to_change: bool) -> QuerySet[M]:
        rows = cast("ScopedQuerySet[M]", self.model._default_manager.all())
        return rows.managed_by(user) if to_change else rows.visible_to(user)


class ScopedInline(_Scoped[Any]):
    """Mixin for inlines: rows come with their parent, which was looked up in scope; so are their choices."""

    view_on_site: Callable[[Any], str | None] | bool = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Hold POSTs made by hand to `max_num` too; Django's admin only hides its button."""
        return super().get_formset(request, obj, **kwargs, validate_max=True)  # type: ignore[misc]  # of inlines

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's
        """Allow whoever sees the row of the page."""
        return site(self).may_look(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Allow organisatoren; the row of the page decides first."""
        return site(self).may_manage(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Allow organisatoren; the row of the page decides first."""
        return site(self).may_manage(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Allow organisatoren; the row of the page decides first."""
        return site(self).may_manage(request)


class GlobalAdmin(HelpsFields[M], _OwnLookups[M]):
    """What all provincies share: an organisator looks and chooses, a beheerder changes."""

    view_on_site = False
    organisers_add = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to whoever works for a provincie or an organisatie."""
        return site(self).may_look(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002 - Django's
        """Allow whoever works for a provincie or an organisatie."""
        return site(self).may_look(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow beheerders, and organisatoren where `organisers_add` says so."""
        if self.organisers_add:
            return site(self).may_manage(request)
        return organiser(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002 - Django's
        """Allow beheerders only."""
        return organiser(request).is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:  # noqa: ARG002 - Django's
        """Allow beheerders only."""
        return organiser(request).is_superuser
