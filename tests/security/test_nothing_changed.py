"""Whoever tries to take an account or a team over without its secret leaves every table as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from cases.access import paperkey, recovery
from cases.keys import paper
from tests.access.rescue import NEW
from tests.factories import PASSPHRASE
from tests.security.world import ACTIVIST, CASEWORKER, COORDINATOR, RECORDS, STRANGER, World, undone

pytestmark = pytest.mark.xdist_group("matrix")
CHOSEN: Final = {"suggested": "x", "passphrase": NEW, "again": NEW}
WRONG: Final = "not the words of anybody here at all"


def _paper(length: int) -> str:
    """What might stand on paper: rightly written, and nobody's."""
    return paper.write(paper.new_secret(length))


# Every attempt to take an account or a team over, with all that somebody without its secret could fill in.
TAKE_OVERS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "access:login": (STRANGER, {"passphrase": WRONG, "code": "000000"}),
    "access:recover": (
        STRANGER,
        {"key_code": _paper(recovery.KEY_BYTES), "code": "0" * 12, **CHOSEN},
    ),
    "access:lock": (STRANGER, {"lock_code": _paper(recovery.LOCK_BYTES)}),
    "access:wake": (STRANGER, {"pin": "482913"}),
    "access:prove": (CASEWORKER, {"passphrase": WRONG, "code": "000000"}),
    "access:change_passphrase": (CASEWORKER, {"current": WRONG, **CHOSEN, "code": "000000"}),
    "access:authenticator": (CASEWORKER, {"code": "000000"}),
    "access:step_in": (CASEWORKER, {"reason": "because"}),
    "access:paper_key_recover": (CASEWORKER, {"paper_key": _paper(paperkey.BYTES)}),
    "access:paper_key_drill": (COORDINATOR, {"paper_key": _paper(paperkey.BYTES)}),
    "access:thaw": (COORDINATOR, {"paper_key": _paper(paperkey.BYTES)}),
}


def _state() -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a digest of them all; but for what a refusal is recorded in."""
    found = {}
    tables = sorted({model._meta.db_table for model in apps.get_app_config("cases").get_models()} - RECORDS)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')  # noqa: S608
            found[table] = cursor.fetchone()
    return found


@contextmanager
def _nothing_changes() -> Iterator[None]:
    with undone():
        before = _state()
        yield
        after = _state()
        assert {table for table in before if before[table] != after[table]} == set()


@pytest.mark.parametrize("name", TAKE_OVERS)
def test_no_wrong_secret_changes_anything(world: World, name: str) -> None:
    who, given = TAKE_OVERS[name]
    with _nothing_changes():
        for handle in ({"handle": world.people[ACTIVIST].user.handle}, {"handle": "nobody-here"}):
            client = world.client(who)
            client.post(reverse(name), given | handle)


def test_a_right_passphrase_changes_something(world: World) -> None:
    """So that the tests above can fail."""
    given = {"current": PASSPHRASE, **CHOSEN}
    with undone():
        given["code"] = world.people[CASEWORKER].code()
        before = _state()
        answer: Any = world.client(CASEWORKER).post(reverse("access:change_passphrase"), given)
        after = _state()
    assert answer.status_code == 302
    assert {table for table in before if before[table] != after[table]} >= {"access_user"}
