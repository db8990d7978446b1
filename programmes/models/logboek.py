"""What was done in /beheer/: by whom, when, and what it was before."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from programmes.models.aanbieders import Organisatie
from programmes.models.gebieden import Provincie
from programmes.querysets import LogregelQuerySet


class Logregel(models.Model):
    """One deed of somebody at work. Written once (programmes/logboek.py); only wiping names changes it later.

    `wijzigingen` is a list of {"veld", "oud", "nieuw"}, all three texts as people read them.
    """

    class Daad(models.TextChoices):
        GEMAAKT = "gemaakt", "Gemaakt"
        GEWIJZIGD = "gewijzigd", "Gewijzigd"
        VERWIJDERD = "verwijderd", "Verwijderd"
        GEDAAN = "gedaan", "Gedaan"
        EXPORT = "export", "Geëxporteerd"
        MAIL = "mail", "Mail verstuurd"
        ROL = "rol", "Rol gegeven of weggehaald"
        INGELOGD = "ingelogd", "Ingelogd"

    op = models.DateTimeField("wanneer", default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="logregels",
        verbose_name="gebruiker",
    )  # fmt: skip
    wie = models.CharField("wie", max_length=254, help_text="Het adres van toen, ook als het account weg is.")
    daad = models.CharField("wat", max_length=12, choices=Daad)
    soort = models.CharField(max_length=80, blank=True, help_text="Van welk model, zoals programmes.reeks.")
    sleutel = models.CharField(max_length=40, blank=True, help_text="Van welke rij.")
    naam = models.CharField("waarvan", max_length=250, blank=True)
    tekst = models.CharField("toelichting", max_length=500, blank=True)
    wijzigingen = models.JSONField("wijzigingen", default=list, blank=True)
    provincie = models.ForeignKey(
        Provincie, on_delete=models.SET_NULL, null=True, related_name="logregels", verbose_name="provincie"
    )
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.SET_NULL, null=True, related_name="logregels", verbose_name="organisatie"
    )
    gewist_op = models.DateTimeField("namen gewist op", null=True, blank=True)

    objects = LogregelQuerySet.as_manager()

    class Meta:
        verbose_name = "regel in het logboek"
        verbose_name_plural = "logboek"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["soort", "sleutel"], name="logregel_row")]

    def __str__(self) -> str:
        return f"{self.get_daad_display()}: {self.naam}"
