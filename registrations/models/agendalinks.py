"""The secret address of somebody's own calendar."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Agendalink(models.Model):
    """That a person has a calendar to subscribe to. A person is a lower-case address.

    Of the key in its address only the hash is kept: whoever reads the database can not read a calendar with it.
    """

    email = models.EmailField("e-mailadres", unique=True)
    sleutel_hash = models.CharField("hash van de sleutel", max_length=64, unique=True, editable=False)
    gemaakt_op = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "agendalink"
        verbose_name_plural = "agendalinks"
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="agendalink_email_lower_case"),
        ]

    def __str__(self) -> str:
        return f"Agenda van {self.email}"
