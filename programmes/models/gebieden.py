"""Provincies and gemeenten, as CBS names them; kept up to date by `manage.py import_gemeenten`."""

from django.db import models
from django.db.models.functions import Lower

from programmes.addresses import address
from programmes.querysets import GemeenteQuerySet, ProvincieQuerySet


class Provincie(models.Model):
    """One of the twelve; its slug is the first part of every public address."""

    code = models.CharField("code", max_length=2, unique=True, help_text="CBS-code, bijvoorbeeld 23")
    naam = models.CharField("naam", max_length=40, unique=True)
    slug = models.SlugField("adres", max_length=20, unique=True)
    website = models.URLField("website", blank=True)

    objects = ProvincieQuerySet.as_manager()

    class Meta:
        verbose_name = "provincie"
        verbose_name_plural = "provincies"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam

    def get_absolute_url(self) -> str:
        return address("provincie", self.slug)


class Gemeente(models.Model):
    """A gemeente by its CBS code. One that ends keeps its row and its history."""

    code = models.CharField("CBS-code", max_length=6, unique=True, help_text="bijvoorbeeld GM0193")
    naam = models.CharField("naam volgens CBS", max_length=60)
    weergavenaam = models.CharField("naam op het scherm", max_length=60)
    provincie = models.ForeignKey(Provincie, on_delete=models.PROTECT, related_name="gemeenten")
    geldig_van = models.DateField("bestaat sinds", null=True, blank=True)
    geldig_tot = models.DateField(
        "opgeheven per",
        null=True,
        blank=True,
        help_text="De eerste dag waarop de gemeente niet meer bestaat.",
    )
    opgegaan_in = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="voorgangers")

    objects = GemeenteQuerySet.as_manager()

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        ordering = ["weergavenaam"]

    def __str__(self) -> str:
        return self.weergavenaam


class Maildomein(models.Model):
    """A mail domain and a gemeente that uses it: a suggestion at sign-up, never a proof. Many to many.

    A gemeente stands on the map by a confirmed address of such a domain only (docs/decisions/0016).
    """

    domein = models.CharField("domein", max_length=100)
    gemeente = models.ForeignKey(Gemeente, on_delete=models.CASCADE, related_name="maildomeinen")

    class Meta:
        verbose_name = "maildomein"
        verbose_name_plural = "maildomeinen"
        ordering = ["domein"]
        constraints = [
            models.UniqueConstraint(fields=["domein", "gemeente"], name="maildomein_once_per_gemeente"),
            models.CheckConstraint(condition=models.Q(domein=Lower("domein")), name="maildomein_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.domein} ({self.gemeente})"
