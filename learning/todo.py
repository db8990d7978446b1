"""What an organiser has to do now about handvatten; see programmes/todo.py."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from accounts.models import User
from learning.models import Handvatten
from learning.rules import LATEST_HANDVATTEN, handvatten_wanted_since, wants_handvatten
from programmes.attention import Urgency
from programmes.models import Reeks, Sessie
from programmes.todo import Klus, day_of, in_view, page_of


def tasks(*, user: User, now: datetime, reeks: Reeks | None = None) -> list[Klus]:
    """Return the sessies that were held a while ago and whose handvatten nobody can read. One query."""
    own = Handvatten.objects.filter(sessie=OuterRef("pk"))
    held = Sessie.objects.filter(
        reeks__in=in_view(user, reeks).published().not_archived(),
        vervallen_op__isnull=True,
        einde__gte=now - LATEST_HANDVATTEN,
        einde__lt=handvatten_wanted_since(now),
    )
    rows = held.exclude(Exists(own.filter(status=Handvatten.Status.GEPUBLICEERD))).annotate(
        concept=Subquery(own.values("pk")),
        is_managed=Exists(Reeks.objects.managed_by(user).filter(pk=OuterRef("reeks"))),
    )
    found = rows.select_related("reeks", "doelgroep").order_by("einde", "pk")
    return [klus_of(sessie) for sessie in found if wants_handvatten(sessie.soort)]


def klus_of(sessie: Any) -> Klus:
    """Return what to do about one of these sessies: go on with what is there, or start."""
    if sessie.concept:
        url = reverse("admin:learning_handvatten_change", args=[sessie.concept])
        text = f"Publiceer de handvatten van “{sessie}”, van {day_of(sessie.begin)}"
    else:
        # Who may only look gets no form.
        start = f"{reverse('admin:learning_handvatten_add')}?sessie={sessie.pk}"
        url = start if sessie.is_managed else page_of("overzicht", sessie.reeks_id)
        text = f"Schrijf de handvatten van “{sessie}”, van {day_of(sessie.begin)}"
    return Klus(Urgency.THIS_WEEK, text, url, sessie.reeks_id, sessie.reeks.titel, sessie.einde)
