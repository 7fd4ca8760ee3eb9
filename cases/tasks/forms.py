"""What people fill in about signs of life, handing work over, feed and reminder."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.models import Membership
from cases.applications.forms import SendOnce
from cases.base.forms import BaseForm, DayField, LineField, OptionField
from cases.people.dossier import ContactChannel
from cases.people.words import CHANNELS
from cases.risk.models import BandChoice
from cases.tasks.checkins import Agreement


class CheckInForm(SendOnce):
    """What was agreed with the person."""

    channel = OptionField(ContactChannel, CHANNELS, label=gettext_lazy("Channel"), required=False)
    code_word = LineField(
        label=gettext_lazy("Code word"), max_length=60, required=False,
        help_text=gettext_lazy("Who writes without it may not be the person. It is shown only inside the case."),
    )  # fmt: skip
    every = forms.IntegerField(label=gettext_lazy("Writes every … days"), min_value=1, max_value=120)
    first = DayField(label=gettext_lazy("First on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = ("ticket", "version", "channel", "code_word")
        self.helper.layout = Layout(*fields, Row(Column("every"), Column("first")))

    def clean_first(self) -> Any:
        """A day that has gone by is awaited by nobody."""
        day = self.cleaned_data["first"]
        if self.on and day < self.on:
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return day

    @property
    def agreement(self) -> Agreement:
        """What was typed."""
        told = self.cleaned_data
        return Agreement(channel=told["channel"], code_word=told["code_word"], every=told["every"], first=told["first"])


class HandOverForm(BaseForm):
    """Whose work goes to whom."""

    giver = forms.ChoiceField(label=gettext_lazy("All work of"))
    to = forms.ChoiceField(label=gettext_lazy("goes to"))

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.disable_csrf = True  # it is a GET form: a token would stand in the address
        self.members = {str(member.pk): member for member in members}
        people = [("", gettext_lazy("Choose")), *((key, member.user.handle) for key, member in self.members.items())]
        for name in ("giver", "to"):
            self.fields[name].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two different people."""
        told = super().clean() or {}
        if told.get("giver") and told.get("giver") == told.get("to"):
            self.add_error("to", _("Choose somebody else."))
        return told

    def member(self, name: str) -> Membership | None:
        """Return who was chosen in a field, perhaps before the other was."""
        return self.members.get(self.cleaned_data.get(name, ""))


class FeedForm(BaseForm):
    """What the calendar tells."""

    with_codes = forms.BooleanField(
        label=gettext_lazy("With the codes of the cases"), required=False,
        help_text=gettext_lazy("Whoever keeps the calendar then sees which codes are yours, and when each is busy."),
    )  # fmt: skip


class ReminderForm(BaseForm):
    """Where to write to."""

    address = forms.EmailField(
        label=gettext_lazy("E-mail address"), max_length=254,
        help_text=gettext_lazy("Best one that is used for nothing else. It is stored in clear: mail cannot be sealed."),
    )  # fmt: skip


class SilentForm(BaseForm):
    """What the list of the silent is narrowed to."""

    band = forms.ChoiceField(
        label=gettext_lazy("Band"), choices=[("", gettext_lazy("All")), *BandChoice.choices], required=False
    )
    assignee = forms.ChoiceField(label=gettext_lazy("Assignee"), required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [("", gettext_lazy("All")), ("none", gettext_lazy("Nobody")), *people]
        self.fields["assignee"].choices = options  # type: ignore[attr-defined]
