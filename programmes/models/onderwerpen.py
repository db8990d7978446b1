"""What programmes are about: themas of a reeks, doelgroepen of a sessie."""

from django.db import models


class Thema(models.Model):
    """What a reeks is about, such as energietransitie; the agenda filters by it."""

    naam = models.CharField("naam", max_length=60, unique=True)
    slug = models.SlugField("adres", max_length=60, unique=True)

    class Meta:
        verbose_name = "thema"
        verbose_name_plural = "thema's"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Doelgroep(models.Model):
    """A group of residents that a sessie is about, such as ouderen."""

    naam = models.CharField("naam", max_length=80, unique=True)

    class Meta:
        verbose_name = "doelgroep"
        verbose_name_plural = "doelgroepen"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam
