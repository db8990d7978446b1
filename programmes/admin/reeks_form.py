"""The form of a reeks in /beheer/."""

from typing import Any, cast

from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from programmes.admin.gemeenten_field import GemeentenField
from programmes.admin.texts import STALE_REEKS
from programmes.admin.versions import VersionedForm
from programmes.models import Reeks


class ReeksForm(VersionedForm):
    """A reeks; its address follows from the title when left empty, and is fixed afterwards."""

    lists = ["sessies"]
    stale = STALE_REEKS
    is_strict = True
    gereserveerde_gemeenten = GemeentenField(
        label="Vaste plaats voor",
        required=False,
        help_text=(
            "Namen van gemeenten, met een komma ertussen. Voor hen blijft een plaats vrij, bijvoorbeeld omdat je daar"
            " te gast bent."
        ),
    )

    class Meta:
        model = Reeks
        fields = "__all__"
        widgets = {
            "samenvatting": AdminTextareaWidget(attrs={"rows": 3}),
            "voor_wie": AdminTextareaWidget(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if self.instance.pk is not None:
            reserved = cast("GemeentenField", self.fields["gereserveerde_gemeenten"])
            reserved.current = list(self.instance.gereserveerde_gemeenten.all())

    def clean_slug(self) -> str:
        """Make the address out of the title when there is none."""
        length = Reeks._meta.get_field("slug").max_length
        slug: str = self.cleaned_data["slug"] or slugify(self.data.get("titel", ""))[:length].strip("-")
        if not slug:
            raise ValidationError("Vul een adres in: van deze titel is geen adres te maken.")
        return slug

    def clean_samenvatting(self) -> str:
        """Keep it on one line, as the agenda shows it."""
        return " ".join(self.cleaned_data["samenvatting"].split())

    def clean_voor_wie(self) -> str:
        """Keep it on one line, as the page shows it."""
        return " ".join(self.cleaned_data["voor_wie"].split())

    def clean(self) -> dict[str, Any]:
        """Keep a reeks and its organisatie in one provincie: otherwise nobody could manage both."""
        data = super().clean() or self.cleaned_data
        organisatie = data.get("organisatie")
        provincie = data["provincie"].pk if data.get("provincie") else self.instance.provincie_id
        is_chosen = provincie is not None and "organisatie" in self.changed_data
        if is_chosen and organisatie and organisatie.provincie_id not in {None, provincie}:
            self.add_error("organisatie", "Deze organisatie hoort bij een andere provincie. Kies een andere.")
        self._check_limits(data, provincie)
        return data

    def _check_limits(self, data: dict[str, Any], provincie: int | None) -> None:
        """Refuse limits that contradict each other: somebody would be promised a place that can not be."""
        gemeenten, personen, per_gemeente = (
            data.get(f"max_{name}") for name in ("gemeenten", "personen", "per_gemeente")
        )
        reserved = list(data.get("gereserveerde_gemeenten") or ())
        if per_gemeente and personen and per_gemeente > personen:
            self.add_error(
                "max_per_gemeente", f"Voor de hele reeks is het maximum {personen}. Kies hier geen hoger getal."
            )
        if gemeenten and len(reserved) > gemeenten:
            self.add_error(
                "gereserveerde_gemeenten",
                f"Je houdt {len(reserved)} plaatsen vrij en het maximum is {gemeenten}. Haal een gemeente weg.",
            )
        outside = [str(gemeente) for gemeente in reserved if gemeente.provincie_id != provincie]
        if data.get("toegang") == Reeks.Toegang.PROVINCIE and provincie and outside:
            self.add_error(
                "gereserveerde_gemeenten",
                f"{outside[0]} ligt in een andere provincie. Alleen gemeenten van deze provincie kunnen meedoen.",
            )
