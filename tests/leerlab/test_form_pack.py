"""The template pack renders forms as the form guidelines of NL Design System ask, whatever the widget and its state."""

import re
from itertools import product
from typing import Any

import pytest
from crispy_forms.bootstrap import FormActions, StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Column, Div, Field, Fieldset, Hidden, Layout, Row, Submit
from django import forms
from django.template import Context, Template

from registrations.fields import TrapField
from tests.leerlab.form_gallery import ERROR, HELP, KINDS, LABEL, Gallery, make_field

CONTROLS = {
    "tekst": '<input type="text" name="veld" id="id_veld"{} class="utrecht-textbox utrecht-textbox--html-input{}"{}>',
    "mail": '<input type="email" name="veld" id="id_veld"{} class="utrecht-textbox utrecht-textbox--html-input{}"{}>',
    "wachtwoord": (
        '<input type="password" name="veld" id="id_veld"{} class="utrecht-textbox utrecht-textbox--html-input{}"{}>'
    ),
    "datum": '<input type="text" name="veld" id="id_veld"{} class="utrecht-textbox utrecht-textbox--html-input{}"{}>',
    "lang": (
        '<textarea name="veld" cols="40" rows="10" id="id_veld"{}'
        ' class="utrecht-textarea utrecht-textarea--html-textarea{}"{}></textarea>'
    ),
    "keuze": (
        '<select name="veld" id="id_veld"{} class="utrecht-select utrecht-select--html-select{}"{}>'
        '<option value="rood">Rood</option><option value="blauw">Blauw</option></select>'
    ),
    "bestand": '<input type="file" name="veld" id="id_veld"{} class="bestand{}"{}>',
    "vinkje": (
        '<input type="checkbox" name="veld" id="id_veld"{}'
        ' class="utrecht-form-field__input utrecht-checkbox utrecht-checkbox--html-input{}"{}>'
    ),
}
INVALID = {
    "tekst": "utrecht-textbox", "mail": "utrecht-textbox", "wachtwoord": "utrecht-textbox", "datum": "utrecht-textbox",
    "lang": "utrecht-textarea", "keuze": "utrecht-select", "vinkje": "utrecht-checkbox",
}  # fmt: skip
FIELD, FIELDSET = "utrecht-form-field", "utrecht-form-fieldset"


def squeeze(html: str) -> str:
    """Return HTML with the white space that nobody sees left out."""
    return re.sub(r"\s+(?=<)|(?<=>)\s+", "", " ".join(html.split())).strip()


def render(form: Any, source: str = "{% load crispy_forms_tags %}{% crispy form %}") -> str:
    return squeeze(Template(source).render(Context({"form": form})))


def form_with(field: forms.Field, data: dict[str, Any] | None = None) -> forms.Form:
    form = forms.Form(data)
    form.fields["veld"] = field
    return form


def render_field(field: forms.Field, data: dict[str, Any] | None = None) -> str:
    return render(form_with(field, data), "{% load crispy_forms_filters %}{{ form.veld|as_crispy_field }}")


class Expected:
    """What a field looks like in one state."""

    def __init__(self, *, required: bool, explained: bool, wrong: bool) -> None:
        self.required, self.wrong = required, wrong
        self.optional = "" if required else '<span class="niet-verplicht">(niet verplicht)</span>'
        ids = [f"id_veld_{name}" for name, is_there in (("helptext", explained), ("error", wrong)) if is_there]
        self.described = f' aria-describedby="{" ".join(ids)}"' if ids else ""
        self.said = f'<div class="{FIELD}-description" id="id_veld_helptext">{HELP}</div>' if explained else ""
        if wrong:
            self.said += f'<div class="{FIELD}-error-message" id="id_veld_error">{ERROR}</div>'

    def control(self, name: str) -> str:
        invalid = f" {INVALID.get(name, 'bestand-fout')}{'--invalid' if name in INVALID else ''}" if self.wrong else ""
        aria_invalid = ' aria-invalid="true"' if self.wrong else ""
        required = ' aria-required="true"' if self.required else ""
        return CONTROLS[name].format(f"{aria_invalid}{self.described}", invalid, required)

    def text(self, name: str) -> str:
        invalid = f" {FIELD}--invalid" if self.wrong else ""
        label = f'<label class="utrecht-form-label" for="id_veld">{LABEL}{self.optional}</label>'
        return f'<div class="{FIELD} {FIELD}--text veld{invalid}">{label}{self.said}{self.control(name)}</div>'

    def checkbox(self) -> str:
        invalid = f" {FIELD}--invalid" if self.wrong else ""
        label = (
            f'<label class="{FIELD}__label utrecht-form-label utrecht-form-label--checkbox" for="id_veld">'
            f"{LABEL}{self.optional}</label>"
        )
        option = f'<div class="{FIELD} {FIELD}--checkbox optie">{self.control("vinkje")}{label}</div>'
        return f'<div class="{FIELD} veld{invalid}">{self.said}{option}</div>'

    def group(self, kind: str, package: str) -> str:
        invalid = f" {FIELDSET}--invalid" if self.wrong else ""
        role = ""
        if kind == "radio":
            role = ' role="radiogroup"' + ' aria-required="true"' * self.required + ' aria-invalid="true"' * self.wrong
        html = (
            f'<fieldset class="{FIELDSET} {FIELDSET}--html-fieldset{invalid}" id="id_veld"{self.described}{role}>'
            f'<legend class="{FIELDSET}__legend {FIELDSET}__legend--html-legend">{LABEL}{self.optional}</legend>'
        ) + self.said
        wrong = ' aria-invalid="true"' if self.wrong and kind == "checkbox" else ""
        invalid = f" {package}--invalid" if self.wrong else ""
        for number, (value, label) in enumerate((("rood", "Rood"), ("blauw", "Blauw"))):
            html += (
                f'<div class="{FIELD} {FIELD}--{kind} optie">'
                f'<input type="{kind}" name="veld" value="{value}"{wrong} class="{FIELD}__input'
                f' {package} {package}--html-input{invalid}" id="id_veld_{number}">'
                f'<label class="{FIELD}__label utrecht-form-label utrecht-form-label--{kind}" for="id_veld_{number}">'
                f"{label}</label></div>"
            )
        return f"{html}</fieldset>"

    def of(self, name: str) -> str:
        if name == "een":
            return self.group("radio", "utrecht-radio-button")
        if name == "meer":
            return self.group("checkbox", "utrecht-checkbox")
        return self.checkbox() if name == "vinkje" else self.text(name)


