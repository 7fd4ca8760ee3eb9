"""What a team fills in when it knows a newer value of a country than our files."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Column, Field, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.base.dates import PartialDate
from cases.base.forms import DayField, LineField, OptionField, PartialDateField, StoryField, TicketForm
from cases.countries import words
from cases.countries.fact import Confidence
from cases.countries.overlay import KINDS, Kind, Newer, fits, succeeded
from cases.countries.profile import Profile, Prospect, StayRule
from cases.templatetags.display import day

MOST_DAYS: Final = 3_660
TITLE, ADDRESS, NOTE, TEXT = 140, 300, 1_000, 500
SENSELESS: Final[dict[str, Promise]] = {
    "no_window": _("This way of counting needs a number of days within which it counts. Record “Within any” first."),
    "no_limit": _(
        "Together with the other values this is no limit: as many days are allowed as are counted. "
        "Look at “Days of stay”, “Within any” and “How days are counted”, and record first what lets this one be true."
    ),
}


class SourceDayField(PartialDateField):
    """The day, month or year a source speaks of; "about" says nothing here."""

    def accept(self, read: PartialDate) -> Any:
        if read.about:
            raise ValueError("not_a_date")
        return super().accept(read)


class NewerForm(TicketForm):
    """A newer value of one field, with where it was read. `said` is what it comes to."""

    valid_from = DayField(
        label=_("Valid from"), required=False, help_text=_("Left empty, it holds for as long as anybody knows.")
    )
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Only when it is known to end."))
    source = LineField(label=_("Source: its title"), max_length=TITLE)
    second_source = LineField(
        label=_("Second source"), max_length=TITLE, required=False, help_text=_("“Confirmed” needs two.")
    )
    source_day = SourceDayField(
        label=_("Day of the source"), past=True, help_text=_("The day, month or year it speaks of.")
    )
    source_url = LineField(
        label=_("The publisher's address"),
        max_length=ADDRESS,
        required=False,
        help_text=_("Only the publisher's own page, never a copy of it elsewhere."),
    )
    confidence = OptionField(
        Confidence, words.SURENESS, label=_("How sure"), unknown=_("Choose"), help_text=_("Only “confirmed” is firm.")
    )
    note = StoryField(label=_("Note"), max_length=NOTE, rows=2, required=False)

    def __init__(self, *args: Any, field: str, profile: Profile, standing: Sequence[Newer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field, self.profile, self.standing = field, profile, standing
        self.fields = {"value": _value_field(field), **self.fields}
        value = InlineRadios("value") if KINDS[field] is Kind.YES_NO else "value"
        halves = [Column(name, css_class="col-sm-6") for name in ("valid_from", "valid_to")]
        self.helper.layout = Layout(
            Fieldset(_("New value"), value, Row(*halves, css_class="gx-3"), css_id="new-value", css_class="section"),
            Fieldset(
                _("Where it was read"),
                *("source", "second_source", "source_day", "source_url", "confidence", "note"),
                Field("ticket"),
                css_id="read",
                css_class="section",
            ),
        )

    def clean_source_url(self) -> str:
        """Take an address that browsers can open, and no other."""
        address: str = self.cleaned_data["source_url"]
        if address:
            parts = urlsplit(address)
            if parts.scheme not in {"http", "https"} or "." not in parts.netloc or " " in address:
                raise ValidationError(_("Write the whole address, for example https://www.example.org/law."))
        return address

    def clean(self) -> dict[str, Any]:
        """Refuse what contradicts itself, or what makes no rule together with the other values."""
        cleaned = super().clean()
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("The last day cannot be before the first."))
        if cleaned.get("confidence") is Confidence.CONFIRMED and not cleaned.get("second_source"):
            self.add_error("second_source", _("“Confirmed” needs a second source. With one, choose “one source”."))
        elif cleaned.get("second_source") and cleaned.get("second_source") == cleaned.get("source"):
            self.add_error("second_source", _("This is the same source."))
        return cleaned

    def refuse_misfits(self, new: Newer) -> bool:
        """Say at the field why a value cannot stand beside the others; returns whether it can."""
        later = next((one for one in self.standing if new.meets_later(one)), None)
        if later is not None:
            told = {"day": day(later.valid_from)}
            self.add_error(
                "valid_to", _("Your team recorded another value from %(day)s on. End this one before.") % told
            )
        senseless = fits(self.profile, succeeded(self.standing, new))
        if senseless is not None:
            self.add_error("value", str(SENSELESS[senseless.fault]))
        return self.is_valid()

    @property
    def said(self) -> dict[str, Any]:
        """What was filled in, as it is stored."""
        told = self.cleaned_data
        return {
            "field": self.field,
            "value": told["value"],
            "valid_from": told["valid_from"],
            "valid_to": told["valid_to"],
            "source": "\n".join(filter(None, (told["source"], told["second_source"]))),
            "source_day": str(told["source_day"]),
            "source_url": told["source_url"],
            "confidence": told["confidence"].value,
            "note": " ".join(told["note"].split()),
        }


def _value_field(field: str) -> forms.Field:
    label = str(words.FIELDS[field])
    match KINDS[field]:
        case Kind.DAYS:
            return forms.IntegerField(label=label, min_value=1, max_value=MOST_DAYS, help_text=_("A number of days."))
        case Kind.YES_NO:
            yes, no = (words.value(field, found) for found in (True, False))
            answers = (("yes", yes), ("no", no))
            return forms.TypedChoiceField(label=label, choices=answers, coerce="yes".__eq__, widget=forms.RadioSelect)
        case Kind.RULE:
            return OptionField(StayRule, words.RULES, label=label, unknown=_("Choose"))
        case Kind.PROSPECT:
            return OptionField(Prospect, words.PROSPECTS, label=label, unknown=_("Choose"))
        case Kind.TEXT:
            return StoryField(label=label, max_length=TEXT)
