"""What of a country has to be checked again: how much is old, perhaps changed, unverified or missing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.base.dates import PartialDate
from cases.countries.fact import Confidence, in_force
from cases.countries.overlay import KINDS, own_id
from cases.countries.profile import Profile


@dataclass(frozen=True, slots=True)
class Upkeep:
    """One country in the book: counts of facts, of which one may be several things at once."""

    code: str
    cases: int
    facts: int
    stale: int  # older than 180 days or of an unknown day, or perhaps changed
    changed: int  # of these: a change was announced
    unverified: int
    missing: int  # fields of which nothing is known
    own: int  # values that the team recorded
    overtaken: int  # of these: our files have read something later
    newest: PartialDate | None

    @property
    def doubtful(self) -> int:
        """How much there is to do."""
        return self.stale + self.unverified + self.missing


def state(profile: Profile, on: date, cases: int, ours: Profile | None = None) -> Upkeep:
    """Count what has to be checked of one country on a day."""
    facts = [fact for _field, fact in profile.facts()]
    values = [row for field in KINDS for row in getattr(profile, field)]
    return Upkeep(
        code=profile.code,
        cases=cases,
        facts=len(facts),
        stale=sum(profile.is_stale(fact, on) for fact in facts),
        changed=sum(row.may_have_changed_since is not None and row.may_have_changed_since <= on for row in values),
        unverified=sum(fact.confidence is Confidence.UNVERIFIED for fact in facts),
        missing=sum(in_force(getattr(profile, field), on) is None for field in KINDS),
        own=sum(own_id(row) is not None for row in values),
        overtaken=sum(_overtaken(profile, ours, field, on) for field in KINDS) if ours else 0,
        newest=profile.newest(),
    )


def _overtaken(profile: Profile, ours: Profile, field: str, on: date) -> bool:
    """Whether a team's value counts although our files have read something later."""
    row, shipped = in_force(getattr(profile, field), on), in_force(getattr(ours, field), on)
    if row is None or shipped is None or own_id(row) is None:
        return False
    read, found = profile.as_of(row), ours.as_of(shipped)
    return read is not None and found is not None and found.earliest() > read.latest()
