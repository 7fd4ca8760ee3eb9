"""One PostgreSQL per run, shared by every worker; each worker builds its own database as owner and uses it as app."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from playwright.sync_api import Browser, Page, sync_playwright
from psycopg2 import sql
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from casetracker import texts
from casetracker.embedded import Server, make_database, superuser
from tests import chromium
from tests.demo.demonstration import Demonstration

_SOCKET = "CASETRACKER_TEST_SOCKET"
_SERVER = pytest.StashKey[Server]()
_LONGEST_NAMED = 64
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations and start the server before the workers, so that they find both."""
    if not hasattr(config, "workerinput"):
        texts.compile_all()
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        _start(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    if server := config.stash.get(_SERVER, None):
        server.__exit__()
        server.discard()
        del os.environ[_SOCKET]


def _start(config: pytest.Config) -> None:
    config.stash[_SERVER] = Server(Path(tempfile.mkdtemp(prefix="casetracker-")), hasty=True).__enter__()
    os.environ[_SOCKET] = str(config.stash[_SERVER].home.socket)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a browser, leave its tests out and say so."""
    left_out = [item for item in items if item.get_closest_marker("browser")] if chromium.find() is None else []
    items[:] = [item for item in items if item not in left_out]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        config.issue_config_time_warning(UserWarning(chromium.MISSING), stacklevel=2)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name files by what they are for: in some stands the second they were made, and processes must agree on names."""
    return argname if isinstance(val, bytes) and len(val) > _LONGEST_NAMED else None


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Begin in English, whatever language the test before left behind."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Path:
    """Return the folder of the server's socket; without workers, start the server when the first test needs it."""
    if _SOCKET not in os.environ:
        _start(request.config)
    return Path(os.environ[_SOCKET])


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, postgres: Path, worker_id: str
) -> None:
    """Build as owner, then use as app: a right that the application lacks fails here first."""
    name = f"test_{worker_id}"
    make_database(postgres, name)
    connection.settings_dict.update(HOST=str(postgres), NAME=name, USER="owner")
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0, interactive=False)
        connection.close()
    connection.settings_dict["USER"] = "app"

    def empty(case: TransactionTestCase) -> None:
        """Empty the tables after a test that committed, which the application itself may not do."""
        tables = set(connection.introspection.django_table_names(include_views=False)) - _KEPT
        with superuser(postgres, name) as cursor:
            cursor.execute("SET session_replication_role = replica; SET lock_timeout = '30s'")  # the first: no triggers
            cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, sorted(tables)))))

    TransactionTestCase._fixture_teardown = empty  # type: ignore[attr-defined]  # noqa: SLF001


@pytest.fixture(scope="session")
def demonstration(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, postgres: Path, worker_id: str
) -> Demonstration:
    """Return the seeded demonstration; whoever asks for it stands in the group "demonstration", as seeding is slow."""
    made = Demonstration(postgres, f"demonstration_{worker_id}")
    with django_db_blocker.unblock():
        made.build()
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a browser with nothing in it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps an event loop in the thread of the tests
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Return a page as people here see it: no scripts; paths are our own site's."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()
