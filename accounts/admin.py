from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts import second_factor
from accounts.models import User
from accounts.people import forget_other_addresses
from accounts.sessions import end_sessions

# Rights follow from a Lidmaatschap, never from a group. Of allauth's tables one holds secrets, with another a beheerder
# could sign in as somebody else, and the rest is for providers that are set up in the database, which the settings do.
for model in (Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


KIND_NAMES = {Authenticator.Type.TOTP.value: "een app", Authenticator.Type.WEBAUTHN.value: "een passkey"}


OWN_ACCOUNT = "Dit kan niet met je eigen account. Vraag een andere beheerder."


class UserForm(UserChangeForm[User]):
    """A user; who is at work can not lock themselves out, as there may be nobody else to let them in."""

    at_work: Any = None

    def clean(self) -> dict[str, Any]:
        """Refuse to switch off one's own account, or to take away one's own rights."""
        data = super().clean() or self.cleaned_data
        if self.instance == self.at_work:
            for name in ("is_active", "is_superuser"):
                if not data.get(name):
                    self.add_error(name, OWN_ACCOUNT)
        return data


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

    form = UserForm
    change_form_template = "admin/accounts/user/change_form.html"

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:  # type: ignore[override]  # as Django
        """Tell the form, which is made anew for each request, who is at work."""
        form: Any = super().get_form(request, obj, **kwargs)
        form.at_work = request.user
        return form

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Allow beheerders, but not for their own account."""
        return super().has_delete_permission(request, obj) and obj != request.user

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which a lost second factor is taken away."""
        view = self.admin_site.admin_view(self.reset_second_factor)
        return [path("<int:pk>/tweede-stap/", view, name="accounts_user_tweede_stap"), *super().get_urls()]

    def reset_second_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and on a POST take all second factors of somebody away: they set up a new one when they sign in."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        user = self.get_object(request, str(pk))
        if user is None:
            raise Http404
        if request.method == "POST":
            number = second_factor.reset(user)
            self.log_change(request, user, "Tweede stap weggehaald.")
            self.message_user(request, f"De tweede stap van {user} is weg ({number}). {user} is overal uitgelogd.")
            return redirect("admin:accounts_user_change", pk)
        if not (kinds := second_factor.kinds_of(user)):
            self.message_user(request, f"{user} heeft geen tweede stap.", messages.WARNING)
            return redirect("admin:accounts_user_change", pk)
        context = {**self.admin_site.each_context(request), "title": "Tweede stap weghalen", "opts": self.opts}
        names = [str(label) for kind, label in KIND_NAMES.items() if kind in kinds]
        context |= {"original": user, "kinds": names}
        return TemplateResponse(request, "admin/accounts/user/tweede_stap.html", context)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # noqa: ARG002
        """Answer only the questions of the filters beside the list; Django answers 400 to the rest."""
        return lookup in {f"{name}__exact" for name in self.list_filter}

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Save; with another address, the mailbox of the old one signs in no more, and who is off is out for good."""
        super().save_model(request, obj, form, change)
        forget_other_addresses(obj)
        if not obj.is_active:
            # Django only passes them over, so that they would work again on the day that the account does.
            end_sessions(obj)
