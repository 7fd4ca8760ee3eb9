"""What leaving and coming back would do to a stay: from which day it helps, and for how long. Pure.

It counts, it does not advise: every plan carries what may go wrong at the border, and first of all that a border may
refuse whatever the count says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

import msgspec

from cases.base.dates import PartialDate
from cases.countries.daycount import DAY, UNKNOWN_RULE_WINDOW, Permit, StayCount, Visit, count, last_days
from cases.countries.fact import value_of
from cases.countries.profile import Profile, StayTerms
from cases.countries.removal import RemovalTier
from cases.risk.facts import Facts, Wanted
from cases.risk.pursuit import CHECK_HOLDS_DAYS
from cases.stay.doors import Reply, admission


class Danger(StrEnum):
    """What may go wrong when somebody leaves a country to come back."""

    BORDER_MAY_REFUSE = "border_may_refuse"  # always
    EXIT_REFUSED = "exit_refused"
    WANTED = "wanted"  # on a list that border guards see
    WANTED_NOT_CHECKED = "wanted_not_checked"
    HANDS_OVER = "hands_over"
    OVERSTAYED = "overstayed"
    REFUSED_STAY = "refused_stay"
    ASYLUM_PENDING = "asylum_pending"
    PERMIT_MAY_LAPSE = "permit_may_lapse"
    NO_PAPER_BACK = "no_paper_back"
    PAPERS_UNKNOWN = "papers_unknown"


class Return(msgspec.Struct, frozen=True):
    """Coming back on a day, the days that this allows, and the last of them."""

    on: date
    days: int
    last: date


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """An exit and the returns it opens. `dangers` is never empty."""

    leaving: date
    staying: StayCount  # on the day of leaving, if they stayed
    days_over: int  # since the last lawful day, on the day of leaving
    back: Return | None  # on the day asked about; 0 days where none is lawful
    useful: Return | None  # the first that allows a day more than staying
    asked_for: int | None  # days
    wished: Return | None  # the first for as many
    whole: Return | None  # the first for all the days of the rule
    dangers: tuple[Danger, ...]


def plan(
    terms: StayTerms,
    visits: Sequence[Visit],
    leaving: date,
    *,
    permits: Sequence[Permit] = (),
    back: date | None = None,
    wished: int | None = None,
    dangers: Sequence[Danger] = (),
) -> Plan:
    """Count what leaving on a day opens. Permits count for staying only: whether one outlives an exit is not known."""
    staying = count(terms, visits, leaving, permits)
    closed = _closed(visits, leaving)
    returns = _returns(terms, closed, _days(terms, leaving))
    over = max(0, (leaving - staying.last_lawful_day).days)
    helping = [one for one in returns if one.days and one.last > staying.last_lawful_day]
    found = {Danger.BORDER_MAY_REFUSE, *dangers, *([Danger.OVERSTAYED] if over else [])}
    return Plan(
        leaving=leaving,
        staying=staying,
        days_over=over,
        back=_returns(terms, closed, [back])[0] if back else None,
        useful=next(iter(helping), None),
        asked_for=wished,
        wished=next((one for one in helping if wished and one.days >= wished), None),
        whole=next((one for one in helping if one.days >= terms.days), None),
        dangers=tuple(danger for danger in Danger if danger in found),
    )


def dangers(facts: Facts, profile: Profile, on: date) -> tuple[Danger, ...]:
    """Return what may go wrong for this person at the borders of this country."""
    checked = facts.wanted_checked_on
    stale = checked is None or (on - checked.earliest()).days > CHECK_HOLDS_DAYS
    held = [paper.kind for paper in facts.papers or () if not paper.expires_on or paper.expires_on.latest() >= on]
    found = {
        Danger.BORDER_MAY_REFUSE: True,
        Danger.EXIT_REFUSED: facts.exit_refused is True,
        Danger.WANTED: facts.wanted_abroad is True,
        Danger.WANTED_NOT_CHECKED: facts.wanted is None or (facts.wanted in (Wanted.NONE, Wanted.FEDERAL) and stale),
        Danger.HANDS_OVER: profile.removal_tier(on) in (RemovalTier.RECENT, RemovalTier.DOCUMENTED),
        Danger.REFUSED_STAY: facts.leave_by is not None,
        Danger.ASYLUM_PENDING: facts.asylum_pending is True,
        Danger.PERMIT_MAY_LAPSE: any(permit.ends.latest() >= on for permit in facts.permits),
        Danger.NO_PAPER_BACK: facts.papers is not None
        and not facts.papers_unknown
        and not any(admission(kind, profile, on).reply is Reply.FREE for kind in held)
        and value_of(profile.visa_required, on) is not None,
        Danger.PAPERS_UNKNOWN: facts.papers is None or bool(facts.papers_unknown),
    }
    return tuple(danger for danger in Danger if found.get(danger))


def _closed(visits: Sequence[Visit], leaving: date) -> list[Visit]:
    """Return the visits as they stand after leaving on a day."""
    closed = []
    for visit in visits:
        still = visit.left is None or visit.left.latest() > leaving
        if visit.entered.earliest() <= leaving:
            closed.append(Visit(visit.entered, PartialDate.of(leaving) if still else visit.left))
    return closed


def _days(terms: StayTerms, leaving: date) -> list[date]:
    """Return the days on which coming back is looked at: until everything of today has left every window."""
    horizon = max(terms.window_days or 0, UNKNOWN_RULE_WINDOW) + 1
    return [leaving + offset * DAY for offset in range(horizon + 1)]


def _returns(terms: StayTerms, closed: list[Visit], days: list[date]) -> list[Return]:
    lasts = last_days(terms, closed, days)
    return [Return(on, max(0, (last - on).days + 1), last) for on, last in zip(days, lasts, strict=True)]
