"""Our side of an application: who told us, how our own work stands, what kinds of dates there are and how they end."""

import uuid
from datetime import date
from enum import StrEnum

import msgspec

from cases.applications.daterules import by_postmark
from cases.base.dates import PartialDate

CORRECTION, NOTE = "correction", "note"  # kinds of history entries that are no move of the procedure


class ToldBy(StrEnum):
    """Where we know it from."""

    PERSON = "person"
    AUTHORITY = "authority"
    LAWYER = "lawyer"
    PARTNER = "partner"
    FAMILY = "family"
    OTHER = "other"


class WorkState(StrEnum):
    """What we are doing about it, whatever the authority does."""

    TO_DO = "to_do"
    PREPARING = "preparing"
    WITH_PERSON = "with_person"
    WITH_LAWYER = "with_lawyer"
    WITH_AUTHORITY = "with_authority"
    ON_HOLD = "on_hold"
    DONE = "done"


class DateKind(StrEnum):
    """A deadline of a procedure, a date a person wrote down, or the day by which somebody will have written."""

    RULE = "rule"
    CHECK_IN = "check_in"
    APPOINTMENT = "appointment"
    TASK = "task"
    OTHER = "other"


class Outcome(StrEnum):
    """How a date ended."""

    MET = "met"
    ENDED = "ended"
    WAIVED = "waived"


class Details(msgspec.Struct, frozen=True):
    """What we keep of an application beside its stage."""

    reference: str = ""
    lawyer: str = ""
    work_state: WorkState = WorkState.TO_DO
    note: str = ""


class RefusalReason(StrEnum):
    """Why an authority refused, as far as it said; the codes are ours, so that they can be counted."""

    SECURITY = "security"
    CREDIBILITY = "credibility"
    TIES = "ties"
    PAPERS = "papers"
    ELSEWHERE = "elsewhere"
    OTHER = "other"
    UNKNOWN = "unknown"


class PaperState(StrEnum):
    """How far we are with one document."""

    ASKED = "asked"
    HAVE = "have"
    TRANSLATED = "translated"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


class Paper(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the checklist: a document of the procedure by its id, or one in our own words."""

    document: str = ""
    text: str = ""
    state: PaperState | None = None
    file: uuid.UUID | None = None  # of the case's sealed files


class VettingState(StrEnum):
    """Whether the person may be excluded for what they did in the war; a gate for visas, never a risk factor."""

    NOT_ASKED = "not_asked"
    IN_PROGRESS = "in_progress"
    CLEARED = "cleared"
    CONCERNS = "concerns"


class Vetting(msgspec.Struct, frozen=True):
    """What the coordinators know of it."""

    state: VettingState
    on: date
    by: str
    note: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody told us has happened: which move, on which day."""

    move: str
    on: PartialDate
    told_by: ToldBy
    note: str = ""
    postmark: bool = False  # `on` is the day of the letter; when it arrived is not known
    refusal: RefusalReason | None = None

    @property
    def counted_from(self) -> PartialDate:
        """The day that deadlines count from."""
        return by_postmark(self.on) if self.postmark else self.on
