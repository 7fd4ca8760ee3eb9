"""One world for all requests of the matrix, built once, each request undone; and one installation to be mistreated."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.security.installation import Installation
from tests.security.world import World, undone


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield World()


@pytest.fixture(scope="session")
def installation(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """Return a server of its own, with the durability of a real one, served as in production."""
    with django_db_blocker.unblock(), Installation() as installation:
        yield installation
