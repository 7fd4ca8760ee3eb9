"""What the tests of this slice share: a team, and one day on which all of them happen."""

from datetime import UTC, datetime

import pytest

from cases.base import clock
from tests.factories import TODAY, Group, group

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 7, tzinfo=UTC)  # in Almaty


@pytest.fixture
def team(db: None, monkeypatch: pytest.MonkeyPatch) -> Group:
    """A team, at noon of the day on which the tests' cases are logged."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return group()
