"""Intake and edit: forms built from the intake's data over a whole dossier."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from crispy_forms.layout import Fieldset
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.base.forms import BaseForm, Word
from cases.people import intake, merging, ordering, rules
from cases.people.dossier import Dossier
from cases.people.items import Item
from cases.people.layout import laid_out
from cases.people.models import Case
from cases.people.ordering import Fault
from cases.people.rows import Rows

FAULTS: Final[dict[Fault, Word]] = {
    Fault.STAY_ENDS_BEFORE_ENTRY: gettext_lazy("The stay cannot end before the entry."),
    Fault.DETAINED_BEFORE_ENTRY: gettext_lazy("This is before the person entered the country."),
    Fault.ENTRY_BEFORE_FRONT: gettext_lazy("This is before the person left the front. One of the two days is wrong."),
    Fault.LEFT_BEFORE_ENTRY: gettext_lazy("They cannot have left before they entered."),
    Fault.BORN_AFTER: gettext_lazy("Another day in this form is before the birth."),
    Fault.BORN_TOO_EARLY: gettext_lazy("This year cannot be right."),
    Fault.PASSPORT_TOO_LONG: gettext_lazy("No passport of this kind is valid for that long."),
    Fault.PASSPORT_TOO_OLD: gettext_lazy("This year cannot be right."),
}


class DossierForm(BaseForm):
    """The items of some sections over a dossier. After cleaning, `result` is the dossier with what was typed."""

    sections: tuple[intake.Section, ...] = intake.SECTIONS

    def __init__(
        self, data: Mapping[str, Any] | None, *, dossier: Dossier, on: date, without: frozenset[str] = frozenset()
    ) -> None:
        self.dossier = self.result = dossier
        self.items = {item.name: item for item in intake.items(self.sections) if item.name not in without}
        initial: dict[str, Any] = {}
        for item in self.items.values():
            initial |= item.show(item.get(dossier))
        super().__init__(data, initial=initial, on=on)
        self.fields_of = {name: item.fields(self._rows(item)) for name, item in self.items.items()}
        for fields in self.fields_of.values():
            self.fields |= fields
            for field in fields.values():
                field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
        self.tell_day()
        values = self.data or self.initial
        filled = {name for name in self.fields if values.get(name) not in (None, "")}
        self.helper.layout = laid_out(self.sections, self.fields_of, filled)
        self.helper.render_hidden_fields = True

    def _rows(self, item: Item) -> int:
        """Show every row that is stored or was posted, and room for one more than is stored."""
        stored = item.count(self.initial)
        return max(item.count(self.data), stored + 1 if stored else 0)

    def clean(self) -> dict[str, Any]:
        """Build the dossier from the items without a fault, then look at it as a whole."""
        for name, item in self.items.items():
            if not self.errors.keys() & self.fields_of[name].keys():
                self._take(item)
        self.result = self.settled()
        for field, fault in self.faults():
            if field in self.fields and field not in self.errors:
                self.add_error(field, str(fault))
        return self.cleaned_data

    def settled(self) -> Dossier:
        """Return the dossier with what follows from what was typed."""
        return rules.with_former_stays(self.dossier, self.result)

    def faults(self) -> Iterator[tuple[str, Word]]:
        """Yield what cannot be true in the dossier as it was typed, with the field at which to say it."""
        for field, fault in ordering.faults(self.result, self.on or date.max):
            yield field, FAULTS[fault]

    def _take(self, item: Item) -> None:
        if isinstance(item, Rows) and item.contradicts(self.cleaned_data):
            self.add_error(item.name, _("You answered “no” and filled in a line below. Which is right?"))
            return
        value = item.read(self.cleaned_data)
        if value != item.get(self.dossier):
            self.result = item.put(self.result, value)

    @property
    def changed_items(self) -> list[str]:
        """The names of the items whose value differs from before."""
        return [item.name for item in self.items.values() if item.get(self.dossier) != item.get(self.result)]


class IntakeForm(DossierForm):
    """A new case. The ticket, which becomes the id of the case, makes a form that is sent twice act once."""

    ticket = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    restricted = forms.BooleanField(
        label=gettext_lazy("Restricted"),
        required=False,
        help_text=gettext_lazy(
            "Only you and the coordinators will see this case, until a coordinator names others. Choose it when it "
            "would already be dangerous if somebody in the team knew of this person. A coordinator can change it later."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, on: date) -> None:
        super().__init__(data, dossier=Dossier(), on=on)
        who = Fieldset(gettext_lazy("Who may see it"), "restricted", css_id="knowing", css_class="section")
        self.helper.layout.append(who)

    def renew(self, code: str) -> None:
        """Take another ticket, because the case logged with this one says something else."""
        self.data = {**self.data.dict(), "ticket": str(uuid.uuid4())} if isinstance(self.data, QueryDict) else self.data
        twice = _("This form was sent before, and case %(code)s was logged from it. To change that case, edit it.")
        again = _("To log what stands here as a case of its own, send it again.")
        self.add_error(None, [twice % {"code": code}, again] if code else again)


class EditForm(DossierForm):
    """A stored case. What others saved since the form was opened is merged in before anything is checked.

    What names the person is edited apart from the rest (`names`), as reading it leaves a trace of its own. With
    `held`, the person is in a detention that somebody follows: it ends on its own page, with its clocks.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        case: Case,
        dossier: Dossier,
        on: date,
        held: bool = False,
        names: bool = False,
    ) -> None:
        hidden = _hidden(dossier, data or {}, held=held, names=names)
        super().__init__(data, dossier=dossier, on=on, without=hidden)
        # Of every item, hidden or not: which ones are hidden may change between opening and saving.
        present = {item.name: _stored(item, dossier) for item in intake.items(self.sections)}
        seal = merging.Seal(settings.SECRET_KEY, str(case.pk))
        self.initial["seen"] = seal.digests(present)
        self.conflicts: tuple[str, ...] = ()
        if data is not None:
            typed = {name: _posted(fields, data) for name, fields in self.fields_of.items()}
            merged = merging.merge(seal, present, typed, str(data.get("seen", "")))
            self.conflicts = merged.conflicts
            self.data = {"seen": self.initial["seen"]}
            for name in self.items:
                self.data |= merged.items[name]

    def clean(self) -> dict[str, Any]:
        """Beside the usual, stop at what somebody else changed too, and show both."""
        cleaned = super().clean()
        for name in self.conflicts:
            item = self.items[name]
            theirs = "; ".join(item.tell(item.get(self.dossier))) or _("not known")
            message = _(
                "Meanwhile somebody changed this to: %(theirs)s. Your version stands here; save again to keep it."
            )
            self.add_error(next(iter(self.fields_of[name])), message % {"theirs": theirs})
        return cleaned


