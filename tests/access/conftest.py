"""What most tests of access start from."""

import pytest

from tests import factories
from tests.factories import Group


@pytest.fixture
def group(db: None) -> Group:
    """A team with one person in each role."""
    return factories.group()
