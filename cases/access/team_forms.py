"""What coordinators and the operator fill in about a team."""

from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.access.account_forms import PaperCodeField
from cases.access.accounts import INVITE_HOURS
from cases.access.models import Team
from cases.access.paperkey import BYTES
from cases.access.roles import MEMBER_ROLES, ROLES, RoleName
from cases.base.forms import BaseForm, LineField

_WORD_TAKEN: Final = _("Another team has this code word.")
_ZONES: Final = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix")))
_HOURS: Final = ((24, _("one day")), (48, _("two days")), (72, _("three days")))


class InviteForm(BaseForm):
    """The role a new member will have, and how long the link works."""

    role = forms.TypedChoiceField(
        label=_("Role"), coerce=RoleName, choices=[(role.value, ROLES[role].title) for role in MEMBER_ROLES]
    )
    hours = forms.TypedChoiceField(
        label=_("The link works for"),
        coerce=int,
        choices=_HOURS,
        initial=INVITE_HOURS,
        required=False,
        empty_value=None,
    )


class ReasonForm(BaseForm):
    """Why: one line, for the audit and whoever reads it later."""

    reason = LineField(label=_("Reason"), help_text=_("Coordinators read it in the audit. Do not write a name."))


class PaperKeyForm(BaseForm):
    """A paper key, typed from the paper."""

    paper_key = PaperCodeField(
        label=_("Paper key"),
        size=BYTES,
        help_text=_("Fourteen groups of four. Capitals, blanks and dashes do not matter."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = self.fields["paper_key"].widget.attrs  # in lines, so that it can be compared group by group
        self.fields["paper_key"].widget = forms.Textarea(attrs={**attrs, "rows": 3, "cols": False})


class TeamForm(BaseForm):
    """A new team."""

    name = LineField(
        label=_("Code word"), max_length=60, help_text=_("Not the group's name: this word is stored unsealed.")
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in _ZONES],
        initial="Asia/Almaty",
        help_text=_("Where the team works: it decides which day it is."),
    )

    def clean_name(self) -> str:
        """Refuse a word that another team has."""
        name = str(self.cleaned_data["name"])
        if Team.objects.filter(name__iexact=name).exists():
            raise ValidationError(_WORD_TAKEN, code="taken")
        return name

    def refuse_name(self) -> None:
        """Say that it was made a moment ago."""
        self.add_error("name", ValidationError(_WORD_TAKEN, code="taken"))