class NameForm(EditForm):
    """What names the person. On a restricted case it carries the reason for which the name is shown."""

    reason = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, reason: str, **kwargs: Any) -> None:
        super().__init__(*args, names=True, **kwargs)
        self.initial["reason"] = reason
        if self.is_bound:
            self.data = {**self.data, "reason": reason}


def _hidden(dossier: Dossier, data: Mapping[str, Any], *, held: bool, names: bool) -> frozenset[str]:
    """Name the items that this form leaves out; a name typed while somebody else entered one is not lost."""
    if names:
        return frozenset(item.name for item in intake.items()) - intake.PRIVATE
    known = {item.name for item in intake.items() if item.name in intake.PRIVATE and item.get(dossier)}
    return frozenset(name for name in known if not data.get(name)) | ({"detained", "detained_on"} if held else set())


def _stored(item: Item, dossier: Dossier) -> dict[str, str]:
    shown = item.show(item.get(dossier))
    return _strings(item.fields(item.count(shown)), shown)


def _posted(fields: Mapping[str, forms.Field], data: Mapping[str, Any]) -> dict[str, str] | None:
    return _strings(fields, data) if any(name in data for name in fields) else None


def _strings(fields: Mapping[str, forms.Field], values: Mapping[str, Any]) -> dict[str, str]:
    prepared = {name: field.prepare_value(values.get(name)) for name, field in fields.items()}
    return {name: merging.normal(str(value)) for name, value in prepared.items() if value not in (None, "")}
