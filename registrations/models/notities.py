"""What organisers write down about somebody who takes part, for each other."""

from django.conf import settings
from django.db import models

from registrations.models.aanmeldingen import Aanmelding
from registrations.querysets import NotitieQuerySet


class Notitie(models.Model):
    """One note. The person it is about may ask to read it, so it says so where it is written."""

    aanmelding = models.ForeignKey(Aanmelding, on_delete=models.CASCADE, related_name="notities")
    tekst = models.TextField("notitie", max_length=2000)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="door"
    )
    op = models.DateTimeField("wanneer")

    objects = NotitieQuerySet.as_manager()

    class Meta:
        verbose_name = "notitie"
        verbose_name_plural = "notities"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.tekst[:60]
