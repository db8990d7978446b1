"""What a reeks in /beheer/ does for the people in it.

Programmes knows no deelnemers, so its page of a reeks stands here once more with what follows for them: this class
takes the place of its parent in the admin. Everything about the reeks itself stays with the parent.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from accounts.models import User
from programmes import lifecycle
from programmes.admin.reeksen import ReeksAdmin
from programmes.admin.sessies import SessieFormSet
from programmes.beheer import organiser
from programmes.models import Gemeente, Reeks, Sessie
from programmes.querysets import ReeksQuerySet
from registrations import reminders, running_reeks, waiting_list
from registrations.admin import (
    attendance,
    berichten,
    by_hand,
    calling_off,
    decisions,
    exports,
    hosting,
    import_pages,
    life,
    overview_home,
    overview_matrix,
    rondmails,
)
from registrations.admin.herinneringen import HerinneringFormSet, HerinneringInline
from registrations.admin.overview import overview_of
from registrations.admin.questions import own_page
from registrations.admin.reeks_form import (
    SIGN_UP,
    ReeksMetDeelnemersForm,
    SessieMetDeelnemersFormSet,
    SessieMetDeelnemersInline,
    is_running,
)
from registrations.admin.telling import AsksFirst, sentence_of
from registrations.admin.toelating import PAGE, waiting_now, warnings
from registrations.admin.words import COLUMNS, over_texts, people
from registrations.models import Aanbod
from registrations.places import places_of
from registrations.steps import sessies_of

NOTHING: Mapping[str, Exists] = {}
LIMITS = frozenset({"max_gemeenten", "max_personen", "max_per_gemeente", "gereserveerde_gemeenten"})


admin.site.unregister(Reeks)


@admin.register(Reeks)
class ReeksMetDeelnemersAdmin(AsksFirst, ReeksAdmin):
    """Saves a reeks and carries out what follows for its people, in the same transaction."""

    form = ReeksMetDeelnemersForm
    inlines = [SessieMetDeelnemersInline, HerinneringInline]
    change_form_template = "admin/registrations/reeks/change_form.html"

    def get_urls(self) -> list[Any]:
        """Add the pages about the people of a reeks."""
        views: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "deelnemers": ("<int:object_id>/deelnemers/", self.overview_view),
            "gemeente_toelaten": ("<int:object_id>/gemeenten/<int:gemeente_pk>/toelaten/", self.admit_view),
            "gemeente_afwijzen": ("<int:object_id>/gemeenten/<int:gemeente_pk>/afwijzen/", self.reject_view),
            "sessie": ("<int:object_id>/bijeenkomsten/<int:sessie_pk>/gaat-niet-door/", self.cancel_view),
            "gaat_niet_door": ("<int:object_id>/gaat-niet-door/", self.cancel_all_view),
            "inlezen": ("<int:object_id>/inlezen/", self.import_view),
            "voorbeeld": ("<int:object_id>/inlezen/voorbeeld.csv", self.example_view),
            **rondmails.pages(self._managed, self.log_change),
            **berichten.pages(self._own, self.log_change),
            **hosting.pages(self._own, self._managed),
            **overview_home.pages(partial(self._own, also=overview_home.OF_CONCEPT)),
            **overview_matrix.pages(self._own, partial(self._found, to_change=False)),
            "aanmelden": ("<int:object_id>/aanmelden/", self.by_hand_view),
            **exports.pages(partial(self._found, to_change=False), self._managed),
            **attendance.pages(),
            **life.pages(self._managed, self.log_change, self.missing),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"programmes_reeks_{name}")
            for name, (route, view) in views.items()
        ]
        return own + super().get_urls()

    def get_fieldsets(self, request: HttpRequest, obj: Reeks | None = None) -> Any:
        """Ask about new sessies where there are people."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not is_running(obj):
            return fieldsets
        return [*fieldsets, ("Nieuwe bijeenkomsten", {"fields": ["nieuwe_bijeenkomsten"]})]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say how many wait for a decision, and where the reeks is in its life."""
        reeks = kwargs.get("obj")
        if reeks is not None:
            is_concept = not reeks.is_published and not reeks.gearchiveerd_op
            missing = self.missing(reeks) if is_concept else []
            context["leven"] = {
                "staat": life.state_of(reeks),
                "knoppen": life.buttons_of(reeks, now=timezone.now()) if self.manages(request, reeks) else [],
                "nodig": [line for line in missing if line.is_must],
                "verder": [line for line in missing if not line.is_must],
            }
        asking = context["adminform"].form.waiting.asking
        # Of what is over nobody can be let in any more.
        context["aanvragen"] = asking if reeks and asking and lifecycle.is_ahead(reeks, now=timezone.now()) else 0
        return super().render_change_form(request, context, *args, **kwargs)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """Save the sessies, with a sentence of the organiser in the mails that follow."""
        if isinstance(formset, HerinneringFormSet):
            formset.save()
            return
        formset.toelichting = sentence_of(request)
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save, and let what was saved take effect for the people at once."""
        super().save_related(request, form, formsets, change)
        if change:
            sessies = cast("SessieMetDeelnemersFormSet", formsets[0])
            now = sessies.now
            choice = form.cleaned_data["nieuwe_bijeenkomsten"]
            added = list(people_follow(form.instance, sessies, choice, user=organiser(request), now=now))
            waiting_list.settle_reeks(reeks=form.instance, now=now)
            self.check_seen(request, sessies.told, also=[*added, *offers_made(form.instance, now)])
            changed = LIMITS.intersection(form.changed_data)
            if changed or any("plaatsen" in done.fields for _, done in sessies.changes):
                self._say_what_is_exceeded(request, form.instance, now)
            if "toelating" in form.changed_data:
                old = form.initial["toelating"]
                for text in warnings(form.instance, old=old, now=waiting_now(form.instance)):
                    messages.warning(request, text)

    def _say_what_is_exceeded(self, request: HttpRequest, reeks: Reeks, now: datetime) -> None:
        """Say by how much a limit is exceeded: nobody has to leave."""
        sessies = sessies_of(reeks)
        places = places_of(Reeks.objects.get(pk=reeks.pk), sessies, now=now)
        names = dict(Gemeente.objects.filter(pk__in=places.occupancy.gemeenten).values_list("pk", "weergavenaam"))
        for text in over_texts(places, {sessie.pk: str(sessie) for sessie in sessies}, names):
            messages.warning(request, f"{text} Niemand hoeft weg.")

    def begin(self, reeks: Reeks, source: Reeks | None) -> None:
        """Give a new reeks its reminders: those of the old one, or those with which each starts."""
        now = timezone.now()
        if source is None:
            reminders.give_defaults(reeks=reeks, now=now)
        else:
            reminders.copy(source=source, reeks=reeks, now=now)

    def reminds(self, reeks: Reeks) -> bool:
        """Tell whether people are reminded of its sessies. One query."""
        return reeks.herinneringen.exists()

    # --- Pages of its own -----------------------------------------------------------------------------------

    def overview_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show who takes part, who waits and who asks."""
        reeks = self._own(request, object_id)
        all_needs = request.GET.get("behoeften") == "alles"
        overview = overview_of(reeks, user=organiser(request), now=timezone.now(), all_needs=all_needs)
        template = "admin/registrations/reeks/deelnemers.html"
        return own_page(request, template, reeks, title=PAGE, overview=overview, kolommen=COLUMNS, tab="deelnemers")

    def admit_view(self, request: HttpRequest, object_id: int, gemeente_pk: int) -> HttpResponse:
        """Admit the aanvragen of a gemeente."""
        reeks = self._managed(request, object_id)
        return decisions.admit_gemeente(request, reeks, self._asking(reeks, gemeente_pk), organiser(request))

    def reject_view(self, request: HttpRequest, object_id: int, gemeente_pk: int) -> HttpResponse:
        """Refuse the aanvragen of a gemeente."""
        reeks = self._managed(request, object_id)
        return decisions.reject_gemeente(request, reeks, self._asking(reeks, gemeente_pk), organiser(request))

    def cancel_view(self, request: HttpRequest, object_id: int, sessie_pk: int) -> HttpResponse:
        """Cancel a sessie."""
        reeks = self._managed(request, object_id)
        found = reeks.sessies.select_related("doelgroep").filter(pk=sessie_pk).first()
        if found is None:
            raise Http404
        found.reeks = reeks
        response, is_done = calling_off.cancel_sessie(request, found, organiser(request))
        if is_done:
            self.log_change(request, reeks, f"“{found}” gaat niet door.")
        return response

    def cancel_all_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Cancel all that is still to come."""
        reeks = self._managed(request, object_id)
        response, is_done = calling_off.cancel_reeks(request, reeks, organiser(request))
        if is_done:
            self.log_change(request, reeks, "De reeks gaat niet door.")
        return response

    def import_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Sign up everybody in a spreadsheet."""
        reeks = self._managed(request, object_id)
        response, count = import_pages.import_page(request, reeks, organiser(request))
        if count:
            self.log_change(request, reeks, f"Spreadsheet ingelezen: {people(count)}.")
        return response

    def by_hand_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Sign one person up."""
        reeks = self._managed(request, object_id)
        response, is_done = by_hand.page(request, reeks, organiser(request))
        if is_done:
            self.log_change(request, reeks, "Eén persoon met de hand aangemeld.")
        return response

    def example_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Give a spreadsheet to start from."""
        return import_pages.example(self._managed(request, object_id))

    def _own(self, request: HttpRequest, object_id: int, *, also: Mapping[str, Exists] = NOTHING) -> Reeks:
        """Return a reeks to look at; to change it, by POST, one that this user manages. Another's does not exist."""
        return self._found(request, object_id, to_change=request.method == "POST", also=also)

    def _managed(self, request: HttpRequest, object_id: int) -> Reeks:
        """Return a reeks that this user manages, for a page that is there to change something."""
        return self._found(request, object_id, to_change=True)

    def _found(
        self, request: HttpRequest, object_id: int, *, to_change: bool, also: Mapping[str, Exists] = NOTHING
    ) -> Reeks:
        rows = self.get_queryset(request).select_related("provincie", "organisatie").filter(pk=object_id)
        if to_change:
            rows = cast("ReeksQuerySet", rows).managed_by(organiser(request))
        # A page shows no buttons to who may only look.
        managed = Reeks.objects.managed_by(organiser(request)).filter(pk=OuterRef("pk"))
        reeks = rows.annotate(is_managed=Exists(managed), **also).first()
        if reeks is None:
            raise Http404
        return reeks

    def _asking(self, reeks: Reeks, pk: int) -> Gemeente:
        """Return a gemeente of which somebody has asked for a place in this reeks."""
        found = Gemeente.objects.filter(Q(aanmeldingen__reeks=reeks), pk=pk).first()
        if found is None:
            raise Http404
        return found


def offers_made(reeks: Reeks, now: datetime) -> list[str]:
    """Return what to say about the offers that were made at this moment; nothing when there are none. One query."""
    count = Aanbod.objects.of_reeks(reeks).filter(gemaakt_op=now).count()
    return [f"Er is plaats vrij. Er gaat een aanbod naar {people(count)} op de wachtlijst."] if count else []


def people_follow(reeks: Reeks, sessies: SessieFormSet, choice: str, *, user: User, now: datetime) -> Iterator[str]:
    """Put people down at new sessies when asked to, and at what became the terugkom; yields what to say about it."""
    for sessie, done in sessies.changes:
        if done.is_new and choice == SIGN_UP and is_running(reeks):
            count = running_reeks.add_sessie(sessie=sessie, user=user, now=now)
            yield f"“{sessie}”: {people(count)} aangemeld. Wie bevestigd is, krijgt een mail."
        elif not done.is_new and "soort" in done.fields and sessie.soort == Sessie.Soort.TERUGKOM:
            # Everybody in a reeks is expected there, also who chose single sessies.
            count = running_reeks.add_sessie(sessie=sessie, user=user, now=now)
            if count:
                yield f"“{sessie}” is nu de terugkombijeenkomst: {people(count)} erbij."
