"""Bands are ordered by urgency, whatever the alphabet says."""

from itertools import pairwise

import pytest

from cases.risk.facts import Band

IN_ORDER = [Band.LOW, Band.MEDIUM, Band.HIGH, Band.CRITICAL]


def test_bands_sort_by_urgency() -> None:
    assert sorted([Band.HIGH, Band.LOW, Band.CRITICAL, Band.MEDIUM]) == IN_ORDER
    assert max(Band) is Band.CRITICAL


@pytest.mark.parametrize(("lower", "higher"), list(pairwise(IN_ORDER)))
def test_each_band_is_below_the_next(lower: Band, higher: Band) -> None:
    assert lower < higher
    assert higher > lower
    assert lower <= higher
    assert higher >= lower
    assert higher.below() is lower


def test_nothing_is_below_low() -> None:
    assert Band.LOW.below() is Band.LOW


def test_a_band_compares_with_the_text_a_row_holds() -> None:
    assert Band.HIGH > "medium"
    assert Band.HIGH <= "high"
