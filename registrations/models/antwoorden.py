"""What came back from calendars by mail."""

from django.db import models

from registrations.models.aanmeldingen import Deelname
from registrations.querysets import AgendareactieQuerySet


class Agendareactie(models.Model):
    """One answer to an invitation, and what came of it; also those that changed nothing, with the reason.

    Everything in it but the last three fields is what the sender wrote: to be shown, never to be believed.
    """

    class Uitkomst(models.TextChoices):
        VERWERKT = "verwerkt", "Verwerkt"
        NIETS = "niets", "Er was niets te doen"
        ONBEKEND = "onbekend", "Onbekende bijeenkomst of niet uitgenodigd"
        VERVALST = "vervalst", "Niet van wie het zegt"
        VEROUDERD = "verouderd", "Er kwam al iets nieuwers"
        ONGELDIG = "ongeldig", "Niet te lezen"

    message_id = models.CharField("Message-ID", max_length=255, unique=True)
    van = models.CharField("van", max_length=254, blank=True)
    uid = models.CharField("uid", max_length=255, blank=True)
    partstat = models.CharField("antwoord", max_length=20, blank=True)
    sequence = models.PositiveIntegerField("volgnummer", null=True, blank=True)
    gegeven_op = models.DateTimeField(
        "gegeven op", null=True, blank=True, help_text="Volgens de agenda van de afzender (DTSTAMP)."
    )
    ontvangen_op = models.DateTimeField("ontvangen op", db_index=True)
    uitkomst = models.CharField("uitkomst", max_length=12, choices=Uitkomst)
    deelname = models.ForeignKey(
        Deelname, on_delete=models.CASCADE, null=True, blank=True, related_name="agendareacties",
        verbose_name="deelname",
    )  # fmt: skip
    toelichting = models.CharField("toelichting", max_length=300, blank=True)

    objects = AgendareactieQuerySet.as_manager()

    class Meta:
        verbose_name = "antwoord uit een agenda"
        verbose_name_plural = "antwoorden uit agenda's"
        ordering = ["-ontvangen_op", "-pk"]

    def __str__(self) -> str:
        return f"{self.partstat} van {self.van}"
