"""Makes people in every state of the personal page that the demo has not. Runs inside the portal, not in the tests."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from programmes.models import Organisatie, Provincie, Reeks, Sessie
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.tokens import token_for
from tests import factories


def make_full_reeks() -> Reeks:
    """Make a reeks with more people in it than it has places, so that nothing comes free while the tests look."""
    zeeland = Provincie.objects.get(slug="zeeland")
    organisatie = Organisatie.objects.get(provincie=zeeland, naam="Leerhuis Zeeland")
    reeks = factories.make_reeks(
        titel="Alles bezet", provincie=zeeland, organisatie=organisatie, sessies=4, max_personen=1,
        andere_organisaties=True,
    )  # fmt: skip
    factories.make_sessie(reeks=reeks, soort=Sessie.Soort.TERUGKOM, begin=factories.next_month() + timedelta(weeks=5))
    reeks.sessies.filter(slug="sessie-2").update(plaatsen=1)
    reeks.sessies.filter(slug="sessie-4").update(vervallen_op=timezone.now())
    for _ in range(2):
        factories.make_aanmelding(reeks=reeks, naam="Eva Smit", functie="")
    return reeks


def make_waiting(user: User) -> dict[str, str]:
    """Make somebody in each state of a full reeks, all of one user; returns their personal pages by name."""
    now, reeks = timezone.now(), make_full_reeks()
    common: dict[str, Any] = {"reeks": reeks, "user": user, "naam": "Ingrid Bos"}
    made = {
        "wacht": factories.make_aanmelding(status="wachtlijst", **common),
        "aanbod": factories.make_aanmelding(status="wachtlijst", houdt_plaats=True, **common),
        "wordt-wachtlijst": factories.make_aanmelding(status="onbevestigd", houdt_plaats=False, **common),
        "niet-bevestigd": factories.make_aanmelding(status="verlopen", **common),
        "organisatie": factories.make_aanmelding(organisatie="Woonstichting Zeeuwse Kust", **common),
        "sessies": factories.make_aanmelding(**common),
        "verplaatst": factories.make_aanmelding(**common),
    }
    made["met-code"] = comes_today(user, now)
    Aanmelding.objects.filter(pk=made["niet-bevestigd"].pk).update(bevestigd_op=None)
    made["overname"] = factories.make_aanmelding(
        status="onbevestigd",
        houdt_plaats=False,
        neemt_over=made["sessies"],
        gemeente=made["sessies"].gemeente,
        **common,
    )
    offer(now, aanmelding=made["aanbod"])
    refuse(factories.make_aanmelding(status="afgewezen", **common), made, now)
    spread(made["sessies"], now)
    made["verplaatst"].deelnames.filter(sessie__slug="sessie-1").update(gevraagd_op=now)
    declined = {"agenda_antwoord": "nee", "agenda_antwoord_op": now, "meldt_af_op": now + timedelta(days=1)}
    made["verplaatst"].deelnames.filter(sessie__slug="sessie-2").update(**declined)
    return {name: reverse("aanmelding", args=[token_for(row)]) for name, row in made.items()}


def comes_today(user: User, now: datetime) -> Aanmelding:
    """Make somebody who comes to a sessie within the hour, so with a code for the door."""
    reeks = factories.make_reeks(titel="Vandaag", provincie=Provincie.objects.get(slug="zeeland"))
    factories.make_sessie(reeks=reeks, begin=now + timedelta(hours=1))
    return factories.make_aanmelding(reeks=reeks, user=user, naam="Ingrid Bos")


def refuse(aanmelding: Aanmelding, made: dict[str, Aanmelding], now: datetime) -> None:
    """Write down why somebody was refused."""
    reden = "Er zijn al genoeg mensen van deze doelgroep."
    aanmelding.overgangen.create(van="aanvraag", naar="afgewezen", op=now, wie="organisator", reden=reden)
    made["met-reden"] = aanmelding


def spread(aanmelding: Aanmelding, now: datetime) -> None:
    """Give one aanmelding a different state at each sessie."""
    rows = {row.sessie.slug: row for row in aanmelding.deelnames.select_related("sessie")}
    for slug, status in {"sessie-1": "aangeboden", "sessie-2": "wachtlijst", "sessie-4": "vervallen"}.items():
        Deelname.objects.filter(pk=rows[slug].pk).update(status=status)
    Deelname.objects.filter(pk=rows["sessie-3"].pk).update(status="afgemeld", gewijzigd_op=now)
    offer(now, deelname=rows["sessie-1"])
    offer(now, deelname=rows["sessie-3"], staat="verlopen", beantwoord_op=now)


def offer(now: datetime, **fields: Any) -> None:
    """Offer a place for two days."""
    Aanbod.objects.create(gemaakt_op=now, verloopt_op=now + timedelta(days=2), **fields)


def make_small_reeks(titel: str) -> None:
    """Make a reeks in Overijssel of one sessie with one place, and a terugkom; print where it is."""
    overijssel = Provincie.objects.get(slug="overijssel")
    organisatie = Organisatie.objects.filter(provincie=overijssel).first()
    reeks = factories.make_reeks(titel=titel, provincie=overijssel, organisatie=organisatie, sessies=1)
    factories.make_sessie(reeks=reeks, soort=Sessie.Soort.TERUGKOM, begin=factories.next_month() + timedelta(weeks=5))
    reeks.sessies.filter(slug="sessie-1").update(plaatsen=1)
    print(reeks.get_absolute_url())  # noqa: T201 - the test reads it
