"""Form fields with a rule of their own: one clean line, and a gemeente by CBS code."""

import re
from copy import copy
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django import forms
from django.db.models import Case, Value, When
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.addresses import domain
from accounts.fields import AddressField
from outbox.queue import one_line
from programmes.models import Gemeente, Maildomein, Provincie

CBS_CODE = re.compile(r"GM[0-9]{4}")
WEB_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)


class OneLineField(forms.CharField):
    """One line of text: line ends and other control characters become spaces, so that no mail header can break."""

    def to_python(self, value: Any) -> str:
        return one_line(str(super().to_python(value) or ""))


class TrapField(forms.CharField):
    """A field that people neither see nor reach; the template pack hides it, robots fill it in."""

    is_trap = True

    def __init__(self) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
        super().__init__(required=False, label="Laat dit veld leeg", widget=widget)


Row = tuple[str, str, str]
"""Of a gemeente: CBS code, name to show, name of its provincie."""


class GemeenteSelect(forms.Select):
    """A native select of gemeenten by provincie, without the 342 option templates that would cost 20 ms."""

    def __init__(self, *, first: Provincie | None = None, is_only: bool = False, stempel: str = "") -> None:
        super().__init__()
        self.first, self.is_only, self.stempel = first, is_only, stempel

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Return the select. One query, or none under a stamp that this process has seen before."""
        first = self.first.pk if self.first else None
        if self.stempel:
            options = options_under(self.stempel, timezone.localdate(), first, is_only=self.is_only)
        else:
            options = options_of(tuple(rows_of_gemeenten(first, is_only=self.is_only)))
        chosen = format_html('<option value="{}"', str(value)) if value else ""
        if chosen:
            options = options.replace(f"{chosen}>", f"{chosen} selected>", 1)
        attributes = flatatt({"name": name} | self.build_attrs(self.attrs, attrs))
        # What is put together here was escaped when it was made.
        return SafeString(f'<select{attributes}><option value="">Kies een gemeente</option>{options}</select>')


@lru_cache(maxsize=32)
def options_of(rows: tuple[Row, ...]) -> str:
    """Return the options of rows that stand together by provincie: made once for each list, which hardly changes."""
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (provincie, format_html_join("", '<option value="{}">{}</option>', (row[:2] for row in group)))
            for provincie, group in groupby(rows, key=itemgetter(2))
        ),
    )


@lru_cache(maxsize=32)
def options_under(_stempel: str, _day: date, first: int | None, *, is_only: bool) -> str:
    """Return the options of a select on a day, for as long as the stamp of what pages share stays.

    With every gemeente that is written the database renews that stamp (programmes/stempels.py).
    """
    return options_of(tuple(rows_of_gemeenten(first, is_only=is_only)))


@lru_cache(maxsize=2)
def gemeenten_under(_stempel: str, day: date) -> dict[str, Gemeente]:
    """Return the gemeenten that exist on a day by CBS code, for as long as that stamp stays. Copy what leaves here."""
    return {gemeente.code: gemeente for gemeente in Gemeente.objects.existing(day)}


class GemeenteField(forms.Field):
    """A choice out of the gemeenten that exist today, by CBS code; the provincie of the reeks comes first.

    With `is_only` the list has none of other provincies; whether these may be chosen is for the rules to say.
    The list is read when the field is shown, the one gemeente when it is cleaned: one query each. With `stempel`, the
    stamp of what pages share as the database has it now, both are kept in this process until it changes.
    """

    default_error_messages = {
        "required": "Kies je gemeente.",
        "invalid_choice": "Deze gemeente kennen we niet. Kies een gemeente uit de lijst.",
    }

    def __init__(
        self, *, first: Provincie | None = None, is_only: bool = False, stempel: str = "", **kwargs: Any
    ) -> None:
        widget = GemeenteSelect(first=first, is_only=is_only, stempel=stempel)
        super().__init__(label="Je gemeente", widget=widget, **kwargs)
        self.stempel = stempel

    def to_python(self, value: Any) -> Gemeente | None:
        """Return the gemeente of a CBS code, or none when none was chosen."""
        code = str(value or "")
        if not code:
            return None
        found = self.existing(code) if CBS_CODE.fullmatch(code) else None
        if found:
            return found
        raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")

    def existing(self, code: str) -> Gemeente | None:
        """Return the gemeente of a CBS code while it exists."""
        today = timezone.localdate()
        if self.stempel:
            return copy(gemeenten_under(self.stempel, today).get(code))
        return Gemeente.objects.existing(today).filter(code=code).first()


def rows_of_gemeenten(first: int | None, *, is_only: bool = False) -> list[Row]:
    """Return the gemeenten that exist today in the order of the select, or `is_only` those of the provincie `first`.

    One query.
    """
    own = Case(When(provincie=first, then=Value(0)), default=Value(1)) if first is not None else Value(0)
    rows = Gemeente.objects.existing(timezone.localdate()).order_by(own, "provincie__naam", "weergavenaam")
    if is_only:
        rows = rows.filter(provincie=first)
    return list(rows.values_list("code", "weergavenaam", "provincie__naam"))


def gemeenten_of_domain(email: str) -> list[str]:
    """Return the CBS codes of the existing gemeenten that use the domain of an address. One query."""
    rows = Maildomein.objects.filter(domein=domain(email), gemeente__in=Gemeente.objects.existing(timezone.localdate()))
    return list(rows.values_list("gemeente__code", flat=True))


# --- Questions that forms share ---------------------------------------------------------------------------------


def without_web_address(value: str) -> None:
    """Refuse a web address in a name: it would travel in our mail to whatever address is filled in."""
    if WEB_ADDRESS.search(value):
        raise forms.ValidationError("Vul hier geen webadres in.")


def naam_field() -> OneLineField:
    """Return the field for somebody's name."""
    return OneLineField(
        label="Je naam",
        max_length=120,
        error_messages={
            "required": "Vul je naam in.",
            "max_length": "Deze naam is te lang. Gebruik hoogstens 120 tekens.",
        },
        validators=[without_web_address],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def email_field() -> AddressField:
    """Return the field for somebody's address."""
    return AddressField(
        label="Je e-mailadres",
        help_text="Gebruik het adres van je werk. Daar sturen we de bevestiging en de uitnodigingen naartoe.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "data-gemeente-voorstel": "id_gemeente"}),
    )


def functie_field() -> OneLineField:
    """Return the field for what somebody does."""
    return OneLineField(
        label="Je functie",
        max_length=120,
        required=False,
        error_messages={"max_length": "Deze functie is te lang. Gebruik hoogstens 120 tekens."},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )


def organisatie_field() -> OneLineField:
    """Return the field for who sent somebody who has no gemeente."""
    return OneLineField(
        label="Je organisatie",
        max_length=120,
        required=False,
        help_text="Vul dit alleen in als je niet bij een gemeente werkt.",
        error_messages={"max_length": "Deze naam is te lang. Gebruik hoogstens 120 tekens."},
        validators=[without_web_address],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


def nodig_field() -> forms.CharField:
    """Return the field for what somebody needs at a meeting in one place. It is kept apart, and not for long."""
    return forms.CharField(
        label="Wat heb je nodig om mee te doen?",
        required=False,
        max_length=500,
        help_text="Bijvoorbeeld een dieet, of een plek voor je rolstoel. Alleen de organisator ziet dit. "
        "We wissen het twee weken na de laatste bijeenkomst.",
        error_messages={"max_length": "Deze tekst is te lang. Gebruik hoogstens 500 tekens."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
