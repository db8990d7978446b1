"""What happens at the door of a sessie: who came, and what was printed to keep that up."""

import uuid

from django.conf import settings
from django.db import models

from programmes.models import Sessie
from registrations.models.aanmeldingen import Deelname
from registrations.querysets import TikQuerySet, UitdraaiQuerySet


class Tik(models.Model):
    """One tap on the list of who comes: what it says of somebody, and when it was tapped.

    The device makes the `uuid`, so a tap that is sent twice over a shaky connection counts once. What holds is the
    tap that was tapped last, in whatever order they arrived; `Deelname.aanwezigheid` repeats it. Of who was merged into
    this deelname, `van` says for whom it was tapped and `van_op` since when it counts here (merge_rules.what_holds).
    """

    class Bron(models.TextChoices):
        LIJST = "lijst", "Aangetikt op de lijst"
        CODE = "code", "Code laten zien"
        CORRECTIE = "correctie", "Achteraf verbeterd"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    deelname = models.ForeignKey(Deelname, on_delete=models.CASCADE, related_name="tikken")
    van = models.ForeignKey(
        Deelname, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="getikt bij"
    )
    van_op = models.DateTimeField("telt hier sinds", null=True, blank=True)
    waarde = models.CharField("aanwezigheid", max_length=16, choices=Deelname.Aanwezigheid, blank=True)
    getikt_op = models.DateTimeField("getikt op")
    ontvangen_op = models.DateTimeField("ontvangen op")
    bron = models.CharField("hoe", max_length=10, choices=Bron, default=Bron.LIJST)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="gebruiker"
    )

    objects = TikQuerySet.as_manager()

    class Meta:
        verbose_name = "tik"
        verbose_name_plural = "tikken"
        ordering = ["getikt_op", "pk"]

    def __str__(self) -> str:
        return f"{self.deelname}: {self.get_waarde_display() or 'gewist'}"


class Uitdraai(models.Model):
    """A PDF with names that somebody asked for, made by the worker and gone after a day."""

    class Soort(models.TextChoices):
        PRESENTIELIJST = "presentielijst", "Presentielijst"
        NAAMKAARTJES = "naamkaartjes", "Naamkaartjes"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    soort = models.CharField("soort", max_length=20, choices=Soort)
    sessie = models.ForeignKey(Sessie, on_delete=models.CASCADE, related_name="uitdraaien")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="gevraagd door"
    )
    gevraagd_op = models.DateTimeField("gevraagd op")
    klaar_op = models.DateTimeField("klaar op", null=True, blank=True)
    bestand = models.BinaryField(null=True)
    fout = models.CharField("wat er misging", max_length=300, blank=True)

    objects = UitdraaiQuerySet.as_manager()

    class Meta:
        verbose_name = "uitdraai"
        verbose_name_plural = "uitdraaien"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} {self.sessie}"
