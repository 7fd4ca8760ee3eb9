"""What people fill in about the documents of an application, and about vetting."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from cases.applications.forms import SendOnce
from cases.applications.sheet import PaperRow
from cases.applications.words import PAPER_STATES, VETTING_STATES
from cases.applications.work import Paper, PaperState, VettingState
from cases.base.forms import LineField, OptionField, StoryField
from cases.evidence.queries import FileRow

SPARE: Final = 2  # empty lines for our own words
MOST: Final = 30


class PapersForm(SendOnce):
    """How far we are with each document; a cleared line of our own goes away."""

    def __init__(self, *args: Any, rows: Sequence[PaperRow], files: Sequence[FileRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if row.paper.document]
        own = [row.paper for row in rows if not row.paper.document]
        self.own = min(len(own) + SPARE, MOST)
        self.choices = [("", _("none")), *((str(file.row.pk), _file_name(file)) for file in files)]
        parts: list[Any] = ["ticket", "version"]
        for number, row in enumerate(self.rows):
            parts += [Fieldset(row.label, self._pair(f"paper_{number}", row.paper))]
        for number in range(self.own):
            paper = own[number] if number < len(own) else Paper()
            name = f"own_{number}"
            self.fields[f"{name}_text"] = LineField(label=_("In our own words"), required=False, initial=paper.text)
            parts += [Fieldset(_("Another document"), f"{name}_text", self._pair(name, paper))]
        self.helper.layout = Layout(*parts)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The checklist as it is from now on; what nobody has looked at is left out."""
        told = self.cleaned_data
        listed = [
            Paper(document=row.paper.document, **self._told(f"paper_{number}")) for number, row in enumerate(self.rows)
        ]
        named = [(told[f"own_{number}_text"], f"own_{number}") for number in range(self.own)]
        own = [Paper(text=text, **self._told(name)) for text, name in named if text]
        return (*(paper for paper in listed if paper.state or paper.file), *own)

    def _told(self, name: str) -> dict[str, Any]:
        file = self.cleaned_data[f"{name}_file"]
        return {"state": self.cleaned_data[f"{name}_state"], "file": uuid.UUID(file) if file else None}

    def _pair(self, name: str, paper: Paper) -> Row:
        self.fields[f"{name}_state"] = OptionField(
            PaperState, PAPER_STATES, unknown=_("Not looked at yet"), label=_("State"), required=False,
            initial=paper.state,
        )  # fmt: skip
        self.fields[f"{name}_file"] = forms.ChoiceField(
            label=_("File of the case"), choices=self.choices, required=False, initial=str(paper.file or "")
        )
        return Row(Column(f"{name}_state"), Column(f"{name}_file"))


class VettingForm(SendOnce):
    """Whether somebody may be excluded for what they did in the war."""

    state = OptionField(VettingState, VETTING_STATES, unknown=_("Choose"), label=_("State"))
    note = StoryField(label=_("What is known, and from whom"), required=False)


def _file_name(file: FileRow) -> str:
    return f"{file.kind}: {file.body.name}" if file.kind else file.body.name
