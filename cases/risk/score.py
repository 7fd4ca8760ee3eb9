"""Turns facts, country and incidents into an assessment: two axes, a band with its range, and the year ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from cases.risk.bands import Score, in_force, judge, limits
from cases.risk.country import CountryRisk, Incident
from cases.risk.factors import QUARTERS, Factors
from cases.risk.facts import Band, Facts, Override
from cases.risk.questions import Question, questions
from cases.risk.steps import Segment, cause_of, highest, lengthen
from cases.risk.tally import unfold
from cases.risk.trend import Point, carried_on
from cases.risk.view import Quarters, View


class Counted(msgspec.Struct, frozen=True, array_like=True):
    """The points of one factor: at best, in the cautious case, at worst. Those of a protection are taken off."""

    factor: str
    best: int
    cautious: int
    worst: int

    @property
    def unknown(self) -> bool:
        """Whether nobody knows for sure."""
        return self.best != self.worst


class Assessment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything an assessment found, by the ids of factors: `wording` tells it to people."""

    on: date
    factors_version: int
    team_factors: int = 0  # the number of the team's own weights it was made with; 0: the published ones
    profile_version: str = ""
    by: str = ""
    score: Score
    little_known: bool = False
    reviewed_on: date | None = None
    held: bool = False  # kept up until somebody who may lower it has looked
    overrides: tuple[Override, ...] = ()
    counted: tuple[Counted, ...] = ()
    critical: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    segments: tuple[Segment, ...] = ()
    trend: tuple[Point, ...] = ()  # the bands before this assessment

    @property
    def band(self) -> Band:
        """The band the case stands at on its day."""
        return self.score.band

    @property
    def rank(self) -> int:
        """Its place in the list of those at risk."""
        return self.score.rank


def assess(
    facts: Facts, country: CountryRisk, incidents: Sequence[Incident], on: date, factors: Factors | None = None
) -> Assessment:
    """Assess a case on a day and for the year after it, with the published factors or with others."""
    view = View(facts, country, incidents, on, factors)
    reviewed = facts.reviewed_on is not None
    segments: list[Segment] = []
    before: list[Quarters] = []
    for ledger in unfold(view):
        overrides = in_force(view)
        score = judge(ledger, limits(overrides), reviewed=reviewed)
        if not segments:
            now = _assessment(ledger.readings, score, overrides, view)
        cause = cause_of(before, ledger.readings, view.factors) if segments else ""
        lengthen(segments, view.on, score.band, score.rank, cause)
        before = ledger.readings.copy()
    return msgspec.structs.replace(now, segments=tuple(segments))


def follow(fresh: Assessment, before: Assessment) -> Assessment:
    """Remember how the case stood until now."""
    return msgspec.structs.replace(fresh, trend=carried_on(before.trend, before.segments, fresh.on))


def raise_only(fresh: Assessment, before: Sequence[Segment]) -> Assessment:
    """Let no day stand lower than these segments foresaw it: whoever saved may raise the case, not lower it."""
    segments = highest(fresh.segments, [segment for segment in before if segment.ends_on > fresh.on])
    if segments == fresh.segments:
        return fresh
    band, rank = segments[0].band, segments[0].rank
    high = max(fresh.score.band_high, band)
    score = msgspec.structs.replace(fresh.score, band=band, rank=rank, band_high=high)
    return msgspec.structs.replace(fresh, score=score, segments=segments, held=True)


def _assessment(readings: Sequence[Quarters], score: Score, overrides: tuple[Override, ...], view: View) -> Assessment:
    factors = view.factors
    return Assessment(
        on=view.on,
        factors_version=factors.version,
        team_factors=factors.own,
        profile_version=view.country.version,
        score=score,
        little_known=view.facts.reviewed_on is None and score.band_low != score.band_high,
        reviewed_on=view.facts.reviewed_on,
        overrides=overrides,
        counted=_counted(readings, factors),
        critical=tuple(
            factor.id
            for factor, reading in zip(factors.factors, readings, strict=True)
            if factor.critical and min(reading) == QUARTERS
        ),
        questions=questions(readings, view.facts, score.band, limits(overrides), factors),
    )


def _counted(readings: Sequence[Quarters], factors: Factors) -> tuple[Counted, ...]:
    return tuple(
        Counted(factor.id, *(factor.points * quarters // QUARTERS for quarters in reading))
        for factor, reading in zip(factors.factors, readings, strict=True)
        if any(reading)
    )
