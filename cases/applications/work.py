"""Our side of an application: who told us, how our own work stands, what kinds of dates there are and how they end."""

from enum import StrEnum

import msgspec

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


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody told us has happened: which move, on which day."""

    move: str
    on: PartialDate
    told_by: ToldBy
    note: str = ""
