"""What is taken home: the handvatten of a sessie and the PDF made of them."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse

from learning.querysets import HandvattenQuerySet, PdfBestandQuerySet
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
