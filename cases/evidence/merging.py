"""Forms over a stored record: what others saved since the page was opened is merged in, field by field."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from cases.base.forms import NOT_KNOWN, BaseForm
from cases.people.merging import Seal, merge, normal


class MergingForm(BaseForm):
    """Fields named like those of `record`. The same field changed by two people is shown to the second, both ways."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, row: UUID, record: msgspec.Struct, on: date, **kwargs: Any
    ) -> None:
        stored = msgspec.structs.asdict(record)
        super().__init__(data, initial=stored, on=on, **kwargs)
        present = {name: self._strings(name, stored) for name in stored}
        seal = Seal(settings.SECRET_KEY, str(row))
        self.initial["seen"] = seal.digests(present)
        self.theirs: dict[str, str] = {}
        if data is not None:
            typed = {name: self._strings(name, data) if name in data else None for name in stored}
            merged = merge(seal, present, typed, str(data.get("seen", "")))
            self.theirs = {name: present[name].get(name, "") for name in merged.conflicts}
            self.data = {"seen": self.initial["seen"]}
            for strings in merged.items.values():
                self.data |= strings

    def clean(self) -> dict[str, Any]:
        """Stop at what somebody else changed too, and show both; sent again, the form stands."""
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("seen", None)
        for name, theirs in self.theirs.items():
            message = _(
                "Meanwhile somebody changed this to: %(theirs)s. Your version stands here; save again to keep it."
            )
            self.add_error(name, message % {"theirs": self._word(name, theirs)})
        return cleaned

    def _strings(self, name: str, values: Mapping[str, Any]) -> dict[str, str]:
        prepared = self.fields[name].prepare_value(values.get(name))
        text = "" if prepared is None else normal(str(prepared))
        return {name: text} if text else {}

    def _word(self, name: str, text: str) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            text = str(dict(field.choices).get(text, text))  # type: ignore[arg-type]
        return text or str(NOT_KNOWN)
