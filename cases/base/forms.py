"""Forms and fields that all pages share: text cleaned, dates as people know them, unknown kept apart from no."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.base.cleaning import clean
from cases.base.dates import PartialDate, parse_partial

E = TypeVar("E", bound=StrEnum)
Word = str | Promise

LINE, NOTE, STORY = 200, 4_000, 20_000  # longest line, note and story, in characters
_LONGEST_DATE = 40
_HIDDEN_MARKS = 4  # times the longest text may arrive before cleaning; more is refused as it is, which is quick
NOT_KNOWN: Final = _("not known")
YES_NO: Final = (("", NOT_KNOWN), ("yes", _("yes")), ("no", _("no")))

DATE_FAULTS: Final = {
    "not_a_date": _("Write a day, a month or a year, for example 17.05.2024, 05.2024 or 2024."),
    "year_needs_four_digits": _("Write the year with four digits, for example 2024."),
    "year_out_of_range": _("This year cannot be right."),
    "month_out_of_range": _("Months go from 1 to 12. The day comes first: 17.05.2024."),
    "day_out_of_range": _("This month does not have that day."),
    "day_without_month": _("Add the month, or leave out the day."),
    "future": _("This day has not come yet."),
    "not_exact": _("The full day is needed here, for example 17.05.2024."),
}


class BaseForm(forms.Form):
    """A form that layouts/form.html can show. `on` is the day it is where the team works, for dates in the past."""

    use_required_attribute = False  # the server explains what is missing; the browser's bubble is not translated

    def __init__(self, *args: Any, on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.tell_day()

    def tell_day(self) -> None:
        """Hand the day on to the date fields; a form that adds fields calls it again."""
        for field in self.fields.values():
            if isinstance(field, PartialDateField):
                field.on = self.on


class TicketForm(BaseForm):
    """A form that acts once, however often it is sent; see `tickets`."""

    ticket = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        """Tie the ticket to what was typed: who goes back and sends other words means something new."""
        if ticket := self.cleaned_data.get("ticket"):
            said = [(field.name, field.value()) for field in self.visible_fields()]
            self.cleaned_data["ticket"] = uuid.uuid5(ticket, repr(said))
        return self.cleaned_data


class _CleanText(forms.CharField):
    """Text in one normal form. What is too long is refused by the server: a browser would cut it off unseen."""

    def to_python(self, value: Any) -> str:
        text = str(value) if value not in self.empty_values else ""
        if self.max_length is None or len(text) <= _HIDDEN_MARKS * self.max_length:
            text = clean(text)
        if "\0" in text:
            raise ValidationError(_("A hidden NUL character is in this text. Type it, do not paste it."), code="nul")
        return str(super().to_python(text))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class LineField(_CleanText):
    """One line."""

    def __init__(self, *, max_length: int = LINE, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class StoryField(_CleanText):
    """Several lines."""

    def __init__(self, *, max_length: int = NOTE, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "cols": False}))
        super().__init__(max_length=max_length, **kwargs)


class ListField(LineField):
    """Several short texts in one line, with commas between them."""

    def __init__(self, *, most: int = 20, **kwargs: Any) -> None:
        super().__init__(max_length=1_000, **kwargs)
        self.most = most

    def clean(self, value: Any) -> tuple[str, ...]:
        typed: str = super().clean(value)
        parts = dict.fromkeys(part.strip() for part in typed.replace(";", ",").replace("،", ",").split(","))
        items = tuple(part for part in parts if part)
        if len(items) > self.most:
            raise ValidationError(_("At most %(n)d, please."), code="too_many", params={"n": self.most})
        return items

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, tuple) else value


class PartialDateField(forms.CharField):
    """A day, a month or a year, perhaps "about". With `past`, one that cannot have begun yet is refused."""

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.past = past
        self.on: date | None = None  # set by the form

    def clean(self, value: Any) -> Any:
        """Return what was read, or None for nothing."""
        typed = " ".join(clean(str(value or "")[: _HIDDEN_MARKS * _LONGEST_DATE]).split())
        if not typed:
            self.validate(typed)
            return None
        MaxLengthValidator(_LONGEST_DATE)(typed)
        try:
            return self.accept(parse_partial(typed))
        except ValueError as error:
            reason = str(error)
            raise ValidationError(DATE_FAULTS.get(reason, DATE_FAULTS["not_a_date"]), code=reason) from error

    def accept(self, read: PartialDate) -> Any:
        """Return what the field gives for a date that was read; ValueError carries the reason it is refused."""
        if self.past and self.on is not None and read.earliest() > self.on:
            raise ValueError("future")
        return read

    def prepare_value(self, value: Any) -> Any:
        return typed_date(value) if isinstance(value, PartialDate) else value


class DayField(PartialDateField):
    """One full day."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def accept(self, read: PartialDate) -> date:
        """Return the day; a month or a guess is not enough."""
        super().accept(read)
        if not read.exact:
            raise ValueError("not_exact")
        return read.earliest()


class TriStateField(forms.TypedChoiceField):
    """Yes, no, or not known (None), which is where it starts."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["required"] = False
        super().__init__(choices=YES_NO, coerce="yes".__eq__, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class OptionField(forms.TypedChoiceField):
    """One of the members of an enumeration, in words; not known (None) unless it is required."""

    def __init__(self, kind: type[E], words: Mapping[E, Word], *, unknown: Word = NOT_KNOWN, **kwargs: Any) -> None:
        options = [(option.value, words[option]) for option in words]
        super().__init__(choices=[("", unknown), *options], coerce=kind, empty_value=None, **kwargs)


def typed_date(value: PartialDate) -> str:
    """Write a partial date the way people type it: 17.05.2024, 05.2024, ~2024."""
    parts: Iterable[int | None] = (value.day, value.month)
    text = ".".join([*(f"{part:02}" for part in parts if part is not None), f"{value.year:04}"])
    return f"~{text}" if value.about else text
