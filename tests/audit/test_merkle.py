"""The hash over a day: as in RFC 6962, and never the same for two different days."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from cases.audit import merkle

leaves = st.lists(st.binary(min_size=32, max_size=32), max_size=40)


def by_definition(entries: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return entries[0]
    half = 1
    while half * 2 < len(entries):
        half *= 2
    return hashlib.sha256(b"\x01" + by_definition(entries[:half]) + by_definition(entries[half:])).digest()


@given(leaves)
def test_the_root_is_that_of_the_definition(entries: list[bytes]) -> None:
    assert merkle.root(entries) == by_definition(entries)


@given(leaves, leaves)
def test_different_entries_have_different_roots(one: list[bytes], other: list[bytes]) -> None:
    assert (merkle.root(one) == merkle.root(other)) == (one == other)


def test_a_leaf_tells_its_parts_apart() -> None:
    told = [(b"ab", b"c"), (b"a", b"bc"), (b"abc",), (b"abc", None), (b"abc", b""), (None, b"abc")]
    assert len({merkle.leaf(*parts) for parts in told}) == len(told)


def test_a_node_is_never_a_leaf() -> None:
    one, two = merkle.leaf(b"1"), merkle.leaf(b"2")
    assert merkle.root([one, two]) != merkle.leaf(one + two)
    assert merkle.root([merkle.root([one, two])]) == merkle.root([one, two])  # a root alone says nothing of the count
