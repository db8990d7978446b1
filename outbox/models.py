"""What is sent: one row per message and receiver, written in the transaction that causes it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone


class BerichtQuerySet(models.QuerySet["Bericht"]):
    """Messages selected by where they are in their life."""

    def waiting(self) -> "BerichtQuerySet":
        """Not sent yet, whether its time has come or not."""
        return self.filter(staat=Bericht.Staat.WACHT)

    def due(self, now: datetime) -> "BerichtQuerySet":
        """Waiting, its time has come, and no living worker has it in hand."""
        free = models.Q(lease_tot__isnull=True) | models.Q(lease_tot__lt=now)
        return self.waiting().filter(free, niet_voor__lte=now)

    def about(self, reference: str) -> "BerichtQuerySet":
        """All messages about one thing, such as `aanmelding:<uuid>`."""
        return self.filter(over=reference)


class Bericht(models.Model):
    """One message to one receiver. The outbox knows its words, not what a leerlab is."""

    class Staat(models.TextChoices):
        WACHT = "wacht", "Wacht op verzending"
        VERZONDEN = "verzonden", "Verzonden"
        MISLUKT = "mislukt", "Mislukt"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sleutel = models.CharField(
        "sleutel", max_length=200, unique=True, null=True, blank=True,
        help_text="Aanleiding en ontvanger: twee keer dezelfde sleutel geeft één bericht.",
    )  # fmt: skip
    soort = models.CharField("soort", max_length=40)
    over = models.CharField("gaat over", max_length=80, blank=True, db_index=True)
    aan = models.EmailField("aan")
    antwoord_aan = models.EmailField("antwoord aan", blank=True)
    onderwerp = models.CharField("onderwerp", max_length=250)
    tekst = models.TextField("tekst", blank=True)
    html = models.TextField("html", blank=True)
    kalender = models.TextField("kalenderbestand", blank=True)
    methode = models.CharField("methode", max_length=10, blank=True, help_text="REQUEST of CANCEL")
    links = models.JSONField(
        "links", default=dict, blank=True,
        help_text="Plaatshouder -> [soort, verwijzing]; de link zelf ontstaat pas bij het verzenden.",
    )  # fmt: skip
    is_vluchtig = models.BooleanField("tekst wissen na verzenden", default=False)

    staat = models.CharField("staat", max_length=12, choices=Staat, default=Staat.WACHT)
    niet_voor = models.DateTimeField("niet vóór", default=timezone.now)
    pogingen = models.PositiveSmallIntegerField("pogingen", default=0)
    lease_tot = models.DateTimeField("in behandeling tot", null=True, blank=True)
    lease_van = models.CharField("in behandeling op", max_length=120, blank=True)
    lease_sleutel = models.UUIDField("in behandeling bij", null=True, blank=True)
    laatste_fout = models.TextField("laatste fout", blank=True)
    aangemaakt_op = models.DateTimeField("aangemaakt op", default=timezone.now)
    verzonden_op = models.DateTimeField("verzonden op", null=True, blank=True)

    objects = BerichtQuerySet.as_manager()

    class Meta:
        verbose_name = "bericht"
        verbose_name_plural = "berichten"
        ordering = ["-aangemaakt_op", "-pk"]
        indexes = [
            # The worker's question, asked every second: what is due?
            models.Index(fields=["niet_voor"], name="bericht_due", condition=models.Q(staat="wacht")),
        ]

    def __str__(self) -> str:
        return f"{self.onderwerp} aan {self.aan}"

    @property
    def message_id(self) -> str:
        """The Message-ID header: the same at each try, so that a receiver can tell a repeat."""
        host = settings.SITE_URL.partition("://")[2].partition(":")[0]
        return f"<{self.aangemaakt_op:%Y%m%dT%H%M%S}.{self.uuid}@{host}>"


class Hartslag(models.Model):
    """When each worker last said that it lives."""

    naam = models.CharField("worker", max_length=120, unique=True)
    gezien_op = models.DateTimeField("laatst gezien")

    class Meta:
        verbose_name = "hartslag"
        verbose_name_plural = "hartslagen"

    def __str__(self) -> str:
        return self.naam
