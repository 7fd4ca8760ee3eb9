"""The small forms of a case, and the filter of the list."""

from collections.abc import Iterable
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.models import Membership
from cases.access.roles import ROLES, RoleName
from cases.base.forms import BaseForm, DayField, LineField, OptionField, StoryField, TicketForm
from cases.people import words
from cases.people.dossier import ContactChannel
from cases.people.models import Category, Stage
from cases.risk.models import BandChoice
from cases.templatetags.display import country

# The list -------------------------------------------------------------------------------------------

STAGES: Final = [("", gettext_lazy("Open")), *Stage.choices, ("any", gettext_lazy("All stages"))]


def _any(options: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", gettext_lazy("All")), *options]


class ListForm(BaseForm):
    """What the list of cases is narrowed to. A part that makes no sense is left out, the rest holds."""

    band = forms.ChoiceField(label=gettext_lazy("Band"), choices=_any(BandChoice.choices), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=_any(Category.choices), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=STAGES, required=False)
    assignee = forms.ChoiceField(label=gettext_lazy("Assignee"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Mine"), required=False)
    silent = forms.BooleanField(label=gettext_lazy("Silent"), required=False)
    restricted = forms.BooleanField(label=gettext_lazy("Restricted"), required=False)
    week = forms.DateField(required=False, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, countries: Iterable[str], people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((code, country(code)) for code in countries), key=lambda option: option[1])
        cast(forms.ChoiceField, self.fields["country"]).choices = _any(named)
        cast(forms.ChoiceField, self.fields["assignee"]).choices = _any([("none", gettext_lazy("Nobody")), *people])


# The small ones -------------------------------------------------------------------------------------


class ContactForm(TicketForm):
    """The person was heard from."""

    day = DayField(label=gettext_lazy("Day"), past=True)
    channel = OptionField(ContactChannel, words.CHANNELS, label=gettext_lazy("Channel"), unknown=gettext_lazy("Choose"))
    note = StoryField(label=gettext_lazy("What was said"), required=False)


class ChoiceForm(TicketForm):
    """A form of one choice, which stops when something else was chosen since it was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    choice: str  # the name of the field

    def __init__(self, *args: Any, now: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.initial.update({"seen": now, self.choice: now})

    def clean(self) -> dict[str, Any]:
        """Show what stands there now; sent again, the form stands."""
        cleaned, seen = super().clean(), self.data.get("seen")
        cleaned.pop("seen", None)
        if self.now is not None and seen not in (None, self.now) and self.data.get(self.choice) != self.now:
            self.data = {**cast(QueryDict, self.data).dict(), "seen": self.now}
            theirs = dict(cast(Any, self.fields[self.choice]).choices)[self.now]
            message = _(
                "Meanwhile somebody changed this to: %(theirs)s. Your version stands here; save again to keep it."
            )
            self.add_error(self.choice, message % {"theirs": theirs})
        return cleaned


class StageForm(ChoiceForm):
    """Where our work on the case stands. Closing a case needs a reason."""

    choice = "stage"
    stage = forms.TypedChoiceField(label=gettext_lazy("Stage"), choices=Stage.choices, coerce=Stage)
    reason = LineField(label=gettext_lazy("Why"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a closing."""
        super().clean()
        if self.cleaned_data.get("stage") == Stage.CLOSED and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why the case is closed."))
        return self.cleaned_data


class NoteForm(TicketForm):
    """A note for the timeline."""

    day = DayField(label=gettext_lazy("Day it is about"), past=True)
    note = StoryField(label=gettext_lazy("Note"), rows=5)


class AssignForm(ChoiceForm):
    """Who follows the case: one of the team's active members, or nobody."""

    choice = "to"
    to = forms.TypedChoiceField(label=gettext_lazy("Assign to"), required=False, empty_value=None)

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(member.pk): member for member in members}
        field = cast(forms.TypedChoiceField, self.fields["to"])
        field.choices = [("", _("Nobody")), *((key, _name(member)) for key, member in by_key.items())]
        field.coerce = by_key.__getitem__


def _name(member: Membership) -> str:
    return f"{member.user.handle} ({ROLES[RoleName(member.role)].title})"
