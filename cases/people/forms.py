"""Forms of a case: intake and edit built from the intake's data, and the small ones."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.models import Membership
from cases.access.roles import ROLES, RoleName
from cases.base.forms import BaseForm, DayField, LineField, OptionField, StoryField, Word
from cases.people import intake, merging, ordering, rules, words
from cases.people.dossier import ContactChannel, Dossier
from cases.people.items import Item
from cases.people.layout import laid_out
from cases.people.models import Case, Category, Stage
from cases.people.ordering import Fault
from cases.people.rows import Rows
from cases.risk.models import BandChoice
from cases.templatetags.display import country

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
    """Every item of the intake over a dossier. After cleaning, `result` is the dossier with what was typed."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, dossier: Dossier, on: date, without: frozenset[str] = frozenset()
    ) -> None:
        self.dossier = self.result = dossier
        self.items = {item.name: item for item in intake.items() if item.name not in without}
        initial: dict[str, Any] = {}
        for item in self.items.values():
            initial |= item.show(item.get(dossier))
        super().__init__(data, initial=initial, on=on)
        self.fields_of = {name: item.fields(self._rows(item)) for name, item in self.items.items()}
        for fields in self.fields_of.values():
            self.fields |= fields
        self.tell_day()
        values = self.data or self.initial
        filled = {name for name in self.fields if values.get(name) not in (None, "")}
        self.helper.layout = laid_out(intake.SECTIONS, self.fields_of, filled)
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
        self.result = rules.with_former_stays(self.dossier, self.result)
        for field, fault in ordering.faults(self.result, self.on or date.max):
            if field in self.fields and field not in self.errors:
                self.add_error(field, str(FAULTS[fault]))
        return self.cleaned_data

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

    def __init__(self, data: Mapping[str, Any] | None = None, *, on: date) -> None:
        super().__init__(data, dossier=Dossier(), on=on)

    def renew(self, code: str) -> None:
        """Take another ticket, because the case logged with this one says something else."""
        self.data = {**self.data.dict(), "ticket": str(uuid.uuid4())} if isinstance(self.data, QueryDict) else self.data
        twice = _("This form was sent before, and case %(code)s was logged from it. To change that case, edit it.")
        again = _("To log what stands here as a case of its own, send it again.")
        self.add_error(None, [twice % {"code": code}, again] if code else again)


class EditForm(DossierForm):
    """A stored case. What others saved since the form was opened is merged in before anything is checked.

    With `held`, the person is in a detention that somebody follows: it ends on its own page, with its clocks.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, case: Case, dossier: Dossier, on: date, held: bool = False
    ) -> None:
        without = frozenset({"detained", "detained_on"} if held else ())
        super().__init__(data, dossier=dossier, on=on, without=without)
        self.conflicts: tuple[str, ...] = ()
        present = {name: self._strings(name, self.initial) for name in self.items}
        seal = merging.Seal(settings.SECRET_KEY, str(case.pk))
        if data is not None:
            typed = {name: self._posted(name) for name in self.items}
            merged = merging.merge(seal, present, typed, str(data.get("seen", "")))
            self.conflicts = merged.conflicts
            self.data = {"seen": seal.digests(present)}
            for strings in merged.items.values():
                self.data |= strings
        self.initial["seen"] = seal.digests(present)

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

    def _strings(self, item: str, values: Mapping[str, Any]) -> dict[str, str]:
        prepared = {name: field.prepare_value(values.get(name)) for name, field in self.fields_of[item].items()}
        return {name: merging.normal(str(value)) for name, value in prepared.items() if value not in (None, "")}

    def _posted(self, item: str) -> dict[str, str] | None:
        if not any(name in self.data for name in self.fields_of[item]):
            return None
        return self._strings(item, self.data)


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


class ContactForm(BaseForm):
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


class NoteForm(BaseForm):
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
