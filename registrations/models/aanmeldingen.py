"""An aanmelding for a reeks, and per sessie a deelname."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from programmes.models import Gemeente, Reeks, Sessie
from registrations.querysets import AanmeldingQuerySet, DeelnameQuerySet
from registrations.states import HOLDING_DEELNAME, STANDING_AANMELDING, STANDING_DEELNAME


class Aanmelding(models.Model):
    """One person's standing sign-up for a reeks. A person is a lower-case address.

    `houdt_plaats` tells whether it takes one of the places of the reeks, also while it is to be confirmed or has an
    offer; who only waits takes none. Places are counted over this column and nowhere kept as a number.
    """

    class Omvang(models.TextChoices):
        REEKS = "reeks", "De hele reeks"
        SESSIES = "sessies", "Losse bijeenkomsten"

    class Status(models.TextChoices):
        ONBEVESTIGD = "onbevestigd", "Nog niet bevestigd"
        AANVRAAG = "aanvraag", "Wacht op de organisator"
        WACHTLIJST = "wachtlijst", "Op de wachtlijst"
        ACTIEF = "actief", "Aangemeld"
        AFGEWEZEN = "afgewezen", "Niet toegelaten"
        AFGEMELD = "afgemeld", "Afgemeld"
        VERLOPEN = "verlopen", "Verlopen"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_versie = models.PositiveIntegerField(
        "versie van de link",
        default=1,
        help_text="Een hogere versie maakt de oude persoonlijke link ongeldig.",
    )
    reeks = models.ForeignKey(Reeks, on_delete=models.PROTECT, related_name="aanmeldingen")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="aanmeldingen",
        verbose_name="gebruiker",
    )  # fmt: skip
    email = models.EmailField("e-mailadres")
    naam = models.CharField("naam", max_length=120)
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, null=True, blank=True, related_name="aanmeldingen")
    organisatie = models.CharField(
        "organisatie", max_length=120, blank=True, help_text="Van wie geen gemeente heeft, zoals een wijkmanager."
    )
    functie = models.CharField("functie", max_length=120, blank=True)
    omvang = models.CharField("omvang", max_length=10, choices=Omvang)
    status = models.CharField("status", max_length=12, choices=Status, default=Status.ONBEVESTIGD)
    houdt_plaats = models.BooleanField("houdt een plaats van de reeks", default=False)
    neemt_over = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="overgenomen_door",
        verbose_name="neemt de plaats over van",
    )  # fmt: skip
    aangemeld_door = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="aangemelde_collegas",
        verbose_name="aangemeld door",
    )  # fmt: skip
    is_doorgestuurd = models.BooleanField(
        "kwam via een doorgestuurde link", default=False, editable=False,
        help_text="Tot het bevestigen; dan telt het mee bij de gemeente en staat het hier niet meer.",
    )  # fmt: skip
    aangemeld_op = models.DateTimeField(
        "aangemeld op",
        default=timezone.now,
        help_text="De volgorde van aanmelden; opnieuw na afmelden telt als nieuw.",
    )
    bevestigd_op = models.DateTimeField("bevestigd op", null=True, blank=True)
    afgemeld_op = models.DateTimeField("afgemeld op", null=True, blank=True)

    objects = AanmeldingQuerySet.as_manager()

    class Meta:
        verbose_name = "aanmelding"
        verbose_name_plural = "aanmeldingen"
        ordering = ["aangemeld_op", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reeks", "email"], condition=models.Q(status__in=STANDING_AANMELDING),
                name="aanmelding_one_active_per_person",
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="aanmelding_email_lower_case"),
            models.CheckConstraint(
                condition=models.Q(gemeente__isnull=False, organisatie="")
                | (models.Q(gemeente__isnull=True) & ~models.Q(organisatie="")),
                name="aanmelding_gemeente_or_organisatie",
            ),
            # Who takes part holds a place; who asks, was refused or left holds none.
            models.CheckConstraint(
                condition=models.Q(status="actief", houdt_plaats=True)
                | models.Q(status__in=["onbevestigd", "wachtlijst"])
                | models.Q(status__in=["aanvraag", "afgewezen", "afgemeld", "verlopen"], houdt_plaats=False),
                name="aanmelding_holds_place_by_status",
            ),
        ]  # fmt: skip
        indexes = [
            # Holds to release and queues to serve: asked every few seconds.
            models.Index(
                fields=["aangemeld_op"], name="aanmelding_unsettled",
                condition=models.Q(status__in=["onbevestigd", "wachtlijst"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.naam} ({self.reeks})"

    @property
    def reference(self) -> str:
        """What messages about this aanmelding say they are about."""
        return f"aanmelding:{self.uuid}"

    @property
    def namens(self) -> str:
        """Who sent this person: the gemeente, or the organisatie of who has none."""
        return str(self.gemeente) if self.gemeente else self.organisatie

    @property
    def stands(self) -> bool:
        """Whether the person takes part, waits or still has to confirm."""
        return self.status in STANDING_AANMELDING


class Deelname(models.Model):
    """That person's row at one sessie: the truth for capacity, calendar, and later for attendance."""

    class Status(models.TextChoices):
        AANGEMELD = "aangemeld", "Aangemeld"
        WACHTLIJST = "wachtlijst", "Op de wachtlijst"
        AANGEBODEN = "aangeboden", "Plaats aangeboden"
        AFGEMELD = "afgemeld", "Afgemeld"
        VERVALLEN = "vervallen", "Bijeenkomst gaat niet door"

    class Antwoord(models.TextChoices):
        JA = "ja", "Komt"
        MISSCHIEN = "misschien", "Komt misschien"
        NEE = "nee", "Komt niet"

    class Aanwezigheid(models.TextChoices):
        AANWEZIG = "aanwezig", "Aanwezig"
        DEELS = "deels", "Deels aanwezig"
        MET_BERICHT = "met_bericht", "Afwezig met bericht"
        NIET_VERSCHENEN = "niet_verschenen", "Niet verschenen"

    STANDING = STANDING_DEELNAME

    aanmelding = models.ForeignKey(Aanmelding, on_delete=models.CASCADE, related_name="deelnames")
    sessie = models.ForeignKey(Sessie, on_delete=models.PROTECT, related_name="deelnames")
    email = models.EmailField(
        "e-mailadres", editable=False, help_text="Dat van de aanmelding, zodat de database één plaats per persoon kent."
    )
    status = models.CharField("status", max_length=12, choices=Status, default=Status.AANGEMELD)
    in_rij_sinds = models.DateTimeField("in de rij sinds", default=timezone.now)
    bump = models.PositiveIntegerField(
        "eigen volgnummer", default=0,
        help_text="Komt bij het volgnummer van de sessie, zodat een agenda na afmelden een uitnodiging weer aanneemt.",
    )  # fmt: skip
    uitgenodigd_op = models.DateTimeField("uitnodiging verstuurd op", null=True, blank=True)
    gevraagd_op = models.DateTimeField(
        "gevraagd of het nog kan", null=True, blank=True,
        help_text="Sinds een bijeenkomst is verplaatst; leeg als iemand antwoordde.",
    )  # fmt: skip
    agenda_antwoord = models.CharField("antwoord uit de agenda", max_length=12, choices=Antwoord, blank=True)
    agenda_antwoord_op = models.DateTimeField("antwoord uit de agenda op", null=True, blank=True)
    meldt_af_op = models.DateTimeField(
        "afmelding gaat in op", null=True, blank=True,
        help_text="Na een weigering in de agenda; tot dan kan de deelnemer die terugdraaien.",
    )  # fmt: skip
    aanwezigheid = models.CharField("aanwezigheid", max_length=16, choices=Aanwezigheid, blank=True)
    gewijzigd_op = models.DateTimeField("gewijzigd op", default=timezone.now)

    objects = DeelnameQuerySet.as_manager()

    class Meta:
        verbose_name = "deelname"
        verbose_name_plural = "deelnames"
        ordering = ["sessie__volgorde", "sessie_id"]
        constraints = [
            models.UniqueConstraint(fields=["aanmelding", "sessie"], name="deelname_once_per_sessie"),
            models.UniqueConstraint(
                fields=["sessie", "email"], condition=models.Q(status__in=STANDING_DEELNAME),
                name="deelname_one_active_per_person",
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="deelname_email_lower_case"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.aanmelding.naam}: {self.sessie}"

    @property
    def sequence(self) -> int:
        """The SEQUENCE of this person's calendar entry; it only rises."""
        return self.sessie.sequence + self.bump

    @property
    def holds_place(self) -> bool:
        """Whether it takes one of the places of the sessie."""
        return self.status in HOLDING_DEELNAME


class Overgang(models.Model):
    """One step of an aanmelding or a deelname from one status to the next: who, when and why."""

    class Wie(models.TextChoices):
        DEELNEMER = "deelnemer", "Deelnemer"
        ORGANISATOR = "organisator", "Organisator"
        PORTAAL = "portaal", "Portaal"

    aanmelding = models.ForeignKey(Aanmelding, on_delete=models.CASCADE, related_name="overgangen")
    deelname = models.ForeignKey(Deelname, on_delete=models.CASCADE, null=True, blank=True, related_name="overgangen")
    van = models.CharField("van", max_length=12, blank=True)
    naar = models.CharField("naar", max_length=12)
    op = models.DateTimeField("op")
    wie = models.CharField("wie", max_length=12, choices=Wie)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="gebruiker",
    )  # fmt: skip
    reden = models.CharField("reden", max_length=500, blank=True)
    is_uitzondering = models.BooleanField("boven het maximum of voor zijn beurt", default=False)
    # Only merging writes it, on the line of who goes: a reason is what anybody can type.
    opgegaan_in = models.ForeignKey(
        Aanmelding, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="samengevoegd met"
    )

    class Meta:
        verbose_name = "overgang"
        verbose_name_plural = "overgangen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_uitzondering=False) | (models.Q(wie="organisator") & ~models.Q(reden="")),
                name="overgang_exception_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.van or 'nieuw'} → {self.naar}"
