"""What the organiser was told of who comes and goes."""

from django.db import models

from programmes.models import Reeks


class Nieuwsstand(models.Model):
    """Up to which line of the log the organiser of a reeks was told.

    Lines of one reeks are written under its lock, one verb after the other: whoever holds that lock and sees a line
    sees all before it. So the key of the last one is enough.
    """

    reeks = models.OneToOneField(Reeks, on_delete=models.CASCADE, related_name="nieuwsstand")
    overgang_tot = models.PositiveBigIntegerField("overgang tot en met", default=0)

    class Meta:
        verbose_name = "nieuwsstand"
        verbose_name_plural = "nieuwsstanden"

    def __str__(self) -> str:
        return f"{self.reeks}: tot en met {self.overgang_tot}"
