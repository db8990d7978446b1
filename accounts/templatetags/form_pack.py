"""What the template pack templates/leerlab/ asks of Python: controls with their classes, and what belongs to what.

The classes are those of the @utrecht packages (static/css/vendor.css). The attributes follow the form guidelines of
NL Design System: `aria-required` in place of the balloons of `required`, and no hints in placeholders.
"""

from typing import Any

from django import forms, template
from django.forms import BoundField, Widget
from django.forms.boundfield import BoundWidget
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

TEXTBOX = "utrecht-textbox utrecht-textbox--html-input", "utrecht-textbox--invalid"
TEXTAREA = "utrecht-textarea utrecht-textarea--html-textarea", "utrecht-textarea--invalid"
SELECT = "utrecht-select utrecht-select--html-select", "utrecht-select--invalid"
CHECKBOX = "utrecht-form-field__input utrecht-checkbox utrecht-checkbox--html-input", "utrecht-checkbox--invalid"
RADIO = (
    "utrecht-form-field__input utrecht-radio-button utrecht-radio-button--html-input",
    "utrecht-radio-button--invalid",
)
FILE = "bestand", "bestand-fout"
CLASSES: list[tuple[type[Widget] | tuple[type[Widget], ...], tuple[str, str]]] = [
    (forms.CheckboxSelectMultiple, CHECKBOX),
    (forms.RadioSelect, RADIO),
    (forms.CheckboxInput, CHECKBOX),
    (forms.FileInput, FILE),
    (forms.Textarea, TEXTAREA),
    (forms.Select, SELECT),
]
"""For each kind of widget its classes, and the class it gets as well when it is wrong. The first that fits counts."""


@register.filter
def is_group(field: BoundField) -> bool:
    """Tell whether a field is a group of options under a legend."""
    return isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


@register.filter
def is_radio(field: BoundField) -> bool:
    """Tell whether one option of a group can be chosen, not more."""
    return is_group(field) and not isinstance(field.field.widget, forms.CheckboxSelectMultiple)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Tell whether a field is one box to tick, with its label beside it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_optional(field: BoundField) -> bool:
    """Tell whether the label says that the field may stay empty; not where another answer decides that."""
    return not field.field.required and not getattr(field.field, "is_conditional", False)


@register.filter
def described_by(field: BoundField) -> str:
    """Return the ids of what is said about a field, in the order in which it stands on the page."""
    parts = [
        ("helptext", field.help_text),
        ("error", field.errors),
        ("after", getattr(field.field, "after", "")),
    ]
    return " ".join(f"{field.auto_id}_{name}" for name, said in parts if said and field.auto_id)


@register.filter
def control(field: BoundField) -> SafeString:
    """Return the input, textarea or select of a field. Not for a group: that has a control for each option."""
    widget = field.field.widget
    own_id: dict[str, str | bool] = {} if "id" in widget.attrs or not field.auto_id else {"id": field.auto_id}
    # An attribute of False is left out.
    attrs = field.build_widget_attrs(own_id) | {
        "class": classes(field),
        "required": False,
        "placeholder": False,
        "aria-required": "true" if field.field.required else False,
        "aria-describedby": described_by(field) or False,
    }
    html: SafeString = widget.render(field.html_name, field.value(), attrs=attrs, renderer=field.form.renderer)
    return html


@register.filter
def option_control(option: BoundWidget, field: BoundField) -> SafeString:
    """Return the radio button or checkbox of one option of a group."""
    data: dict[str, Any] = option.data
    attrs = data["attrs"] | {
        "class": classes(field),
        "required": False,
        # Of radio buttons the group as a whole is wrong.
        "aria-invalid": "true" if field.errors and not is_radio(field) else False,
    }
    return format_html(
        '<input type="{}" name="{}" value="{}"{}>', data["type"], data["name"], data["value"], flatatt(attrs)
    )


@register.filter
def first_control(field: BoundField) -> str:
    """Return the id of what an error leads to: the control, or the first option of a group. Empty when hidden."""
    if field.is_hidden:
        return ""
    if is_group(field):
        return str(field[0].id_for_label) if len(field) else ""
    return str(field.id_for_label)


def classes(field: BoundField) -> str:
    """Return the classes of the control of a field, after those that its widget brings itself."""
    widget = field.field.widget
    plain, invalid = next((found for kinds, found in CLASSES if isinstance(widget, kinds)), TEXTBOX)
    return " ".join(filter(None, [widget.attrs.get("class"), plain, invalid if field.errors else ""]))
