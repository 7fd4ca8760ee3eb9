"""What to ask next: the unknown facts, by how far their answer would move the case."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec

from cases.risk.bands import Limits, matrix
from cases.risk.factors import Factors, catalogue
from cases.risk.facts import Band, Facts
from cases.risk.tally import BEST, CAUTIOUS, WORST, Tally, Total, plan_of
from cases.risk.view import Quarters


class Question(msgspec.Struct, frozen=True, array_like=True):
    """An unknown fact, the factor whose question asks for it, and the bands a good and a bad answer lead to."""

    asks: str
    factor: str
    if_good: Band
    if_bad: Band
    swing: int  # how far the answer moves the case, for the order only


def questions(
    readings: Sequence[Quarters], facts: Facts, band: Band, within: Limits, factors: Factors
) -> tuple[Question, ...]:
    """Return every open question, the weightiest first; `band` is the one the case stands at now."""
    tally = Tally(plan_of(factors), [reading[CAUTIOUS] for reading in readings])
    found = []
    for asks, places in _unknown(readings, facts).items():
        good, bad = (tally.total_if([(place, readings[place][case]) for place in places]) for case in (BEST, WORST))
        better, worse = matrix(good), matrix(bad)
        question = Question(
            asks=asks,
            factor=_asking().get(asks, catalogue().factors[places[0]].id),
            if_good=min(band, within.clamp(better)),
            if_bad=max(band, worse if bad.critical else within.clamp(worse)),
            swing=_weight(worse, bad) - _weight(better, good),
        )
        found.append(question)
    return tuple(sorted(found, key=lambda question: -question.swing))


def _unknown(readings: Sequence[Quarters], facts: Facts) -> dict[str, list[int]]:
    """Return for each fact to ask for the places of the factors that hang on it."""
    places: dict[str, list[int]] = {}
    for place, (factor, reading) in enumerate(zip(catalogue().factors, readings, strict=True)):
        if factor.asks and reading[BEST] != reading[WORST]:
            missing = (fact for fact in factor.asks if getattr(facts, fact) is None)
            places.setdefault(next(missing, factor.asks[0]), []).append(place)
    return places


@cache
def _asking() -> dict[str, str]:
    """Return for each fact the factor whose question asks for it first of all."""
    return {factor.asks[0]: factor.id for factor in reversed(catalogue().factors) if factor.asks}


def _weight(band: Band, sums: Total) -> int:
    """What decides alone weighs most, then what changes the band, then points."""
    return band.order * 1000 + sums.critical * 3000 + 2 * sums.removal + sums.gravity
