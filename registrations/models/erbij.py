"""What comes beside taking part: interest, what somebody needs, and invitations sent on."""

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from programmes.models import Gemeente, Reeks
from registrations.models.aanmeldingen import Aanmelding
from registrations.querysets import BehoefteQuerySet, BelangstellingQuerySet, DoorverwijzingQuerySet


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


class Behoefte(models.Model):
    """What somebody needs to take part, such as a diet or a ramp. Kept apart, so that it can go soon after."""

    aanmelding = models.OneToOneField(Aanmelding, on_delete=models.CASCADE, related_name="behoefte")
    tekst = models.CharField("wat iemand nodig heeft", max_length=500)
    aangemaakt_op = models.DateTimeField("aangemaakt op", default=timezone.now)

    objects = BehoefteQuerySet.as_manager()

    class Meta:
        verbose_name = "behoefte"
        verbose_name_plural = "behoeften"
        ordering = ["aanmelding__naam"]

    def __str__(self) -> str:
        return f"Behoefte van {self.aanmelding.naam}"


class Doorverwijzing(models.Model):
    """How many people of a gemeente came by the link of a colleague and confirmed: a number, and nobody's name."""

    reeks = models.ForeignKey(Reeks, on_delete=models.CASCADE, related_name="doorverwijzingen")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.CASCADE, related_name="doorverwijzingen")
    aantal = models.PositiveIntegerField("aantal aanmeldingen", default=0)

    objects = DoorverwijzingQuerySet.as_manager()

    class Meta:
        verbose_name = "doorverwijzing"
        verbose_name_plural = "doorverwijzingen"
        ordering = ["-aantal", "gemeente__weergavenaam"]
        constraints = [models.UniqueConstraint(fields=["reeks", "gemeente"], name="doorverwijzing_once_per_gemeente")]

    def __str__(self) -> str:
        return f"{self.reeks}, {self.gemeente}: {self.aantal}"
