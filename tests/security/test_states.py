"""Every address in the states a person, a session or a team can be in, and by methods that no page speaks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from cases.access import freezing, pin
from cases.access.models import Freeze, Membership, User
from cases.access.roles import RoleName
from tests import clocks, factories
from tests.access.rescue import PIN
from tests.factories import TODAY, Person
from tests.security.house import House
from tests.security.matrix import TABLE, Row
from tests.security.world import (
    COORDINATOR,
    MARK,
    RECORDS,
    STRANGER,
    Thing,
    World,
    gives_away,
    role_of,
    send,
    undone,
)

pytestmark = pytest.mark.xdist_group("matrix")

IN_THE_WAY: Final = {"access:enrol", "access:enrol_picture", "access:logout"}  # they serve whoever connects a code
WAITING_ROOM: Final = IN_THE_WAY | {"access:waiting", "access:paper_key_recover"}
PASSING: Final = RECORDS | {"access_login"}
NOT_SPOKEN: Final = ("OPTIONS", "PUT", "PATCH", "DELETE")


def _is_public(row: Row) -> bool:
    return STRANGER in (row.get or ()) or STRANGER in (row.post or ())


def _methods(row: Row) -> Iterator[tuple[str, bool]]:
    """Yield what is tried, and whether the address speaks it."""
    yield from (("GET", row.get is not None), ("POST", row.post is not None))


def _asked(world: World, row: Row, *things: Thing) -> Iterator[tuple[str, str, str]]:
    """Yield each method of an address about things, or the first of its kind, with its URL and one who may use it."""
    for thing in things or world.things[row.about][:1]:
        for method, allowed in (("GET", row.get), ("POST", row.post)):
            if may := [who for who in world.people if role_of(who) in (allowed or ()) and who in thing.scope]:
                yield method, _url(world, row, thing), COORDINATOR if COORDINATOR in may else may[0]


def _url(world: World, row: Row, thing: Thing | None = None) -> str:
    return reverse(row.name, kwargs={**(thing or world.things[row.about][0]).kwargs, **row.extra})


def _browser(person: Person) -> Client:
    return person.client(raise_request_exception=False)


def _twin(client: Client) -> Client:
    """A browser with the same cookies, so that no answer to one request spoils the next."""
    made = Client(raise_request_exception=False)
    made.cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    return made


# A person who is not inside ---------------------------------------------------------------------------------


def _enrolling(world: World) -> Client:
    """Somebody who has joined and has no code yet."""
    person = factories.newcomer(RoleName.COORDINATOR, by=world.group.coordinator)
    client = _browser(person)
    User.objects.filter(pk=person.user.pk).update(totp_box=None)
    return client


def _waiting(world: World) -> Client:
    """Somebody who has not been admitted."""
    return _browser(factories.newcomer(RoleName.COORDINATOR, by=world.group.coordinator))


def _removed(world: World) -> Client:
    """Somebody who was a coordinator until a moment ago."""
    person = world.group.add(RoleName.COORDINATOR)
    client = _browser(person)
    person.user.memberships.update(state=Membership.State.REMOVED)
    return client


@pytest.mark.parametrize(
    ("who", "page", "open_to_them"),
    [
        (_enrolling, "/join/code/", IN_THE_WAY),
        (_waiting, "/join/waiting/", WAITING_ROOM),
        (_removed, "/join/waiting/", WAITING_ROOM),
    ],
)
def test_whoever_is_not_inside_is_led_back_from_everywhere(
    world: World, who: Callable[[World], Client], page: str, open_to_them: set[str]
) -> None:
    """But from the pages for strangers and those on the way in, which tell and change nothing of the team."""
    surprises = []
    with undone():
        client = who(world)
        for row in TABLE:
            for method, speaks in _methods(row):
                answer = send(_twin(client), method, _url(world, row), dict(row.data))
                led_back = answer.status_code == HTTPStatus.FOUND and answer.headers["Location"] == page
                is_open = row.name in open_to_them or _is_public(row)
                if not (led_back or is_open or (not speaks and answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED)):
                    surprises.append(f"{method} {row.name}: {answer.status_code}")
                if not is_open or answer.status_code >= HTTPStatus.BAD_REQUEST:
                    surprises += [f"{method} {row.name}: {what}" for what in gives_away(answer)]
                surprises += [f"{method} {row.name}: 500"] if answer.status_code >= 500 else []
                surprises += [f"{method} {row.name}: a name"] if is_open and MARK in _page(answer) else []
    assert surprises == []


def _page(answer: Any) -> str:
    return "" if answer.streaming else answer.content.decode()


# A session that sleeps or has ended -------------------------------------------------------------------------


def _asleep(person: Person, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Their browser, half an hour after the last click: the PIN is asked for."""
    pin.choose(digits=PIN, by=person.actor)
    client = _browser(person)
    clocks.forward(monkeypatch, minutes=31)
    return client


def _ended_by_a_freeze(person: Person, _monkeypatch: pytest.MonkeyPatch) -> Client:
    client = _browser(person)
    freezing.freeze(by=person.actor)
    return client


def _locked(person: Person, _monkeypatch: pytest.MonkeyPatch) -> Client:
    client = _browser(person)
    User.objects.filter(pk=person.user.pk).update(locked=True)
    return client


