"""What dates a sessie had before."""

from django.db import models

from programmes.models.reeksen import Sessie
from programmes.querysets import VerplaatsingQuerySet


class Verplaatsing(models.Model):
    """A date that a sessie had on the website and has no longer."""

    sessie = models.ForeignKey(Sessie, on_delete=models.CASCADE, related_name="verplaatsingen")
    begin = models.DateTimeField("was gepland van")
    einde = models.DateTimeField("tot")
    op = models.DateTimeField("gewijzigd op")

    objects = VerplaatsingQuerySet.as_manager()

    class Meta:
        verbose_name = "verplaatsing"
        verbose_name_plural = "verplaatsingen"
        ordering = ["op", "pk"]

    def __str__(self) -> str:
        return f"{self.sessie}, eerst op {self.begin:%d-%m-%Y}"
