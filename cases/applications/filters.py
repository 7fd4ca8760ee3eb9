"""What the lists of applications and dates are narrowed to."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.applications.catalogue import procedures, vocabulary
from cases.applications.procedure import Phase
from cases.base.dates import FIRST_YEAR, LAST_YEAR
from cases.base.forms import BaseForm, DayField, Word
from cases.templatetags.display import language

Choices = list[tuple[Any, Any]]
PHASES: Final[dict[Phase, Word]] = {
    "preparing": _("In preparation"),
    "waiting": _("With the authority"),
    "appeal": _("Appeal"),
    "granted": _("Granted"),
    "refused": _("Refused"),
    "over": _("Over"),
}
WHEN: Final[Choices] = [
    ("", _("Up to 30 days ahead")),
    ("overdue", _("Overdue")),
    ("missed", _("Overdue for two days or more")),
    ("today", _("Today")),
    ("week", _("Next 7 days")),
    ("fortnight", _("Next 14 days")),
    ("month", _("Next 30 days")),
    ("paused", _("Paused")),
    ("all", _("All")),
]
ABOUT: Final[Choices] = [("", _("All")), ("application", _("An application")), ("case", _("The case itself"))]


class _FilterForm(BaseForm):
    """A filter. A part that makes no sense is left out, the rest holds."""

    def __init__(self, data: Mapping[str, Any], *, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        self.people = people
        super().__init__(data, **kwargs)
        for name, choices in self.choices().items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def choices(self) -> dict[str, Choices]:
        """Return the options of each field that is filled when the form is made."""
        raise NotImplementedError

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen and understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ApplicationFilter(_FilterForm):
    """What the list of applications is narrowed to."""

    destination = forms.ChoiceField(label=_("Destination"), required=False)
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    assignee = forms.ChoiceField(label=_("Assignee"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def choices(self) -> dict[str, Choices]:
        """Return the options: stages by how far along they are."""
        return {
            "destination": _any(_destinations(language())),
            "procedure": _any(procedure_choices()),
            "stage": _any(_stages(language())),
            "assignee": _any([("none", _("Nobody")), *self.people]),
            "state": [("", _("Open")), ("closed", _("Closed")), ("any", _("All"))],
        }


class DateFilter(_FilterForm):
    """What the list of dates is narrowed to.

    What kind a date is of is sealed, and rows left out after opening would tear the pages: `about` is what is in clear.
    """

    when = forms.ChoiceField(label=_("When"), required=False, choices=WHEN)
    assignee = forms.ChoiceField(label=_("For whom"), required=False)
    about = forms.ChoiceField(label=_("Belongs to"), required=False, choices=ABOUT)
    country = forms.ChoiceField(label=_("Country"), required=False)
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    day = DayField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, countries: Choices, **kwargs: Any) -> None:
        self.countries = countries
        super().__init__(*args, **kwargs)

    def choices(self) -> dict[str, Choices]:
        """Return the options: countries where there are cases."""
        return {
            "assignee": _any([("me", _("Me")), ("none", _("Nobody by name")), *self.people]),
            "country": _any(self.countries),
            "procedure": _any(procedure_choices()),
        }


class MonthFilter(DateFilter):
    """What a month of dates is narrowed to. What is no month leads to that of today."""

    when = day = None  # type: ignore[assignment]
    m = forms.DateField(required=False, widget=forms.HiddenInput, input_formats=["%Y-%m"])

    def clean_m(self) -> date | None:
        """Leave out the years that no calendar here has."""
        month: date | None = self.cleaned_data["m"]
        return month if month and FIRST_YEAR < month.year < LAST_YEAR else None


def procedure_choices() -> Choices:
    """Return all procedures by destination."""
    return _procedures(language())


@cache
def _procedures(tongue: str) -> Choices:
    return [
        (text.to(tongue), [(p.id, p.name.to(tongue)) for p in procedures().values() if p.destination == key])
        for key, text in vocabulary().destinations.items()
    ]


@cache
def _destinations(tongue: str) -> Choices:
    return sorted_by_word((key, text.to(tongue)) for key, text in vocabulary().destinations.items())


@cache
def _stages(tongue: str) -> Choices:
    """Return all stages by how far along they are."""
    stages = vocabulary().stages.items()
    return [
        (str(title), [(key, word.label.to(tongue)) for key, word in stages if word.phase == phase])
        for phase, title in PHASES.items()
    ]


def sorted_by_word(options: Iterable[tuple[str, str]]) -> Choices:
    """Order options as a reader looks for them."""
    return sorted(options, key=lambda option: option[1].casefold())


def _any(options: Choices) -> Choices:
    return [("", _("All")), *options]