@pytest.mark.parametrize(
    ("state", "page"), [(_asleep, "/pin/?"), (_ended_by_a_freeze, "/login/?"), (_locked, "/login/?")]
)
def test_whoever_has_no_session_now_is_a_stranger_everywhere(
    world: World, monkeypatch: pytest.MonkeyPatch, state: Callable[..., Client], page: str
) -> None:
    surprises = []
    with undone():
        client = state(world.group.coordinator, monkeypatch)
        for row in [row for row in TABLE if not _is_public(row)]:
            for method, speaks in _methods(row):
                answer = send(_twin(client), method, _url(world, row), dict(row.data))
                led_back = answer.status_code == HTTPStatus.FOUND and answer.headers["Location"].startswith(page)
                if not led_back and (speaks or answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED):
                    surprises.append(f"{method} {row.name}: {answer.status_code}")
                surprises += [f"{method} {row.name}: {what}" for what in gives_away(answer)]
    assert surprises == []


# Passphrase and code again ----------------------------------------------------------------------------------


def test_keys_exports_and_members_ask_again_ten_minutes_after_login(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks.forward(monkeypatch, minutes=11)
    surprises = []
    for row in TABLE:
        for method, url, who in _asked(world, row):
            answer = world.ask(who, method, url, dict(row.data))
            asked = answer.status_code == HTTPStatus.FOUND and answer.headers["Location"].startswith("/account/prove/?")
            if asked is not row.proven:
                surprises.append(f"{method} {row.name}: {answer.status_code}")
            if asked:
                surprises += [f"{method} {row.name}: {what}" for what in gives_away(answer)]
    assert surprises == []


# A frozen team ----------------------------------------------------------------------------------------------

Asked = tuple[str, str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def attempts(world: World) -> dict[str, list[Asked]]:
    """By address: every method, URL and sender that could give something away, with the form rightly filled in."""
    typist = House(Path(), Path(), (Path(), Path()))
    found: dict[str, list[Asked]] = {row.name: [] for row in TABLE if row.gives}
    for row in [row for row in TABLE if row.gives]:
        for method, url, who in _asked(world, row, *world.things[row.about]):
            page = world.ask(who, "GET", url, {}) if method == "POST" else None
            form = page.context.get("form") if page is not None and page.context else None
            right = typist.filled(form) if isinstance(form, BaseForm) else {}
            found[row.name].append((method, url, who, right | dict(row.data)))
    return found


@pytest.mark.parametrize("row", [row for row in TABLE if row.gives], ids=lambda row: row.name)
def test_what_gives_something_away_stops_while_the_team_is_frozen(
    world: World, attempts: dict[str, list[Asked]], row: Row
) -> None:
    """It is refused, or nothing is written; and in a team that is not frozen the same request does something."""
    assert _effects(world, row, attempts[row.name]) != []
    with _frozen(world):
        assert _effects(world, row, attempts[row.name]) == []


def test_everything_else_goes_on_while_the_team_is_frozen(world: World) -> None:
    surprises = []
    with _frozen(world):
        for row in [row for row in TABLE if not row.gives]:
            for method, url, who in _asked(world, row):
                status = world.ask(who, method, url, dict(row.data)).status_code
                if status not in row.answers | {HTTPStatus.FORBIDDEN}:
                    surprises.append(f"{method} {row.name}: {status}")
    assert surprises == []


@contextmanager
def _frozen(world: World) -> Iterator[None]:
    """Both teams are frozen; everybody has logged in again since."""
    with undone():
        for team in (world.group.team, world.other.team):
            Freeze.objects.create(team=team, day=TODAY)
        yield


def _effects(world: World, row: Row, attempts: list[Asked]) -> list[str]:
    """Name the requests that were answered with a page that gives something away, or with a change."""
    found = []
    for method, url, who, data in attempts:
        answer = world.ask(who, method, url, data)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        shows = answer.status_code == HTTPStatus.OK and (not is_page or MARK in _page(answer))
        if answer.status_code != HTTPStatus.FORBIDDEN and (shows or answer.wrote - PASSING):
            found.append(f"{method} {url}")
    return found


# Other methods ----------------------------------------------------------------------------------------------


def test_a_method_that_is_not_spoken_gets_no_page_and_changes_nothing(world: World) -> None:
    surprises = []
    for row in TABLE:
        for who in (STRANGER, COORDINATOR):
            for method in NOT_SPOKEN:
                answer = world.ask(who, method, _url(world, row), {})
                if (answer.status_code, answer.content) != (HTTPStatus.METHOD_NOT_ALLOWED, b""):
                    surprises.append(f"{method} {row.name}, {who}: {answer.status_code}")
                surprises += [f"{method} {row.name}, {who}: {what}" for what in gives_away(answer)]
    assert surprises == []


def test_a_form_beyond_measure_is_refused_without_a_word_about_anybody(world: World) -> None:
    """Before any page has seen it."""
    too_many = {f"field{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    surprises = []
    for row in TABLE:
        for method, url, who in _asked(world, row):
            if method == "POST":
                client = world.client(who, enforce_csrf_checks=True)
                client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
                answer = send(client, method, url, too_many)
                surprises += [f"{row.name}: {what}" for what in gives_away(answer)]
                surprises += [f"{row.name}: {answer.status_code}"] if answer.status_code != 400 else []
    assert surprises == []
