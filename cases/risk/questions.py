"""What to ask next: the unknown facts, by how far their answer would move the case."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from cases.risk.bands import Limits, matrix
from cases.risk.factors import catalogue
from cases.risk.facts import Band
from cases.risk.tally import BEST, CAUTIOUS, WORST, Tally, Total
from cases.risk.view import Quarters


class Question(msgspec.Struct, frozen=True, array_like=True):
    """An unknown fact, the factor whose question asks for it, and the bands a good and a bad answer lead to."""

    asks: str
    factor: str
    if_good: Band
    if_bad: Band
    swing: int  # how far the answer moves the case, for the order only


def questions(readings: Sequence[Quarters], band: Band, within: Limits) -> tuple[Question, ...]:
    """Return every open question, the weightiest first; `band` is the one the case stands at now."""
    tally = Tally([reading[CAUTIOUS] for reading in readings])
    found = []
    for asks, places in _unknown(readings).items():
        good, bad = (tally.total_if([(place, readings[place][case]) for place in places]) for case in (BEST, WORST))
        better, worse = matrix(good), matrix(bad)
        question = Question(
            asks=asks,
            factor=catalogue().factors[places[0]].id,
            if_good=min(band, within.clamp(better)),
            if_bad=max(band, worse if bad.critical else within.clamp(worse)),
            swing=_weight(worse, bad) - _weight(better, good),
        )
        found.append(question)
    return tuple(sorted(found, key=lambda question: -question.swing))


def _unknown(readings: Sequence[Quarters]) -> dict[str, list[int]]:
    """Return for each fact that is not known the places of the factors that hang on it."""
    places: dict[str, list[int]] = {}
    for place, (factor, reading) in enumerate(zip(catalogue().factors, readings, strict=True)):
        if factor.asks and reading[BEST] != reading[WORST]:
            places.setdefault(factor.asks, []).append(place)
    return places


def _weight(band: Band, sums: Total) -> int:
    """What decides alone weighs most, then what changes the band, then points."""
    return band.order * 1000 + sums.critical * 3000 + 2 * sums.removal + sums.gravity
