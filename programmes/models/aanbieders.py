"""Who offers programmes, who may manage them, where they are held and who comes to tell."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from programmes.addresses import address
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
    """What a user may do in /beheer/: in a whole provincie, for one organisatie, or at the door of one sessie."""

    class Rol(models.TextChoices):
        ORGANISATOR = "organisator", "Organisator: ziet en wijzigt alles"
        MEDEWERKER = "medewerker", "Medewerker: ziet alles en houdt de aanwezigheid bij"
        GASTHEER = "gastheer", "Gastheer: houdt de aanwezigheid van één bijeenkomst bij"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lidmaatschappen")
    provincie = models.ForeignKey(
        Provincie, on_delete=models.CASCADE, null=True, blank=True, related_name="lidmaatschappen"
    )
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.CASCADE, null=True, blank=True, related_name="lidmaatschappen"
    )
    sessie = models.ForeignKey(
        "programmes.Sessie", on_delete=models.CASCADE, null=True, blank=True, related_name="lidmaatschappen",
        verbose_name="bijeenkomst",
    )  # fmt: skip
    rol = models.CharField("rol", max_length=20, choices=Rol, default=Rol.ORGANISATOR)
    via_sso = models.BooleanField(
        "komt uit het account van de organisatie", default=False, editable=False,
        help_text="Verdwijnt vanzelf als het account de rol niet meer heeft.",
    )  # fmt: skip

    objects = LidmaatschapQuerySet.as_manager()

    class Meta:
        verbose_name = "lidmaatschap"
        verbose_name_plural = "lidmaatschappen"
        ordering = ["user__email"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(provincie__isnull=False, organisatie__isnull=True, sessie__isnull=True)
                | models.Q(provincie__isnull=True, organisatie__isnull=False, sessie__isnull=True)
                | models.Q(provincie__isnull=True, organisatie__isnull=True, sessie__isnull=False),
                name="lidmaatschap_of_one_thing",
                violation_error_message="Kies een provincie, een organisatie of een bijeenkomst: één van de drie.",
            ),
            models.CheckConstraint(
                condition=models.Q(rol="gastheer", sessie__isnull=False)
                | (~models.Q(rol="gastheer") & models.Q(sessie__isnull=True)),
                name="lidmaatschap_gastheer_of_sessie",
                violation_error_message="Een gastheer hoort bij één bijeenkomst; de andere rollen niet.",
            ),
            models.UniqueConstraint(fields=["user", "provincie"], name="lidmaatschap_once_per_provincie"),
            models.UniqueConstraint(fields=["user", "organisatie"], name="lidmaatschap_once_per_organisatie"),
            models.UniqueConstraint(fields=["user", "sessie"], name="lidmaatschap_once_per_sessie"),
        ]

    def __str__(self) -> str:
        return f"{self.user.email} - {self.gebied}"

    @property
    def gebied(self) -> str:
        """What it is for, in words."""
        return str(self.provincie or self.organisatie or self.sessie)


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

    zaal = models.CharField("zaal", max_length=80, blank=True, help_text="Bijvoorbeeld: Raadzaal, tweede verdieping")
    zaalgrootte = models.PositiveSmallIntegerField(
        "hoeveel mensen passen erin", null=True, blank=True,
        validators=[MinValueValidator(1, "Vul een getal van 1 of hoger in."), MaxValueValidator(10_000)],
    )  # fmt: skip
    openbaar_vervoer = models.TextField(
        "met het openbaar vervoer", blank=True, max_length=1000,
        help_text="Bijvoorbeeld: 8 minuten lopen vanaf station Raalte.",
    )  # fmt: skip
    parkeren = models.TextField(
        "parkeren", blank=True, max_length=1000, help_text="Bijvoorbeeld: gratis achter het gebouw, 2 laadpalen."
    )
    contact_naam = models.CharField("contactpersoon", max_length=120, blank=True)
    contact_email = models.EmailField("e-mailadres van de contactpersoon", blank=True)
    contact_telefoon = models.CharField("telefoon van de contactpersoon", max_length=30, blank=True)

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

    @property
    def has_route(self) -> bool:
        """Whether there is something to say about getting there besides the address."""
        return any((self.zaal, self.openbaar_vervoer, self.parkeren, self.toegankelijkheid))


class Deskundige(models.Model):
    """Somebody with experience who comes to a sessie to tell about it."""

    provincie = models.ForeignKey(Provincie, on_delete=models.PROTECT, related_name="deskundigen")
    naam = models.CharField("naam", max_length=120)
    functie = models.CharField("functie", max_length=160, blank=True)
    bio = models.TextField(
        "over deze persoon", blank=True, max_length=1000,
        help_text="Drie of vier zinnen. Iedereen kan dit lezen. Vraag eerst of het zo mag.",
    )  # fmt: skip
    foto_sleutel = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Vingerafdruk van de foto; leeg: er is geen foto."
    )

    objects = DeskundigeQuerySet.as_manager()

    class Meta:
        verbose_name = "deskundige"
        verbose_name_plural = "deskundigen"
        ordering = ["naam"]

    def __str__(self) -> str:
        return f"{self.naam}, {self.functie}" if self.functie else self.naam

    @property
    def has_foto(self) -> bool:
        """Whether there is a portrait."""
        return bool(self.foto_sleutel)

    @property
    def foto_address(self) -> str:
        """Where the portrait is, for somebody who has one; another one after each change of it."""
        return address("deskundige-foto", self.foto_sleutel[:32])

    @property
    def has_story(self) -> bool:
        """Whether there is more to show than a name."""
        return self.has_foto or bool(self.bio)


class Portret(models.Model):
    """The photo of a deskundige, a WebP. In the database, so that every server has it; apart: no page loads it."""

    deskundige = models.OneToOneField(Deskundige, on_delete=models.CASCADE, related_name="portret", primary_key=True)
    bestand = models.BinaryField()

    class Meta:
        verbose_name = "portret"
        verbose_name_plural = "portretten"

    def __str__(self) -> str:
        return f"Portret van {self.deskundige.naam}"
