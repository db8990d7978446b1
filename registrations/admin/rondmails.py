"""The pages with which an organiser mails deelnemers: write, look at it as the first receiver, send, look back.

What was filled in travels in the pages themselves; nothing is kept before it is sent, and nothing is sent by a GET.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import User
from outbox.models import Onbestelbaar
from programmes.beheer import organiser
from programmes.models import Gemeente, Reeks, Sessie
from programmes.templatetags.leerlab import dag_en_tijd
from registrations import rondmails
from registrations.admin.questions import own_page
from registrations.admin.rondmail_form import NOBODY, TYPED, MomentForm, RondmailForm
from registrations.admin.words import people
from registrations.models import Deelname, Rondmail
from registrations.rondmail_words import FIELDS

TEMPLATES = "admin/registrations/reeks"
BACK, TEST, NOW, LATER = "_terug", "_proef", "_nu", "_later"
COLUMNS = ["Onderwerp", "Door wie", "Wanneer", "Mails", "Stand"]
MOST = 100
"""Rows in the history."""
TWICE = "Deze mail was al verstuurd of gepland. Er is niets dubbel verstuurd."

OwnReeks = Callable[[HttpRequest, int], Reeks]
Log = Callable[[HttpRequest, Reeks, str], object]
View = Callable[..., HttpResponse]


def pages(own: OwnReeks, log: Log) -> dict[str, tuple[str, View]]:
    """Return the pages by name: where they are, and what answers.

    Args:
        own: returns a reeks in scope, or answers that it does not exist.
        log: writes down what was done to a reeks.
    """
    return {
        "rondmails": ("<int:object_id>/mails/", partial(history_view, own)),
        "rondmail_nieuw": ("<int:object_id>/mails/nieuw/", partial(write_view, own, log)),
        "rondmail": ("<int:object_id>/mails/<int:rondmail_pk>/", partial(one_view, own, log)),
    }


# --- What went out ----------------------------------------------------------------------------------------------


def history_view(own: OwnReeks, request: HttpRequest, object_id: int) -> HttpResponse:
    """List the mails of a reeks, the latest first. One query for them all."""
    reeks, now = own(request, object_id), timezone.now()
    rows = [(row, state_of(row, now)) for row in reeks.rondmails.select_related("gemaakt_door")[:MOST]]
    return own_page(
        request, f"{TEMPLATES}/rondmails.html", reeks, title="Mails aan deelnemers", rijen=rows, kolommen=COLUMNS
    )


def one_view(own: OwnReeks, log: Log, request: HttpRequest, object_id: int, rondmail_pk: int) -> HttpResponse:
    """Show one mail; a POST withdraws it."""
    reeks, now = own(request, object_id), timezone.now()
    found = reeks.rondmails.select_related("gemaakt_door").filter(pk=rondmail_pk).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        if rondmails.withdraw(rondmail=found, now=now):
            log(request, reeks, f"Mail “{found}” ingetrokken.")
            messages.success(request, "De mail is ingetrokken. Wat al in de wachtrij staat, gaat nog wel weg.")
        else:
            messages.warning(request, "Deze mail is al verstuurd of ingetrokken.")
        return redirect("admin:programmes_reeks_rondmail", reeks.pk, found.pk)
    return own_page(
        request, f"{TEMPLATES}/rondmail.html", reeks, title="Mail aan deelnemers",
        rondmail=found, stand=state_of(found, now), aan=chosen(rondmails.Choice.of(found)),
    )  # fmt: skip


def state_of(rondmail: Rondmail, now: datetime) -> str:
    """Return where a mail is in its life."""
    if rondmail.ingetrokken_op:
        gone = f", {people(rondmail.aantal)} kregen hem al" if rondmail.aantal else ""
        return f"Ingetrokken{gone}"
    if rondmail.verzonden_op:
        return "Verstuurd"
    if rondmail.verzend_op > now:
        return f"Gepland voor {dag_en_tijd(rondmail.verzend_op)}"
    return "Wordt verstuurd"


def chosen(choice: rondmails.Choice) -> list[str]:
    """Return whom a mail is for, in words. Two queries at most."""
    sessies = Sessie.objects.select_related("doelgroep").in_order().filter(pk__in=choice.sessies)
    gemeenten = [str(row) for row in Gemeente.objects.filter(pk__in=choice.gemeenten).order_by("weergavenaam")]
    if rondmails.NO_GEMEENTE in choice.gemeenten:
        gemeenten.append("zonder gemeente")
    lines = {
        "Wie": [str(Rondmail.Staat(value).label) for value in choice.staten],
        "Bijeenkomst": [str(row) for row in sessies] if choice.sessies else [],
        "Gemeente": gemeenten,
        "Aanwezigheid": [str(Deelname.Aanwezigheid(value).label) for value in choice.aanwezigheid],
    }
    return [f"{name}: {', '.join(values)}" for name, values in lines.items() if values]


# --- Writing and sending ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draft:
    """A mail that is filled in well and has somebody to go to."""

    reeks: Reeks
    form: RondmailForm
    rows: rondmails.Rows
    first: rondmails.Person
    now: datetime

    def letter(self) -> rondmails.Letter:
        """Return what the first receiver reads, with a notice for their personal link."""
        link = rondmails.LINK_NOTICE
        return rondmails.letter(self.form.words, self.first, self.form.choice, link=link, now=self.now)


def write_view(own: OwnReeks, log: Log, request: HttpRequest, object_id: int) -> HttpResponse:
    """Answer each step: the form, what it will look like, a test, and sending."""
    reeks, now = own(request, object_id), timezone.now()
    if request.method != "POST":
        # A link elsewhere may have chosen whom it is for.
        return form_page(request, reeks, RondmailForm(reeks, initial={"staten": request.GET.getlist("staten")}))
    form = RondmailForm(reeks, request.POST)
    draft = draft_of(reeks, form, now=now) if form.is_valid() else None
    if draft is None or BACK in request.POST:
        return form_page(request, reeks, form)
    if NOW in request.POST:
        return planned(request, draft, organiser(request), log, verzend_op=now)
    if LATER in request.POST:
        moment = MomentForm(request.POST, now=now)
        if moment.is_valid():
            return planned(request, draft, organiser(request), log, verzend_op=moment.cleaned_data["moment"])
        return preview_page(request, draft, moment)
    if TEST in request.POST:
        tested(request, draft, organiser(request))
    return preview_page(request, draft)


def draft_of(reeks: Reeks, form: RondmailForm, *, now: datetime) -> Draft | None:
    """Return what a valid form says; None, with an error on the form, when nobody would get it."""
    rows = rondmails.receivers(reeks, form.choice, now=now)
    first = rondmails.loaded(rows).first()
    if first is None:
        form.add_error(None, NOBODY)
        return None
    first.reeks = reeks
    return Draft(reeks, form, rows, first, now)


def form_page(request: HttpRequest, reeks: Reeks, form: RondmailForm) -> HttpResponse:
    """Show the form, as it was filled in."""
    template = f"{TEMPLATES}/rondmail_form.html"
    return own_page(request, template, reeks, title="Mail de deelnemers", form=form, velden=FIELDS)


def preview_page(request: HttpRequest, draft: Draft, moment: MomentForm | None = None) -> HttpResponse:
    """Show the mail as its first receiver reads it, with how many there are."""
    is_new = not {TEST, LATER}.intersection(request.POST)
    brief = draft.letter()
    context = {
        "brief": brief, "tekst": rondmails.as_test(brief, draft.reeks).tekst, "eerste": draft.first,
        "aan": chosen(draft.form.choice), "personen": people(draft.rows.count()),
        "onbestelbaar": Onbestelbaar.objects.filter(adres__in=draft.rows.order_by().values("email")).count(),
        "filled": [(name, value) for name in TYPED for value in request.POST.getlist(name)],
        # A fresh one each time that somebody comes from the form: that is another mail.
        "sleutel": uuid.uuid4() if is_new else key_of(request), "proef": test_number(request) + (TEST in request.POST),
        "moment": moment or MomentForm(now=draft.now), "eigen_adres": organiser(request).email,
    }  # fmt: skip
    return own_page(request, f"{TEMPLATES}/rondmail_voorbeeld.html", draft.reeks, title="Kijk de mail na", **context)


def planned(request: HttpRequest, draft: Draft, user: User, log: Log, *, verzend_op: datetime) -> HttpResponse:
    """Send or plan it, once, and go to the list."""
    form = draft.form
    is_new = rondmails.plan(
        reeks=draft.reeks, uuid=key_of(request), words=form.words, choice=form.choice, verzend_op=verzend_op,
        user=user, now=draft.now,
    )  # fmt: skip
    if not is_new:
        messages.warning(request, TWICE)
    elif verzend_op > draft.now:
        messages.success(request, f"De mail is gepland voor {dag_en_tijd(verzend_op)}. Tot dan kun je hem intrekken.")
        log(request, draft.reeks, f"Mail “{form.words.onderwerp}” gepland.")
    else:
        messages.success(request, f"De mail gaat nu weg naar {people(draft.rows.count())}.")
        log(request, draft.reeks, f"Mail “{form.words.onderwerp}” verstuurd.")
    return redirect("admin:programmes_reeks_rondmails", draft.reeks.pk)


def tested(request: HttpRequest, draft: Draft, user: User) -> None:
    """Mail it to the organiser; the same click twice is one mail."""
    rondmails.send_test(
        words=draft.form.words, person=draft.first, choice=draft.form.choice, user=user,
        sleutel=f"{key_of(request)}:{test_number(request)}", now=draft.now,
    )  # fmt: skip
    messages.success(request, f"De proef gaat naar {user.email}. De deelnemers kregen nog niets.")


def key_of(request: HttpRequest) -> uuid.UUID:
    """Return the key that came with the page; a fresh one when none did."""
    try:
        return uuid.UUID(request.POST.get("sleutel", ""))
    except ValueError:
        return uuid.uuid4()


def test_number(request: HttpRequest) -> int:
    """Return how many tests were sent from this page before."""
    number = request.POST.get("proef", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < len(str(MOST)) else 0
