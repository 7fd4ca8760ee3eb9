"""One world for all requests of the matrix, built once, each request undone; and one installation to be mistreated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import databases
from tests.security.installation import Installation
from tests.security.world import World


@pytest.fixture(scope="session")
def _built(django_db_setup: None, django_db_blocker: DjangoDbBlocker, postgres: Path, worker_id: str) -> World:
    """Build the world once, in a database of its own, so that it stands in nobody's way."""
    name = f"world_{worker_id}"
    with django_db_blocker.unblock():
        databases.build(postgres, name)
        with databases.using(postgres, name):
            return World()


@pytest.fixture(scope="module")
def world(_built: World, django_db_blocker: DjangoDbBlocker, postgres: Path, worker_id: str) -> Iterator[World]:
    """Return the world, with everybody freshly logged in; what a request of the tests does to it is undone."""
    with django_db_blocker.unblock(), databases.using(postgres, f"world_{worker_id}"):
        _built.log_in()
        yield _built


@pytest.fixture(scope="session")
def installation(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """Return a server of its own, with the durability of a real one, served as in production."""
    with django_db_blocker.unblock(), Installation() as installation:
        yield installation
