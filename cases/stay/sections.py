"""The form of a stay as data: entries and exits in any country, permits, refusals, the planned journey."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cases.base.forms import LineField
from cases.countries import catalogue
from cases.people import words as people_words
from cases.people.dossier import Dossier, Leg, PermitPaper, Refusal, Stay
from cases.people.intake import Section
from cases.people.items import PAST, WHEN, One, Way, choice, line, number
from cases.people.rows import Column, Rows
from cases.people.rules import is_only_present
from cases.stay import contradictions, places, words
from cases.stay.contradictions import Found
from cases.templatetags.display import country

LIST_ID: Final = "countries"  # of the names that browsers offer while somebody types


class CountryField(LineField):
    """A country as people write it: its name in three languages, or its letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.widget.attrs.update({"list": LIST_ID, "autocapitalize": "words"})

    def clean(self, value: Any) -> str:
        """Return the code; nothing for nothing."""
        typed: str = super().clean(value)
        if not typed:
            return ""
        shown = next((code for code, name in countries if str(name).casefold() == typed.casefold()), None)
        code = shown or places.country_of(typed)
        if code is None:
            raise ValidationError(
                _("No country of this name is known. Write its name or its two letters."), code="country"
            )
        return code


COUNTRY: Final = Way(CountryField, country)


@dataclass(frozen=True)
class CheckedRows(Rows):
    """Rows that are looked at as a whole: `check` names what cannot be true in them."""

    check: Callable[[Mapping[int, Any]], Iterator[Found]] = lambda _records: iter(())

    def show(self, value: tuple[Any, ...] | None) -> dict[str, Any]:
        """Show countries by their names; what somebody types stays as they typed it."""
        shown = super().show(value)
        named = [column for column in self.columns if column.way is COUNTRY]
        for row in range(len(value or ())):
            for cell in (self.cell(row, column) for column in named):
                shown[cell] = country(shown[cell]) if shown[cell] else ""
        return shown

    def faults(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield what cannot be true, each with the form field at which to say it."""
        columns = {column.name: column for column in self.columns}
        for found in self.check(self.records(cleaned)):
            said = words.WRONG[found.wrong] % {"line": found.other + 1}
            yield self.cell(found.row, columns[found.column]), said


class AllStays(CheckedRows):
    """Every stay in every country, the present one among them: the last that goes on where the person is."""

    def get(self, dossier: Dossier) -> tuple[Stay, ...]:
        """Return the stays in order; those whose entry nobody knows come first."""
        return (*(stay for stay in dossier.stays if stay.entered_on is None), *dossier.told_stays)

    def put(self, dossier: Dossier, value: tuple[Stay, ...]) -> Dossier:
        """Put all stays in the place of those known; the entry of the present one stands among the facts."""
        facts = dossier.facts
        going_on = [
            stay.entered_on for stay in value if stay.country == facts.country and not stay.left_on and stay.entered_on
        ]
        entered = max(going_on, key=lambda day: day.earliest(), default=None)
        facts = msgspec.structs.replace(facts, entered_on=entered)
        kept = tuple(stay for stay in value if not is_only_present(stay, facts))
        return msgspec.structs.replace(dossier, stays=kept, facts=facts)


PAPER: Final = choice(people_words.PAPERS)

SECTIONS: Final = (
    Section(
        "stays",
        _("Entries and exits"),
        (
            AllStays(
                "stays",
                _("Stays, in any country"),
                Stay,
                (
                    Column("country", _("Country"), COUNTRY),
                    Column("entered_on", _("Entered"), PAST),
                    Column("left_on", _("Left"), PAST),
                    Column("paper", _("With which paper"), PAPER),
                    Column("through", _("Border posts"), line(120)),
                ),
                2,
                _("Stay"),
                {"country": ""},
                check=contradictions.in_stays,
            ),
            One(
                "facts.stay_ends_on",
                _("Last lawful day of the stay"),
                WHEN,
                _("Only if an authority or a lawyer named it: what is counted is shown without it."),
            ),
        ),
    ),
    Section(
        "permits",
        _("Permits, visas, registrations"),
        (
            CheckedRows(
                "permits",
                _("Papers of a country about the stay"),
                PermitPaper,
                (
                    Column("kind", _("Kind"), choice(words.PERMITS, _("Choose"))),
                    Column("country", _("Country"), COUNTRY),
                    Column("starts", _("First day"), WHEN),
                    Column("ends", _("Last day"), WHEN),
                    Column("days", _("Days of stay"), number(1, 3_660)),
                    Column("paper", _("In which passport"), PAPER),
                    Column("note", _("Note"), line()),
                ),
                2,
                _("Paper"),
                {"kind": "", "country": ""},
                check=contradictions.in_permits,
            ),
        ),
    ),
    Section(
        "refusals",
        _("Refusals"),
        (
            CheckedRows(
                "refusals",
                _("Refusals of asylum, of a permit or a visa"),
                Refusal,
                (
                    Column("country", _("Country"), COUNTRY),
                    Column("refused_on", _("Refused"), PAST),
                    Column("appeal_ends_on", _("Appeal possible until"), WHEN),
                    Column("effective_on", _("Takes effect"), WHEN),
                    Column("leave_by", _("Leave by"), WHEN),
                    Column("note", _("What was refused"), line()),
                ),
                1,
                _("Refusal"),
                {"country": ""},
                check=contradictions.in_refusals,
            ),
        ),
    ),
    Section(
        "journey",
        _("Planned journey"),
        (
            CheckedRows(
                "journeys",
                _("Legs, in their order"),
                Leg,
                (
                    Column("origin", _("From"), COUNTRY),
                    Column("via", _("Via, even for hours"), COUNTRY),
                    Column("to", _("To"), COUNTRY),
                    Column("on", _("Day"), WHEN),
                    Column("paper", _("With which paper"), PAPER),
                ),
                2,
                _("Leg"),
                check=contradictions.in_journey,
            ),
        ),
    ),
)


def offered() -> list[str]:
    """Return the names that browsers offer for a country: those described here, and Russia."""
    return sorted(country(code) for code in {"RU", *(profile.code for profile in catalogue.all())})
