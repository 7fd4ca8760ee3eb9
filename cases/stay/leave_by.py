"""The clock after a refusal: refused, appeal ends, takes effect, leave by. What no source gives stays unknown. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec

from cases.applications.daterules import Due, Firmness, due
from cases.applications.procedure import DeadlineRule, Procedure
from cases.base.dates import PartialDate
from cases.people.dossier import Refusal

# The ids of the rules, in the procedures' files, that set a first appeal against a refusal, and a day to leave by.
APPEALS = frozenset({"appeal", "appeal_urgent", "rad_notice", "reposicion"})
DEPARTURES = frozenset({"leave"})


class Step(StrEnum):
    """The days of the clock, in their order."""

    REFUSED = "refused"
    APPEAL_ENDS = "appeal_ends"
    EFFECTIVE = "effective"
    LEAVE_BY = "leave_by"


class Ruling(msgspec.Struct, frozen=True):
    """A rule that sets a day, with the procedure it stands in."""

    procedure: Procedure
    rule: DeadlineRule


class Tick(msgspec.Struct, frozen=True):
    """One day of the clock: told by somebody, counted by rules, or (neither) not known."""

    step: Step
    told: PartialDate | None = None
    counted: date | None = None  # the earliest day that a rule may mean
    latest: date | None = None
    firmness: Firmness | None = None
    rulings: tuple[Ruling, ...] = ()

    @property
    def day(self) -> PartialDate | None:
        """The day that counts: what somebody told goes before what we count."""
        return self.told or (PartialDate.of(self.counted) if self.counted else None)

    @property
    def known(self) -> bool:
        """Whether there is a day at all; otherwise a lawyer must be asked."""
        return self.day is not None

    def over(self, on: date) -> bool:
        """Whether the day has surely passed."""
        return self.day is not None and self.day.latest() < on


class Clock(msgspec.Struct, frozen=True):
    """One refusal with its four days."""

    refusal: Refusal
    ticks: tuple[Tick, ...]

    @property
    def leave_by(self) -> Tick:
        """The last of the four."""
        return self.ticks[-1]

    @property
    def unknown(self) -> tuple[Step, ...]:
        """The days nobody knows."""
        return tuple(tick.step for tick in self.ticks if not tick.known)


def clock(refusal: Refusal, procedures: Iterable[Procedure]) -> Clock:
    """Put together what was told of a refusal and what the procedures of its country say."""
    here = [one for one in procedures if one.destination == refusal.country]
    appeal = _tick(Step.APPEAL_ENDS, refusal.appeal_ends_on, refusal.refused_on, APPEALS, here)
    leave = _tick(Step.LEAVE_BY, refusal.leave_by, refusal.effective_on, DEPARTURES, here)
    effective = Tick(Step.EFFECTIVE, refusal.effective_on)
    return Clock(refusal, (Tick(Step.REFUSED, refusal.refused_on), appeal, effective, leave))


def _tick(
    step: Step, told: PartialDate | None, since: PartialDate | None, ids: frozenset[str], procedures: list[Procedure]
) -> Tick:
    """Count a day from another; of several rules that may apply, the one that ends first."""
    found = [
        (Ruling(procedure, rule), counted)
        for procedure in procedures
        for rule in procedure.deadlines
        if rule.id in ids and since and (counted := _due(procedure, rule, since))
    ]
    if not found or told:
        return Tick(step, told, rulings=tuple(ruling for ruling, _due in found))
    firm = {one.firmness for _ruling, one in found}
    return Tick(
        step,
        counted=min(one.on for _ruling, one in found),
        latest=max(one.latest for _ruling, one in found),
        firmness=firm.pop() if len(firm) == 1 and len(found) == 1 else Firmness.CHECK,
        rulings=tuple(ruling for ruling, _due in found),
    )


def _due(procedure: Procedure, rule: DeadlineRule, since: PartialDate) -> Due | None:
    if not procedure.regime.admits(since.earliest()):
        return None
    return due(rule, procedure.regime, since, events=frozenset({rule.from_event}))
