"""What a clerk can do on the portal's database. Arguments and results are plain values that fit in JSON."""

import json
from collections.abc import Sequence
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, Max, Q
from django.test import Client
from django.utils import timezone

from outbox.models import Bericht, Hartslag
from outbox.queue import queue
from programmes.models import Gemeente, Reeks, Sessie
from registrations import waiting_list
from registrations.facts import Gegevens
from registrations.ledger import DEELNEMER, Ledger
from registrations.locks import lock
from registrations.models import Aanbod, Aanmelding, Deelname, Overgang
from registrations.places import places_of
from registrations.signup import admit_or_wait, confirm, sign_up
from registrations.steps import place, sessies_of
from registrations.tokens import token_for
from tests import factories

Figures = dict[str, Any]


# --- Set the scene ----------------------------------------------------------------------------------------------


def make_tables() -> None:
    """Make the tables."""
    call_command("migrate", interactive=False, verbosity=0)


def make_gemeenten(count: int) -> list[str]:
    """Make gemeenten and return their codes."""
    return [factories.make_gemeente().code for _ in range(count)]


def make_reeks(plaatsen: Sequence[int | None], **fields: int | str) -> Figures:
    """Make a published reeks with a sessie for each number of places; with its key, path, and sessies by slug."""
    reeks = factories.make_reeks(published=True, sessies=len(plaatsen), **fields)
    sessies = list(reeks.sessies.in_order())
    for sessie, size in zip(sessies, plaatsen, strict=True):
        sessie.plaatsen = size
        sessie.save()
    path = f"{reeks.provincie.slug}/{reeks.slug}"
    return {"pk": reeks.pk, "path": path, "sessies": {sessie.slug: sessie.pk for sessie in sessies}}


def put_in(reeks: int, emails: Sequence[str], gemeente: str) -> None:
    """Have the organiser put people down for the whole reeks, confirmed: in, or on a list. Without the mails."""
    with transaction.atomic():
        found = lock(Reeks.objects.get(pk=reeks))
        sessies, now = sessies_of(found), timezone.now()
        places, ledger = places_of(found, sessies, now=now), Ledger(actor=DEELNEMER, now=now)
        for email in emails:
            aanmelding = Aanmelding(
                reeks=found, email=email, naam="Al aangemeld", gemeente=Gemeente.objects.get(code=gemeente),
                omvang="reeks", aangemeld_op=now,
            )  # fmt: skip
            admit_or_wait(ledger, places, aanmelding, vouched=True)
            place(ledger, places, aanmelding, sessies, {})
        ledger.write()


def ask_for_a_place(reeks: int, emails: Sequence[str], gemeente: str) -> None:
    """Have people sign up and confirm where the organiser decides: each asks for a place."""
    found, now = Reeks.objects.get(pk=reeks), timezone.now()
    for email in emails:
        gegevens = Gegevens(naam="Vraagt een plaats", email=email, gemeente=Gemeente.objects.get(code=gemeente))
        sign_up(reeks=found, gegevens=gegevens, omvang="reeks", slugs=(), now=now)
        confirm(aanmelding=found.aanmeldingen.get(email=email), now=now)


def sign_in_organisers(count: int) -> list[str]:
    """Make organisers of the provincie of all reeksen and sign them in; returns their sessions."""
    sessions = []
    for _ in range(count):
        client = Client()
        client.force_login(factories.make_organisator(password=None))
        sessions.append(client.cookies["sessionid"].value)
    return sessions


def confirm_silently(reeks: int) -> None:
    """Confirm everybody who still has to, without the mails: those are not what is tried."""
    with transaction.atomic():
        found = lock(Reeks.objects.get(pk=reeks))
        ledger = Ledger(actor=DEELNEMER, now=timezone.now())
        for aanmelding in found.aanmeldingen.filter(status="onbevestigd"):
            aanmelding.bevestigd_op = timezone.now()
            holds = aanmelding.houdt_plaats
            ledger.move(aanmelding, "actief" if holds else "wachtlijst", holds=holds)
        ledger.write()


