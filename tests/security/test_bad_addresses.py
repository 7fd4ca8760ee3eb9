"""Whatever stands in an address: a list answers with rows of one's own, or with none, and never fails."""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import Group
from tests.security.matrix import TABLE
from tests.security.world import ACTIVIST, COORDINATOR, OPERATOR, About, World

pytestmark = pytest.mark.xdist_group("hostile")
NOWHERE: Final = "00000000-0000-0000-0000-000000000000"
NAMES: Final = (
    *("sort", "p", "q", "e", "o", "all", "code", "week", "band", "country", "category", "stage", "assignee", "mine"),
    *("silent", "restricted", "overdue", "print", "destination", "procedure", "state", "when", "day", "role", "kept"),
    *("review", "next", "from", "c"),
)
VALUES: Final = (
    "\0",
    "%00",
    "\ud800",
    "zz",
    "-1",
    "9" * 30,
    "9" * 3_000,
    "²",
    "None",
    "0000-00-00",
    "2024-02-31",
    "9999-12-31",
    "_",
    "__",
    "K7F-3QX",
    "\0_K7F-3QX",
    "None_K7F-3QX",
    "0000-00-00_K7F-3QX",
    f"{'9' * 30}_K7F-3QX",
    f"1e9_{NOWHERE}",
    f"{'9' * 30}_{NOWHERE}",
    f"2024-13-45_{NOWHERE}",
    f"9999-12-31_{NOWHERE}",
    f"0001-01-01_{NOWHERE}",
    "2024-01-01_zz",
    "//evil.example",
    "1' OR '1'='1",
)
ADMIN: Final = (
    "_popup",
    "_changelist_filters",
    "_facets",
    "_to_field",
    "password__startswith",
    "team__name",
    "user__handle",
)


def _pages(world: World) -> Iterator[tuple[str, str]]:
    """Every address, and somebody who may read it."""
    for row in TABLE:
        thing = world.things[row.about][0]
        may = sorted((row.get or frozenset()) & thing.scope & {COORDINATOR, OPERATOR, ACTIVIST})
        if may:
            yield (
                may[-1] if row.about is About.DRAFT else may[0],
                reverse(row.name, kwargs={**thing.kwargs, **row.extra}),
            )


def _ask(world: World, who: str, url: str, **query: str) -> Any:
    sent = urlencode(query, errors="surrogatepass")
    return world.ask(who, "GET", f"{url}?{sent}", {})


@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_no_value_of_any_parameter_fails_a_list(world: World, value: str) -> None:
    for url in ("/cases/", "/risk/", "/applications/", "/deadlines/"):
        for names in (("after", "week", "day", "assignee", "print"), ("code", "sort", "when")):
            assert _ask(world, COORDINATOR, url, **dict.fromkeys(names, value)).status_code == 200, (url, names)
    for url in ("/admin/cases/case/", "/admin/cases/deadline/"):
        for name in ("p", "q", "assignee"):
            assert _ask(world, COORDINATOR, url, **{name: value}).status_code == 200, (url, name)


@pytest.mark.parametrize("place", range(0, len(VALUES), 9))
def test_no_page_fails_whatever_stands_behind_its_address(world: World, place: int) -> None:
    for who, url in _pages(world):
        query = {name: VALUES[(place + number) % len(VALUES)] for number, name in enumerate(NAMES)}
        assert _ask(world, who, url, **query).status_code < 500, url


@pytest.mark.parametrize("sort", ["", "new", "risk", "silence", "review", "zz"])
def test_a_key_of_another_sort_is_no_fault(world: World, sort: str) -> None:
    for after in ("2026-11-16_K7F-3QX", "440_K7F-3QX", f"440_{NOWHERE}", f"2026-11-20_{NOWHERE}"):
        for url in ("/cases/", "/risk/"):
            assert _ask(world, COORDINATOR, url, sort=sort, after=after).status_code == 200


@pytest.mark.parametrize("name", ADMIN)
def test_the_admin_looks_nothing_up_that_it_does_not_offer(world: World, name: str) -> None:
    for row in TABLE:
        if row.name.startswith("admin:cases"):
            assert _ask(world, COORDINATOR, reverse(row.name), **{name: "1"}).status_code == 400


# What others have -----------------------------------------------------------------------------------


@pytest.fixture
def group(db: None) -> Group:
    return factories.group()


def test_a_code_of_another_team_and_of_nobody_get_the_same_answer(group: Group) -> None:
    theirs = factories.case(factories.group().coordinator)
    client = group.coordinator.client()
    for url in ("/cases/?code={}", "/admin/cases/case/?q={}", "/admin/cases/deadline/?q={}"):
        known, unknown = (client.get(url.format(code)) for code in (theirs.code, "C2C-2CC"))
        assert known.status_code == unknown.status_code == 200
        assert _neutral(known, theirs.code) == _neutral(unknown, "C2C-2CC")


def test_whom_others_have_narrows_no_list(group: Group) -> None:
    stranger = factories.group().caseworker
    factories.case(group.coordinator)
    client = group.coordinator.client()
    for url in ("/cases/", "/risk/", "/applications/", "/deadlines/", "/admin/cases/case/"):
        known, unknown = (client.get(url, {"assignee": key}) for key in (str(stranger.user.pk), NOWHERE))
        assert _neutral(known, str(stranger.user.pk)) == _neutral(unknown, NOWHERE), url


def _neutral(answer: Any, word: str) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return page.replace(word, "…")
