"""Who takes part: an aanmelding for a reeks, and per sessie a deelname."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from programmes.models import Gemeente, Reeks, Sessie
from registrations.querysets import AanmeldingQuerySet, BelangstellingQuerySet, DeelnameQuerySet


class Aanmelding(models.Model):
    """One person's standing sign-up for a reeks. A person is a lower-case address."""

    class Omvang(models.TextChoices):
        REEKS = "reeks", "De hele reeks"
        SESSIES = "sessies", "Losse bijeenkomsten"

    class Status(models.TextChoices):
        ONBEVESTIGD = "onbevestigd", "Nog niet bevestigd"
        ACTIEF = "actief", "Aangemeld"
        AFGEMELD = "afgemeld", "Afgemeld"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_versie = models.PositiveIntegerField(
        "versie van de link",
        default=1,
        help_text="Een hogere versie maakt de oude persoonlijke link ongeldig.",
    )
    reeks = models.ForeignKey(Reeks, on_delete=models.PROTECT, related_name="aanmeldingen")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="aanmeldingen",
        verbose_name="gebruiker",
    )  # fmt: skip
    email = models.EmailField("e-mailadres")
    naam = models.CharField("naam", max_length=120)
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="aanmeldingen")
    functie = models.CharField("functie", max_length=120, blank=True)
    omvang = models.CharField("omvang", max_length=10, choices=Omvang)
    status = models.CharField("status", max_length=12, choices=Status, default=Status.ONBEVESTIGD)
    aangemeld_op = models.DateTimeField(
        "aangemeld op",
        default=timezone.now,
        help_text="De volgorde van aanmelden; opnieuw na afmelden telt als nieuw.",
    )
    bevestigd_op = models.DateTimeField("bevestigd op", null=True, blank=True)
    afgemeld_op = models.DateTimeField("afgemeld op", null=True, blank=True)

    objects = AanmeldingQuerySet.as_manager()

    class Meta:
        verbose_name = "aanmelding"
        verbose_name_plural = "aanmeldingen"
        ordering = ["aangemeld_op", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reeks", "email"],
                condition=~models.Q(status="afgemeld"),
                name="aanmelding_one_active_per_person",
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="aanmelding_email_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.naam} ({self.reeks})"

    @property
    def reference(self) -> str:
        """What messages about this aanmelding say they are about."""
        return f"aanmelding:{self.uuid}"


class Deelname(models.Model):
    """That person's row at one sessie: the truth for calendar, and later for capacity and attendance."""

    class Status(models.TextChoices):
        AANGEMELD = "aangemeld", "Aangemeld"
        AFGEMELD = "afgemeld", "Afgemeld"

    aanmelding = models.ForeignKey(Aanmelding, on_delete=models.CASCADE, related_name="deelnames")
    sessie = models.ForeignKey(Sessie, on_delete=models.PROTECT, related_name="deelnames")
    status = models.CharField("status", max_length=12, choices=Status, default=Status.AANGEMELD)
    bump = models.PositiveIntegerField(
        "eigen volgnummer", default=0,
        help_text="Komt bij het volgnummer van de sessie, zodat een agenda na afmelden een uitnodiging weer aanneemt.",
    )  # fmt: skip
    uitgenodigd_op = models.DateTimeField("uitnodiging verstuurd op", null=True, blank=True)
    gewijzigd_op = models.DateTimeField("gewijzigd op", default=timezone.now)

    objects = DeelnameQuerySet.as_manager()

    class Meta:
        verbose_name = "deelname"
        verbose_name_plural = "deelnames"
        ordering = ["sessie__volgorde", "sessie_id"]
        constraints = [
            models.UniqueConstraint(fields=["aanmelding", "sessie"], name="deelname_once_per_sessie"),
        ]

    def __str__(self) -> str:
        return f"{self.aanmelding.naam}: {self.sessie}"

    @property
    def sequence(self) -> int:
        """The SEQUENCE of this person's calendar entry; it only rises."""
        return self.sessie.sequence + self.bump


class Belangstelling(models.Model):
    """Somebody who can not come but is interested: a record of its own, not a waiting list."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reeks = models.ForeignKey(Reeks, on_delete=models.CASCADE, related_name="belangstelling")
    email = models.EmailField("e-mailadres")
    naam = models.CharField("naam", max_length=120)
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="belangstelling")
    toelichting = models.CharField("toelichting", max_length=500, blank=True)
    aangemaakt_op = models.DateTimeField("aangemaakt op", default=timezone.now)

    objects = BelangstellingQuerySet.as_manager()

    class Meta:
        verbose_name = "belangstelling"
        verbose_name_plural = "belangstelling"
        ordering = ["-aangemaakt_op"]
        constraints = [
            models.UniqueConstraint(fields=["reeks", "email"], name="belangstelling_once_per_person"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="belangstelling_email_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.naam} ({self.reeks})"
