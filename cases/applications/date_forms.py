"""What people fill in about deadlines, appointments and tasks."""

from collections.abc import Iterable
from typing import Any, Final

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.models import Membership
from cases.applications.forms import SendOnce
from cases.applications.repetition import Rhythm, RhythmUnit
from cases.applications.words import OWN_DATES, RHYTHM_UNITS
from cases.applications.work import DateKind
from cases.base.forms import DayField, LineField, OptionField, StoryField, Word

WRITTEN: Final[dict[DateKind, Word]] = {kind: word for kind, word in OWN_DATES.items() if kind is not DateKind.CHECK_IN}
MOST: Final = 365


class DateForm(SendOnce):
    """An appointment, a task or another date, perhaps one that comes again."""

    kind = OptionField(DateKind, WRITTEN, unknown=_("Choose"), label=_("Kind"))
    text = LineField(label=_("What it is"), help_text=_("Sealed: only people with this case read it."))
    day = DayField(label=_("Day"))
    assignee = forms.ChoiceField(label=_("For whom"), required=False)
    every = forms.IntegerField(
        label=_("Comes again every"), required=False, min_value=1, max_value=MOST,
        help_text=_("Leave it empty for once. The next one opens when this one is done."),
    )  # fmt: skip
    unit = OptionField(RhythmUnit, RHYTHM_UNITS, unknown="—", label=_("Days, weeks or months"), required=False)
    until = DayField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.user_id): member for member in members}
        people = [(key, member.user.handle) for key, member in self.members.items()]
        self.fields["assignee"].choices = [("", _("Whoever has the case")), *people]  # type: ignore[attr-defined]
        if "every" in self.fields:
            self.helper.layout = Layout(
                *("ticket", "version", "kind", "text", "day", "assignee"),
                Row(Column("every"), Column("unit"), Column("until")),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the other half of a rhythm, and for a last day that leaves room for it."""
        told = super().clean()
        if bool(told.get("every")) != bool(told.get("unit")) and not {"every", "unit"} & self.errors.keys():
            self.add_error("unit" if told.get("every") else "every", _("Say both: how many, and of what."))
        if told.get("until") and told.get("day") and told["until"] < told["day"]:
            self.add_error("until", _("The last day is before the first."))
        return told

    @property
    def rhythm(self) -> Rhythm | None:
        """How it comes again."""
        told = self.cleaned_data
        return Rhythm(told["every"], told["unit"], told["day"], told["until"]) if told["every"] else None

    @property
    def to(self) -> Membership | None:
        """The member it is for."""
        return self.members.get(self.cleaned_data["assignee"])


class AssignForm(DateForm):
    """Whom a date is for."""

    kind = text = day = every = unit = until = None  # type: ignore[assignment]


class MetForm(SendOnce):
    """It is done."""

    day = DayField(past=True, label=_("Day it was done"))
    note = StoryField(label=_("Note"), required=False)
    last = forms.BooleanField(label=_("This was the last time: it does not come again"), required=False)

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["last"]


class ConfirmForm(SendOnce):
    """A caseworker stands by a day."""

    day = DayField(label=_("The firm day"))
    note = StoryField(label=_("How it was checked"), help_text=_("With which lawyer or in which text."))


class PutOffForm(SendOnce):
    """Another day for a date."""

    day = DayField(label=_("New day"))
    note = StoryField(label=_("Why"))


class WaiveForm(SendOnce):
    """A date that binds is given up."""

    note = StoryField(label=_("Why this date is given up"))
