"""Turns facts, country and incidents into an assessment: two axes, a band with its range, and the year ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from cases.risk.bands import Score, in_force, judge, limits
from cases.risk.country import CountryRisk, Incident
from cases.risk.factors import QUARTERS, catalogue
from cases.risk.facts import Band, Facts, Override
from cases.risk.questions import Question, questions
from cases.risk.steps import Segment, cause_of, lengthen
from cases.risk.tally import unfold
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
    profile_version: str = ""
    by: str = ""
    score: Score
    little_known: bool = False
    hold: Band | None = None
    overrides: tuple[Override, ...] = ()
    counted: tuple[Counted, ...] = ()
    critical: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    segments: tuple[Segment, ...] = ()

    @property
    def band(self) -> Band:
        """The band the case stands at on its day."""
        return self.score.band

    @property
    def rank(self) -> int:
        """Its place in the list of those at risk."""
        return self.score.rank


def assess(
    facts: Facts, country: CountryRisk, incidents: Sequence[Incident], on: date, *, hold: Band | None = None
) -> Assessment:
    """Assess a case on a day and for the year after it; it may not fall below `hold` until a caseworker looks."""
    view = View(facts, country, incidents, on)
    reviewed = facts.reviewed_on is not None
    segments: list[Segment] = []
    before: list[Quarters] = []
    for ledger in unfold(view):
        overrides = in_force(view)
        score = judge(ledger, limits(overrides, hold), reviewed=reviewed)
        if not segments:
            now = _assessment(ledger.readings, score, overrides, view, hold)
        lengthen(segments, view.on, score.band, score.rank, cause_of(before, ledger.readings) if segments else "")
        before = ledger.readings.copy()
    return msgspec.structs.replace(now, segments=tuple(segments))


def _assessment(
    readings: Sequence[Quarters], score: Score, overrides: tuple[Override, ...], view: View, hold: Band | None
) -> Assessment:
    factors = catalogue()
    within = limits(overrides, hold)
    return Assessment(
        on=view.on,
        factors_version=factors.version,
        profile_version=view.country.version,
        score=score,
        little_known=view.facts.reviewed_on is None and score.band_low != score.band_high,
        hold=hold,
        overrides=overrides,
        counted=_counted(readings),
        critical=tuple(
            f.id for f, r in zip(factors.factors, readings, strict=True) if f.critical and min(r) == QUARTERS
        ),
        questions=questions(readings, view.facts, score.band, within),
    )


def _counted(readings: Sequence[Quarters]) -> tuple[Counted, ...]:
    return tuple(
        Counted(factor.id, *(factor.points * quarters // QUARTERS for quarters in reading))
        for factor, reading in zip(catalogue().factors, readings, strict=True)
        if any(reading)
    )
