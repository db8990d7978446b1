import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from programmes.models import Reeks


class RondmailQuerySet(models.QuerySet["Rondmail"]):
    """Mails to deelnemers by where they are in their life."""

    def open(self) -> "RondmailQuerySet":
        """Not gone to everybody yet, and not withdrawn."""
        return self.filter(verzonden_op__isnull=True, ingetrokken_op__isnull=True)

    def due(self, now: datetime) -> "RondmailQuerySet":
        """Open, and their time has come."""
        return self.open().filter(verzend_op__lte=now)


class Rondmail(models.Model):
    """A mail of an organiser to people of one reeks. Who they are is reckoned when it goes, from `filters`.

    `filters` holds lists: `staten` (values of `Staat`), `sessies` and `gemeenten` (keys, 0 for who has no gemeente) and
    `aanwezigheid`. An empty list chooses everybody. Who only has belangstelling is chosen alone: that mail is another.
    """

    class Staat(models.TextChoices):
        AANGEMELD = "aangemeld", "Aangemeld"
        WACHTLIJST = "wachtlijst", "Op de wachtlijst"
        AANVRAAG = "aanvraag", "Wacht op jouw besluit"
        AFGEMELD = "afgemeld", "Afgemeld"
        BELANGSTELLING = "belangstelling", "Heeft belangstelling"

    uuid = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="Komt van de pagina: twee keer klikken is één mail."
    )
    reeks = models.ForeignKey(Reeks, on_delete=models.CASCADE, related_name="rondmails")
    onderwerp = models.CharField("onderwerp", max_length=150)
    tekst = models.TextField("tekst")
    filters = models.JSONField("aan wie", default=dict)
    verzend_op = models.DateTimeField("versturen op")
    gemaakt_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="gemaakt door",
    )  # fmt: skip
    gemaakt_op = models.DateTimeField("gemaakt op", default=timezone.now)
    verzonden_op = models.DateTimeField("verstuurd op", null=True, blank=True)
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, blank=True)
    aantal = models.PositiveIntegerField("aantal mails", default=0)

    objects = RondmailQuerySet.as_manager()

    class Meta:
        verbose_name = "rondmail"
        verbose_name_plural = "rondmails"
        ordering = ["-verzend_op", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verzonden_op__isnull=True) | models.Q(ingetrokken_op__isnull=True),
                name="rondmail_sent_or_withdrawn",
            ),
        ]
        indexes = [
            # Asked every few seconds: what is due?
            models.Index(
                fields=["verzend_op"], name="rondmail_open",
                condition=models.Q(verzonden_op__isnull=True, ingetrokken_op__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.onderwerp

    @property
    def is_open(self) -> bool:
        """Whether it can still be withdrawn."""
        return self.verzonden_op is None and self.ingetrokken_op is None
