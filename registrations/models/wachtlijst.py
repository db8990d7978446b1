"""What happens to a freed place: it is offered to who waits."""

from django.db import models

from registrations.models.aanmeldingen import Aanmelding, Deelname
from registrations.querysets import AanbodQuerySet


class Aanbod(models.Model):
    """A place offered to somebody who waits: for one deelname, or for a whole aanmelding. It holds until it ends.

    Offers of one freed slot to the colleagues of one gemeente share a `groep` and its deadline.
    """

    class Staat(models.TextChoices):
        OPEN = "open", "Open"
        AANGENOMEN = "aangenomen", "Aangenomen"
        GEWEIGERD = "geweigerd", "Geweigerd"
        VERLOPEN = "verlopen", "Verlopen"
        INGETROKKEN = "ingetrokken", "Ingetrokken"

    aanmelding = models.ForeignKey(
        Aanmelding, on_delete=models.CASCADE, null=True, blank=True, related_name="aanbod",
        help_text="Een plaats in de reeks.",
    )  # fmt: skip
    deelname = models.ForeignKey(
        Deelname, on_delete=models.CASCADE, null=True, blank=True, related_name="aanbod",
        help_text="Een plaats bij één bijeenkomst.",
    )  # fmt: skip
    groep = models.UUIDField("groep", null=True, blank=True, editable=False)
    staat = models.CharField("staat", max_length=12, choices=Staat, default=Staat.OPEN)
    gemaakt_op = models.DateTimeField("gemaakt op")
    verloopt_op = models.DateTimeField("verloopt op")
    beantwoord_op = models.DateTimeField("geëindigd op", null=True, blank=True)

    objects = AanbodQuerySet.as_manager()

    class Meta:
        verbose_name = "aanbod"
        verbose_name_plural = "aanbod"
        ordering = ["gemaakt_op", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(aanmelding__isnull=True, deelname__isnull=False)
                | models.Q(aanmelding__isnull=False, deelname__isnull=True),
                name="aanbod_of_aanmelding_or_deelname",
            ),
            models.UniqueConstraint(
                fields=["aanmelding"], condition=models.Q(staat="open"), name="aanbod_one_open_per_aanmelding"
            ),
            models.UniqueConstraint(
                fields=["deelname"], condition=models.Q(staat="open"), name="aanbod_one_open_per_deelname"
            ),
            models.CheckConstraint(
                condition=models.Q(staat="open", beantwoord_op__isnull=True)
                | (~models.Q(staat="open") & models.Q(beantwoord_op__isnull=False)),
                name="aanbod_end_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["verloopt_op"], name="aanbod_open", condition=models.Q(staat="open")),
        ]

    def __str__(self) -> str:
        return f"{self.get_staat_display()}: {self.deelname or self.aanmelding}"
