"""Logging in."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_a_member_logs_in() -> None:
    team = factories.group()
    for person in (team.activist, team.caseworker, team.coordinator):
        client = person.client()
        assert client.get("/account/").status_code == 200
        assert client.get("/team/").status_code == 200

