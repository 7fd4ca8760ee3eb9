"""How the intake's sections lie on the page, from a phone to a desk."""

from collections.abc import Iterable, Mapping, Set
from typing import Final

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms

from cases.base.forms import PartialDateField, TriStateField
from cases.people.intake import Section
from cases.people.items import HeldPaper, Item, WantedList
from cases.people.rows import Rows

_FIELD: Final = "people/_field.html"
_ROWS: Final = "people/_rows.html"
_MORE: Final = "people/_more_rows.html"


def laid_out(
    sections: Iterable[Section], fields_of: Mapping[str, Mapping[str, forms.Field]], filled: Set[str]
) -> Layout:
    """Return the layout of those items that have fields; `filled` names the fields that hold something."""
    asked = (section for section in sections if any(item.name in fields_of for item in section.items))
    return Layout(*(_fieldset(section, fields_of, filled) for section in asked))


def _fieldset(section: Section, fields_of: Mapping[str, Mapping[str, forms.Field]], filled: Set[str]) -> Fieldset:
    parts = [
        part for item in section.items if item.name in fields_of for part in _parts(item, fields_of[item.name], filled)
    ]
    return Fieldset(
        section.legend, Div(*parts, css_class="row gx-3 align-items-end"), css_id=section.anchor, css_class="section"
    )


def _parts(item: Item, fields: Mapping[str, forms.Field], filled: Set[str]) -> list[Field | Div | Fieldset]:
    if isinstance(item, Rows):
        return _rows(item, list(fields), filled)
    if isinstance(item, HeldPaper):
        return [_field(name, width) for name, width in zip(fields, ("col-7", "col-5"), strict=True)]
    if isinstance(item, WantedList):
        return [
            _field(name, width)
            for name, width in zip(fields, ("col-12 col-sm-4 known", "col-5 col-sm-4", "col-7 col-sm-4"), strict=True)
        ]
    return [_field(name, _width(field)) for name, field in fields.items()]


def _rows(item: Rows, names: list[str], filled: Set[str]) -> list[Field | Div | Fieldset]:
    """Lay out each row as a named group; those after the first fold away until they are needed."""
    cells = names[1:] if item.asked else names
    rows = [cells[start : start + len(item.columns)] for start in range(0, len(cells), len(item.columns))]
    first, *rest = [_group(f"{item.row_label} {number}", row) for number, row in enumerate(rows, start=1)]
    is_open = any(name in filled for row in rows[1:] for name in row)
    parts = [first, *([Div(*rest, css_class="lines", template=_MORE, open=is_open)] if rest else [])]
    if item.asked:
        return [_field(names[0], "col-sm-6 known"), Div(*parts, css_class="col-12 mb-3")]
    return [Fieldset(item.label, *parts, css_class="col-12 mb-3", template=_ROWS)]


def _group(label: str, names: list[str]) -> Div:
    span = {2: "col-6", 3: "col-6 col-sm-4"}.get(len(names), "col-6 col-sm-3")
    fields = [_field(name, span) for name in names]
    return Div(*fields, css_class="row gx-2 align-items-end", role="group", aria_label=label)


def _field(name: str, width: str) -> Field:
    return Field(name, wrapper_class=width, template=_FIELD)


def _width(field: forms.Field) -> str:
    """Texts take the whole line; on a phone, what is short stands beside its label."""
    if isinstance(field.widget, forms.Textarea):
        return "col-12"
    short = isinstance(field, PartialDateField | TriStateField | forms.IntegerField)
    return "col-sm-6 known" if short else "col-sm-6"
