"""The form in which a team proposes its own weights: a small file, pasted or uploaded."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.base.forms import LineField, StoryField, TicketForm, Word
from cases.risk import weights
from cases.risk.weights import Fault, Found

LONGEST_REASON: Final = 500
_BYTES_EACH: Final = 4  # of a character, at most

FAULTS: Final[dict[Fault, Word]] = {
    Fault.NOT_TOML: gettext_lazy("this line cannot be read. It should look like: officer = 12"),
    Fault.NOTHING: gettext_lazy("Nothing here differs from the published points. Begin with [points]."),
    Fault.NOT_POINTS: gettext_lazy("only [points] can be changed, not “%(name)s”."),
    Fault.NO_FACTOR: gettext_lazy("there is no factor “%(name)s”."),
    Fault.NOT_WHOLE: gettext_lazy("“%(name)s” needs a whole number."),
    Fault.NOT_FOURS: gettext_lazy("“%(name)s” needs a number that divides by four: answers count in quarters."),
    Fault.OUT_OF_RANGE: gettext_lazy("“%(name)s” needs a number from 0 to %(most)d, the most that its group counts."),
    Fault.UNFIT: gettext_lazy("These points do not fit together. Ask whoever keeps the factors."),
}


class WeightsForm(TicketForm):
    """Points by factor, and why. A file that is chosen takes the place of the text."""

    text = StoryField(
        label=gettext_lazy("Points"),
        max_length=weights.LONGEST,
        rows=24,
        help_text=gettext_lazy("One line for each factor. What you leave out keeps the published points."),
    )
    file = forms.FileField(label=gettext_lazy("Or a file with the same lines"), required=False)
    reason = LineField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("For the second member, and for whoever asks in a year. Names nobody."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, **kwargs: Any) -> None:
        self.points: dict[str, int] = {}
        uploaded = files.get("file") if files else None
        self.unreadable = False
        if data is not None and uploaded is not None:
            data = {**{name: data[name] for name in data}, "text": self._read(uploaded, str(data.get("text", "")))}
        super().__init__(data, None, **kwargs)
        self.fields["text"].widget.attrs["class"] = "form-control code"

    def _read(self, uploaded: Any, typed: str) -> str:
        try:
            text: str = uploaded.read(weights.LONGEST * _BYTES_EACH).decode("utf-8")
        except UnicodeDecodeError:
            self.unreadable = True
            return typed
        return text

    def clean_text(self) -> str:
        """Read the file; every fault is told with its line."""
        text: str = self.cleaned_data["text"]
        if self.unreadable:
            raise ValidationError(_("The file is no text. What stands here was left as it was."))
        reading = weights.read(text)
        if reading.faults:
            raise ValidationError([_told(found) for found in reading.faults])
        self.points = reading.points
        return text


def _told(found: Found) -> str:
    said = str(FAULTS[found.fault]) % {"name": found.name, "most": found.most}
    return _("Line %(line)d: %(said)s") % {"line": found.line, "said": said} if found.line else said
