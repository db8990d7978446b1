"""The pages that sign up everybody in a spreadsheet: send the file, see what will happen, carry it out.

Between the two steps the rows travel in the page itself, signed (docs/decisions/0022-import.md).
"""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminRadioSelect
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import User
from programmes.models import Reeks
from registrations.admin.decisions import overview
from registrations.admin.questions import own_page
from registrations.admin.words import column_faults, people, result_text, sheet_text
from registrations.import_aanmeldingen import import_rows
from registrations.import_lines import EXAMPLE_ADDRESS, Report, Result
from registrations.rules import SignupRefused
from registrations.spreadsheets import FIELDS, LARGEST_UPLOAD, Reason, UnreadableSheet, columns_for, read
from registrations.texts import REFUSALS

TEMPLATE = "admin/registrations/reeks/inlezen.html"
SALT = "registrations.import.2"
"""Another one for another body: what was sealed before is too old then."""
STAYS_GOOD = timedelta(hours=1)
LARGEST_TOKEN = 2_000_000
"""Characters; Django refuses a form of more than 2.5 MB."""
INVITE, VOUCHED = "bevestigen", "ja"
DOORS = [
    (INVITE, "Iedereen bevestigt zelf per mail"),
    (VOUCHED, "Deze mensen hebben al ja gezegd"),
]
Rows = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True)
class Plan:
    """What an organiser is about to carry out: the rows, by which door, and the digest of what they saw.

    `again`: also who signed off or was refused before.
    """

    rows: Rows
    vouched: bool
    again: bool = False
    seen: str = ""