@pytest.mark.parametrize(("name", "kind", "widget"), KINDS)
@pytest.mark.parametrize(("required", "explained"), list(product((True, False), repeat=2)))
@pytest.mark.parametrize("sent", [False, True])
def test_a_field(
    name: str, kind: type[forms.Field], widget: type[forms.Widget], *, required: bool, explained: bool, sent: bool
) -> None:
    field = make_field(kind, widget, required=required, help_text=HELP if explained else "")
    expected = Expected(required=required, explained=explained, wrong=sent and required)
    assert render_field(field, {} if sent else None) == expected.of(name)


# --- Details -----------------------------------------------------------------------------------------------


def test_what_was_filled_in_and_chosen_comes_back_escaped() -> None:
    text = render_field(make_field(forms.CharField, forms.TextInput), {"veld": '"><script>'})
    assert 'value="&quot;&gt;&lt;script&gt;"' in text
    for kind, widget in (
        (forms.ChoiceField, forms.RadioSelect),
        (forms.MultipleChoiceField, forms.CheckboxSelectMultiple),
    ):
        html = render_field(make_field(kind, widget), {"veld": "blauw"})
        assert re.findall(r'value="(\w+)"[^>]* checked', html) == ["blauw"]


def test_own_attributes_stay_but_for_hints_in_the_field_and_native_balloons() -> None:
    widget = forms.TextInput(
        attrs={"autocomplete": "name", "placeholder": "Anna", "class": "eigen", "required": True, "data-x": "1"}
    )
    assert render_field(forms.CharField(label=LABEL, widget=widget)) == (
        f'<div class="{FIELD} {FIELD}--text veld"><label class="utrecht-form-label" for="id_veld">{LABEL}</label>'
        '<input type="text" name="veld" autocomplete="name" class="eigen utrecht-textbox utrecht-textbox--html-input"'
        ' data-x="1" id="id_veld" aria-required="true"></div>'
    )


def test_what_stands_under_a_field_is_told_last() -> None:
    field = make_field(forms.CharField, forms.TextInput, help_text=HELP)
    field.after = "Nog iets."  # type: ignore[attr-defined]
    html = render_field(field, {})
    assert 'aria-describedby="id_veld_helptext id_veld_error id_veld_after"' in html
    assert html.endswith(f'<div class="{FIELD}-description" id="id_veld_after">Nog iets.</div></div>')


def test_more_than_one_error_is_one_message() -> None:
    form = form_with(make_field(forms.CharField, forms.TextInput), {"veld": "x"})
    form.add_error("veld", ["Te kort.", "Te <b>gewoon</b>."])
    html = render(form, "{% load crispy_forms_filters %}{{ form.veld|as_crispy_field }}")
    assert f'<div class="{FIELD}-error-message" id="id_veld_error">Te kort. Te &lt;b&gt;gewoon&lt;/b&gt;.</div>' in html


def test_the_trap_is_out_of_sight_of_people() -> None:
    assert render_field(TrapField()) == (
        '<div class="honing" aria-hidden="true"><label for="id_veld">Laat dit veld leeg</label>'
        '<input type="text" name="veld" autocomplete="off" tabindex="-1" id="id_veld"></div>'
    )


def test_a_hidden_field_is_only_that() -> None:
    field = forms.CharField(widget=forms.HiddenInput, initial="x")
    assert render_field(field) == '<input type="hidden" name="veld" value="x" id="id_veld">'