def tokens(reeks: int) -> dict[str, str]:
    """Return the token of the personal link of everybody in a reeks, by address."""
    return {row.email: token_for(row) for row in Aanmelding.objects.filter(reeks=reeks)}


def keys(reeks: int) -> dict[str, int]:
    """Return the key of everybody in a reeks, by address."""
    return dict(Aanmelding.objects.filter(reeks=reeks).values_list("email", "pk"))


def forget_mails() -> None:
    """Empty the outbox: what other tests caused is not what is tried."""
    Bericht.objects.filter(lease_tot=None).delete()


def end_leases() -> None:
    """Do as if the five minutes of each lease are over."""
    Bericht.objects.filter(lease_tot__isnull=False).update(lease_tot=timezone.now())


def beats() -> list[str]:
    """Return the names of all workers that ever said that they live."""
    return list(Hartslag.objects.values_list("naam", flat=True))


def queue_mails(count: int) -> None:
    """Put messages in the outbox."""
    with transaction.atomic():
        for number in range(count):
            queue(soort="proef", aan=f"a{number}@raalte.example", onderwerp=f"Bericht {number}", tekst="Tekst.")


# --- Work beside the portal -------------------------------------------------------------------------------------


def settle_waiting(times: int) -> None:
    """Do what the worker does every minute, so many times in a row."""
    for _ in range(times):
        waiting_list.settle_waiting(now=timezone.now())


def last_line(reeks: int) -> int:
    """Return the key of the last line in the log of a reeks."""
    return int(Overgang.objects.filter(aanmelding__reeks=reeks).aggregate(last=Max("pk"))["last"] or 0)


# --- Read the truth ---------------------------------------------------------------------------------------------


def stand(path: str) -> Figures:
    """Return what `manage.py stand` prints."""
    out = StringIO()
    call_command("stand", path, stdout=out)
    figures: Figures = json.loads(out.getvalue())
    return figures


def truth(reeks: int) -> Figures:
    """Return every row about a reeks, each kind in the order in which it was written."""
    aanmeldingen = Aanmelding.objects.filter(reeks=reeks).order_by("pk")
    about = [f"aanmelding:{uuid}" for uuid in aanmeldingen.values_list("uuid", flat=True)]
    deelnames = Deelname.objects.filter(aanmelding__reeks=reeks).order_by("pk")
    offers = Aanbod.objects.filter(pk__in=Aanbod.objects.of_reeks(Reeks.objects.get(pk=reeks))).order_by("pk")
    lines = Overgang.objects.filter(aanmelding__reeks=reeks).order_by("pk")
    mails = Bericht.objects.filter(over__in=about).order_by("pk")
    answer: Figures = json.loads(json.dumps({
        "limits": Reeks.objects.filter(pk=reeks).values("max_gemeenten", "max_personen", "max_per_gemeente").get(),
        "sessies": list(Sessie.objects.filter(reeks=reeks).in_order().values("pk", "slug", "plaatsen")),
        "aanmeldingen": list(aanmeldingen.values(
            "pk", "email", "status", "houdt_plaats", "gemeente__code", "aangemeld_op")),
        "deelnames": list(deelnames.values("pk", "aanmelding", "sessie__slug", "status", "in_rij_sinds")),
        "aanbod": list(offers.values("pk", "aanmelding", "deelname", "staat")),
        "overgangen": list(lines.values("pk", "aanmelding", "deelname", "deelname__sessie__slug", "van", "naar")),
        "mails": list(mails.values("pk", "aan", "soort", "staat", "pogingen", "sleutel")),
    }, default=str))  # fmt: skip
    return answer


def outbox() -> Figures:
    """Return how many messages there are by state, and how many were tried more than once."""
    states = {staat: Count("pk", filter=Q(staat=staat)) for staat in Bericht.Staat.values}
    return Bericht.objects.aggregate(**states, again=Count("pk", filter=Q(pogingen__gt=1)))


def file_faults() -> list[str]:
    """Return what SQLite finds wrong with its own file; nothing on PostgreSQL, which has no such question."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]


def pages() -> int:
    """Return how many pages the file of SQLite has when none of them is free."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        return int(cursor.fetchone()[0])
