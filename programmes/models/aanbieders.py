"""Who offers programmes, who may manage them, where they are held and who comes to tell."""

from django.conf import settings
from django.db import models

from programmes.models.gebieden import Gemeente, Provincie
from programmes.querysets import (
    DeskundigeQuerySet,
    LidmaatschapQuerySet,
    LocatieQuerySet,
    OrganisatieQuerySet,
)


class Organisatie(models.Model):
    """The team or service point behind a reeks. Without a provincie it works in the whole country."""

    naam = models.CharField("naam", max_length=120)
    provincie = models.ForeignKey(
        Provincie, on_delete=models.PROTECT, null=True, blank=True, related_name="organisaties",
        help_text="Leeg: werkt in heel Nederland.",
    )  # fmt: skip
    email = models.EmailField("e-mailadres voor vragen")
    website = models.URLField("website", blank=True)

    objects = OrganisatieQuerySet.as_manager()

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisaties"
        ordering = ["naam"]
        constraints = [models.UniqueConstraint(fields=["naam", "provincie"], name="organisatie_once_per_provincie")]

    def __str__(self) -> str:
        return self.naam


class Lidmaatschap(models.Model):
    """What a user may manage: everything of a provincie, or everything of one organisatie."""

    class Rol(models.TextChoices):
        ORGANISATOR = "organisator", "Organisator"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lidmaatschappen")
    provincie = models.ForeignKey(
        Provincie, on_delete=models.CASCADE, null=True, blank=True, related_name="lidmaatschappen"
    )
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.CASCADE, null=True, blank=True, related_name="lidmaatschappen"
    )
    rol = models.CharField("rol", max_length=20, choices=Rol, default=Rol.ORGANISATOR)

    objects = LidmaatschapQuerySet.as_manager()

    class Meta:
        verbose_name = "lidmaatschap"
        verbose_name_plural = "lidmaatschappen"
        ordering = ["user__email"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(provincie__isnull=True) ^ models.Q(organisatie__isnull=True),
                name="lidmaatschap_of_provincie_or_organisatie",
                violation_error_message="Kies een provincie of een organisatie, niet allebei.",
            ),
            models.UniqueConstraint(fields=["user", "provincie"], name="lidmaatschap_once_per_provincie"),
            models.UniqueConstraint(fields=["user", "organisatie"], name="lidmaatschap_once_per_organisatie"),
        ]

    def __str__(self) -> str:
        return f"{self.user.email} - {self.provincie or self.organisatie}"


class Locatie(models.Model):
    """A place where sessies are held."""

    provincie = models.ForeignKey(Provincie, on_delete=models.PROTECT, related_name="locaties")
    naam = models.CharField("naam", max_length=120, help_text="Bijvoorbeeld: Gemeentehuis Raalte")
    adres = models.CharField("straat en huisnummer", max_length=120, blank=True)
    postcode = models.CharField("postcode", max_length=7, blank=True)
    plaats = models.CharField("plaats", max_length=80)
    gemeente = models.ForeignKey(
        Gemeente, on_delete=models.PROTECT, null=True, blank=True, related_name="locaties",
        verbose_name="gastgemeente",
    )  # fmt: skip
    toegankelijkheid = models.TextField(
        "bereikbaarheid en toegankelijkheid", blank=True, max_length=2000,
        help_text="Bijvoorbeeld: ingang zonder trap, ringleiding, looproute vanaf het station.",
    )  # fmt: skip

    objects = LocatieQuerySet.as_manager()

    class Meta:
        verbose_name = "locatie"
        verbose_name_plural = "locaties"
        ordering = ["plaats", "naam"]

    def __str__(self) -> str:
        return f"{self.naam}, {self.plaats}"

    @property
    def volledig(self) -> str:
        """Name and address in one line, as it stands in calendars."""
        town = f"{self.postcode} {self.plaats}".strip()
        return ", ".join(part for part in (self.naam, self.adres, town) if part)


class Deskundige(models.Model):
    """Somebody with experience who comes to a sessie to tell about it."""

    provincie = models.ForeignKey(Provincie, on_delete=models.PROTECT, related_name="deskundigen")
    naam = models.CharField("naam", max_length=120)
    functie = models.CharField("functie", max_length=160, blank=True)

    objects = DeskundigeQuerySet.as_manager()

    class Meta:
        verbose_name = "deskundige"
        verbose_name_plural = "deskundigen"
        ordering = ["naam"]

    def __str__(self) -> str:
        return f"{self.naam}, {self.functie}" if self.functie else self.naam
