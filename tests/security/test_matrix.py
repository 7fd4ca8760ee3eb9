"""Every address, asked by everybody, about everything, with both methods, against the declared table."""

import re
from collections import Counter
from typing import Any

import pytest
from django.urls import reverse

from tests.security.matrix import TABLE, Row, Who
from tests.security.world import (
    ACTIVIST,
    COORDINATOR,
    EVERYWHERE,
    OPERATOR,
    STRANGER,
    About,
    Thing,
    World,
    gives_away,
    is_led_to_login,
    role_of,
    send,
)
from tests.urls import patterns

pytestmark = pytest.mark.xdist_group("matrix")
REQUESTS = [(row, method) for row in TABLE for method in ("GET", "POST")]


def _url(row: Row, thing: Thing) -> str:
    return reverse(row.name, kwargs={**thing.kwargs, **row.extra})


def _is_as_declared(answer: Any, row: Row, allowed: Who, who: str, thing: Thing) -> bool:
    if who == STRANGER and (allowed is None or STRANGER not in allowed):
        return is_led_to_login(answer) or answer.status_code == 405
    if allowed is None:
        return answer.status_code in (403, 405)
    if role_of(who) not in allowed:
        return bool(answer.status_code == 403)
    if who not in thing.scope:
        return bool(answer.status_code == 404)
    if row.own and who in thing.guests:
        return bool(answer.status_code == 403)
    return answer.status_code in row.answers and not is_led_to_login(answer)


@pytest.mark.parametrize(("row", "method"), REQUESTS, ids=lambda part: getattr(part, "name", part))
def test_everybody_gets_what_the_table_declares(world: World, row: Row, method: str) -> None:
    allowed = row.get if method == "GET" else row.post
    surprises = []
    for thing in world.things[row.about]:
        for who in sorted(EVERYWHERE):
            answer = world.ask(who, method, _url(row, thing), dict(row.data))
            if not _is_as_declared(answer, row, allowed, who, thing):
                surprises.append(f"{who}, {thing.name or row.name}: {answer.status_code}")
            if answer.status_code >= 400 or is_led_to_login(answer):
                surprises += [f"{who}, {thing.name or row.name}: {what}" for what in gives_away(answer)]
    assert surprises == []


def test_a_head_is_answered_as_the_page_would_be(world: World) -> None:
    surprises = []
    for row in TABLE:
        thing = world.things[row.about][0]
        for who in (STRANGER, COORDINATOR, "coordinator-b"):
            answer = world.ask(who, "HEAD", _url(row, thing), {})
            if not _is_as_declared(answer, row, row.get, who, thing):
                surprises.append(f"{who}, {row.name}: {answer.status_code}")
    assert surprises == []


def test_every_address_has_exactly_one_line() -> None:
    assert Counter(row.name for row in TABLE) == Counter(name for name, _pattern in patterns())


def test_out_of_scope_and_not_there_are_the_same_page(world: World) -> None:
    secret = next(thing for thing in world.things[About.CASE] if thing.name == "restricted")
    for name in ("overview:case", "people:edit", "watch:detained"):
        hidden = world.ask(ACTIVIST, "GET", reverse(name, kwargs=secret.kwargs), {})
        absent = world.ask(ACTIVIST, "GET", reverse(name, kwargs={"code": "C2C-2CC"}), {})
        assert hidden.status_code == absent.status_code == 404
        assert _without_tokens(hidden) == _without_tokens(absent)


@pytest.mark.parametrize("row", [row for row in TABLE if row.post], ids=lambda row: row.name)
def test_a_post_without_a_token_or_from_elsewhere_is_refused(world: World, row: Row) -> None:
    thing = world.things[row.about][-1]
    who = OPERATOR if row.post == frozenset({OPERATOR}) else COORDINATOR
    for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
        client = world.client(who, enforce_csrf_checks=True, headers=headers)
        answer = send(client, "POST", _url(row, thing), dict(row.data))
        assert answer.status_code == 403
        assert gives_away(answer) == []


def _without_tokens(answer: Any) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r'name="next" value="[^"]*"', "", page)
