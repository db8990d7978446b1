"""The programmes themselves: a reeks and its sessies."""

import uuid
from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from programmes import rules
from programmes.addresses import address
from programmes.models.aanbieders import Deskundige, Locatie, Organisatie
from programmes.models.gebieden import Gemeente, Provincie
from programmes.models.onderwerpen import Doelgroep, Thema
from programmes.querysets import ReeksQuerySet, SessieQuerySet

OUT_OF_RANGE = "Kies een datum tussen 1 januari 2000 en 1 januari 2100. Kijk of het jaar klopt."
AT_LEAST_ONE = "Vul een getal van 1 of hoger in, of maak het veld leeg."
PLACES = [MinValueValidator(1, AT_LEAST_ONE), MaxValueValidator(10_000, "Dit getal is te groot. Klopt het?")]
IN_RANGE = [MinValueValidator(rules.EARLIEST, OUT_OF_RANGE), MaxValueValidator(rules.LATEST, OUT_OF_RANGE)]


class Reeks(models.Model):
    """One programme: a leerlab of several sessies, a workshop or a kennissessie."""

    class Soort(models.TextChoices):
        LEERLAB = "leerlab", "Leerlab"
        WORKSHOP = "workshop", "Workshop"
        KENNISSESSIE = "kennissessie", "Kennissessie"

    class Status(models.TextChoices):
        CONCEPT = "concept", "Concept"
        GEPUBLICEERD = "gepubliceerd", "Gepubliceerd"

    class Toegang(models.TextChoices):
        PROVINCIE = "provincie", "Alleen gemeenten van de provincie"
        GEMEENTEN = "gemeenten", "Alle gemeenten"
        IEDEREEN = "iedereen", "Iedereen, met of zonder gemeente"

    class Toelating(models.TextChoices):
        DIRECT = "direct", "Wie het eerst komt"
        GEMEENTE = "gemeente", "De organisator kiest per gemeente"
        PERSOON = "persoon", "De organisator kiest per persoon"

    class Meldingen(models.TextChoices):
        NIET = "niet", "Geen mail"
        DIRECT = "direct", "Meteen een mail"
        DAGELIJKS = "dagelijks", "Eén mail per dag, om 16.00 uur"

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
    toegang = models.CharField(
        "wie kan meedoen", max_length=12, choices=Toegang, default=Toegang.GEMEENTEN,
    )  # fmt: skip
    andere_organisaties = models.BooleanField(
        "ook mensen zonder gemeente", default=False,
        help_text="Bijvoorbeeld een wijkmanager, een huisarts of een netbeheerder. Zij tellen niet mee als gemeente.",
    )  # fmt: skip
    toelating = models.CharField(
        "toelaten", max_length=12, choices=Toelating, default=Toelating.DIRECT,
        help_text="Beslis je zelf? Dan krijgt iedereen eerst een mail dat jij nog kiest.",
    )  # fmt: skip
    max_gemeenten = models.PositiveSmallIntegerField(
        "plaatsen voor gemeenten", null=True, blank=True, validators=PLACES,
        help_text="Een gemeente houdt haar plaats zolang één collega meedoet. Leeg: geen maximum.",
    )  # fmt: skip
    max_personen = models.PositiveSmallIntegerField(
        "plaatsen voor personen", null=True, blank=True, validators=PLACES, help_text="Leeg: geen maximum."
    )
    max_per_gemeente = models.PositiveSmallIntegerField(
        "personen per gemeente", null=True, blank=True, validators=PLACES, help_text="Leeg: geen maximum."
    )
    gereserveerde_gemeenten = models.ManyToManyField(
        Gemeente, blank=True, related_name="gereserveerd_in", verbose_name="vaste plaats voor",
        help_text="Voor deze gemeenten blijft een plaats vrij, bijvoorbeeld omdat je daar te gast bent.",
    )  # fmt: skip
    aanbod_werkdagen = models.PositiveSmallIntegerField(
        "werkdagen om een vrije plaats aan te nemen", default=2,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text="Tot 17.00 uur op de laatste dag. Daarna is de volgende op de wachtlijst aan de beurt.",
    )  # fmt: skip
    aanbod_sluit_werkdagen = models.PositiveSmallIntegerField(
        "werkdagen vooraf dat de wachtlijst stopt", default=1, validators=[MaxValueValidator(20)],
        help_text="Vanaf dan is een vrije plaats voor wie het eerst komt.",
    )  # fmt: skip
    meldingen = models.CharField(
        "als iemand zich aanmeldt of afmeldt", max_length=10, choices=Meldingen, default=Meldingen.NIET,
        help_text="De mail gaat naar het adres van de organisatie hierboven.",
    )  # fmt: skip
    status = models.CharField("status", max_length=20, choices=Status, default=Status.CONCEPT, editable=False)
    gepubliceerd_op = models.DateTimeField("gepubliceerd op", null=True, blank=True, editable=False)
    gesloten_op = models.DateTimeField(
        "aanmelding gesloten op", null=True, blank=True, editable=False,
        help_text="Met de hand, los van de datum tot wanneer aanmelden kan.",
    )  # fmt: skip
    gearchiveerd_op = models.DateTimeField(
        "gearchiveerd op", null=True, blank=True, editable=False, help_text="Staat niet meer in de agenda."
    )

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
            models.CheckConstraint(
                condition=models.Q(max_gemeenten__gte=1), name="reeks_max_gemeenten_positive",
                violation_error_message=AT_LEAST_ONE,
            ),
            models.CheckConstraint(
                condition=models.Q(max_personen__gte=1), name="reeks_max_personen_positive",
                violation_error_message=AT_LEAST_ONE,
            ),
            models.CheckConstraint(
                condition=models.Q(max_per_gemeente__gte=1), name="reeks_max_per_gemeente_positive",
                violation_error_message=AT_LEAST_ONE,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return address("reeks", self.provincie.slug, self.slug)

    @property
    def is_published(self) -> bool:
        """Whether visitors can see the reeks."""
        return self.status == self.Status.GEPUBLICEERD

    @property
    def staat(self) -> str:
        """Where the reeks is in its life, in a word or two."""
        if self.gearchiveerd_op:
            return "Gearchiveerd"
        if self.is_published and self.gesloten_op:
            return "Gepubliceerd, aanmelding gesloten"
        return self.get_status_display()

    @property
    def takes_organisaties(self) -> bool:
        """Whether somebody without a gemeente can sign up."""
        return self.andere_organisaties or self.toegang == self.Toegang.IEDEREEN


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
    plaatsen = models.PositiveSmallIntegerField(
        "plaatsen", null=True, blank=True, validators=PLACES, help_text="Voor hoeveel personen? Leeg: geen maximum."
    )
    deskundigen = models.ManyToManyField(Deskundige, blank=True, related_name="sessies")
    vervallen_op = models.DateTimeField("gaat niet door sinds", null=True, blank=True, editable=False)

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
            models.CheckConstraint(
                condition=models.Q(plaatsen__gte=1), name="sessie_plaatsen_positive",
                violation_error_message=AT_LEAST_ONE,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.volledige_titel

    def get_absolute_url(self) -> str:
        return address("sessie", self.reeks.provincie.slug, self.reeks.slug, self.slug)

    @property
    def has_date(self) -> bool:
        """Whether date and time are known; if not, the page says "datum volgt" and no calendar has it."""
        return self.begin is not None

    @property
    def is_vervallen(self) -> bool:
        """Whether it was cancelled; it stays on the page, and nobody can sign up for it."""
        return self.vervallen_op is not None

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

    def is_ahead(self, now: datetime) -> bool:
        """Tell whether the sessie is still to be held: not over, and not cancelled."""
        return not self.is_vervallen and not self.is_over(now)
