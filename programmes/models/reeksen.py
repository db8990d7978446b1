"""The programmes themselves: a reeks and its sessies."""

import uuid
from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from programmes import rules
from programmes.models.aanbieders import Deskundige, Locatie, Organisatie
from programmes.models.gebieden import Provincie
from programmes.querysets import ReeksQuerySet, SessieQuerySet

OUT_OF_RANGE = "Kies een datum tussen 1 januari 2000 en 1 januari 2100. Kijk of het jaar klopt."
IN_RANGE = [MinValueValidator(rules.EARLIEST, OUT_OF_RANGE), MaxValueValidator(rules.LATEST, OUT_OF_RANGE)]


class Thema(models.Model):
    """What a reeks is about, such as energietransitie; the agenda filters by it."""

    naam = models.CharField("naam", max_length=60, unique=True)
    slug = models.SlugField("adres", max_length=60, unique=True)

    class Meta:
        verbose_name = "thema"
        verbose_name_plural = "thema's"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Doelgroep(models.Model):
    """A group of residents that a sessie is about, such as ouderen."""

    naam = models.CharField("naam", max_length=80, unique=True)

    class Meta:
        verbose_name = "doelgroep"
        verbose_name_plural = "doelgroepen"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Reeks(models.Model):
    """One programme: a leerlab of several sessies, a workshop or a kennissessie."""

    class Soort(models.TextChoices):
        LEERLAB = "leerlab", "Leerlab"
        WORKSHOP = "workshop", "Workshop"
        KENNISSESSIE = "kennissessie", "Kennissessie"

    class Status(models.TextChoices):
        CONCEPT = "concept", "Concept"
        GEPUBLICEERD = "gepubliceerd", "Gepubliceerd"

    provincie = models.ForeignKey(Provincie, on_delete=models.PROTECT, related_name="reeksen")
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, related_name="reeksen", verbose_name="georganiseerd door"
    )
    soort = models.CharField("soort", max_length=20, choices=Soort, default=Soort.LEERLAB)
    titel = models.CharField("titel", max_length=120)
    slug = models.SlugField(
        "adres", max_length=80,
        help_text="Het laatste deel van het webadres. Ligt vast zodra de reeks is gemaakt.",
    )  # fmt: skip
    samenvatting = models.CharField(
        "samenvatting",
        max_length=300,
        help_text="Eén of twee zinnen voor de agenda. Wat levert het de deelnemer op?",
    )
    omschrijving = models.TextField("omschrijving", blank=True, max_length=10_000)
    voor_wie = models.CharField("voor wie", max_length=300, blank=True)
    kosten = models.CharField("kosten", max_length=120, default="Gratis")
    themas = models.ManyToManyField(Thema, blank=True, related_name="reeksen", verbose_name="thema's")
    aanmelden_van = models.DateTimeField(
        "aanmelden vanaf", null=True, blank=True, validators=IN_RANGE, help_text="Leeg: vanaf de publicatie."
    )
    aanmelden_tot = models.DateTimeField(
        "aanmelden tot", null=True, blank=True, validators=IN_RANGE,
        help_text="Leeg: tot de laatste bijeenkomst is geweest.",
    )  # fmt: skip
    status = models.CharField("status", max_length=20, choices=Status, default=Status.CONCEPT, editable=False)
    gepubliceerd_op = models.DateTimeField("gepubliceerd op", null=True, blank=True, editable=False)

    objects = ReeksQuerySet.as_manager()

    class Meta:
        verbose_name = "reeks"
        verbose_name_plural = "reeksen"
        ordering = ["titel"]
        constraints = [
            models.UniqueConstraint(
                fields=["provincie", "slug"], name="reeks_slug_once_per_provincie",
                violation_error_message="Deze provincie heeft al een reeks met dit adres.",
            ),
            models.CheckConstraint(
                condition=models.Q(aanmelden_tot__gt=models.F("aanmelden_van"))
                | models.Q(aanmelden_tot__isnull=True)
                | models.Q(aanmelden_van__isnull=True),
                name="reeks_aanmelden_tot_after_van",
                violation_error_message="De aanmelding sluit later dan hij opent.",
            ),
            # NULL passes a check.
            models.CheckConstraint(
                condition=models.Q(aanmelden_van__range=(rules.EARLIEST, rules.LATEST)),
                name="reeks_aanmelden_van_in_range", violation_error_message=OUT_OF_RANGE,
            ),
            models.CheckConstraint(
                condition=models.Q(aanmelden_tot__range=(rules.EARLIEST, rules.LATEST)),
                name="reeks_aanmelden_tot_in_range", violation_error_message=OUT_OF_RANGE,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("reeks", args=[self.provincie.slug, self.slug])

    @property
    def is_published(self) -> bool:
        """Whether visitors can see the reeks."""
        return self.status == self.Status.GEPUBLICEERD


class Sessie(models.Model):
    """One meeting of a reeks; it may have no date and no place yet."""

    class Soort(models.TextChoices):
        KICK_OFF = "kick-off", "Kick-off"
        FYSIEK = "fysiek", "Fysieke bijeenkomst"
        ONLINE = "online", "Online bijeenkomst"
        TERUGKOM = "terugkom", "Terugkombijeenkomst"

    reeks = models.ForeignKey(Reeks, on_delete=models.CASCADE, related_name="sessies")
    soort = models.CharField("soort", max_length=12, choices=Soort, default=Soort.FYSIEK)
    slug = models.SlugField("adres", max_length=40, editable=False)
    volgorde = models.PositiveSmallIntegerField("volgorde", default=0, validators=[MaxValueValidator(1000)])
    titel = models.CharField("titel", max_length=120, help_text="Bijvoorbeeld: Sessie 1")
    omschrijving = models.TextField("omschrijving", blank=True, max_length=5_000)
    doelgroep = models.ForeignKey(Doelgroep, on_delete=models.PROTECT, null=True, blank=True, related_name="sessies")
    doelgroep_werknaam = models.CharField(
        "doelgroep, zolang niet gekozen", max_length=40, blank=True, help_text="Bijvoorbeeld: Doelgroep X"
    )
    begin = models.DateTimeField("begin", null=True, blank=True, validators=IN_RANGE)
    einde = models.DateTimeField("einde", null=True, blank=True, validators=IN_RANGE)
    datum_indicatie = models.CharField(
        "wanneer, zolang er geen datum is", max_length=60, blank=True, help_text="Bijvoorbeeld: in september"
    )
    locatie = models.ForeignKey(Locatie, on_delete=models.PROTECT, null=True, blank=True, related_name="sessies")
    online_link = models.URLField(
        "link naar de online bijeenkomst", blank=True, max_length=500,
        help_text="Alleen deelnemers krijgen deze link.",
    )  # fmt: skip
    deskundigen = models.ManyToManyField(Deskundige, blank=True, related_name="sessies")

    # What calendars hold on to. The uid never changes; the sequence only rises (programmes/reschedule.py).
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    gewijzigd_op = models.DateTimeField(default=timezone.now, editable=False)
    aangemaakt_op = models.DateTimeField(default=timezone.now, editable=False)

    objects = SessieQuerySet.as_manager()

    class Meta:
        verbose_name = "sessie"
        verbose_name_plural = "sessies"
        ordering = ["volgorde", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reeks", "slug"], name="sessie_slug_once_per_reeks"),
            models.CheckConstraint(
                condition=models.Q(begin__isnull=True, einde__isnull=True)
                # NULL passes a check, so both are asked for by name.
                | models.Q(begin__isnull=False, einde__isnull=False, einde__gt=models.F("begin")),
                name="sessie_einde_after_begin",
                violation_error_message="Vul begin en einde allebei in; het einde is later dan het begin.",
            ),
            models.CheckConstraint(
                condition=models.Q(begin__range=(rules.EARLIEST, rules.LATEST)),
                name="sessie_begin_in_range", violation_error_message=OUT_OF_RANGE,
            ),
            models.CheckConstraint(
                condition=models.Q(einde__range=(rules.EARLIEST, rules.LATEST)),
                name="sessie_einde_in_range", violation_error_message=OUT_OF_RANGE,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.volledige_titel

    def get_absolute_url(self) -> str:
        return reverse("sessie", args=[self.reeks.provincie.slug, self.reeks.slug, self.slug])

    @property
    def has_date(self) -> bool:
        """Whether date and time are known; if not, the page says "datum volgt" and no calendar has it."""
        return self.begin is not None

    @property
    def volledige_titel(self) -> str:
        """The title with its doelgroep once chosen ("Sessie 1: ouderen") or its working name until then."""
        doelgroep = self.doelgroep.naam if self.doelgroep else self.doelgroep_werknaam
        return f"{self.titel}: {doelgroep}" if doelgroep else self.titel

    @property
    def is_online(self) -> bool:
        """Whether one takes part from behind a screen."""
        return self.soort == self.Soort.ONLINE or (bool(self.online_link) and self.locatie_id is None)

    def is_over(self, now: datetime) -> bool:
        """Tell whether the sessie has been held; one without a date is still to come."""
        return rules.is_over(einde=self.einde, now=now)
