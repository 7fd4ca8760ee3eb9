"""What people fill in about a stay: the data of the case, a list of stamps, a day to ask about, an exit to plan."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, cast

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.base.forms import BaseForm, DayField, StoryField, Word
from cases.people import ordering
from cases.people.dossier import Dossier
from cases.people.dossier_forms import FAULTS, EditForm
from cases.stay import stamps, words
from cases.stay.pairing import Pairing, pair
from cases.stay.sections import SECTIONS, CheckedRows
from cases.templatetags.display import country

MOST_STAYS: Final = 40  # of one case: as many as its form shows
LONGEST_PLAN: Final = 730


class StayForm(EditForm):
    """Entries and exits, papers, refusals and the journey of a stored case; merged and checked like the rest of it."""

    sections = SECTIONS

    def settled(self) -> Dossier:
        """Return what was typed: here all stays are rows, so nothing is to be guessed."""
        return self.result

    def faults(self) -> Iterator[tuple[str, Word]]:
        """Yield what cannot be true, at the field that can mend it."""
        for item in self.items.values():
            if isinstance(item, CheckedRows):
                yield from item.faults(self.cleaned_data)
        for field, fault in ordering.faults(self.result, self.on or date.max):
            if field == "stay_ends_on":
                yield field, FAULTS[fault]


class StampForm(BaseForm):
    """A list of stamps. It is looked at first; written only as it was looked at (`seen`)."""

    lines = StoryField(
        label=gettext_lazy("Stamps, one on each line"),
        max_length=stamps.MOST_LINES * stamps.LONGEST_LINE,
        rows=10,
        help_text=gettext_lazy(
            "For example: 12.03.2024 in KZ Petropavl · 2024-05-01 out · entered Georgia 3 May 2024 · GE → AM 11.2024. "
            "In any of the three languages; a day, or as much as is known."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dossier = dossier
        self.pairing = Pairing((), ())

    def clean(self) -> dict[str, Any]:
        """Read the lines, pair them, and say line by line what is wrong."""
        cleaned = super().clean() or {}
        if "lines" in cleaned:
            reading = stamps.read(cleaned["lines"], self.on or date.max)
            self.pairing = pair(reading.stamps, self.dossier)
            wrong = [(fault.line, words.unread(fault)) for fault in reading.faults]
            wrong += [(misfit.line, words.misfit(misfit)) for misfit in self.pairing.misfits]
            for _line, said in sorted(wrong):
                self.add_error("lines", said)
            if len(self.pairing.stays) > MOST_STAYS:
                self.add_error("lines", _("A case holds %(most)d stays at most.") % {"most": MOST_STAYS})
        return cleaned

    @property
    def digest(self) -> str:
        """What stands for the stays as they are now, so that nothing else is written than what somebody looked at."""
        said = repr([(one.stay, one.is_new, one.is_changed) for one in self.pairing.stays]).encode()
        return hmac.digest(settings.SECRET_KEY.encode(), said, hashlib.sha256).hex()

    def show_again(self) -> None:
        """Let the page carry what is looked at now."""
        self.data = {"lines": self.data.get("lines", ""), "seen": self.digest}


class AskForm(BaseForm):
    """For which day the answer is wanted."""

    on_day = DayField(label=gettext_lazy("Day"))


class PlanForm(BaseForm):
    """An exit to think through, and a return."""

    where = forms.ChoiceField(label=gettext_lazy("Country"))
    leaving = DayField(label=gettext_lazy("Leaving on"))
    back = DayField(label=gettext_lazy("Coming back on"), required=False)
    wished = forms.IntegerField(label=gettext_lazy("Days needed then"), required=False, min_value=1, max_value=3_660)

    def __init__(self, *args: Any, countries: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [Column(name, css_class="col-sm-6") for name in self.fields]
        self.helper.layout = Layout(Row(*columns, css_class="gx-3"))
        cast(forms.ChoiceField, self.fields["where"]).choices = [(code, country(code)) for code in countries]

    def clean(self) -> dict[str, Any]:
        """Plan within reach, and come back after leaving."""
        cleaned = super().clean() or {}
        leaving, back = cleaned.get("leaving"), cleaned.get("back")
        if leaving and self.on and leaving < self.on:
            self.add_error("leaving", _("This day is over. Choose today or a later day."))
        elif leaving and self.on and (leaving - self.on).days > LONGEST_PLAN:
            self.add_error("leaving", _("That is too far ahead to count."))
        if leaving and back and back < leaving:
            self.add_error("back", _("This is before leaving."))
        elif leaving and back and (back - leaving).days > LONGEST_PLAN:
            self.add_error("back", _("That is too far ahead to count."))
        return cleaned
