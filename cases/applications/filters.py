"""What the lists of applications and dates are narrowed to."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.applications.catalogue import procedures, vocabulary
from cases.applications.procedure import Phase
from cases.base.forms import BaseForm, DayField, Word
from cases.templatetags.display import localized

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
    ("today", _("Today")),
    ("week", _("Next 7 days")),
    ("fortnight", _("Next 14 days")),
    ("month", _("Next 30 days")),
    ("paused", _("Paused")),
    ("all", _("All")),
]


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
        words = vocabulary()
        return {
            "destination": _any(sorted_by_word((key, localized(text)) for key, text in words.destinations.items())),
            "procedure": _any(procedure_choices()),
            "stage": _any([(title, self._stages(phase)) for phase, title in PHASES.items()]),
            "assignee": _any([("none", _("Nobody")), *self.people]),
            "state": [("", _("Open")), ("closed", _("Closed")), ("any", _("All"))],
        }

    @staticmethod
    def _stages(phase: str) -> Choices:
        return [(key, localized(word.label)) for key, word in vocabulary().stages.items() if word.phase == phase]


class DateFilter(_FilterForm):
    """What the list of dates is narrowed to."""

    when = forms.ChoiceField(label=_("When"), required=False, choices=WHEN)
    assignee = forms.ChoiceField(label=_("For whom"), required=False)
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


def procedure_choices() -> Choices:
    """Return all procedures by destination."""
    return [
        (localized(text), [(p.id, localized(p.name)) for p in procedures().values() if p.destination == key])
        for key, text in vocabulary().destinations.items()
    ]


def sorted_by_word(options: Iterable[tuple[str, str]]) -> Choices:
    """Order options as a reader looks for them."""
    return sorted(options, key=lambda option: option[1].casefold())


def _any(options: Choices) -> Choices:
    return [("", _("All")), *options]