# --- The error summary -------------------------------------------------------------------------------------

SUMMARY = '{% include "components/error_summary.html" %}'


def test_the_summary_leads_to_each_control_with_the_words_of_the_field() -> None:
    form = forms.Form({})
    for name, kind, widget in KINDS:
        form.fields[name] = make_field(kind, widget, error_messages={"required": f"Vul {name} in."})
    form.fields["geheim"] = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Ververs de pagina."})
    form.add_error(None, "Wacht even.")
    assert re.findall(r"<li>(.*?)</li>", render(form, SUMMARY)) == [
        "Wacht even.",
        *(
            f'<a href="#id_{name}{"_0" if name in {"een", "meer"} else ""}">Vul {name} in.</a>'
            for name, _, _ in KINDS
        ),
        "Ververs de pagina.",
    ]  # fmt: skip


def test_the_heading_of_the_summary_takes_the_focus_and_counts() -> None:
    form = form_with(make_field(forms.CharField, forms.TextInput), {})
    assert render(form, SUMMARY) == (
        '<section class="foutenoverzicht utrecht-alert utrecht-alert--error" aria-labelledby="foutenoverzicht">'
        '<div class="utrecht-alert__content">'
        '<h2 id="foutenoverzicht" tabindex="-1" autofocus>Er klopt nog iets niet</h2>'
        f'<ul><li><a href="#id_veld">{ERROR}</a></li></ul></div></section>'
    )
    form.fields["ander"] = make_field(forms.CharField, forms.TextInput)
    form.full_clean()
    assert "Er kloppen nog een paar dingen niet" in render(form, SUMMARY)
    assert render(form_with(make_field(forms.CharField, forms.TextInput)), SUMMARY) == ""


# --- Layouts and formsets ----------------------------------------------------------------------------------


def test_layout_objects() -> None:
    form = Gallery()
    form.helper.layout = Layout(
        Fieldset(
            "Wie ben je?", Field("tekst_kort", wrapper_class="breed", data_x="1"), css_class="groep", css_id="wie"
        ),
        Div(Row(Column("mail_kort", css_class="links"), css_id="rij"), css_class="blok"),
        HTML("<p>Tekst</p>"),
        FormActions(Submit("stuur", "Verstuur")),
        ButtonHolder(Hidden("stap", "2"), StrictButton("Terug", css_class="nl-button")),
    )
    html = re.sub(r"<input type=\"(?:text|email)\"[^>]*>", "<input>", render(form))
    label = '<label class="utrecht-form-label" for="id_{}">{}</label>'
    field = f'<div class="{FIELD} {FIELD}--text veld{{}}">{label}<input></div>'
    assert html == (
        f'<fieldset class="{FIELDSET} {FIELDSET}--html-fieldset groep" id="wie">'
        f'<legend class="{FIELDSET}__legend {FIELDSET}__legend--html-legend">Wie ben je?</legend>'
        f"{field.format(' breed', 'tekst_kort', 'tekst kort')}</fieldset>"
        '<div class="blok"><div class="veldenrij" id="rij">'
        f'<div class="links">{field.format("", "mail_kort", "mail kort")}</div></div></div><p>Tekst</p>'
        '<div class="knoppen"><button class="nl-button nl-button--primary" type="submit" name="stuur"'
        ' value="Verstuur">Verstuur</button></div>'
        '<div class="knoppen"><input type="hidden" name="stap" value="2">'
        '<button class="btn nl-button" type="button">Terug</button></div>'
    )


def test_a_form_that_crispy_wraps_itself_has_no_native_balloons() -> None:
    form = form_with(make_field(forms.CharField, forms.TextInput))
    form.helper = FormHelper()  # type: ignore[attr-defined]
    form.helper.form_action = "/ergens/"  # type: ignore[attr-defined]
    form.helper.add_input(Submit("", "Verstuur"))  # type: ignore[attr-defined]
    expected = Expected(required=True, explained=False, wrong=False).text("tekst")
    assert render(form) == (
        f'<form action="/ergens/" method="post" novalidate>{expected}'
        '<p class="knoppen"><button class="nl-button nl-button--primary" type="submit">Verstuur</button></p></form>'
    )


def test_a_formset_says_what_is_wrong_with_all_of_it() -> None:
    class Line(forms.Form):
        veld = make_field(forms.CharField, forms.TextInput, required=False)

    formset = forms.formset_factory(Line, max_num=1, validate_max=True)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-veld": "a", "form-1-veld": "b"}
    )
    html = render(formset)
    assert f'<div class="{FIELD}-error-message">Dit zijn er te veel. Vul hoogstens 1 regel in.</div>' in html
    assert re.findall(r'<label class="utrecht-form-label" for="([^"]*)"', html) == ["id_form-0-veld", "id_form-1-veld"]
    assert html.count('name="form-TOTAL_FORMS"') == 1
    assert re.findall(r"<form[^>]*>", html) == ['<form method="post" novalidate>']
