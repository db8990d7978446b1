"""The pages that make one of two aanmeldingen of the same person: find the other, see what stays, carry it out."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import User
from registrations import merging
from registrations.admin.changes import address
from registrations.admin.questions import own_page
from registrations.merge_rules import At
from registrations.merging import Plan
from registrations.models import Aanmelding, Deelname
from registrations.rules import SignupRefused
from registrations.steps import sessies_of
from registrations.texts import REFUSALS

FIND, LOOK = (f"admin/registrations/aanmelding/{name}.html" for name in ("samenvoegen", "samenvoegen_met"))
TITLE = "Samenvoegen"
MOST_FOUND = 20
CHANGED = "Er veranderde iets sinds je keek. Er is niets samengevoegd. Kijk het nog eens na."
STATES = dict(Deelname.Status.choices)
PRESENCE = dict(Deelname.Aanwezigheid.choices)


@dataclass(frozen=True)
class Row:
    """One line of what stays: of what, how it is with each address, and what it becomes."""

    wat: str
    blijft: str
    weg: str
    straks: str


def find_view(request: HttpRequest, aanmelding: Aanmelding) -> HttpResponse:
    """Suggest who may be the same person, and look for one in this reeks."""
    needle = request.GET.get("zoek", "").strip()[:100]
    found: list[Aanmelding] = []
    if needle:
        rows = Aanmelding.objects.filter(reeks=aanmelding.reeks).exclude(pk=aanmelding.pk).select_related("gemeente")
        is_it = Q(naam__icontains=needle) | Q(email__icontains=needle)
        found = list(rows.filter(is_it | Q(gemeente__weergavenaam__icontains=needle))[:MOST_FOUND])
    return own_page(
        request, FIND, aanmelding.reeks, title=TITLE, aanmelding=aanmelding, zoek=needle, gevonden=found,
        lijkt_op=merging.look_alikes(aanmelding), kolommen=["Naam", "E-mailadres", "Namens", "Status", "Kies"],
    )  # fmt: skip


def merge_view(request: HttpRequest, aanmelding: Aanmelding, other_pk: int, user: User) -> tuple[HttpResponse, bool]:
    """Show side by side what stays; by POST carry it out. Also tells whether that was done."""
    other = merging.of_reeks(aanmelding.reeks, other_pk)
    if other is None:
        raise Http404
    now, reeks = timezone.now(), aanmelding.reeks
    try:
        plan = merging.plan_of(aanmelding, other, sessies_of(reeks), now=now)
        if request.method == "POST":
            again = merging.merge(
                keep=aanmelding, gone=other, user=user, now=now, seen=request.POST.get("gezien") or "niets"
            )
            if again is None:
                messages.success(
                    request, "Gelukt: de twee aanmeldingen zijn samengevoegd. Beide adressen krijgen mail."
                )
                return redirect(address("change", aanmelding)), True
            messages.warning(request, CHANGED)
            plan = again
    except SignupRefused as refusal:
        messages.error(request, REFUSALS[refusal.obstacle])
        return redirect(address("samenvoegen", aanmelding)), False
    page = own_page(
        request, LOOK, reeks, title=TITLE, aanmelding=aanmelding, plan=plan, rijen=rows_of(plan),
        kan_omgekeerd=other.stands, is_naamgenoot=merging.plain(aanmelding.naam) == merging.plain(other.naam),
    )  # fmt: skip
    return page, False


def rows_of(plan: Plan) -> list[Row]:
    """Return what stays of each thing, in the words of the page."""
    keep, gone = plan.keep, plan.gone
    is_whole = plan.gone_stood and gone.omvang == Aanmelding.Omvang.REEKS
    rows = [
        Row("E-mailadres", keep.email, gone.email, keep.email),
        Row("Naam", keep.naam, gone.naam, keep.naam),
        Row("Functie", keep.functie or "-", gone.functie or "-", keep.functie or "-"),
        Row("Gemeente of organisatie", keep.namens, gone.namens, plan.namens.namens),
        Row("Waarvoor", keep.get_omvang_display(), gone.get_omvang_display(),
            gone.get_omvang_display() if is_whole else keep.get_omvang_display()),
        Row("Status", keep.get_status_display(), gone.get_status_display(),
            Aanmelding.Status(plan.reeks.status).label),
    ]  # fmt: skip
    return rows + [
        Row(str(row.sessie), at_text(row.keep), at_text(row.gone), at_text(row.after)) for row in plan.sessies
    ]


def at_text(at: At) -> str:
    """Return how somebody stands at a sessie, in words."""
    state = STATES.get(at.status, "Niet gekozen")
    return f"{state}, {PRESENCE[at.presence].lower()}" if at.presence else state
