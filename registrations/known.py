"""What is known of somebody who is signed in, so that a form need not ask for it again (WCAG 3.3.7)."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from programmes.models import Reeks
from registrations.models import Aanmelding


@dataclass(frozen=True)
class Known:
    """What a form can be filled in with, by the names of its fields; and the aanmelding there already is."""

    initial: dict[str, str] = field(default_factory=dict)
    own: Aanmelding | None = None


def known_of(user: User | AnonymousUser, *, reeks: Reeks) -> Known:
    """Return what is known of a visitor: nothing of who is not signed in. One query for who is."""
    if not isinstance(user, User):
        return Known()
    mine = list(Aanmelding.objects.filter(user=user).select_related("gemeente").order_by("-aangemeld_op"))
    latest = mine[0] if mine else None
    return Known(
        initial={
            "naam": latest.naam if latest else user.naam,
            "email": user.email,
            "gemeente": latest.gemeente.code if latest and latest.gemeente else "",
            "organisatie": latest.organisatie if latest else "",
            "functie": latest.functie if latest else "",
        },
        own=next((row for row in mine if row.reeks_id == reeks.pk and row.stands), None),
    )
