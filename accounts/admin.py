from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts.models import User
from accounts.people import forget_other_addresses

# Rights follow from a Lidmaatschap, never from a group.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]  # Django does not make this class generic
    """Only for beheerders: the site lets organisers see what has `visible_to`, and users have not."""

    list_display = ["email", "naam", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["email", "naam"]
    ordering = ["email"]
    fieldsets = [
        (None, {"fields": ["email", "naam", "password"]}),
        ("Rechten", {"fields": ["is_active", "is_superuser"]}),
        ("Datums", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "naam", "usable_password", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # noqa: ARG002
        """Answer only the questions of the filters beside the list; Django answers 400 to the rest."""
        return lookup in {f"{name}__exact" for name in self.list_filter}

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Save; with another address, the mailbox of the old one signs in no more."""
        super().save_model(request, obj, form, change)
        forget_other_addresses(obj)
