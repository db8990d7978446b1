"""When people are reminded of a sessie."""

from datetime import time

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from programmes.models import Reeks, Sessie

MOST_DAYS = 60
TOO_EARLY = f"Kies 0 tot en met {MOST_DAYS} dagen."


class Herinnering(models.Model):
    """That everybody with a place gets a mail so many days before each sessie of a reeks, at this time here."""

    DEFAULTS = ((7, time(9)), (1, time(9)))
    """With which a reeks starts: days before, time."""

    reeks = models.ForeignKey(Reeks, on_delete=models.CASCADE, related_name="herinneringen")
    dagen_ervoor = models.PositiveSmallIntegerField(
        "dagen ervoor", validators=[MaxValueValidator(MOST_DAYS, TOO_EARLY)],
        help_text="Vóór de datum van de bijeenkomst. Vul 0 in voor de dag zelf.",
    )  # fmt: skip
    tijd = models.TimeField("hoe laat", default=time(9))
    ingesteld_op = models.DateTimeField(
        "ingesteld op", default=timezone.now, editable=False,
        help_text="Voor een moment van daarvoor gaat geen herinnering meer uit.",
    )  # fmt: skip

    class Meta:
        verbose_name = "herinnering"
        verbose_name_plural = "herinneringen"
        ordering = ["-dagen_ervoor", "tijd"]
        constraints = [
            models.UniqueConstraint(
                fields=["reeks", "dagen_ervoor", "tijd"], name="herinnering_once_per_moment",
                violation_error_message="Deze herinnering staat er al.",
            ),
            models.CheckConstraint(
                condition=models.Q(dagen_ervoor__lte=MOST_DAYS), name="herinnering_at_most_60_days",
                violation_error_message=TOO_EARLY,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        days = {0: "de dag zelf", 1: "1 dag ervoor"}.get(self.dagen_ervoor, f"{self.dagen_ervoor} dagen ervoor")
        return f"{days} om {self.tijd:%H.%M} uur"


class Sessiedatum(models.Model):
    """Since when a sessie has the date that it has: of a moment before then nobody is reminded."""

    sessie = models.OneToOneField(Sessie, on_delete=models.CASCADE, related_name="sessiedatum")
    begin = models.DateTimeField("begin")
    sinds = models.DateTimeField("sinds")

    class Meta:
        verbose_name = "sessiedatum"
        verbose_name_plural = "sessiedatums"

    def __str__(self) -> str:
        return f"{self.sessie} op {self.begin:%d-%m-%Y}"
