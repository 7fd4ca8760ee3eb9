"""What people fill in about collective referrals."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.applications.forms import SendOnce
from cases.applications.models import ReferralItemBody
from cases.applications.procedure import Procedure
from cases.applications.rows import destination_name
from cases.base.dates import PartialDate
from cases.base.forms import DayField, ListField, OptionField, PartialDateField, StoryField
from cases.routes.gathering import MOST, Result, checklist
from cases.routes.words import RESULTS
from cases.templatetags.display import localized


class BeginForm(SendOnce):
    """For which procedure cases are put together."""

    procedure = forms.ChoiceField(label=_("Procedure"))

    def __init__(self, *args: Any, known: Iterable[Procedure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.id, f"{destination_name(one.destination)}: {localized(one.name)}") for one in known]
        self.fields["procedure"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]


class AddForm(SendOnce):
    """Which cases are put in: ticked ones, and others by their codes."""

    ticked = forms.MultipleChoiceField(
        label=_("Applications being prepared"), widget=forms.CheckboxSelectMultiple, required=False
    )
    codes = ListField(
        label=_("Other cases"), required=False, most=MOST, help_text=_("Their codes, with commas between them.")
    )
    field_order = ("ticked", "codes")

    def __init__(self, *args: Any, free: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, f"{code} {alias}") for code, alias in free]
        self.fields["ticked"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["ticked"]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one."""
        told = super().clean()
        if not self.errors and not self.chosen:
            self.add_error("codes", _("Name at least one case."))
        return told

    @property
    def chosen(self) -> list[str]:
        """The codes that were ticked or typed."""
        return list(dict.fromkeys((*self.cleaned_data.get("ticked", ()), *self.cleaned_data.get("codes", ()))))


class GatherForm(SendOnce):
    """What is there for one case."""

    have = forms.MultipleChoiceField(label=_("Gathered"), widget=forms.CheckboxSelectMultiple, required=False)
    note = StoryField(label=_("Note"), required=False, rows=2)

    def __init__(self, *args: Any, body: ReferralItemBody, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["have"].choices = [(one.id, localized(one.label)) for one in checklist()]  # type: ignore[attr-defined]
        self.initial.update(have=list(body.have), note=body.note)


class SubmitForm(SendOnce):
    """The day on which a referral went to the authority."""

    day = DayField(past=True, label=_("Day it went to the authority"))


class ResultForm(SendOnce):
    """What the authority answered about one case."""

    result = OptionField(Result, RESULTS, unknown=_("Choose"), label=_("Answer"))
    answered_on = PartialDateField(past=True, label=_("Day of the answer"))

    def __init__(self, *args: Any, body: ReferralItemBody, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("result", body.result)
        self.initial.setdefault("answered_on", body.result_on or (PartialDate.of(self.on) if self.on else None))
