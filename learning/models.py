"""What is taken home: the handvatten of a sessie, the PDF made of them, and the files that were shown there."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse

from learning.querysets import HandvattenQuerySet, MateriaalQuerySet, PdfBestandQuerySet
from programmes.addresses import address
from programmes.models import Sessie


class Handvatten(models.Model):
    """The document of a sessie. The page is the document; the PDF is a copy of it."""

    class Status(models.TextChoices):
        CONCEPT = "concept", "Concept"
        GEPUBLICEERD = "gepubliceerd", "Gepubliceerd"

    sessie = models.OneToOneField(Sessie, on_delete=models.PROTECT, related_name="handvatten")
    inleiding = models.TextField("inleiding", blank=True, max_length=3_000)
    status = models.CharField("status", max_length=20, choices=Status, default=Status.CONCEPT, editable=False)
    gepubliceerd_op = models.DateTimeField("gepubliceerd op", null=True, blank=True, editable=False)
    pdf_sleutel = models.CharField(
        "inhoudssleutel", max_length=64, blank=True, editable=False,
        help_text="Vingerafdruk van de inhoud: verwijst naar de pdf die daarbij hoort.",
    )  # fmt: skip

    objects = HandvattenQuerySet.as_manager()

    class Meta:
        verbose_name = "handvatten"
        verbose_name_plural = "handvatten"
        ordering = ["sessie__reeks", "sessie__volgorde"]

    def __str__(self) -> str:
        return f"Handvatten {self.sessie}"

    def get_absolute_url(self) -> str:
        reeks = self.sessie.reeks
        return reverse("handvatten", args=[reeks.provincie.slug, reeks.slug, self.sessie.slug])

    @property
    def is_published(self) -> bool:
        """Whether visitors can read them."""
        return self.status == self.Status.GEPUBLICEERD


class Onderdeel(models.Model):
    """One tip, actie, point of the checklist or hulpmiddel."""

    class Soort(models.TextChoices):
        TIP = "tip", "Tip"
        ACTIE = "actie", "Actie"
        CHECKLIST = "checklist", "Punt van de checklist"
        HULPMIDDEL = "hulpmiddel", "Hulpmiddel"

    handvatten = models.ForeignKey(Handvatten, on_delete=models.CASCADE, related_name="onderdelen")
    soort = models.CharField("soort", max_length=12, choices=Soort)
    volgorde = models.PositiveSmallIntegerField("volgorde", default=0, validators=[MaxValueValidator(1000)])
    titel = models.CharField("titel", max_length=200)
    tekst = models.TextField("toelichting", blank=True, max_length=3_000)
    url = models.URLField("link", blank=True, max_length=500)

    class Meta:
        verbose_name = "onderdeel"
        verbose_name_plural = "onderdelen"
        ordering = ["volgorde", "pk"]

    def __str__(self) -> str:
        return self.titel


class PdfBestand(models.Model):
    """A rendered PDF, kept by the key of its content. In the database, so that every server has it."""

    sleutel = models.CharField("inhoudssleutel", max_length=64, unique=True)
    bestand = models.BinaryField()
    gemaakt_op = models.DateTimeField(auto_now_add=True)

    objects = PdfBestandQuerySet.as_manager()

    class Meta:
        verbose_name = "pdf"
        verbose_name_plural = "pdf's"

    def __str__(self) -> str:
        return self.sleutel[:12]


class Materiaal(models.Model):
    """A file of a sessie to download, such as a presentation.

    `bestandsnaam` is the name it was uploaded with, cleaned, only told to who downloads: nothing is stored under it.
    `content_type`, `grootte` (bytes) and `sha256` are of the file as it is kept.
    """

    class Soort(models.TextChoices):
        PRESENTATIE = "presentatie", "Presentatie"
        DOCUMENT = "document", "Document"
        AFBEELDING = "afbeelding", "Afbeelding"

    class Zichtbaar(models.TextChoices):
        ALLEN = "allen", "Iedereen, op de pagina van de bijeenkomst"
        DEELNEMERS = "deelnemers", "Alleen deelnemers, op hun persoonlijke pagina"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sessie = models.ForeignKey(Sessie, on_delete=models.PROTECT, related_name="materiaal", verbose_name="bijeenkomst")
    titel = models.CharField("titel", max_length=160, help_text="Bijvoorbeeld: Presentatie van de politie")
    soort = models.CharField("soort", max_length=12, choices=Soort, default=Soort.PRESENTATIE)
    zichtbaar = models.CharField("wie kan het zien", max_length=12, choices=Zichtbaar, default=Zichtbaar.DEELNEMERS)
    bestandsnaam = models.CharField("naam van het bestand", max_length=120, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    grootte = models.PositiveIntegerField("grootte in bytes", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    geplaatst_op = models.DateTimeField("geplaatst op", editable=False)
    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False,
        verbose_name="geplaatst door",
    )  # fmt: skip

    objects = MateriaalQuerySet.as_manager()

    class Meta:
        verbose_name = "materiaal"
        verbose_name_plural = "materiaal"
        ordering = ["geplaatst_op", "pk"]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        reeks = self.sessie.reeks
        return address("materiaal", reeks.provincie.slug, reeks.slug, self.sessie.slug, str(self.uuid))

    @property
    def extensie(self) -> str:
        """What kind of file it is, as people say it: `PDF`."""
        return self.bestandsnaam.rpartition(".")[2].upper()


class Materiaaldeel(models.Model):
    """At most 256 kB of a file, in order. In the database: one backup, and every server has it (decision 0032)."""

    materiaal = models.ForeignKey(Materiaal, on_delete=models.CASCADE, related_name="delen")
    volgnummer = models.PositiveSmallIntegerField()
    inhoud = models.BinaryField()

    class Meta:
        verbose_name = "deel van een bestand"
        verbose_name_plural = "delen van bestanden"
        ordering = ["volgnummer"]
        constraints = [
            models.UniqueConstraint(fields=["materiaal", "volgnummer"], name="materiaaldeel_once"),
        ]

    def __str__(self) -> str:
        return f"{self.materiaal_id}/{self.volgnummer}"
