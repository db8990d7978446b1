"""What tells whether a page that was made before is still right."""

from django.db import models


class Stempel(models.Model):
    """A random number that the database renews with every change of a reeks, of a sessie, or of what pages share.

    Written by triggers only (programmes/stempel_triggers.py) and read by programmes/stempels.py.
    """

    naam = models.CharField("naam", max_length=40, primary_key=True, help_text="“reeks 12”, “sessie 34” of “gedeeld”.")
    waarde = models.BigIntegerField("waarde", help_text="48 toevallige bits.")

    class Meta:
        verbose_name = "stempel"
        verbose_name_plural = "stempels"

    def __str__(self) -> str:
        return self.naam
