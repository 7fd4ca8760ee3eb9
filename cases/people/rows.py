"""Items of several records, such as charges: a row of form fields each, and room for more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from django import forms
from django.utils.translation import gettext as _

from cases.base.forms import TriStateField, Word
from cases.people.dossier import Dossier, Stay
from cases.people.items import Item, Way
from cases.people.rules import is_only_present, is_present
from cases.risk.facts import Facts

MOST_ROWS: Final = 40  # of one kind; 1,000 fields are all that a form may send


@dataclass(frozen=True)
class Column:
    """One field of each row.

    `short` is how it is asked after the first row, where the whole words would weigh much. `told` says what a value is
    where it does not say so itself.
    """

    name: str
    label: Word
    way: Way
    short: Way | None = None
    told: Word = "%(value)s"

    def made(self, row: int) -> forms.Field:
        """Return the form field of a row."""
        way = self.short if row and self.short else self.way
        return way.make(label=self.label, required=False)


@dataclass(frozen=True)
class Rows(Item):
    """Several records of one shape; `fill` holds what a row may leave open.

    When `asked`, whether there are any is a question of its own: None means that nobody knows, an empty tuple that
    there are none, and a yes without a row gives a record of `fill` alone.
    """

    record: type[msgspec.Struct]
    columns: tuple[Column, ...]
    least: int
    row_label: Word
    fill: Mapping[str, Any] = field(default_factory=dict)
    asked: bool = False

    def fields(self, rows: int = 0) -> dict[str, forms.Field]:
        made: dict[str, forms.Field] = {self.name: TriStateField(label=self.label)} if self.asked else {}
        for row in range(min(max(rows, self.least), MOST_ROWS)):
            for column in self.columns:
                made[self.cell(row, column)] = column.made(row)
        return made

    def cell(self, row: int, column: Column) -> str:
        """Name the form field of a column in a row."""
        return f"{self.name}_{row}_{column.name}"

    def count(self, names: Iterable[str]) -> int:
        """Return how many rows these field names fill, within reason."""
        start = f"{self.name}_"
        rows = [name.removeprefix(start).partition("_")[0] for name in names if name.startswith(start)]
        return min(max((int(row) for row in rows if row.isdecimal() and len(row) < 3), default=-1) + 1, MOST_ROWS)

    def show(self, value: tuple[Any, ...] | None) -> dict[str, Any]:
        shown: dict[str, Any] = {self.name: None if value is None else bool(value)} if self.asked else {}
        for row, record in enumerate(value or ()):
            shown |= {self.cell(row, column): getattr(record, column.name) for column in self.columns}
        return shown

    def read(self, cleaned: Mapping[str, Any]) -> tuple[Any, ...] | None:
        found = tuple(self.records(cleaned).values())
        if not self.asked or found:
            return found
        answer = cleaned[self.name]
        return None if answer is None else (self.record(**self.fill),) if answer else ()

    def records(self, cleaned: Mapping[str, Any]) -> dict[int, Any]:
        """Return the records by the number of their row; some rows may be empty."""
        found = ((row, self._record(cleaned, row)) for row in range(self.count(cleaned)))
        return {row: record for row, record in found if record}

    def _record(self, cleaned: Mapping[str, Any], row: int) -> msgspec.Struct | None:
        typed = {column.name: cleaned.get(self.cell(row, column)) for column in self.columns}
        known = {name: value for name, value in typed.items() if value not in (None, "")}
        return self.record(**{**self.fill, **known}) if known else None

    def contradicts(self, cleaned: Mapping[str, Any]) -> bool:
        """Tell whether "no" was answered and a row was filled."""
        return self.asked and cleaned.get(self.name) is False and bool(self.read(cleaned))

    def tell(self, value: tuple[Any, ...] | None) -> list[str]:
        if self.asked and value == ():
            return [_("none")]
        return [self._line(record) for record in value or ()]

    def _line(self, record: Any) -> str:
        told: list[str] = []
        for column in self.columns:
            value = getattr(record, column.name)
            if value is True:
                told.append(str(column.label).lower())
            elif value is not False:
                told += [str(column.told) % {"value": text} for text in column.way.tell(value)]
        return ", ".join(told)


class EarlierStays(Rows):
    """Former stays in the country the person is in now; those in other countries stay as they are."""

    def get(self, dossier: Dossier) -> tuple[Stay, ...]:
        """Return the stays here, without saying where that is."""
        facts = dossier.facts
        here = (stay for stay in dossier.stays if stay.country == facts.country and not is_present(stay, facts))
        return tuple(msgspec.structs.replace(stay, country="") for stay in here)

    def put(self, dossier: Dossier, value: tuple[Stay, ...]) -> Dossier:
        """Put the stays here in the place of those known so far."""
        facts, country = dossier.facts, dossier.facts.country or ""
        elsewhere = (stay for stay in dossier.stays if stay.country != country or _says_more(stay, facts))
        here = (msgspec.structs.replace(stay, country=country) for stay in value)
        return msgspec.structs.replace(dossier, stays=(*elsewhere, *here))


def _says_more(stay: Stay, facts: Facts) -> bool:
    """Whether this is the present stay with its paper or border post, which this list does not ask for."""
    return is_present(stay, facts) and not is_only_present(stay, facts)
