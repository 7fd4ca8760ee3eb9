"""What a procedure is: its stages, the moves between them, and the deadlines that moves open."""

from collections.abc import Iterator, Set
from datetime import date
from typing import Literal

import msgspec

from cases.base.text import Text

Confidence = Literal["confirmed", "one_source", "unverified"]
Kind = Literal["visa", "asylum", "appeal", "subsequent", "responsibility", "rsd", "resettlement", "extradition"]
Phase = Literal["preparing", "waiting", "appeal", "granted", "refused", "over"]
Unit = Literal["hours", "days", "weeks", "months", "years"]
Counting = Literal["calendar", "working"]
KeptBy = Literal["receipt", "posting"]

ANY_OPEN_STAGE = "*"


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A length of time as a law writes it."""

    value: int
    unit: Unit
    counting: Counting = "calendar"


class Alternative(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another length the law may have set; never firm, and only asked about after `after` when that is given."""

    span: Span
    note: Text
    after: str | None = None


class Suspension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Between two events the clock stands still; the rest runs on afterwards."""

    starts: str
    ends: str
    only_before: str | None = None
    """The deadline that must still be running for the suspension to count (a late request suspends nothing)."""


class Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After an event the time is longer: `span` is all of it, from the same first day."""

    after: str
    span: Span


class Document(Text, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A paper usually asked for; by its id the checklist of an application remembers it."""

    id: str


class DeadlineRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A deadline as published; without a span the law sets none and only our own reminder runs."""

    id: str
    label: Text
    who: Literal["applicant", "authority"]
    from_event: str
    """The event whose day is day nought; it also opens the deadline unless `opened_by` names another."""
    counted_from: Text
    confidence: Confidence
    sources: tuple[str, ...]
    opened_by: str | None = None
    span: Span | None = None
    longest: Span | None = None
    reminder: Span | None = None
    alternatives: tuple[Alternative, ...] = ()
    extensions: tuple[Extension, ...] = ()
    suspension: Suspension | None = None
    kept_by: KeptBy | None = None
    """Whether it is kept on the day the authority receives it, or the day it is posted; None where nobody has read."""
    met_by: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    effect_if_missed: Text | None = None
    note: Text | None = None

    @property
    def opener(self) -> str:
        """The event that opens it."""
        return self.opened_by or self.from_event

    def closed_by(self, happening: Set[str]) -> bool:
        """Whether one of these events meets it, or makes it pointless."""
        return not happening.isdisjoint((*self.met_by, *self.ended_by))

    def events(self) -> Iterator[tuple[str, str]]:
        """Yield every event this rule listens to, after the field that names it."""
        yield "from_event", self.from_event
        yield "opened_by", self.opener
        yield from (("met_by", event) for event in self.met_by)
        yield from (("ended_by", event) for event in self.ended_by)
        yield from (("alternatives", other.after) for other in self.alternatives if other.after)
        yield from (("extensions", extension.after) for extension in self.extensions)
        if self.suspension:
            yield from (("suspension", event) for event in (self.suspension.starts, self.suspension.ends))


class AllowedMove(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"origins": "from"}):
    """One thing that may happen next. Without origins it opens the file; without `to` the stage stays."""

    origins: tuple[str, ...] = ()
    to: str | None = None
    id: str = ""
    label: Text | None = None
    emits: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The id by which history remembers it: the stage it leads to, unless it has its own."""
        return self.id or self.to or ""

    @property
    def events(self) -> frozenset[str]:
        """Its own name, and what else it sets going."""
        return frozenset((self.name, *self.emits))


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The procedure that usually follows from a stage of this one; of several to one, the first that fits."""

    when: str
    procedure: str
    after: str | None = None
    """An event that must have happened."""
    opens: str | None = None
    """The move with which that procedure then begins."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a statement comes from; an address only when it is the publisher's own."""

    id: str
    title: str
    date: str = ""  # the day, month, year or years it speaks of
    or_later: bool = False
    read: str = ""  # when an undated one was read
    url: str = ""


class Regime(msgspec.Struct, frozen=True):
    """Which law applies to an act, by the day of the act."""

    kind: Literal["any", "before", "from", "check", "registered_before", "registered_from", "suspended_since"]
    day: date | None = None

    @property
    def settled(self) -> bool:
        """False where the figures are older than the law: then nothing in the file is firm."""
        return self.kind != "check"

    def admits(self, act: date) -> bool:
        """Whether an act of that day (a registration, for responsibility) falls under this law."""
        if self.day is None:
            return True
        if self.kind in ("before", "registered_before"):
            return act < self.day
        return act >= self.day if self.kind in ("from", "registered_from") else True

    def suspended(self, act: date) -> bool:
        """Whether the authority had stopped taking such applications by then."""
        return self.kind == "suspended_since" and self.day is not None and act >= self.day


def parse_regime(text: str) -> Regime:
    """Read "any", "check_2026-06-12", "suspended_since_2025-05" …; a month means its first day."""
    if text == "any":
        return Regime("any")
    kind, _, day = text.rpartition("_")
    day = f"{day}-01" if len(day) == len("2025-05") else day
    return msgspec.convert({"kind": kind, "day": day}, Regime)


class Procedure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"regime_name": "regime"}):
    """One way of applying to one authority under one law."""

    id: str
    destination: str
    kind: Kind
    name: Text
    authorities: tuple[Text, ...]
    regime_name: str
    confidence: Confidence
    notes: Text
    path: tuple[str, ...]
    other: tuple[str, ...]
    moves: tuple[AllowedMove, ...]
    sources: tuple[Source, ...]
    deadlines: tuple[DeadlineRule, ...] = ()
    documents: tuple[Document, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def regime(self) -> Regime:
        """The law this file describes."""
        return parse_regime(self.regime_name)

    @property
    def stages(self) -> tuple[str, ...]:
        """Every stage: the usual path in its order, then side tracks and ends."""
        return self.path + self.other

    def rule(self, rule_id: str) -> DeadlineRule | None:
        """Return the deadline of that id; None once a newer file has dropped it."""
        return next((rule for rule in self.deadlines if rule.id == rule_id), None)

    def started_by(self, move: AllowedMove) -> list[DeadlineRule]:
        """Return the times that a move sets running."""
        return [rule for rule in self.deadlines if rule.opener in move.events]

    def binds_person(self, move: AllowedMove) -> bool:
        """Whether a move sets a time running that the person must keep."""
        return any(rule.who == "applicant" for rule in self.started_by(move))

    def source(self, source_id: str) -> Source:
        """Return the source of that id; the loader has made sure there is one."""
        return next(source for source in self.sources if source.id == source_id)
