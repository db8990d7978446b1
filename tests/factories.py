"""Makes rows for tests: each function makes what its name says and what that needs, nothing else.

Every field can be given by name; what is not given gets a plain value. Names and addresses are numbered, so
that two calls never clash.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image

from accounts.models import User
from learning.materiaal import Words, place
from learning.models import Handvatten, Materiaal, Onderdeel
from learning.uploads import read_upload
from programmes import logos
from programmes.models import (
    Deskundige,
    Doelgroep,
    Gemeente,
    Huisstijl,
    Lidmaatschap,
    Locatie,
    Logo,
    Maildomein,
    Organisatie,
    Pagina,
    Provincie,
    Reeks,
    Sessie,
    Thema,
)
from registrations.models import Aanmelding, Belangstelling, Deelname, Gastaanbod, Uitnodiging

PASSWORD = "een-lang-wachtwoord"
NEXT_MONTH: Any = object()
"""Stands for "30 days from now, on the hour", since None means a sessie without a date."""

_numbers = count(1)
_CODES = {
    "Groningen": "20", "Fryslân": "21", "Drenthe": "22", "Overijssel": "23", "Flevoland": "24",
    "Gelderland": "25", "Utrecht": "26", "Noord-Holland": "27", "Zuid-Holland": "28", "Zeeland": "29",
    "Noord-Brabant": "30", "Limburg": "31",
}  # fmt: skip


def make_provincie(naam: str = "", **fields: Any) -> Provincie:
    """Make a provincie, or find it when it has been made: a name occurs once."""
    number = next(_numbers)
    naam = naam or f"Provincie {number}"
    invented = chr(65 + number // 26 % 26) + chr(65 + number % 26)
    defaults = {"code": _CODES.get(naam, invented), "slug": slugify(naam)} | fields
    return Provincie.objects.get_or_create(naam=naam, defaults=defaults)[0]


def make_huisstijl(*, logo: bool = False, **fields: Any) -> Huisstijl:
    """Make the house style of a provincie (Overijssel) in blue, purple and green; `logo=True` adds a green one."""
    provincie = fields.pop("provincie", None) or make_provincie("Overijssel")
    defaults: dict[str, Any] = {
        "naam": f"Provincie {provincie}", "hoofdkleur": "#1d5c8f", "kopkleur": "#4b2a63", "steunkleur": "#2e7d4f",
        "email": f"leerlabs@{provincie.slug}.example",
    }  # fmt: skip
    if not logo:
        return Huisstijl.objects.create(provincie=provincie, **(defaults | fields))
    picture = logos.read_logo(png_file(120, 40))
    defaults |= {
        "logo_sleutel": picture.key, "logo_breedte": picture.width, "logo_hoogte": picture.height,
        "logo_tekst": f"Logo van {provincie}",
    }  # fmt: skip
    huisstijl = Huisstijl.objects.create(provincie=provincie, **(defaults | fields))
    Logo.objects.create(huisstijl=huisstijl, bestand=picture.png)
    return huisstijl


def png_file(width: int, height: int) -> bytes:
    """Make a green picture."""
    file = BytesIO()
    Image.new("RGB", (width, height), "#2e7d4f").save(file, "PNG")
    return file.getvalue()


def make_gemeente(**fields: Any) -> Gemeente:
    """Make a gemeente that exists at any date; `maildomein="raalte.nl"` adds a mail domain."""
    number = next(_numbers)
    maildomein = fields.pop("maildomein", "")
    provincie = fields.pop("provincie", None) or make_provincie("Overijssel")
    naam = fields.setdefault("naam", f"Gemeente {number}")
    defaults = {"code": f"GM9{number % 1000:03}", "weergavenaam": naam}
    gemeente = Gemeente.objects.create(provincie=provincie, **(defaults | fields))
    if maildomein:
        Maildomein.objects.create(gemeente=gemeente, domein=maildomein)
    return gemeente


def make_organisatie(**fields: Any) -> Organisatie:
    """Make an organisatie of a provincie (Overijssel); `provincie=None` works in the whole country."""
    number = next(_numbers)
    if "provincie" not in fields:
        fields["provincie"] = make_provincie("Overijssel")
    defaults = {"naam": f"Organisatie {number}", "email": f"vragen{number}@organisatie.example"}
    return Organisatie.objects.create(**(defaults | fields))


def make_thema(**fields: Any) -> Thema:
    """Make a thema."""
    naam = fields.setdefault("naam", f"Thema {next(_numbers)}")
    return Thema.objects.create(**({"slug": slugify(naam)} | fields))


def make_doelgroep(**fields: Any) -> Doelgroep:
    """Make a doelgroep."""
    return Doelgroep.objects.create(**({"naam": f"Doelgroep {next(_numbers)}"} | fields))


def make_pagina(slug: str = "privacy", **fields: Any) -> Pagina:
    """Find a fixed page with these fields, nothing left to fill in; make it when a test emptied the table."""
    defaults = {"titel": slug.capitalize(), "tekst": f"Tekst over {slug}."} | fields
    return Pagina.objects.update_or_create(slug=slug, defaults=defaults)[0]


def make_locatie(**fields: Any) -> Locatie:
    """Make a locatie with an address, in a provincie (Overijssel)."""
    number = next(_numbers)
    provincie = fields.pop("provincie", None) or make_provincie("Overijssel")
    defaults = {
        "naam": f"Gemeentehuis {number}",
        "adres": f"Kerkstraat {number}",
        "postcode": "8100 AA",
        "plaats": "Raalte",
    }
    return Locatie.objects.create(provincie=provincie, **(defaults | fields))


def make_deskundige(**fields: Any) -> Deskundige:
    """Make a deskundige of a provincie (Overijssel)."""
    provincie = fields.pop("provincie", None) or make_provincie("Overijssel")
    defaults = {"naam": f"Deskundige {next(_numbers)}", "functie": "ervaringsdeskundige"}
    return Deskundige.objects.create(provincie=provincie, **(defaults | fields))


def make_reeks(*, published: bool = True, sessies: int = 0, **fields: Any) -> Reeks:
    """Make a reeks of a provincie (Overijssel) with an organisatie there.

    Args:
        published: whether visitors can see it; published yesterday.
        sessies: how many fysieke sessies to make with it, a week apart from next month on.
        fields: of the model.
    """
    number = next(_numbers)
    organisatie = fields.pop("organisatie", None)
    provincie = fields.pop("provincie", None) or (organisatie and organisatie.provincie)
    provincie = provincie or make_provincie("Overijssel")
    titel = fields.setdefault("titel", f"Reeks {number}")
    defaults: dict[str, Any] = {
        "slug": slugify(titel),
        "samenvatting": f"Waar {titel} over gaat.",
        "voor_wie": "Ambtenaren van gemeenten",
    }
    if published:
        yesterday = timezone.now() - timedelta(days=1)
        defaults |= {"status": Reeks.Status.GEPUBLICEERD, "gepubliceerd_op": yesterday}
    reeks = Reeks.objects.create(
        provincie=provincie,
        organisatie=organisatie or make_organisatie(provincie=provincie),
        **(defaults | fields),
    )
    for index in range(sessies):
        make_sessie(reeks=reeks, begin=next_month() + timedelta(weeks=index))
    return reeks


def make_sessie(*, begin: datetime | None = NEXT_MONTH, **fields: Any) -> Sessie:
    """Make a sessie of two hours at the end of its reeks (a new published one), without a locatie.

    `begin=None` makes one without a date. Slug and titel follow from `soort` and what the reeks has already.
    """
    reeks = fields.pop("reeks", None) or make_reeks()
    soort = fields.setdefault("soort", Sessie.Soort.FYSIEK)
    begin = next_month() if begin is NEXT_MONTH else begin
    taken = list(reeks.sessies.values_list("slug", flat=True))
    slug, titel = _named(soort, taken)
    defaults = {
        "slug": slug,
        "titel": titel,
        "volgorde": len(taken) + 1,
        "begin": begin,
        "einde": begin + timedelta(hours=2) if begin else None,
    }
    deskundigen = fields.pop("deskundigen", ())
    sessie = Sessie.objects.create(reeks=reeks, **(defaults | fields))
    sessie.deskundigen.set(deskundigen)
    return sessie


def make_aanmelding(*, sessies: Sequence[Sessie] | None = None, **fields: Any) -> Aanmelding:
    """Make a confirmed aanmelding for a reeks (a new one with one sessie) and its deelnames.

    Args:
        sessies: the losse sessies; left out, the aanmelding is for the whole reeks as it now stands.
        fields: of the model; `status` "onbevestigd" or "afgemeld" gives dates and deelnames that fit.
    """
    number = next(_numbers)
    if "reeks" not in fields:
        fields["reeks"] = sessies[0].reeks if sessies else make_reeks(sessies=1)
    status = fields.setdefault("status", Aanmelding.Status.ACTIEF)
    is_off = status in {Aanmelding.Status.AFGEMELD, Aanmelding.Status.AFGEWEZEN, Aanmelding.Status.VERLOPEN}
    now = timezone.now()
    defaults = {
        "naam": f"Deelnemer {number}",
        "email": f"deelnemer{number}@gemeente.example",
        "functie": "Adviseur participatie",
        "omvang": Aanmelding.Omvang.REEKS if sessies is None else Aanmelding.Omvang.SESSIES,
        "houdt_plaats": status in {Aanmelding.Status.ACTIEF, Aanmelding.Status.ONBEVESTIGD},
        "bevestigd_op": None if status == Aanmelding.Status.ONBEVESTIGD else now,
        "afgemeld_op": now if is_off else None,
    }
    gemeente = fields.pop("gemeente", None)
    if gemeente is None and not fields.get("organisatie"):
        gemeente = make_gemeente(provincie=fields["reeks"].provincie)
    aanmelding = Aanmelding.objects.create(gemeente=gemeente, **(defaults | fields))
    is_waiting = status in {Aanmelding.Status.WACHTLIJST, Aanmelding.Status.AANVRAAG}
    state = Deelname.Status.WACHTLIJST if is_waiting else Deelname.Status.AANGEMELD
    state = Deelname.Status.AFGEMELD if is_off else state
    for sessie in aanmelding.reeks.sessies.all() if sessies is None else sessies:
        Deelname.objects.create(aanmelding=aanmelding, sessie=sessie, email=aanmelding.email, status=state)
    return aanmelding


def make_belangstelling(**fields: Any) -> Belangstelling:
    """Make a belangstelling for a reeks (a new published one)."""
    number = next(_numbers)
    reeks = fields.pop("reeks", None) or make_reeks()
    gemeente = fields.pop("gemeente", None) or make_gemeente(provincie=reeks.provincie)
    defaults = {"naam": f"Belangstellende {number}", "email": f"belangstelling{number}@gemeente.example"}
    return Belangstelling.objects.create(reeks=reeks, gemeente=gemeente, **(defaults | fields))


def make_uitnodiging(**fields: Any) -> Uitnodiging:
    """Make an invitation of a belangstelling (a new one) for its reeks, valid for two weeks from now."""
    belangstelling = fields.pop("belangstelling", None) or make_belangstelling()
    now = timezone.now()
    defaults = {
        "reeks": belangstelling.reeks, "email": belangstelling.email, "naam": belangstelling.naam,
        "gemeente": belangstelling.gemeente, "gemaakt_op": now, "verloopt_op": now + timedelta(days=14),
    }  # fmt: skip
    return Uitnodiging.objects.create(belangstelling=belangstelling, **(defaults | fields))


def make_handvatten(*, published: bool = True, onderdelen: int = 1, **fields: Any) -> Handvatten:
    """Make handvatten of a sessie (a new one of a published reeks) with `onderdelen` tips and no PDF."""
    sessie = fields.pop("sessie", None) or make_sessie()
    if published:
        state = {"status": Handvatten.Status.GEPUBLICEERD, "gepubliceerd_op": timezone.now()}
        fields = state | fields
    handvatten = Handvatten.objects.create(sessie=sessie, **({"inleiding": "Wat je meeneemt."} | fields))
    for index in range(onderdelen):
        make_onderdeel(handvatten=handvatten, volgorde=index + 1)
    return handvatten


def make_onderdeel(*, handvatten: Handvatten, **fields: Any) -> Onderdeel:
    """Make an onderdeel, a tip unless `soort` says otherwise."""
    soort = fields.setdefault("soort", Onderdeel.Soort.TIP)
    titel = f"{Onderdeel.Soort(soort).label} {next(_numbers)}"
    return Onderdeel.objects.create(handvatten=handvatten, **({"titel": titel} | fields))


def make_materiaal(*, content: bytes = b"%PDF-1.7\n%%EOF\n", naam: str = "stuk.pdf", **fields: Any) -> Materiaal:
    """Place a file at a sessie (a new one of a published reeks), for all to see unless `zichtbaar` says otherwise."""
    sessie, user = fields.pop("sessie", None) or make_sessie(), fields.pop("user", None) or make_user()
    said = {"titel": f"Stuk {next(_numbers)}", "soort": "document", "zichtbaar": "allen"} | fields
    upload = read_upload(BytesIO(content), naam=naam)
    return place(sessie=sessie, upload=upload, words=Words(**said), user=user, now=timezone.now())


def make_gastaanbod(*, aanmelding: Aanmelding, sessie: Sessie, **fields: Any) -> Gastaanbod:
    """Make an open offer of a room by the gemeente of an aanmelding, without mails."""
    defaults = {
        "naam": f"Gemeentehuis {next(_numbers)}", "adres": "Zwolsestraat 16", "postcode": "8101 AC",
        "plaats": "Raalte", "zaalgrootte": 40, "gedaan_op": timezone.now(), "gemeente": aanmelding.gemeente,
    }  # fmt: skip
    return Gastaanbod.objects.create(aanmelding=aanmelding, sessie=sessie, **(defaults | fields))


def make_user(**fields: Any) -> User:
    """Make a user without rights, with a verified address; `password=PASSWORD` for who signs in by form."""
    number = next(_numbers)
    defaults = {"email": f"gebruiker{number}@gemeente.example", "naam": f"Gebruiker {number}"}
    user = User.objects.create_user(**(defaults | fields))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_organisator(
    provincie: Provincie | None = None, *, organisatie: Organisatie | None = None, **fields: Any
) -> User:
    """Make a user with a lidmaatschap of a provincie (Overijssel) or of an organisatie."""
    number = next(_numbers)
    defaults = {"email": f"organisator{number}@provincie.example", "naam": f"Organisator {number}"}
    user = make_user(**({"password": PASSWORD} | defaults | fields))
    if organisatie is None:
        provincie = provincie or make_provincie("Overijssel")
    Lidmaatschap.objects.create(user=user, provincie=provincie, organisatie=organisatie)
    return user


def make_medewerker(provincie: Provincie, **fields: Any) -> User:
    """Make a user who sees all of a provincie and takes attendance."""
    user = make_user(**({"password": PASSWORD} | fields))
    Lidmaatschap.objects.create(user=user, provincie=provincie, rol=Lidmaatschap.Rol.MEDEWERKER)
    return user


def make_gastheer(sessie: Sessie, **fields: Any) -> User:
    """Make a user who takes attendance at one sessie and sees nothing else."""
    user = make_user(**({"password": PASSWORD} | fields))
    Lidmaatschap.objects.create(user=user, sessie=sessie, rol=Lidmaatschap.Rol.GASTHEER)
    return user


def make_beheerder(**fields: Any) -> User:
    """Make a superuser."""
    number = next(_numbers)
    defaults = {"email": f"beheerder{number}@leerlab.example", "naam": f"Beheerder {number}"}
    return make_user(**({"password": PASSWORD, "is_superuser": True} | defaults | fields))


def next_month() -> datetime:
    """Return the hour that it is now, 30 days on."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30)


def _named(soort: str, taken: Sequence[str]) -> tuple[str, str]:
    """Give a slug and a title as an organiser would; a reeks has one kick-off and one terugkom."""
    if soort in {Sessie.Soort.KICK_OFF, Sessie.Soort.TERUGKOM} and soort not in taken:
        return str(soort), str(Sessie.Soort(soort).label)
    number = sum(slug.startswith("sessie-") for slug in taken) + 1
    return f"sessie-{number}", f"Sessie {number}"
