"""Reads the band from the matrix, and lets people's overrides and first things first have their say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from cases.risk.factors import catalogue
from cases.risk.facts import Band, Direction, Override
from cases.risk.tally import BEST, CAUTIOUS, WORST, Ledger, Total
from cases.risk.view import View

PER_BAND = 200  # room in a rank for the score and for those who are critical at once


class Score(msgspec.Struct, frozen=True, array_like=True):
    """The result for one day. The axes are (best, cautious, worst), each 0 to 100."""

    band: Band
    band_low: Band
    band_high: Band
    rank: int
    removal: tuple[int, int, int]
    gravity: tuple[int, int, int]


class Limits(NamedTuple):
    """What people have said about the band: at least, at most."""

    floor: Band = Band.LOW
    ceiling: Band = Band.CRITICAL

    def clamp(self, band: Band) -> Band:
        """Hold the band within the limits; where they cross, the floor counts."""
        return max(self.floor, min(self.ceiling, band))


def in_force(view: View) -> tuple[Override, ...]:
    """Return the overrides that hold on the view's day; `until` is their last day."""
    return tuple(o for o in view.facts.overrides if view.reached(o.set_on) and not view.after(o.until))


def limits(overrides: Sequence[Override]) -> Limits:
    """Join the overrides in force."""
    floors = [o.band for o in overrides if o.direction is Direction.FLOOR]
    ceilings = [o.band for o in overrides if o.direction is Direction.CEILING]
    return Limits(max([Band.LOW, *floors]), min([Band.CRITICAL, *ceilings]))


def judge(ledger: Ledger, within: Limits, *, reviewed: bool) -> Score:
    """Return the score of the ledger's day.

    Until a caseworker's first review a case stands no more than one band below the worst it could be.
    """
    totals = ledger.totals()
    low, cautious, high = (matrix(one) for one in totals)
    if not reviewed:
        cautious = max(cautious, high.below())
    low, cautious, high = (
        Band.CRITICAL if one.critical else within.clamp(band)
        for one, band in zip(totals, (low, cautious, high), strict=True)
    )
    return Score(
        band=cautious,
        band_low=low,
        band_high=high,
        rank=_rank(cautious, totals[CAUTIOUS]),
        removal=(totals[BEST].removal, totals[CAUTIOUS].removal, totals[WORST].removal),
        gravity=(totals[BEST].gravity, totals[CAUTIOUS].gravity, totals[WORST].gravity),
    )


def matrix(sums: Total) -> Band:
    """Read the band of two axes, or critical where one thing alone decides."""
    if sums.critical:
        return Band.CRITICAL
    factors = catalogue()
    row = bisect_right(factors.removal_levels, sums.removal)
    return factors.matrix[row][bisect_right(factors.gravity_levels, sums.gravity)]


def _rank(band: Band, sums: Total) -> int:
    """Order the list: the band, then those who are held or turned back, then removal twice as much as gravity."""
    return band.order * PER_BAND + 100 * sums.critical + (2 * sums.removal + sums.gravity) // 3
