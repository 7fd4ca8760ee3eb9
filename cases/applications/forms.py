"""What people fill in about applications and dates."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.actor import Actor
from cases.applications import workflow
from cases.applications.models import ApplicationBody
from cases.applications.procedure import AllowedMove, Procedure
from cases.applications.refusals import is_refused
from cases.applications.rows import move_name, stage_name
from cases.applications.rules import can_set_stage
from cases.applications.words import AT_FIELD, REFUSAL_REASONS, REFUSALS, TELLERS, WORK_STATES
from cases.applications.work import Details, RefusalReason, Report, ToldBy, WorkState
from cases.base.dates import PartialDate
from cases.base.forms import BaseForm, LineField, OptionField, PartialDateField, StoryField, TicketForm
from cases.people.dossier import Relative
from cases.people.forms import StageForm

Choices = list[tuple[Any, Any]]
STALE: Final = _(
    "Somebody changed this while you were writing. What you typed is still here: look at how it stands now, "
    "then save again."
)


class SendOnce(TicketForm):
    """A form whose second copy does nothing, and whose act is refused when somebody else was faster."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(version=version)

    def refuse(self, reason: str) -> None:
        """Show why the act was refused, at the field that can mend it."""
        code = next((code for code, words in REFUSALS.items() if str(words) == reason), "")
        fields = (field for field in AT_FIELD.get(code, ()) if field in self.fields)
        self.add_error(next(fields, None), reason)

    def refuse_stale(self, version: int) -> None:
        """Show that it changed meanwhile; sent again, the form stands."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]
        self.add_error(None, str(STALE))


class StepForm(SendOnce):
    """A step that happened: when, who told us, a note. `leftover` is asked for when dates stay open at an end."""

    on_day = PartialDateField(
        past=True, label=_("Day it happened"), help_text=_("A day, or as much as is known: 17.05.2024, 05.2024, ~2024.")
    )
    told_by = OptionField(ToldBy, TELLERS, unknown=_("Choose"), label=_("Who told us"))
    postmark = forms.BooleanField(
        label=_("This is the day of the letter; when it arrived is not known"), required=False,
        help_text=_("Then time is counted from the postmark, which is the safe side, and the day is to be confirmed."),
    )  # fmt: skip
    refusal = OptionField(
        RefusalReason, REFUSAL_REASONS, unknown=_("Choose"), label=_("If it was refused: why"), required=False
    )
    note = StoryField(label=_("Note"), required=False)
    leftover = StoryField(
        label=_("Why the dates still open no longer matter"), required=False, rows=2,
        help_text=_("This step ends the application. Dates left open are closed with this reason."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        ends: bool = False,
        possible: Iterable[AllowedMove] = (),
        law: Procedure | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        moves = list(possible)
        self.fields["leftover"].required = ends
        asked = {
            "leftover": ends,
            "refusal": any(is_refused(move.to or "") for move in moves),
            "postmark": law is not None and any(law.binds_person(move) for move in moves),
        }
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]
        self.initial.setdefault("refusal", RefusalReason.UNKNOWN)
        if self.on:
            self.initial.setdefault("on_day", PartialDate.of(self.on))
            self.initial.setdefault("told_by", ToldBy.PERSON)

    def report(self, move: str) -> Report:
        """Return what was told."""
        told = self.cleaned_data
        return Report(
            move=move,
            on=told["on_day"],
            told_by=told["told_by"],
            note=told["note"],
            postmark=told.get("postmark", False),
            refusal=told.get("refusal"),
        )


class UndoForm(StepForm):
    """Why the last step is taken back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["note"].label = _("What was wrong")
        self.fields["on_day"].label = _("Day it became known")


class CorrectionForm(StepForm):
    """Where the application really stands."""

    stage = forms.ChoiceField(label=_("It really stands at"))
    field_order = ("stage", "on_day", "told_by", "refusal", "note", "leftover")

    def __init__(self, *args: Any, procedure: Procedure, now: str, **kwargs: Any) -> None:
        super().__init__(*args, ends=True, possible=procedure.moves, **kwargs)
        stages = [(stage, stage_name(stage)) for stage in procedure.stages if stage != now]
        self.fields["stage"].choices = [("", _("Choose")), *stages]  # type: ignore[attr-defined]
        self.fields["note"].required = True
        self.fields["note"].label = _("What was wrong")
        self.fields["leftover"].required = False
        self.fields["leftover"].help_text = _("Only if the right stage is an end and dates are still open.")


