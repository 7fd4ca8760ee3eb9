"""Kinds of files, refusals and the states of a testimony, in words."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from cases.base.forms import Word
from cases.evidence.consent import Fault, State
from cases.evidence.filetypes import FileType, Refusal
from cases.evidence.models import FileKind

KINDS: Final[dict[FileKind, Word]] = {
    FileKind.INTERNAL_PASSPORT: _("Internal passport"),
    FileKind.TRAVEL_PASSPORT: _("Travel passport"),
    FileKind.MILITARY_ID: _("Military ID"),
    FileKind.SUMMONS: _("Summons"),
    FileKind.ORDER: _("Order"),
    FileKind.COURT_PAPER: _("Court paper"),
    FileKind.MEDICAL: _("Medical paper"),
    FileKind.PHOTO: _("Photo"),
    FileKind.OTHER: _("Other"),
}
TYPES: Final[dict[str, str]] = {
    FileType.JPEG: "JPEG",
    FileType.PNG: "PNG",
    FileType.WEBP: "WebP",
    FileType.PDF: "PDF",
}
REFUSALS: Final[dict[Refusal, Word]] = {
    Refusal.EMPTY: _("This file is empty."),
    Refusal.TOO_LARGE: _("This file is larger than 10 MB. Make it smaller, or send its pages one by one."),
    Refusal.HEIC: _(
        "HEIC pictures are not taken. Save it as JPEG; on an iPhone: Settings, Camera, Formats, Most Compatible."
    ),
    Refusal.ARCHIVE: _("Archives and office files are not taken. Save the document as PDF."),
    Refusal.MARKUP: _("Web pages and SVG drawings are not taken. Save the page as PDF or take a screenshot."),
    Refusal.UNKNOWN: _("This kind of file is not taken. JPEG, PNG, WebP and PDF are."),
    Refusal.MIXED: _("This file is a PDF and something else at once. Print it to a new PDF and send that."),
    Refusal.BROKEN: _("This file cannot be read; perhaps its end is missing. Open it yourself, and save it anew."),
    Refusal.TOO_MANY_PIXELS: _("This picture has too many pixels: at most 40 million, a WebP 12. Save it smaller."),
}
STATES: Final[dict[State, Word]] = {
    State.NOT_ASKED: _("Consent not asked: do not publish"),
    State.NO: _("Does not agree: do not publish"),
    State.MAY_BE: _("May be published"),
    State.PUBLIC: _("Published"),
    State.STILL_PUBLIC: _("Consent withdrawn, still public"),
    State.TAKEN_DOWN: _("Taken down"),
    State.WITHDRAWN: _("Consent withdrawn: do not publish"),
}
TONES: Final[dict[State, str]] = {
    State.NOT_ASKED: "warn",
    State.NO: "warn",
    State.MAY_BE: "good",
    State.PUBLIC: "accent",
    State.STILL_PUBLIC: "bad",
    State.TAKEN_DOWN: "quiet",
    State.WITHDRAWN: "warn",
}
FAULTS: Final[dict[Fault, Word]] = {
    Fault.NOT_ASKED: _("The person's consent is not recorded. Ask first; without a yes above, nothing is published."),
    Fault.NO: _(
        "The person does not agree. If they agreed then and no longer do, choose yes above and give the day of the "
        "withdrawal."
    ),
    Fault.WITHDRAWN_BEFORE: _("The consent was withdrawn before this day."),
    Fault.CONSENT_AFTER: _("This is before the person agreed."),
    Fault.NO_PLACE: _("Say where it was published."),
    Fault.NOT_PUBLIC: _("It says nowhere above that it was published."),
    Fault.DOWN_BEFORE: _("This is before it was published."),
    Fault.NO_CONSENT_TO_WITHDRAW: _("There is no consent above that could be withdrawn."),
    Fault.WITHDRAWN_TOO_EARLY: _("This is before the person agreed."),
    Fault.NO_CONSENT_TO_DATE: _("Say above whether the person agrees."),
}
