"""The fixed pages that every website of a government has; their texts are the operator's own."""

from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse

from programmes import rules

ONLY_HTTPS = URLValidator(["https"], message="Vul een adres in dat met https:// begint.")


class Pagina(models.Model):
    """One of the five fixed pages. The rows are made by a migration: none is added, none goes."""

    class Slug(models.TextChoices):
        PRIVACY = "privacy", "Privacy"
        COOKIES = "cookies", "Cookies"
        TOEGANKELIJKHEID = "toegankelijkheid", "Toegankelijkheid"
        VOORWAARDEN = "voorwaarden", "Voorwaarden"
        KWETSBAARHEID = "kwetsbaarheid-melden", "Kwetsbaarheid melden"

    slug = models.CharField("adres", max_length=30, unique=True, choices=Slug, editable=False)
    titel = models.CharField("titel", max_length=80)
    tekst = models.TextField(
        "tekst", max_length=20_000,
        help_text="Lege regel: nieuwe alinea. Kop: ## Kop. Lijst: - punt. Link: [tekst](https://adres). "
        "Wat tussen [haken] staat, moet je nog invullen.",
    )  # fmt: skip
    verklaring_url = models.URLField(
        "adres van de toegankelijkheidsverklaring", blank=True, max_length=500, validators=[ONLY_HTTPS],
        help_text="De verklaring in het register. Leeg: de pagina zegt dat de verklaring er nog niet is.",
    )  # fmt: skip
    gewijzigd_op = models.DateTimeField("gewijzigd op", auto_now=True)

    class Meta:
        verbose_name = "vaste pagina"
        verbose_name_plural = "vaste pagina's"
        ordering = ["titel"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    slug__in=["privacy", "cookies", "toegankelijkheid", "voorwaarden", "kwetsbaarheid-melden"]
                ),
                name="pagina_slug_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(verklaring_url="") | models.Q(slug="toegankelijkheid"),
                name="pagina_verklaring_only_for_toegankelijkheid",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse(f"pagina-{self.slug}")

    @property
    def is_about_accessibility(self) -> bool:
        """Whether this page links the official statement."""
        return self.slug == self.Slug.TOEGANKELIJKHEID

    @property
    def in_te_vullen(self) -> list[str]:
        """What the operator still has to fill in, as it stands between the brackets."""
        return rules.placeholders(self.tekst)
