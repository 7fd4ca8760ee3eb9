"""Tests of one group stay in one process: what is slow to build, such as the demonstration, is built once."""

import pytest


@pytest.mark.xdist_group("groups")
def test_tests_of_a_group_stay_together(request: pytest.FixtureRequest) -> None:
    """What distributes tests goes by their names; a version that no longer writes the group there ignores groups."""
    distributed = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@groups") == distributed
