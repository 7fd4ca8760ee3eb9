"""What the tests of this slice share: a team, and one day on which all of them happen."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.base import clock
from tests.factories import TODAY, Group, group

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 7, tzinfo=UTC)  # in Almaty


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.at = NOON

    def go(self, **by: int) -> None:
        self.at += timedelta(**by)


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock at noon of the day on which the tests' cases are logged."""
    stopped = Clock()
    monkeypatch.setattr(clock, "now", lambda: stopped.at)
    return stopped


@pytest.fixture
def team(time: Clock) -> Group:
    return group()
