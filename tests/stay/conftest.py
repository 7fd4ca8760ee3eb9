"""What the tests of the pages share: a team, and one day on which all of them happen."""

from datetime import UTC, date, datetime
from typing import Final

import pytest

from cases.base import clock
from tests.factories import Group, group

TODAY: Final = date(2026, 11, 22)


@pytest.fixture
def team(db: None, monkeypatch: pytest.MonkeyPatch) -> Group:
    """A team in Almaty, at noon of the day."""
    monkeypatch.setattr(clock, "now", lambda: datetime(TODAY.year, TODAY.month, TODAY.day, 7, tzinfo=UTC))
    return group()
