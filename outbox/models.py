"""What is sent: one row per message and receiver, written in the transaction that causes it."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone

WIPED: dict[str, Any] = {"tekst": "", "html": "", "kalender": "", "links": {}, "afmeldlink": ""}
"""The columns with the words of a message, as they are once its words are gone."""


class BerichtQuerySet(models.QuerySet["Bericht"]):
    """Messages selected by where they are in their life."""

    def waiting(self) -> "BerichtQuerySet":
        """Not sent yet, whether its time has come or not."""
        return self.filter(staat=Bericht.Staat.WACHT)

    def held(self) -> "BerichtQuerySet":
        """Kept back until somebody lets it go."""
        return self.filter(staat=Bericht.Staat.VASTGEHOUDEN)

    def free(self) -> "BerichtQuerySet":
        """In no worker's hand, by the one clock that all of them share: that of the database."""
        return self.filter(models.Q(lease_tot__isnull=True) | models.Q(lease_tot__lt=Now()))

    def due(self, now: datetime) -> "BerichtQuerySet":
        """Waiting, its time has come, and no living worker has it in hand."""
        return self.waiting().free().filter(niet_voor__lte=now)

    def in_turn(self, now: datetime) -> "BerichtQuerySet":
        """Due, and no earlier message about the same thing to the same person is due or in a worker's hand.

        So nobody is told that something ended before they are told that it is there. What failed, or is in a pause
        after a try that failed, keeps nothing waiting: a mail server that is away for a day may not. But what is about
        the same appointment waits all the same, see `life.waits_for_earlier`.
        """
        earlier = Bericht.objects.waiting().filter(
            models.Q(niet_voor__lte=now) | models.Q(lease_tot__gte=Now()),
            over=models.OuterRef("over"), aan=models.OuterRef("aan"), pk__lt=models.OuterRef("pk"),
        )  # fmt: skip
        return self.due(now).filter(models.Q(over="") | ~models.Exists(earlier))

    def about(self, reference: str) -> "BerichtQuerySet":
        """All messages about one thing, such as `aanmelding:<uuid>`."""
        return self.filter(over=reference)


class Bericht(models.Model):
    """One message to one receiver. The outbox knows its words, not what a leerlab is."""

    class Staat(models.TextChoices):
        WACHT = "wacht", "Wacht op verzending"
        VASTGEHOUDEN = "vastgehouden", "Vastgehouden"
        VERZONDEN = "verzonden", "Verzonden"
        MISLUKT = "mislukt", "Mislukt"
        GEANNULEERD = "geannuleerd", "Geannuleerd"

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
    afmeldlink = models.CharField(
        "afmeldlink", max_length=500, blank=True,
        help_text="Alleen bij nieuws: adres, of plaatshouder uit links, waarmee de ontvanger zich afmeldt.",
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
            # And the other half of it: does something earlier to the same person wait?
            models.Index(fields=["over", "aan"], name="bericht_in_turn", condition=models.Q(staat="wacht")),
            # What a stranger made us send of late, for the quota of an address.
            models.Index(fields=["soort", "niet_voor"], name="bericht_kind_time"),
        ]

    def __str__(self) -> str:
        return f"{self.onderwerp} aan {self.aan}"

    @property
    def is_gewist(self) -> bool:
        """Whether its words are gone: it held a code, or it is long ago. Every message had some."""
        return not self.tekst

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


class Postbus(models.Model):
    """How far the mailbox has been read, and by whom it is being read now."""

    naam = models.CharField("postbus", max_length=250, unique=True)
    uidvalidity = models.PositiveBigIntegerField("uidvalidity", default=0)
    gelezen_tot = models.PositiveBigIntegerField(
        "gelezen tot en met", default=0, help_text="Het nummer (UID) van het laatste bericht waar de worker naar keek."
    )
    begonnen_na = models.PositiveBigIntegerField(
        "begonnen na", default=0, help_text="Van wat er toen al stond, telt alleen wat niemand had gelezen."
    )
    lease_tot = models.DateTimeField("in behandeling tot", null=True, blank=True)
    lease_van = models.CharField("in behandeling op", max_length=120, blank=True)
    niet_voor = models.DateTimeField("niet vóór", default=timezone.now)
    pogingen = models.PositiveSmallIntegerField("mislukte pogingen", default=0)
    laatste_fout = models.CharField("laatste fout", max_length=500, blank=True)
    gelezen_op = models.DateTimeField("laatst gelezen op", null=True, blank=True)

    class Meta:
        verbose_name = "postbus"
        verbose_name_plural = "postbussen"

    def __str__(self) -> str:
        return self.naam


class Ontvangst(models.Model):
    """A message from the mailbox that was handled: it is never handled a second time."""

    message_id = models.CharField("Message-ID", max_length=255, unique=True)
    op = models.DateTimeField("op", db_index=True)

    class Meta:
        verbose_name = "ontvangst"
        verbose_name_plural = "ontvangsten"

    def __str__(self) -> str:
        return self.message_id


class Onbestelbaar(models.Model):
    """An address that mail does not arrive at, in the words of the mail server that said so."""

    adres = models.EmailField("adres", unique=True)
    sinds = models.DateTimeField("sinds")
    code = models.CharField("code", max_length=12)
    melding = models.CharField("melding van de mailserver", max_length=500, blank=True)
    bericht = models.ForeignKey(
        Bericht, on_delete=models.SET_NULL, null=True, blank=True, related_name="onbestelbaar", verbose_name="bericht"
    )

    class Meta:
        verbose_name = "onbestelbaar adres"
        verbose_name_plural = "onbestelbare adressen"
        ordering = ["-sinds", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(adres=Lower("adres")), name="onbestelbaar_adres_lower_case"),
        ]

    def __str__(self) -> str:
        return self.adres
