"""Codes for paper come back as they were written, and a slip of the pen is told from a wrong code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.keys import paper

SIZES = (8, 16, 32)
secrets = st.sampled_from(SIZES).flatmap(lambda size: st.binary(min_size=size, max_size=size))


@given(secrets)
def test_what_was_written_is_read(secret: bytes) -> None:
    assert paper.read(paper.write(secret), len(secret)) == secret


def test_a_code_looks_like_this() -> None:
    """Worked by hand: eight zero bytes leave no remainder; of one, the remainder is the polynomial's tail."""
    assert paper.write(bytes(8)) == "0000-0000-0000-0000"
    assert paper.write(bytes(7) + b"\1") == "0000-0000-0000-2411"  # 1 and 0x1021, in fives: 10 00100 00001 00001


@pytest.mark.parametrize(("size", "groups"), [(8, 4), (16, 7), (32, 14)])
def test_it_stands_in_groups_of_four(size: int, groups: int) -> None:
    written = paper.write(paper.new_secret(size)).split("-")
    assert [len(group) for group in written] == [4] * groups


@given(secrets)
def test_case_blanks_and_look_alikes_do_not_matter(secret: bytes) -> None:
    written = paper.write(secret)
    for typed in (
        written.lower(),
        written.replace("-", " "),
        f"  {written.replace('-', '')}\n",
        written.replace("0", "O").replace("1", "I"),
        written.replace("0", "o").replace("1", "l"),
        written.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")),
    ):
        assert paper.read(typed, len(secret)) == secret


@given(secrets, st.data())
def test_one_wrong_character_is_always_noticed(secret: bytes, data: st.DataObject) -> None:
    written = paper.write(secret).replace("-", "")
    place = data.draw(st.integers(0, len(written) - 1))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ").filter(lambda one: one != written[place]))
    with pytest.raises(ValueError, match="not a code"):
        paper.read(written[:place] + other + written[place + 1 :], len(secret))


@given(secrets, st.data())
def test_two_neighbours_exchanged_are_always_noticed(secret: bytes, data: st.DataObject) -> None:
    written = paper.write(secret).replace("-", "")
    place = data.draw(st.integers(0, len(written) - 2))
    first, second = written[place], written[place + 1]
    exchanged = written[:place] + second + first + written[place + 2 :]
    if first == second:
        return
    with pytest.raises(ValueError, match="not a code"):
        paper.read(exchanged, len(secret))


@pytest.mark.parametrize("typed", ["", "A", "0000-0000-0000-000", "0000-0000-0000-00000", "!" * 16, "²" * 16, "ж" * 16])
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not a code"):
        paper.read(typed, 8)
