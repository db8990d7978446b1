"""The house style of a provincie: what makes a page, a mail or a PDF look like hers."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from accounts.fields import ON_A_PAGE
from programmes.addresses import address
from programmes.contrast import KLEUR, Palette, palette_of
from programmes.models.gebieden import Provincie
from programmes.querysets import HuisstijlQuerySet


class Huisstijl(models.Model):
    """Name, colours and contact of one provincie. What pages show of the logo is here too, all but its bytes."""

    provincie = models.OneToOneField(Provincie, on_delete=models.CASCADE, related_name="huisstijl")
    naam = models.CharField(
        "naam van de afzender", max_length=60, help_text="Staat boven pagina's, mails en pdf's: “Provincie Overijssel”."
    )
    hoofdkleur = models.CharField("hoofdkleur", max_length=7, help_text="Voor knoppen, links en koppen.")
    kopkleur = models.CharField("kleur van de kop", max_length=7, help_text="De balk boven aan pagina's en mails.")
    steunkleur = models.CharField("steunkleur", max_length=7, help_text="Voor de tijdlijn en de kaart.")
    email = models.EmailField("e-mailadres voor vragen", validators=[ON_A_PAGE])
    telefoon = models.CharField(
        "telefoonnummer voor vragen", max_length=20, blank=True,
        validators=[RegexValidator(r"\A[+(0-9][0-9 ()-]{6,19}\Z", "Schrijf het nummer zo: 038 123 45 67.")],
    )  # fmt: skip
    logo_sleutel = models.CharField(
        "sleutel van het logo", max_length=64, blank=True, editable=False,
        help_text="Vingerafdruk van het logo; leeg zonder logo.",
    )  # fmt: skip
    logo_breedte = models.PositiveSmallIntegerField("breedte van het logo", default=0, editable=False)
    logo_hoogte = models.PositiveSmallIntegerField("hoogte van het logo", default=0, editable=False)
    logo_tekst = models.CharField(
        "beschrijving van het logo", max_length=120, blank=True,
        help_text="Wat hoort wie het logo niet ziet: “Logo provincie Overijssel”.",
    )  # fmt: skip

    objects = HuisstijlQuerySet.as_manager()

    class Meta:
        verbose_name = "huisstijl"
        verbose_name_plural = "huisstijlen"
        ordering = ["provincie__naam"]
        constraints = [
            models.CheckConstraint(condition=Q(hoofdkleur__regex=KLEUR), name="huisstijl_hoofdkleur_is_colour"),
            models.CheckConstraint(condition=Q(kopkleur__regex=KLEUR), name="huisstijl_kopkleur_is_colour"),
            models.CheckConstraint(condition=Q(steunkleur__regex=KLEUR), name="huisstijl_steunkleur_is_colour"),
            models.CheckConstraint(
                condition=Q(logo_sleutel="", logo_breedte=0, logo_hoogte=0)
                | (~Q(logo_sleutel="") & ~Q(logo_tekst="") & Q(logo_breedte__gt=0, logo_hoogte__gt=0)),
                name="huisstijl_logo_whole_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def palette(self) -> Palette:
        """Every shade of this style."""
        return palette_of(hoofdkleur=self.hoofdkleur, kopkleur=self.kopkleur, steunkleur=self.steunkleur)

    @property
    def css_address(self) -> str:
        """Where the theme file is; another one after each change of a colour."""
        return address("huisstijl-css", self.provincie.slug, self.palette.version)

    @property
    def has_logo(self) -> bool:
        """Whether there is a logo to show."""
        return self.logo_sleutel != ""

    @property
    def logo_version(self) -> str:
        """The first 12 hex digits of the hash of the logo."""
        return self.logo_sleutel[:12]

    @property
    def logo_address(self) -> str:
        """Where the logo is, for a style that has one; another one after each change of the logo."""
        return address("huisstijl-logo", self.provincie.slug, self.logo_version)


class Logo(models.Model):
    """The picture of a huisstijl, a PNG. In the database, so that every server has it; apart: no page loads it."""

    huisstijl = models.OneToOneField(Huisstijl, on_delete=models.CASCADE, related_name="logo", primary_key=True)
    bestand = models.BinaryField()

    class Meta:
        verbose_name = "logo"
        verbose_name_plural = "logo's"

    def __str__(self) -> str:
        return f"Logo {self.huisstijl}"
