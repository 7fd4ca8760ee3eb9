"""How the intake's sections lie on the page, from a phone to a desk."""

from collections.abc import Iterable, Mapping
from typing import Final

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms

from cases.people.intake import Section
from cases.people.items import HeldPaper, Item
from cases.people.rows import Rows

_FIELD: Final = "people/_field.html"
_ROWS: Final = "people/_rows.html"


def laid_out(sections: Iterable[Section], fields_of: Mapping[str, Mapping[str, forms.Field]]) -> Layout:
    """Return the layout of those items that have fields."""
    return Layout(*(_fieldset(section, fields_of) for section in sections))


def _fieldset(section: Section, fields_of: Mapping[str, Mapping[str, forms.Field]]) -> Fieldset:
    parts = [part for item in section.items if item.name in fields_of for part in _parts(item, fields_of[item.name])]
    return Fieldset(section.legend, Div(*parts, css_class="row gx-3"), css_id=section.anchor, css_class="section")


def _parts(item: Item, fields: Mapping[str, forms.Field]) -> list[Field | Div | Fieldset]:
    if isinstance(item, Rows):
        return _rows(item, list(fields))
    if isinstance(item, HeldPaper):
        return [_field(name, width) for name, width in zip(fields, ("col-7", "col-5"), strict=True)]
    return [_field(name, "col-12" if _is_wide(field) else "col-sm-6") for name, field in fields.items()]


def _rows(item: Rows, names: list[str]) -> list[Field | Div | Fieldset]:
    """Lay out each row as a named group, under the question whether there are any or under the item's name."""
    cells = names[1:] if item.asked else names
    width = len(item.columns)
    span = "col-6 col-sm-3" if width > 2 else "col-6"
    rows = [
        Div(
            *(_field(name, span) for name in cells[start : start + width]),
            css_class="row gx-2 line",
            role="group",
            aria_label=f"{item.row_label} {start // width + 1}",
        )
        for start in range(0, len(cells), width)
    ]
    if item.asked:
        return [_field(names[0], "col-sm-6"), Div(*rows, css_class="col-12")]
    return [Fieldset(item.label, *rows, css_class="col-12", template=_ROWS)]


def _field(name: str, width: str) -> Field:
    return Field(name, wrapper_class=width, template=_FIELD)


def _is_wide(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.Textarea)
