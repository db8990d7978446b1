"""`/gezond/`: can this server serve pages, and does the work behind them go on?"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import cache as page_cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outbox.models import Bericht, Hartslag

MAIL_LATE_AFTER = timedelta(minutes=10)
WORKER_DEAD_AFTER = timedelta(minutes=2)


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages can be served, else 503; what is slow, silent or unfinished is a warning.

    JSON: `{"status": "goed"|"stuk", "onderdelen": {name: "goed"|reason}, "waarschuwingen": [text],
    "oudste_mail_seconden": int|null, "worker_gezien_seconden": int|null}`; the last two are ages, null for none.
    """
    parts = {"database": _check_database(), "migraties": _check_migrations(), "cache": _check_cache()}
    is_well = all(state == "goed" for state in parts.values())
    body: dict[str, Any] = {
        "status": "goed" if is_well else "stuk",
        "onderdelen": parts,
    }
    body |= _background() if is_well else {"waarschuwingen": []}
    return JsonResponse(body, status=200 if is_well else 503)


def _check_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "database antwoordt niet"
    return "goed"


def _check_migrations() -> str:
    try:
        return _migrations_applied() or "goed"
    except MigrationsPendingError:
        return "migraties zijn nog niet uitgevoerd"
    except DatabaseError:
        return "onbekend: database antwoordt niet"


class MigrationsPendingError(Exception):
    """The database is older than the code."""


@cache
def _migrations_applied() -> str:
    # Cached once true: reading every migration file takes 50 ms, and applied migrations stay applied.
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MigrationsPendingError
    return ""


def _check_cache() -> str:
    try:
        page_cache.set("gezond", "goed", 10)
        answer = page_cache.get("gezond")
    except Exception:  # noqa: BLE001 - each cache back-end has errors of its own; all mean the same here
        return "cache antwoordt niet"
    return "goed" if answer == "goed" else "cache onthoudt niets"


def _background() -> dict[str, Any]:
    now = timezone.now()
    mail = _age(Bericht.objects.waiting().order_by("niet_voor").values_list("niet_voor", flat=True).first(), now)
    beat = _age(Hartslag.objects.order_by("-gezien_op").values_list("gezien_op", flat=True).first(), now)
    found = []
    if mail is not None and mail > MAIL_LATE_AFTER:
        found.append(f"oudste onverzonden mail wacht {mail // timedelta(minutes=1)} minuten")
    if beat is None or beat > WORKER_DEAD_AFTER:
        found.append("de worker heeft zich niet gemeld: mail en pdf's blijven liggen")
    for path in settings.HEALTH_WARNINGS:
        found += import_string(path)()
    return {
        "waarschuwingen": found,
        "oudste_mail_seconden": None if mail is None else int(mail.total_seconds()),
        "worker_gezien_seconden": None if beat is None else int(beat.total_seconds()),
    }


def _age(moment: datetime | None, now: datetime) -> timedelta | None:
    # What is planned for later has no age yet.
    return None if moment is None else max(now - moment, timedelta(0))
