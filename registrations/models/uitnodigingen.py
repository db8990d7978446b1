"""Invitations to sign up and offers of a room: what goes between organiser and gemeente besides an aanmelding."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from programmes.models import Gemeente, Locatie, Reeks, Sessie
from registrations.models.aanmeldingen import Aanmelding
from registrations.models.erbij import Belangstelling
from registrations.querysets import GastaanbodQuerySet, UitnodigingQuerySet


class Uitnodiging(models.Model):
    """Somebody with belangstelling was asked to sign up; the link fills in the form for them.

    `na_sluiting` lets it pass a window that is closed. No invitation passes a limit: what is full stays full.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reeks = models.ForeignKey(Reeks, on_delete=models.CASCADE, related_name="uitnodigingen")
    belangstelling = models.ForeignKey(
        Belangstelling, on_delete=models.SET_NULL, null=True, blank=True, related_name="uitnodigingen"
    )
    email = models.EmailField("e-mailadres")
    naam = models.CharField("naam", max_length=120)
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    na_sluiting = models.BooleanField("ook als de aanmelding is gesloten", default=False)
    gemaakt_op = models.DateTimeField("gemaakt op")
    verloopt_op = models.DateTimeField("geldig tot")
    gebruikt_op = models.DateTimeField("gebruikt op", null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="door"
    )

    objects = UitnodigingQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="uitnodiging_email_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.naam} ({self.reeks})"


class Gastaanbod(models.Model):
    """A gemeente offers a room for a sessie that has no place yet; the organiser accepts or refuses it."""

    class Staat(models.TextChoices):
        OPEN = "open", "Wacht op de organisator"
        AANGENOMEN = "aangenomen", "Aangenomen"
        AFGEWEZEN = "afgewezen", "Niet nodig"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    sessie = models.ForeignKey(Sessie, on_delete=models.CASCADE, related_name="gastaanbod")
    aanmelding = models.ForeignKey(
        Aanmelding, on_delete=models.CASCADE, related_name="gastaanbod", verbose_name="aangeboden door"
    )
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    naam = models.CharField("naam van de locatie", max_length=120)
    adres = models.CharField("straat en huisnummer", max_length=120)
    postcode = models.CharField("postcode", max_length=7, blank=True)
    plaats = models.CharField("plaats", max_length=80)
    zaalgrootte = models.PositiveSmallIntegerField("hoeveel mensen passen erin")
    toegankelijkheid = models.TextField("bereikbaarheid en toegankelijkheid", blank=True, max_length=2000)
    openbaar_vervoer = models.TextField("met het openbaar vervoer", blank=True, max_length=1000)
    parkeren = models.TextField("parkeren", blank=True, max_length=1000)
    toelichting = models.CharField("toelichting", max_length=500, blank=True)
    staat = models.CharField("staat", max_length=12, choices=Staat, default=Staat.OPEN)
    gedaan_op = models.DateTimeField("aangeboden op")
    beslist_op = models.DateTimeField("besloten op", null=True, blank=True)
    reden = models.CharField("reden", max_length=500, blank=True)
    locatie = models.ForeignKey(
        Locatie, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="locatie"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="besloten door"
    )

    objects = GastaanbodQuerySet.as_manager()

    class Meta:
        verbose_name = "gastaanbod"
        verbose_name_plural = "gastaanbiedingen"
        ordering = ["gedaan_op", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sessie", "aanmelding"], condition=models.Q(staat="open"), name="gastaanbod_one_open"
            ),
            models.UniqueConstraint(
                fields=["sessie"], condition=models.Q(staat="aangenomen"), name="gastaanbod_one_accepted"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.naam}, {self.plaats} ({self.gemeente})"
