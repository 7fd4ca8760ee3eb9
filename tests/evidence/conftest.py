"""What the tests of this slice share: a team, and one day on which all of them happen."""

import pytest

from cases.base import clock
from cases.people.models import Case
from tests import factories
from tests.factories import Group
from tests.people.conftest import NOON


@pytest.fixture
def team(db: None, monkeypatch: pytest.MonkeyPatch) -> Group:
    """A team, at noon of the day on which the tests' cases are logged."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return factories.group()


@pytest.fixture
def case(team: Group) -> Case:
    """A case that the activist logged."""
    return factories.case(team.activist)
