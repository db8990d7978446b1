"""The files of a sessie in /beheer/: a list of all of them, and a page for each sessie that takes them in."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.models import User
from learning import materiaal as files
from learning.downloads import download
from learning.forms import MateriaalForm
from learning.models import Materiaal
from learning.templatetags.materiaal import bestandsgrootte
from programmes.beheer import ScopedAdmin, organiser
from programmes.models import Sessie
from programmes.named_dates import short_date
from registrations.admin.questions import own_page

MOST_SESSIES = 200
"""In the list to choose from, the latest first."""
TEMPLATES = "admin/learning/materiaal"
FULL = "Bij deze bijeenkomst staan al 30 bestanden. Haal er eerst een weg."
GONE = "Dit bestand is net weggehaald. Plaats het opnieuw."


@admin.register(Materiaal)
class MateriaalAdmin(ScopedAdmin[Materiaal]):
    """What was placed where. A file itself is placed and replaced on the page of its sessie, and nowhere else."""

    field_help = {
        "soort": "Staat bij het bestand op de pagina.",
        "zichtbaar": "Staan er persoonlijke gegevens in? Plaats het bestand dan niet.",
    }
    list_display = [
        "titel", "bijeenkomst", "reeks", "soort", "zichtbaar", "omvang", short_date("geplaatst_op", "geplaatst op"),
    ]  # fmt: skip
    list_filter = ["zichtbaar", "soort", ("sessie__reeks", RelatedOnlyFieldListFilter)]
    list_select_related = ["sessie__reeks__provincie", "sessie__doelgroep"]
    search_fields = ["titel", "bestandsnaam", "sessie__titel", "sessie__reeks__titel"]
    fields = ["bijeenkomst", "reeks", "titel", "soort", "zichtbaar", "bestand", "geplaatst_op", "wie"]
    readonly_fields = ["bijeenkomst", "reeks", "bestand", "geplaatst_op", "wie"]
    ordering = ["-geplaatst_op", "-pk"]

    @admin.display(description="bijeenkomst", ordering="sessie__volgorde")
    def bijeenkomst(self, obj: Materiaal) -> SafeString:
        """Return the title of the sessie, as a link to its files."""
        return format_html('<a href="{}">{}</a>', page_of(obj.sessie_id), obj.sessie.volledige_titel)

    @admin.display(description="reeks", ordering="sessie__reeks__titel")
    def reeks(self, obj: Materiaal) -> str:
        """Return the title of the reeks."""
        return obj.sessie.reeks.titel

    @admin.display(description="grootte", ordering="grootte")
    def omvang(self, obj: Materiaal) -> str:
        """Return how large the file is."""
        return bestandsgrootte(obj.grootte)

    @admin.display(description="bestand")
    def bestand(self, obj: Materiaal) -> SafeString:
        """Return the file to look at, and where it is replaced."""
        return format_html(
            '<a href="{}">{}</a> ({}). <a href="{}?vervang={}">Vervang dit bestand</a>',
            reverse("admin:learning_materiaal_bestand", args=[obj.pk]), obj.bestandsnaam, bestandsgrootte(obj.grootte),
            page_of(obj.sessie_id), obj.pk,
        )  # fmt: skip

    @admin.display(description="geplaatst door", empty_value="-")
    def wie(self, obj: Materiaal) -> str | None:
        """Return who placed it: a name only, since the page of a user is for beheerders."""
        return str(obj.door) if obj.door else None

    def view_on_site(self, obj: Materiaal) -> str | None:
        """Return the public page of the sessie, where visitors see it."""
        is_public = obj.zichtbaar == Materiaal.Zichtbaar.ALLEN and obj.sessie.reeks.is_published
        return obj.sessie.get_absolute_url() if is_public else None

    def get_urls(self) -> list[Any]:
        """Add the page of a sessie and the file itself."""
        view = self.admin_site.admin_view
        return [
            # Its form is checked only after it is seen who asks: before that nothing of 25 MB is read.
            path("bijeenkomst/<int:sessie_pk>/", view(csrf_exempt(self.sessie_view)), name="learning_materiaal_sessie"),
            path("<int:object_id>/bestand/", view(self.file_view), name="learning_materiaal_bestand"),
            *super().get_urls(),
        ]

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Ask at which sessie: a file is placed on the page of that."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        sessies = Sessie.objects.managed_by(organiser(request)).select_related("reeks__provincie", "doelgroep")
        latest = sessies.order_by("-reeks_id", "volgorde", "pk")[:MOST_SESSIES]
        context = {**self.admin_site.each_context(request), "title": "Bij welke bijeenkomst?", "opts": self.opts}
        return TemplateResponse(request, f"{TEMPLATES}/kies.html", {**context, "sessies": latest})

    def file_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """Give the file to whoever sees it here."""
        found = self.get_queryset(request).filter(pk=object_id).first()
        if found is None or request.method not in {"GET", "HEAD"}:
            raise Http404
        response = download(request, found)
        response["Cache-Control"] = "no-store, private"
        return response

    def sessie_view(self, request: HttpRequest, sessie_pk: int) -> HttpResponse:
        """Show the files of a sessie, and a form for one more or for another in its place."""
        user = organiser(request)
        sessies = Sessie.objects.visible_to(user).select_related("reeks__provincie", "reeks__organisatie", "doelgroep")
        sessie = sessies.filter(pk=sessie_pk).first()
        if sessie is None:
            raise Http404
        may_change = Sessie.objects.managed_by(user).filter(pk=sessie_pk).exists()
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            # On disk and not in memory, also what is small; from here on the form may be read.
            request.upload_handlers = [TemporaryFileUploadHandler(request)]
        answer: HttpResponse = csrf_protect(self._sessie_page)(request, sessie, user, may_change=may_change)
        return answer

    def _sessie_page(self, request: HttpRequest, sessie: Sessie, user: User, *, may_change: bool) -> HttpResponse:
        rows = list(Materiaal.objects.of_sessie(sessie).select_related("door"))
        replaced = chosen(rows, request.POST.get("vervang") or request.GET.get("vervang", ""))
        is_sent = request.method == "POST"
        form = MateriaalForm(request.POST if is_sent else None, request.FILES if is_sent else None, instance=replaced)
        if form.is_bound and form.is_valid() and self._kept(request, form, sessie, user):
            return redirect(page_of(sessie.pk))
        return own_page(
            request, f"{TEMPLATES}/sessie.html", sessie.reeks, title=f"Materiaal van {sessie.volledige_titel}",
            sessie=sessie, rijen=rows, form=form, vervang=replaced, may_change=may_change,
        )  # fmt: skip

    def _kept(self, request: HttpRequest, form: MateriaalForm, sessie: Sessie, user: User) -> bool:
        """Keep what was uploaded and say so; where that can not be, say why and return False."""
        data, now = form.cleaned_data, timezone.now()
        words = files.Words(data["titel"], data["soort"], data["zichtbaar"])
        try:
            if form.instance.pk:
                files.replace(materiaal=form.instance, upload=data["bestand"], words=words, user=user, now=now)
            else:
                files.place(sessie=sessie, upload=data["bestand"], words=words, user=user, now=now)
        except files.TooMuchMateriaal:
            messages.error(request, FULL)
            return False
        except files.Gone:
            messages.error(request, GONE)
            return False
        messages.success(request, f"“{words.titel}” staat erop.")
        return True


def page_of(sessie_pk: int) -> str:
    """Return the address of the page with the files of a sessie."""
    return reverse("admin:learning_materiaal_sessie", args=[sessie_pk])


def chosen(rows: list[Materiaal], key: str) -> Materiaal | None:
    """Return the file that is to be replaced, out of those of a sessie; None for a new one."""
    return next((row for row in rows if str(row.pk) == key), None)
