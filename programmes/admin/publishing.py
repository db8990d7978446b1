"""Forms in /beheer/ of what has a life of its own, and their buttons beside those that save."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html

from programmes.beheer import M, ScopedAdmin


class ButtonsAdmin(ScopedAdmin[M]):
    """Saves what was filled in and nothing else, then does what a button of its own stands for, in one transaction."""

    def get_fieldsets(self, request: HttpRequest, obj: M | None = None) -> Any:
        """Carry the version of a known row along, unseen, for who may change it; the form is a `VersionedForm`."""
        (title, options), *others = super().get_fieldsets(request, obj)
        carries = obj is not None and self.has_change_permission(request, obj)
        fields = [*options["fields"], "versie"] if carries else options["fields"]
        return [(title, {**options, "fields": fields}), *others]

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: Any) -> None:
        """Write only what was changed here: the status, above all, belongs to the buttons."""
        if change:
            obj.save(
                update_fields=[field.name for field in obj._meta.concrete_fields if field.name in form.changed_data]
            )
        else:
            super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: M, post_url_continue: str | None = None) -> HttpResponse:
        """Carry the extra buttons out after saving."""
        return self.pressed(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: M) -> HttpResponse:
        """Carry the extra buttons out after saving."""
        return self.pressed(request, obj) or super().response_change(request, obj)

    def pressed(self, request: HttpRequest, obj: M) -> HttpResponse | None:
        """Do what a button of its own stands for; returns where to go then, None when another was pressed."""
        raise NotImplementedError


class PublishingAdmin(ButtonsAdmin[M]):
    """The two buttons "Opslaan en publiceren" and "Terug naar concept", which work by POST only.

    The template `admin/publish_submit_line.html` shows them. What can not be published is saved all the same, as a
    concept: nobody has to type it again.
    """

    published_message = "“{}” staat op de website."
    withdrawn_message = "“{}” staat niet meer op de website. Alleen organisatoren zien het nog."
    obstacle_texts: Mapping[Any, str] = {}

    def publish(self, obj: M) -> Sequence[Enum]:
        """Publish; returns what is in the way, empty when it worked."""
        raise NotImplementedError

    def withdraw(self, obj: M) -> None:
        """Take off the website."""
        raise NotImplementedError

    def view_on_site(self, obj: M) -> str | None:
        """Return the address of the public page, None while there is none."""
        raise NotImplementedError

    def pressed(self, request: HttpRequest, obj: M) -> HttpResponse | None:
        """Publish or withdraw, and stay on the page."""
        if "_publish" in request.POST:
            self._publish(request, obj)
        elif "_withdraw" in request.POST:
            self.withdraw(obj)
            self.log_change(request, obj, "Terug naar concept.")
            self.message_user(request, self.withdrawn_message.format(obj), messages.SUCCESS)
        else:
            return None
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)

    def _publish(self, request: HttpRequest, obj: M) -> None:
        obstacles = self.publish(obj)
        for obstacle in obstacles:
            self.message_user(request, self.obstacle_texts[obstacle], messages.ERROR)
        if obstacles:
            self.message_user(request, "Je gegevens zijn opgeslagen, maar nog niet gepubliceerd.", messages.WARNING)
            return
        self.log_change(request, obj, "Gepubliceerd.")
        text = format_html(self.published_message + ' <a href="{}">Bekijk de pagina</a>', obj, self.view_on_site(obj))
        self.message_user(request, text, messages.SUCCESS)
