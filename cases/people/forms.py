"""The small forms of a case, and the filter of the list."""

import uuid
from collections.abc import Iterable
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.models import Membership
from cases.access.roles import ROLES, RoleName
from cases.base.forms import BaseForm, DayField, LineField, OptionField, StoryField
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

    def __init__(self, *args: Any, countries: Iterable[str], members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((code, country(code)) for code in countries), key=lambda option: option[1])
        cast(forms.ChoiceField, self.fields["country"]).choices = _any(named)
        people = [(str(member.user.pk), member.user.handle) for member in members]
        cast(forms.ChoiceField, self.fields["assignee"]).choices = _any([("none", gettext_lazy("Nobody")), *people])


# The small ones -------------------------------------------------------------------------------------


class OnceForm(BaseForm):
    """A form whose ticket makes it act once, however often it is sent."""

    ticket = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


class ContactForm(OnceForm):
    """The person was heard from."""

    day = DayField(label=gettext_lazy("Day"), past=True)
    channel = OptionField(ContactChannel, words.CHANNELS, label=gettext_lazy("Channel"), unknown=gettext_lazy("Choose"))
    note = StoryField(label=gettext_lazy("What was said"), required=False)


class StageForm(BaseForm):
    """Where our work on the case stands. Closing a case needs a reason."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=Stage.choices)
    reason = LineField(label=gettext_lazy("Why"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a closing."""
        if self.cleaned_data.get("stage") == Stage.CLOSED and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why the case is closed."))
        return self.cleaned_data


class NoteForm(OnceForm):
    """A note for the timeline."""

    day = DayField(label=gettext_lazy("Day it is about"), past=True)
    note = StoryField(label=gettext_lazy("Note"), rows=5)


class AssignForm(BaseForm):
    """Who follows the case: one of the team's active members, or nobody."""

    to = forms.TypedChoiceField(label=gettext_lazy("Assign to"), required=False, empty_value=None)

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(member.pk): member for member in members}
        field = cast(forms.TypedChoiceField, self.fields["to"])
        field.choices = [("", _("Nobody")), *((key, _name(member)) for key, member in by_key.items())]
        field.coerce = by_key.__getitem__


def _name(member: Membership) -> str:
    return f"{member.user.handle} ({ROLES[RoleName(member.role)].title})"