class CaseStageForm(StageForm):
    """Where our work on a case stands. With dates still open, the end of it needs to be explained."""

    leftover = StoryField(
        label=_("Why the dates still open no longer matter"), required=False, rows=2,
        help_text=_("If you close the case, they are closed with this reason. In safety they stay on the lists."),
    )  # fmt: skip

    def __init__(self, *args: Any, left_open: int, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left_open, self.by = left_open, by
        if not left_open:
            del self.fields["leftover"]

    def clean(self) -> dict[str, Any]:
        """Say at the field what stands in the way."""
        super().clean()
        stage, leftover = self.cleaned_data.get("stage"), self.cleaned_data.get("leftover", "")
        if stage and not (can := can_set_stage(stage, self.left_open, leftover, self.by)):
            self.add_error("leftover" if can.reason == str(REFUSALS["deadlines_open"]) else "stage", can.reason)
        return self.cleaned_data


class NoteForm(StepForm):
    """Something worth keeping that is no step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["on_day"].label = _("Day it is about")


class ActForm(BaseForm):
    """The day of the act, by which the law is chosen."""

    day = PartialDateField(past=True, required=False, label=_("Day the application was made or registered"))

    @property
    def chosen(self) -> PartialDate | None:
        """The day, where one was typed that can be read."""
        self.is_valid()
        day: PartialDate | None = self.cleaned_data.get("day")
        return day


class OpenForm(StepForm):
    """A new application of a chosen procedure: its first step, or the last one that happened."""

    move = forms.ChoiceField(label=_("Where it stands"))
    made_on = PartialDateField(
        past=True, required=False, label=_("Day the application was made or registered"),
        help_text=_("It decides which law applies. Leave empty if it is the day below."),
    )  # fmt: skip
    reference = LineField(label=_("Reference number of the authority"), required=False, max_length=80)
    lawyer = LineField(label=_("Lawyer"), required=False, max_length=120)
    field_order = ("move", "made_on", "on_day", "postmark", "told_by", "refusal", "note", "reference", "lawyer")

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, possible=workflow.entries(procedure), law=procedure, **kwargs)
        first = workflow.openings(procedure)
        later = [move for move in workflow.entries(procedure) if move not in first]
        self.fields["move"].choices = [  # type: ignore[attr-defined]
            (_("It starts now"), _moves(first)),
            (_("It is further on: the last step that happened"), _moves(later)),
        ]
        self.fields["on_day"].label = _("Day of that step")
        if procedure.regime.day is None or procedure.regime.kind in ("check", "suspended_since"):
            del self.fields["made_on"]

    def clean(self) -> dict[str, Any]:
        """An application is made before its later steps."""
        told = super().clean()
        made, step = told.get("made_on"), told.get("on_day")
        if made and step and made.earliest() > step.latest():
            self.add_error("made_on", _("This is after the day of the step below."))
        return told

    @property
    def details(self) -> Details:
        """What was told beside the step."""
        return Details(reference=self.cleaned_data["reference"], lawyer=self.cleaned_data["lawyer"])


class DetailsForm(SendOnce):
    """What we keep of an application beside its stage."""

    work_state = OptionField(WorkState, WORK_STATES, unknown=_("Choose"), label=_("Our own work"))
    reference = LineField(label=_("Reference number of the authority"), required=False, max_length=80)
    lawyer = LineField(label=_("Lawyer"), required=False, max_length=120)
    note = StoryField(label=_("Lasting note"), required=False)
    family = forms.MultipleChoiceField(
        label=_("Who of the family is on it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("From the relatives in the case."),
    )  # fmt: skip
    refusal = OptionField(
        RefusalReason, REFUSAL_REASONS, unknown=_("Choose"), label=_("Why it was refused"), required=False
    )

    def __init__(self, *args: Any, body: ApplicationBody, relatives: Iterable[Relative] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        details = body.details
        self.initial.update({name: getattr(details, name) for name in Details.__struct_fields__})
        people = dict.fromkeys((*(_named(one) for one in relatives), *body.family))
        self.fields["family"].choices = [(one, one) for one in people]  # type: ignore[attr-defined]
        self.initial["family"] = list(body.family)
        self.initial["refusal"] = body.refusals[-1] if body.refusals else None
        for name, is_asked in (("family", bool(people)), ("refusal", bool(body.refusals))):
            if not is_asked:
                del self.fields[name]

    @property
    def details(self) -> Details:
        """What to keep from now on."""
        return Details(**{name: self.cleaned_data[name] for name in Details.__struct_fields__})


def _named(relative: Relative) -> str:
    """Name somebody of the family the way the case does: what they are, and where."""
    return ", ".join(filter(None, (relative.relation, relative.where)))


def _moves(moves: Iterable[AllowedMove]) -> Choices:
    return [(move.name, move_name(move)) for move in moves]
