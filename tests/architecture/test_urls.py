"""Every address says whom it lets in."""

from collections import Counter

import pytest
from django.urls import URLPattern

from cases.access.actor import Reach
from cases.access.permissions import Permission
from tests.urls import patterns

ALL = dict(patterns())
PUBLIC = {
    "healthz",
    "access:login",
    "access:language",
    "access:join",
    "access:wake",
    "access:recover",
    "access:lock",
    "team:renew",
    "tasks:feed",
}
ON_THE_WAY_IN = {"access:logout", "access:enrol", "access:enrol_picture", "access:waiting", "access:paper_key_recover"}


@pytest.mark.parametrize(("name", "pattern"), ALL.items(), ids=ALL)
def test_every_address_has_a_permission_mark(name: str, pattern: URLPattern) -> None:
    permission = getattr(pattern.callback, "permission", "missing")
    assert permission is None or isinstance(permission, Permission), name


def test_few_addresses_are_open_to_strangers() -> None:
    assert {name for name, row in ALL.items() if row.callback.permission is None} == PUBLIC  # type: ignore[attr-defined]


def test_few_addresses_are_open_before_somebody_is_inside() -> None:
    early = {name for name, row in ALL.items() if getattr(row.callback, "reach", Reach.INSIDE) < Reach.INSIDE}
    assert early == ON_THE_WAY_IN


def test_every_address_has_a_name_of_its_own() -> None:
    names = Counter(name for name, _pattern in patterns())
    assert [name for name, number in names.items() if number > 1 or name.endswith("None")] == []


def test_an_address_holds_nothing_but_codes_numbers_and_tokens() -> None:
    """What could name a person never stands in an address: a converter that takes any text is listed here."""
    any_text = {name for name, row in ALL.items() if "<str:" in str(row.pattern) or "<path:" in str(row.pattern)}
    codes = {name for name in any_text if "<str:code>" in str(ALL[name].pattern)}
    assert any_text - codes == {"access:join", "team:renew", "tasks:feed"}
