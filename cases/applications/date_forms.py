"""What people fill in about deadlines, appointments and tasks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.models import Membership
from cases.applications.forms import SendOnce
from cases.applications.words import OWN_DATES
from cases.applications.work import DateKind
from cases.base.forms import DayField, LineField, OptionField, StoryField


class DateForm(SendOnce):
    """An appointment, a task or another date."""

    kind = OptionField(DateKind, OWN_DATES, unknown=_("Choose"), label=_("Kind"))
    text = LineField(label=_("What it is"), help_text=_("Sealed: only people with this case read it."))
    day = DayField(label=_("Day"))
    assignee = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.user_id): member for member in members}
        people = [(key, member.user.handle) for key, member in self.members.items()]
        self.fields["assignee"].choices = [("", _("Whoever has the case")), *people]  # type: ignore[attr-defined]

    @property
    def to(self) -> Membership | None:
        """The member it is for."""
        return self.members.get(self.cleaned_data["assignee"])


class AssignForm(DateForm):
    """Whom a date is for."""

    kind = text = day = None  # type: ignore[assignment]


class MetForm(SendOnce):
    """It is done."""

    day = DayField(past=True, label=_("Day it was done"))
    note = StoryField(label=_("Note"), required=False)


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
