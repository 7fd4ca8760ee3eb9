"""The items of a dossier: how each is asked in a form, read back, and told in words."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.base import forms as base
from cases.base.dates import PartialDate
from cases.base.forms import Word
from cases.people.dossier import Dossier
from cases.risk.facts import LISTS, Paper, PaperKind, Wanted, WantedCheck
from cases.templatetags.display import day


@dataclass(frozen=True)
class Item(ABC):
    """One thing to know, at `path` in the dossier. It may take several form fields; their names begin with its own."""

    path: str
    label: Word

    @property
    def name(self) -> str:
        """The name of its first form field."""
        return self.path.rpartition(".")[2]

    @abstractmethod
    def fields(self, rows: int = 0) -> dict[str, forms.Field]:
        """Return the form fields, with at least `rows` rows where it has rows."""

    @abstractmethod
    def show(self, value: Any) -> dict[str, Any]:
        """Return what the fields hold for a value."""

    @abstractmethod
    def read(self, cleaned: Mapping[str, Any]) -> Any:
        """Return the value that the cleaned fields mean."""

    @abstractmethod
    def tell(self, value: Any) -> list[str]:
        """Return the value in words, a line each; nothing for what is not known."""

    def count(self, names: Iterable[str]) -> int:
        """Return how many rows these field names fill."""
        del names
        return 0

    def get(self, dossier: Dossier) -> Any:
        """Take the value out of a dossier."""
        value: Any = dossier
        for part in self.path.split("."):
            value = getattr(value, part)
        return value

    def put(self, dossier: Dossier, value: Any) -> Dossier:
        """Return the dossier with another value."""
        changed: Dossier = _replaced(dossier, self.path.split("."), value)
        return changed


def _replaced(struct: Any, path: list[str], value: Any) -> Any:
    head, *rest = path
    return msgspec.structs.replace(struct, **{head: _replaced(getattr(struct, head), rest, value) if rest else value})


# In one field ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """A way of asking in one field: how the field is made and how its value is worded."""

    make: Callable[..., forms.Field]
    words: Callable[[Any], str] = str

    def tell(self, value: Any) -> list[str]:
        """Return the value in words, or nothing."""
        return [] if value in (None, "", ()) else self.words(value).splitlines()


def yes_no(value: bool) -> str:
    """Word a known answer."""
    return _("yes") if value else _("no")


def line(most: int = base.LINE) -> Way:
    """One line of text."""
    return Way(partial(base.LineField, max_length=most))


def text(most: int = base.NOTE, rows: int = 2) -> Way:
    """Several lines of text."""
    return Way(partial(base.StoryField, max_length=most, rows=rows))


def choice(words: Mapping[Any, Word], unknown: Word = base.NOT_KNOWN) -> Way:
    """One of a few."""
    kind = type(next(iter(words)))
    return Way(partial(base.OptionField, kind, words, unknown=unknown), lambda value: str(words[value]))


def number(least: int, most: int) -> Way:
    """A whole number."""
    return Way(partial(forms.IntegerField, min_value=least, max_value=most))


TRI: Final = Way(base.TriStateField, yes_no)
LIST: Final = Way(base.ListField, ", ".join)
PAST: Final = Way(partial(base.PartialDateField, past=True), day)
WHEN: Final = Way(base.PartialDateField, day)


@dataclass(frozen=True)
class One(Item):
    """An item in one form field."""

    way: Way
    hint: Word = ""
    required: bool = False

    def fields(self, rows: int = 0) -> dict[str, forms.Field]:
        del rows
        return {self.name: self.way.make(label=self.label, help_text=self.hint, required=self.required)}

    def show(self, value: Any) -> dict[str, Any]:
        return {self.name: value}

    def read(self, cleaned: Mapping[str, Any]) -> Any:
        return cleaned[self.name]

    def tell(self, value: Any) -> list[str]:
        return self.way.tell(value)


# Papers ---------------------------------------------------------------------------------------------


class Held(msgspec.Struct, frozen=True):
    """Whether a paper is held, and until when it is valid."""

    held: bool | None = None
    until: PartialDate | None = None


@dataclass(frozen=True)
class HeldPaper(Item):
    """A paper of one kind: held, not held, or nobody knows; and the day it runs out."""

    kind: PaperKind

    @property
    def name(self) -> str:
        """The kind, as four items share the path."""
        return f"paper_{self.kind}"

    def fields(self, rows: int = 0) -> dict[str, forms.Field]:
        del rows
        until = base.PartialDateField(label=gettext_lazy("Valid until"), required=False)
        return {self.name: base.TriStateField(label=self.label), f"{self.name}_until": until}

    def show(self, value: Held) -> dict[str, Any]:
        return {self.name: value.held, f"{self.name}_until": value.until}

    def read(self, cleaned: Mapping[str, Any]) -> Held:
        until = cleaned[f"{self.name}_until"]
        return Held(True if until else cleaned[self.name], until)

    def tell(self, value: Held) -> list[str]:
        if value.until:
            return [_("yes, valid until %(day)s") % {"day": day(value.until)}]
        return [] if value.held is None else [yes_no(value.held)]

    def get(self, dossier: Dossier) -> Held:
        facts = dossier.facts
        if facts.papers is None or self.kind in facts.papers_unknown:
            return Held()
        return next((Held(True, paper.expires_on) for paper in facts.papers if paper.kind is self.kind), Held(False))

    def put(self, dossier: Dossier, value: Held) -> Dossier:
        facts = dossier.facts
        unknown = set(PaperKind if facts.papers is None else facts.papers_unknown) - {self.kind}
        papers = {paper.kind: paper for paper in facts.papers or () if paper.kind is not self.kind}
        if value.held is None:
            unknown.add(self.kind)
        elif value.held:
            papers[self.kind] = Paper(kind=self.kind, expires_on=value.until)
        nothing_known = len(unknown) == len(PaperKind)
        facts = msgspec.structs.replace(
            facts,
            papers=None if nothing_known else tuple(papers[kind] for kind in PaperKind if kind in papers),
            papers_unknown=() if nothing_known else tuple(kind for kind in PaperKind if kind in unknown),
        )
        return msgspec.structs.replace(dossier, facts=facts)


# Wanted lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WantedList(Item):
    """One wanted list: whether the person stands on it, the day somebody looked, and who."""

    level: Wanted

    @property
    def name(self) -> str:
        """The list, as three items share the path."""
        return f"wanted_{self.level}"

    def fields(self, rows: int = 0) -> dict[str, forms.Field]:
        del rows
        looked = base.PartialDateField(label=gettext_lazy("Looked at"), required=False, past=True)
        by = base.LineField(label=gettext_lazy("By whom"), required=False, max_length=80)
        return {self.name: base.TriStateField(label=self.label), f"{self.name}_on": looked, f"{self.name}_by": by}

    def show(self, value: WantedCheck) -> dict[str, Any]:
        return {self.name: value.listed, f"{self.name}_on": value.checked_on, f"{self.name}_by": value.by}

    def read(self, cleaned: Mapping[str, Any]) -> WantedCheck:
        return WantedCheck(
            level=self.level,
            listed=cleaned[self.name],
            checked_on=cleaned[f"{self.name}_on"],
            by=cleaned[f"{self.name}_by"],
        )

    def tell(self, value: WantedCheck) -> list[str]:
        known = [] if value.listed is None else [yes_no(value.listed)]
        if value.checked_on:
            known.append(_("looked at %(day)s") % {"day": day(value.checked_on)})
        return [", ".join(filter(None, [*known, value.by]))] if known or value.by else []

    def get(self, dossier: Dossier) -> WantedCheck:
        """Older rows keep one name for all lists that were looked at."""
        facts = dossier.facts
        check = facts.lists.get(self.level, WantedCheck(level=self.level))
        unnamed = not facts.wanted_lists and check.checked_on
        return msgspec.structs.replace(check, by=dossier.wanted_checked_by) if unnamed else check

    def put(self, dossier: Dossier, value: WantedCheck) -> Dossier:
        known = {level: WantedList(self.path, self.label, level).get(dossier) for level in LISTS}
        lists = {**known, self.level: value}.values()
        facts = dossier.facts.with_lists(tuple(one for one in lists if one != WantedCheck(level=one.level)))
        return msgspec.structs.replace(dossier, facts=facts, wanted_checked_by="")
