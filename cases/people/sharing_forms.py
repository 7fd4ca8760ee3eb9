"""Forms about sharing a case with another team."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.models import Team, TeamGrant
from cases.base.forms import StoryField, TicketForm
from cases.keys.pairs import fingerprint
from cases.people.dossier import Permission as Agreed
from cases.people.models import Case
from cases.people.needtoknow import can_be_shared

KINDS = [
    (TeamGrant.Kind.SHARED.value, gettext_lazy("Share: both teams work on it, it stays ours")),
    (TeamGrant.Kind.HANDED.value, gettext_lazy("Hand over: it becomes theirs, and we no longer see it")),
]


class OfferForm(TicketForm):
    """To whom a case is offered, how, and what is asked of them, within what the person agreed to."""

    team = forms.TypedChoiceField(
        label=gettext_lazy("Team, and the fingerprint of its keys"), widget=forms.RadioSelect, empty_value=None
    )
    kind = forms.TypedChoiceField(
        label=gettext_lazy("How"), choices=KINDS, widget=forms.RadioSelect, coerce=TeamGrant.Kind, initial="shared"
    )
    asked = StoryField(
        label=gettext_lazy("What you ask of them"),
        help_text=gettext_lazy("Their coordinators read it before they answer. Name nobody."),
    )
    keeps_limits = forms.BooleanField(label=gettext_lazy("What I ask keeps to the limits the person set"))
    compared = forms.BooleanField(
        label=gettext_lazy("We compared the eight characters by voice"),
        help_text=gettext_lazy(
            "Call somebody of that team whose voice you know. Let them read the fingerprint from their page "
            "“Between teams”."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, teams: Iterable[Team], agreed: Agreed, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed, self.case = agreed, case
        self.initial["version"] = case.version
        by_key = {_key(team): team for team in teams}
        field = cast(forms.TypedChoiceField, self.fields["team"])
        field.choices = [(key, f"{team.name} · {_fingerprint(team)}") for key, team in by_key.items()]
        field.coerce = by_key.__getitem__

    def clean(self) -> dict[str, Any]:
        """Stop where the person did not agree, and where what they agreed to may have changed since it was read."""
        super().clean()
        seen = self.cleaned_data.pop("version", None)
        if not (allowed := can_be_shared(self.agreed)):
            self.add_error("keeps_limits", allowed.reason)
        elif seen is not None and seen != self.case.version:
            self.data = {**cast(Any, self.data).dict(), "version": str(self.case.version)}
            self.add_error("keeps_limits", _("The case was changed meanwhile. Read the limits again, then send it."))
        for tick in ("keeps_limits", "compared"):
            self.cleaned_data.pop(tick, None)
        return self.cleaned_data


def _key(team: Team) -> str:
    """Return the value of a choice: keys replaced after they were compared make it another one."""
    return f"{team.pk}_{_fingerprint(team)}"


def _fingerprint(team: Team) -> str:
    return fingerprint(bytes(team.verify_key or b""))
