"""When an override may end, and when the next review may be."""

from datetime import date, timedelta

import pytest

from cases.watch import rules

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, False), (1, True), (180, True), (181, False)])
def test_an_override_ends_within_half_a_year(days: int, allowed: bool) -> None:
    assert bool(rules.can_hold_until(TODAY + timedelta(days=days), TODAY)) is allowed


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, False), (1, True)])
def test_the_next_review_lies_ahead(days: int, allowed: bool) -> None:
    assert bool(rules.can_look_again(TODAY + timedelta(days=days), TODAY)) is allowed
