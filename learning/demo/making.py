"""Makes one reeks of the demo with everything in it. A reeks that is there already is left as it is."""

from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify

from learning.demo.content import HandvattenContent, ReeksContent, SessieContent
from learning.demo.moments import Moment, moments
from learning.models import Handvatten, Onderdeel
from learning.publish import publish as publish_handvatten
from programmes.models import (
    Deskundige,
    Doelgroep,
    Gemeente,
    Locatie,
    Organisatie,
    Provincie,
    Reeks,
    Sessie,
    Thema,
)
from programmes.publish import publish as publish_reeks
from programmes.reschedule import save_sessie
from registrations.reminders import give_defaults


def make_reeks(content: ReeksContent, *, now: datetime) -> bool:
    """Make and publish the reeks, its dates counted from `now`. Returns False when it was there already."""
    provincie = Provincie.objects.get(slug=content.provincie)
    if provincie.reeksen.filter(slug=content.slug).exists():
        return False
    organisatie, _ = Organisatie.objects.get_or_create(
        naam=content.organisatie["naam"],
        provincie=provincie,
        defaults={"email": content.organisatie["email"]},
    )
    made_on = timezone.make_aware(content.gepubliceerd_op) if content.gepubliceerd_op else now
    reeks = new_reeks(content, provincie=provincie, organisatie=organisatie)
    give_defaults(reeks=reeks, now=made_on)
    reeks.themas.set(
        Thema.objects.get_or_create(naam=naam, defaults={"slug": slugify(naam)})[0] for naam in content.themas
    )
    for naam in content.doelgroepen:
        Doelgroep.objects.get_or_create(naam=naam)
    locaties = {place["naam"]: find_locatie(place, provincie) for place in content.locaties}
    days = moments(content.sessies, today=timezone.localdate(now))
    handvatten = []
    for number, (part, moment) in enumerate(zip(content.sessies, days, strict=True), start=1):
        locatie = locaties[part.locatie] if part.locatie else None
        sessie = new_sessie(part, moment, reeks=reeks, volgorde=number, locatie=locatie)
        people = [find_deskundige(person, provincie) for person in part.deskundigen]
        save_sessie(sessie=sessie, now=made_on, deskundigen=people)
        if part.handvatten:
            handvatten.append((sessie, part.handvatten))
    publish_reeks(reeks=reeks, now=made_on)
    for sessie, taken_home in handvatten:
        make_handvatten(taken_home, sessie=sessie)
    return True


def new_reeks(content: ReeksContent, *, provincie: Provincie, organisatie: Organisatie) -> Reeks:
    """Make the reeks as a concept, without sessies."""
    reeks = Reeks(
        provincie=provincie,
        organisatie=organisatie,
        slug=content.slug,
        titel=content.titel,
        samenvatting=content.samenvatting,
        omschrijving=content.omschrijving,
        voor_wie=content.voor_wie,
        **content.plaatsen,
    )
    reeks.full_clean()
    reeks.save()
    return reeks


def find_locatie(place: dict[str, str], provincie: Provincie) -> Locatie:
    """Return the locatie of this name in the provincie; make it when there is none."""
    gemeente = Gemeente.objects.filter(code=place["gemeente"]).first()
    locatie, _ = Locatie.objects.get_or_create(
        naam=place["naam"], provincie=provincie, defaults={**place, "gemeente": gemeente}
    )
    return locatie


def find_deskundige(person: dict[str, str], provincie: Provincie) -> Deskundige:
    """Return the deskundige of this name in the provincie; make it when there is none."""
    return Deskundige.objects.get_or_create(
        naam=person["naam"], provincie=provincie, defaults={"functie": person["functie"]}
    )[0]


def new_sessie(
    content: SessieContent, moment: Moment, *, reeks: Reeks, volgorde: int, locatie: Locatie | None
) -> Sessie:
    """Return a sessie that is still to be saved."""
    sessie = Sessie(
        reeks=reeks,
        soort=content.soort,
        volgorde=volgorde,
        titel=content.titel,
        omschrijving=content.omschrijving,
        doelgroep=Doelgroep.objects.get(naam=content.doelgroep) if content.doelgroep else None,
        doelgroep_werknaam=content.doelgroep_werknaam,
        begin=moment.begin,
        einde=moment.einde,
        datum_indicatie=moment.indicatie,
        locatie=locatie,
        online_link=content.online_link,
    )
    sessie.full_clean(exclude=["slug"])
    return sessie


def make_handvatten(content: HandvattenContent, *, sessie: Sessie) -> None:
    """Make handvatten and publish them on the day that the demo says."""
    handvatten = Handvatten.objects.create(sessie=sessie, inleiding=content.inleiding)
    rows = [
        Onderdeel(handvatten=handvatten, volgorde=number, **fields)
        for number, fields in enumerate(content.onderdelen, start=1)
    ]
    for row in rows:
        row.full_clean()
    Onderdeel.objects.bulk_create(rows)
    publish_handvatten(handvatten=handvatten, now=timezone.make_aware(content.gepubliceerd_op))
