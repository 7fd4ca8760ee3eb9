"""What people fill in about files and testimony."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from cases.base.forms import (
    NOT_KNOWN,
    BaseForm,
    LineField,
    OptionField,
    PartialDateField,
    StoryField,
    TicketForm,
    TriStateField,
    Word,
)
from cases.evidence.consent import faults
from cases.evidence.filetypes import FileType, Refusal
from cases.evidence.merging import MergingForm
from cases.evidence.models import FileDetails, FileKind, TestimonyDetails
from cases.evidence.upload import SealedUpload
from cases.evidence.words import FAULTS, KINDS, REFUSALS

_PARTIAL: Final = _("A day, or as much as is known: 17.05.2024, 05.2024, ~2024.")
_LONGEST_LINK: Final = 500
_is_address: Final = URLValidator(schemes=("https", "http"))
_SECTIONS: Final[dict[Word, tuple[str, ...]]] = {
    _("What it is"): ("title", "link", "file", "face_shown", "name_shown", "note"),
    _("Consent"): ("may_publish", "consent_on", "withdrawn_on"),
    _("Publication"): ("published_at", "published_on", "taken_down_on"),
}

# Files ----------------------------------------------------------------------------------------------


class SealedFileField(forms.FileField):
    """A file that was sealed while it came in, or the reason why it is not taken."""

    widget = forms.FileInput(attrs={"accept": ",".join(FileType)})  # an iPhone turns HEIC into JPEG when it reads this
    default_error_messages = {"required": _("Choose a file.")}

    def to_python(self, data: Any) -> SealedUpload | None:
        """Return what arrived; who sends something else than a form's file has sent none."""
        if not isinstance(data, SealedUpload):
            return None
        if isinstance(data.result, Refusal):
            raise ValidationError(str(REFUSALS[data.result]), code=data.result.value)
        return data


class UploadForm(TicketForm):
    """A file and what it shows. Nothing else is asked here: whatever is wrong, the file has to be sent again."""

    file = SealedFileField(label=_("File"))
    kind = OptionField(FileKind, KINDS, label=_("What it shows"), required=False)

    def clean(self) -> dict[str, Any]:
        """Tie the ticket to what is in the file, too: a telephone calls every photo the same."""
        cleaned = super().clean()
        ticket, file = cleaned.get("ticket"), cleaned.get("file")
        if ticket and file:
            cleaned["ticket"] = uuid.uuid5(ticket, file.result.digest.hex())
        return cleaned


class FileForm(MergingForm):
    """What is known of a document."""

    kind = OptionField(FileKind, KINDS, label=_("What it shows"), required=False)
    issuer = LineField(label=_("Who issued it"), required=False)
    day = PartialDateField(label=_("Day of the document"), required=False, past=True, help_text=_PARTIAL)
    is_original = TriStateField(label=_("Original or copy"))
    is_translated = TriStateField(label=_("Translated"))
    holder = LineField(
        label=_("Who holds the original"), required=False, help_text=_("A person, an office, or where it lies.")
    )
    note = StoryField(
        label=_("Note"), required=False, help_text=_("Doubts about it, what is on its back, who checked.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        original: Any = self.fields["is_original"]
        original.choices = [("", NOT_KNOWN), ("yes", _("original")), ("no", _("copy"))]

    @property
    def details(self) -> FileDetails:
        """What is known from now on."""
        return FileDetails(**{name: self.cleaned_data[name] for name in FileDetails.__struct_fields__})


class DeleteForm(BaseForm):
    """Why a file is destroyed."""

    reason = StoryField(label=_("Why it is deleted"), rows=2, help_text=_("It stays in the timeline of the case."))


# Testimony ------------------------------------------------------------------------------------------


class TestimonyFields(BaseForm):
    """What is told in public, and what the person agreed to."""

    title = LineField(label=_("Title"), help_text=_("For example: video about the order of 12 March."))
    link = LineField(label=_("Link"), required=False, max_length=_LONGEST_LINK)
    file = forms.ChoiceField(label=_("Or a file of the case"), required=False)
    face_shown = TriStateField(label=_("The face is shown"))
    name_shown = TriStateField(label=_("The name is said or written"))
    may_publish = TriStateField(label=_("The person agrees to its publication"))
    consent_on = PartialDateField(label=_("Agreed on"), required=False, past=True, help_text=_PARTIAL)
    withdrawn_on = PartialDateField(label=_("Withdrawn on"), required=False, past=True)
    published_at = LineField(
        label=_("Published where"), required=False, help_text=_("Channel, site or paper. Needs the consent above.")
    )
    published_on = PartialDateField(label=_("Published on"), required=False, past=True)
    taken_down_on = PartialDateField(label=_("Taken down on"), required=False, past=True)
    note = StoryField(label=_("Note"), required=False)

    def __init__(self, *args: Any, files: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file: Any = self.fields["file"]
        file.choices = [("", _("None")), *files]
        self.helper.layout = Layout(*(_section(legend, *names) for legend, names in _SECTIONS.items()))
        self.helper.render_hidden_fields = True

    def clean_link(self) -> str:
        """Take an address of the web, with or without its beginning; nothing else can be opened by a click."""
        link: str = self.cleaned_data["link"]
        if not link:
            return ""
        link = link if "://" in link else f"https://{link}"
        _is_address(link)
        return link

    def clean(self) -> dict[str, Any]:
        """Hold consent and publication against each other, once each field is right by itself."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for field, fault in faults(self.details):
                self.add_error(field, str(FAULTS[fault]))
        return cleaned

    @property
    def details(self) -> TestimonyDetails:
        """What is recorded from now on."""
        return TestimonyDetails(**{name: self.cleaned_data[name] for name in TestimonyDetails.__struct_fields__})


class NewTestimonyForm(TestimonyFields, TicketForm):
    """A testimony that is recorded for the first time."""


class TestimonyForm(TestimonyFields, MergingForm):
    """What became of a testimony."""


def _section(legend: Word, first: str, *names: str) -> Fieldset:
    return Fieldset(legend, first, *names, css_id=f"about-{first}", css_class="section")
