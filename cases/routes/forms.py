"""What people fill in about programmes."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.applications.forms import SendOnce
from cases.applications.procedure import Procedure
from cases.applications.programmes import State
from cases.applications.rows import destination_name
from cases.base.forms import DayField, LineField, OptionField, StoryField
from cases.people.dossier import RouteChoice
from cases.routes.words import CHOICES
from cases.templatetags.display import localized

SOURCE: Final = 300
KNOWN: Final = 1_000


class ProgrammeForm(SendOnce):
    """How a programme stands, since when, and who said so. It is kept in clear, so it names nobody."""

    state = forms.ChoiceField(label=_("It is now"), choices=State.choices, widget=forms.RadioSelect)
    since = DayField(past=True, label=_("Since"), help_text=_("The day it was announced, or on which it was noticed."))
    source = LineField(
        label=_("Source"), max_length=SOURCE,
        help_text=_("Who says so: a publication, a letter, a consulate. Name no person of ours: this is not sealed."),
    )  # fmt: skip
    note = StoryField(
        label=_("What is known"), max_length=KNOWN, required=False,
        help_text=_("Whom it concerns, until when. No person of ours here either."),
    )  # fmt: skip

    @property
    def said(self) -> dict[str, Any]:
        """What was told of the programme."""
        told = self.cleaned_data
        return {"state": State(told["state"]), **{name: told[name] for name in ("since", "source", "note")}}


class NextRouteForm(SendOnce):
    """For which applications the next route is opened, and which."""

    to = forms.ChoiceField(label=_("Next route"))
    application = forms.MultipleChoiceField(label=_("Applications"))

    def __init__(
        self, *args: Any, routes: Iterable[Procedure], applications: Iterable[uuid.UUID], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.id, f"{destination_name(one.destination)}: {localized(one.name)}") for one in routes]
        self.fields["to"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]
        self.fields["application"].choices = [(str(pk), pk) for pk in applications]  # type: ignore[attr-defined]
        self.fields["application"].error_messages["required"] = _("Tick at least one.")


class DecisionForm(SendOnce):
    """What was decided of one way for one person, and why."""

    choice = OptionField(RouteChoice, CHOICES, unknown=_("Choose"), label=_("Decision"))
    reason = StoryField(label=_("Why"), help_text=_("What it rests on, and what would change it."))
