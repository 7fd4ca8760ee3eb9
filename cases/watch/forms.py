"""Forms of the at-risk list, reviews, overrides and detentions."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cases.base.forms import BaseForm, DayField, LineField, OptionField, StoryField, TicketForm
from cases.base.verdict import Verdict
from cases.countries.removal import WhoActed
from cases.people.models import Category
from cases.risk.facts import Band, Direction
from cases.risk.models import BandChoice, Incident
from cases.templatetags.display import country
from cases.watch import rules, words
from cases.watch.attention import WORDS, Why
from cases.watch.models import Outcome
from cases.watch.queries import BY_REVIEW, BY_RISK

MAX_HOURS_AGO = 90 * 24


def _any(options: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", _("All")), *options]


class AtRiskForm(BaseForm):
    """What the list is narrowed to. A part that makes no sense is left out, the rest holds."""

    band = forms.ChoiceField(label=_("Band"), choices=_any(BandChoice.choices), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    category = forms.ChoiceField(label=_("Category"), choices=_any(Category.choices), required=False)
    assignee = forms.ChoiceField(label=_("Assignee"), required=False)
    only = forms.TypedChoiceField(
        label=_("Only"),
        choices=_any((why.value, word) for why, word in WORDS.items()),
        coerce=Why,
        empty_value=None,
        required=False,
    )
    overdue = forms.BooleanField(label=_("Review overdue"), required=False)
    sort = forms.ChoiceField(
        required=False, choices=[(BY_RISK, BY_RISK), (BY_REVIEW, BY_REVIEW)], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, countries: Iterable[str], people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((code, country(code)) for code in countries), key=lambda option: option[1])
        cast(forms.ChoiceField, self.fields["country"]).choices = _any(named)
        cast(forms.ChoiceField, self.fields["assignee"]).choices = _any([("none", _("Nobody")), *people])


class BulkForm(forms.Form):
    """Cases ticked on the list, and what to do with them."""

    act = forms.ChoiceField(choices=[("review", ""), ("assign", "")])
    to = forms.CharField(required=False)


class ReviewForm(TicketForm):
    """Somebody looked and stands by the band."""

    note = StoryField(
        label=_("Note"), required=False, help_text=_("What you looked at, whom you spoke to. Sealed with the case.")
    )
    next_on = DayField(
        label=_("Next review"), required=False, help_text=_("Leave empty for the rhythm of the band, or choose sooner.")
    )

    def clean_next_on(self) -> date | None:
        """The next review lies ahead."""
        day: date | None = self.cleaned_data["next_on"]
        return _checked(day, rules.can_look_again(day, self.on or date.max)) if day else None


class OverrideForm(TicketForm):
    """A person's judgment against the sums, with a reason and an end."""

    direction = OptionField(Direction, words.DIRECTIONS, label=_("Hold it"), unknown=_("Choose"))
    band = OptionField(Band, words.BANDS, label=_("Band"), unknown=_("Choose"))
    until = DayField(label=_("Until and including"))
    reason = StoryField(label=_("Reason"), help_text=_("What you know that the facts of the case do not say."))

    def clean_until(self) -> date:
        """An override ends within half a year."""
        day: date = self.cleaned_data["until"]
        return _checked(day, rules.can_hold_until(day, self.on or date.max))


class LoweringForm(TicketForm):
    """A coordinator asks a second person to let a case fall from critical."""

    reason = StoryField(
        label=_("Reason"), help_text=_("What changed, who told you, and how sure it is. Signed with your key.")
    )


class AnswerForm(TicketForm):
    """The second person's answer. Who refuses says why."""

    agreed = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("", _("Choose")), ("yes", _("I agree: let it fall")), ("no", _("I refuse: it stays critical"))],
        coerce="yes".__eq__,
        empty_value=None,
    )
    said = StoryField(label=_("Reason"), required=False, help_text=_("Needed when you refuse. Sealed with the case."))

    def clean(self) -> dict[str, Any]:
        """A refusal tells the first person what is missing."""
        cleaned = super().clean()
        if cleaned.get("agreed") is False and not cleaned.get("said"):
            self.add_error("said", _("Say why you refuse."))
        return cleaned


class DetainForm(TicketForm):
    """A person is held. Nothing here is needed to press the button."""

    hours_ago = forms.IntegerField(
        label=_("Hours since they were taken"),
        help_text=_("Empty: the clocks start now."),
        required=False,
        min_value=0,
        max_value=MAX_HOURS_AGO,
    )
    place = LineField(label=_("Where"), required=False)
    actor = OptionField(WhoActed, words.ACTED, label=_("Who took them"), required=False)
    note = StoryField(label=_("What is known"), required=False, rows=2)


class EndForm(TicketForm):
    """How a detention ended."""

    outcome = OptionField(Outcome, words.OUTCOMES, label=_("How it ended"), unknown=_("Choose"))
    note = StoryField(label=_("What happened"), required=False)


class IncidentForm(TicketForm):
    """Something that happened to others, as published."""

    kind = forms.ChoiceField(label=_("What happened"), choices=[("", _("Choose")), *Incident.Kind.choices])
    day = DayField(label=_("Day"), past=True)
    country = forms.ChoiceField(label=_("Country"))
    town = LineField(label=_("Town"), required=False, max_length=80, help_text=_("Empty when it is not known."))
    acted = forms.ChoiceField(label=_("Who acted"), choices=[("", _("Choose")), *Incident.ActedBy.choices])
    sure = forms.ChoiceField(label=_("How sure"), choices=[("", _("Choose")), *Incident.Sure.choices])
    source = LineField(label=_("Source"), max_length=300, help_text=_("Who published it, and when."))
    note = StoryField(
        label=_("What is known"), required=False, max_length=1_000, help_text=_("No names, and nothing told in trust.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["country"]).choices = [("", _("Choose")), *countries]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, without the ticket."""
        return {name: value for name, value in self.cleaned_data.items() if name != "ticket"}


def _checked(day: date, verdict: Verdict) -> date:
    if not verdict:
        raise forms.ValidationError(verdict.reason)
    return day
