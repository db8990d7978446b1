"""A form that came after its session ended: kept for who sent it, until they have signed in again."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from accounts.models import User

KEY = "late_post"
KEPT = timedelta(hours=1)
LARGEST = 200_000
"""Characters: more than any form of ours holds, less than would make a session a store."""

NOT_KEPT = {"csrfmiddlewaretoken"}


@dataclass(frozen=True)
class LatePost:
    """What was sent, to which path, by whom. Files are not in it."""

    path: str
    user: int
    fields: list[tuple[str, str]]
    has_files: bool
    until: float = 0.0


def of(request: HttpRequest, user: User) -> LatePost:
    """Read a request before its session is gone."""
    fields = [(name, str(value)) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values]
    return LatePost(path=request.get_full_path(), user=user.pk, fields=fields, has_files=bool(request.FILES))


def keep(request: HttpRequest, late: LatePost, *, now: datetime) -> bool:
    """Keep it in the new session of the same browser for an hour; tell whether it fitted."""
    # Without fields it was no form: what a script sent, it sends again by itself. A password is kept nowhere.
    has_secret = any("password" in name for name, _ in late.fields)
    if not late.fields or has_secret or sum(len(name) + len(value) for name, value in late.fields) > LARGEST:
        return False
    # Nobody may come back for it; signing in sets the time of a session anew.
    request.session.set_expiry(KEPT)
    request.session[KEY] = asdict(late) | {"until": (now + KEPT).timestamp()}
    return True


def take(request: HttpRequest, user: User, *, now: datetime) -> LatePost | None:
    """Return what this user sent too late, and forget it; another's is only forgotten."""
    kept: dict[str, Any] | None = request.session.pop(KEY, None)
    if kept is None:
        return None
    late = LatePost(**kept | {"fields": [(name, value) for name, value in kept["fields"]]})
    return late if late.user == user.pk and late.until > now.timestamp() else None