class UploadForm(forms.Form):
    """Asks for the file and whether these people know of it; `plan` is what it holds."""

    bestand = forms.FileField(
        label="Bestand",
        help_text="CSV, XLSX of ODS, hoogstens 2 MB en 500 mensen.",
        error_messages={
            "required": "Kies een bestand.",
            "empty": "Dit bestand is leeg.",
            "missing": "Kies een bestand.",
            "invalid": "Kies een bestand.",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
    )
    deur = forms.ChoiceField(
        label="Wat weten deze mensen?", choices=DOORS, initial=INVITE,
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
        error_messages={"required": "Kies wat deze mensen weten."},
    )  # fmt: skip
    opnieuw = forms.BooleanField(
        label="Meld ook mensen aan die eerder zijn afgemeld of afgewezen", required=False,
        help_text="Zonder dit vinkje slaan we hen over. Je ziet eerst om wie het gaat.",
    )  # fmt: skip
    plan: Plan
    ignored: list[str]

    def clean(self) -> dict[str, Any]:
        """Read the rows of the file."""
        data = super().clean() or self.cleaned_data
        if "bestand" in data and "deur" in data:
            try:
                rows = self._rows(data["bestand"])
            except ValidationError as error:
                self.add_error("bestand", error)
            else:
                self.plan = Plan(rows, vouched=data["deur"] == VOUCHED, again=data["opnieuw"])
        return data

    def _rows(self, upload: UploadedFile[Any]) -> Rows:
        if (upload.size or 0) > LARGEST_UPLOAD:
            raise ValidationError(sheet_text(UnreadableSheet(Reason.TOO_LARGE)))
        try:
            sheet = read(upload.read(), filename=upload.name or "")
        except UnreadableSheet as fault:
            raise ValidationError(sheet_text(fault)) from fault
        columns = columns_for(sheet.header)
        if columns.missing or columns.double:
            raise ValidationError(column_faults(columns))
        self.ignored = columns.ignored
        return [(row.number, columns.values(row)) for row in sheet.rows]


def import_page(request: HttpRequest, reeks: Reeks, user: User) -> tuple[HttpResponse, int]:
    """Answer each step; also tells how many were signed up, which is 0 until the last."""
    if request.method != "POST":
        return form_page(request, reeks, UploadForm()), 0
    if "plan" in request.POST:
        return second_step(request, reeks, user)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return form_page(request, reeks, form), 0
    return step(request, reeks, user, form.plan, ignored=form.ignored)


def second_step(request: HttpRequest, reeks: Reeks, user: User) -> tuple[HttpResponse, int]:
    """Carry out what the first page showed, unless it is somebody else's, was tampered with or is too old."""
    plan = opened(request.POST["plan"], reeks=reeks, user=user)
    if plan is None:
        messages.error(request, "Deze lijst is te oud of klopt niet meer. Kies het bestand opnieuw.")
        return redirect("admin:programmes_reeks_inlezen", reeks.pk), 0
    return step(request, reeks, user, plan)


def step(
    request: HttpRequest, reeks: Reeks, user: User, plan: Plan, *, ignored: list[str] | None = None
) -> tuple[HttpResponse, int]:
    """Try a plan out and show it, or carry out what was seen before."""
    try:
        report = import_rows(
            reeks=reeks, rows=plan.rows, vouched=plan.vouched, again=plan.again, user=user, now=timezone.now(),
            expected=plan.seen,
        )  # fmt: skip
    except SignupRefused as refusal:
        messages.error(request, REFUSALS[refusal.obstacle])
        return redirect("admin:programmes_reeks_changelist"), 0
    if report.is_done:
        messages.success(request, f"Gelukt: {people(report.new)} ingelezen. De mails gaan nu weg.")
        return redirect(overview(reeks)), report.new
    if plan.seen:
        messages.warning(request, "Er veranderde iets sinds je keek. Er is niets ingelezen. Kijk de lijst nog eens na.")
    return report_page(request, reeks, user, plan, report, ignored=ignored or []), 0


def report_page(
    request: HttpRequest, reeks: Reeks, user: User, plan: Plan, report: Report, *, ignored: list[str]
) -> HttpResponse:
    """Show what becomes of each row, with a button when nothing is wrong."""
    token = "" if report.faults or not report.new else sealed(plan, report, reeks=reeks, user=user)
    if token and report.parts > 1:
        messages.error(
            request,
            f"Deze lijst geeft {report.mails} mails. Dat is te veel voor één keer. "
            f"Lees hem in {report.parts} delen in.",
        )
        token = ""
    elif len(token) > LARGEST_TOKEN:
        messages.error(request, "Er staat te veel tekst in deze lijst. Lees hem in twee delen in.")
        token = ""
    context = {
        "lines": [(line, result_text(line)) for line in report.lines],
        "counts": [(people(report.count(result)), words) for result, words in COUNTS.items() if report.count(result)],
        "faults": len(report.faults), "new": report.new, "vouched": plan.vouched, "ignored": ignored, "token": token,
    }  # fmt: skip
    return own_page(request, TEMPLATE, reeks, title="Aanmeldingen inlezen: kijk na", **context)


COUNTS = {
    Result.IN: "aangemeld",
    Result.HELD: "krijgt een mail om te bevestigen",
    Result.ASKS: "vraagt een plaats aan",
    Result.WAITS: "op de wachtlijst van de reeks",
    Result.KNOWN: "stond er al",
    Result.SKIPPED: "overgeslagen, want eerder afgemeld of afgewezen",
    Result.WRONG: "met een fout",
}


def form_page(request: HttpRequest, reeks: Reeks, form: UploadForm) -> HttpResponse:
    """Show the form."""
    return own_page(request, TEMPLATE, reeks, title="Aanmeldingen inlezen", form=form)


def example(reeks: Reeks) -> HttpResponse:
    """Return a spreadsheet with the names of the columns and one row to show how, as Excel in Dutch opens it."""
    first = reeks.sessies.in_order().first()
    row = {
        "naam": "Voorbeeld (haal deze rij weg)", "email": EXAMPLE_ADDRESS, "gemeente": "Raalte",
        "functie": "adviseur", "sessies": first.titel if first else "reeks", "nodig": "vegetarisch",
    }  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, restval="", delimiter=";")
    writer.writeheader()
    writer.writerow(row)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="aanmeldingen-{reeks.slug}.csv"'
    return response


# --- What travels in the page ---------------------------------------------------------------------------------


def sealed(plan: Plan, report: Report, *, reeks: Reeks, user: User) -> str:
    """Return a plan as text that only this user can hand in, for this reeks, within the hour."""
    body = {
        "reeks": reeks.pk, "user": user.pk, "rows": plan.rows, "vouched": plan.vouched, "again": plan.again,
        "seen": report.digest,
    }  # fmt: skip
    return signing.dumps(body, salt=SALT, compress=True)


def opened(token: str, *, reeks: Reeks, user: User) -> Plan | None:
    """Return the plan in such a text; None for one that is not ours, not theirs or too old."""
    try:
        body = signing.loads(token, salt=SALT, max_age=STAYS_GOOD)
    except signing.BadSignature:
        return None
    if (body["reeks"], body["user"]) != (reeks.pk, user.pk):
        return None
    rows = [(number, values) for number, values in body["rows"]]
    return Plan(rows, vouched=body["vouched"], again=body["again"], seen=body["seen"])
