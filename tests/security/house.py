"""A server of its own, and somebody who types a marker into every text of every form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from django.forms import BaseForm, BooleanField, CharField, HiddenInput
from django.test import Client

from cases.base import clock
from cases.base.forms import PartialDateField

CYRILLIC, LATIN = "Жкщканарейка", "Qzxcanary"


@dataclass
class House:
    """A server of its own with production's logging, and everything that was typed into it."""

    folder: Path
    data: Path
    logs: tuple[Path, Path]
    numbers: Any = field(default_factory=lambda: count(1))
    secrets: dict[str, bytes] = field(default_factory=dict)

    def marker(self) -> str:
        """Something nobody else would type, in both scripts."""
        number = next(self.numbers)
        return f"{CYRILLIC}{number} {LATIN}{number}"

    def submit(self, client: Client, url: str, **given: Any) -> Any:
        """Open a page, type a marker into every text of its form, and send it."""
        page = client.get(url)
        assert page.status_code == 200, (url, page.status_code)
        answer = client.post(url, self.filled(page.context["form"]) | given)
        told = answer.context["form"].errors if answer.status_code == 200 else ""
        assert answer.status_code == 302, (url, answer.status_code, told)
        return answer

    def filled(self, form: BaseForm) -> dict[str, Any]:
        return {bound.html_name: self._typed(bound) for bound in form}

    def _typed(self, bound: Any) -> Any:
        kind, value = bound.field, bound.value()
        if isinstance(kind, PartialDateField) and kind.required:
            return clock.today().isoformat()
        if isinstance(kind.widget, HiddenInput):
            return "" if value is None else value
        if isinstance(kind, CharField) and not isinstance(kind, PartialDateField):
            return self.marker()
        if isinstance(kind, BooleanField) and kind.required:
            return "on"
        choices = [choice for choice in _choices(kind) if choice]
        if kind.required and value in (None, "") and choices:
            return choices[0]
        return "" if value is None else value


def _choices(kind: Any) -> Iterator[Any]:
    """The values one can choose, those in groups too."""
    for value, label in getattr(kind, "choices", ()):
        yield from [inner for inner, _word in label] if isinstance(label, list | tuple) else [value]
