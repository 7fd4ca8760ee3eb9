"""Two people, one case: what one of them changed survives the other's save, and only both changing one item asks."""

import string

from hypothesis import assume, given
from hypothesis import strategies as st

from cases.people.merging import Seal, Strings, merge, normal

SEAL = Seal("a secret", "case one")
ITEMS = ("alias", "city", "charges", "story")

texts = st.text(string.ascii_letters + "Ёжик \n", min_size=1, max_size=6)
fields = st.dictionaries(st.sampled_from(["a", "b"]), texts, max_size=2)
records = st.fixed_dictionaries(dict.fromkeys(ITEMS, fields))
Record = dict[str, Strings]


def saved(before: Record, now: Record, typed: Record) -> tuple[Record, tuple[str, ...]]:
    """Merge a form that was opened over `before` and sent when `now` was stored."""
    merged = merge(SEAL, now, typed, SEAL.digests(before))
    return merged.items, merged.conflicts


@given(records)
def test_a_form_sent_as_it_was_opened_changes_nothing(record: Record) -> None:
    assert saved(record, record, record) == (record, ())


@given(records, records)
def test_with_nobody_else_at_work_what_was_typed_counts(before: Record, typed: Record) -> None:
    assert saved(before, before, typed) == (typed, ())


@given(records, records)
def test_a_form_sent_unchanged_keeps_what_somebody_else_saved(before: Record, now: Record) -> None:
    assert saved(before, now, before) == (now, ())


@given(records, records, records)
def test_each_item_goes_to_the_one_who_changed_it(before: Record, now: Record, typed: Record) -> None:
    items, conflicts = saved(before, now, typed)
    for item in ITEMS:
        i_changed, they_changed = typed[item] != before[item], now[item] != before[item]
        assert items[item] == (typed[item] if i_changed else now[item])
        assert (item in conflicts) == (i_changed and they_changed and typed[item] != now[item])


@given(records, records, records)
def test_the_second_save_settles_a_conflict(before: Record, now: Record, typed: Record) -> None:
    items, _ = saved(before, now, typed)
    assert saved(now, now, items) == (items, ())


@given(records, records)
def test_an_item_that_was_not_sent_is_not_changed(before: Record, now: Record) -> None:
    merged = merge(SEAL, now, dict.fromkeys(ITEMS), SEAL.digests(before))
    assert (merged.items, merged.conflicts) == (now, ())


@given(records, records, st.text(max_size=60))
def test_without_its_digests_every_difference_is_asked_about(now: Record, typed: Record, seen: str) -> None:
    assume(seen != SEAL.digests(now))
    merged = merge(SEAL, now, typed, seen)
    assert set(merged.conflicts) == {item for item in ITEMS if typed[item] != now[item]}


@given(records)
def test_digests_of_another_case_or_secret_or_set_of_items_tell_nothing(record: Record) -> None:
    text = SEAL.digests(record)
    assert Seal("a secret", "case two").read(record, text) == {}
    assert Seal("another", "case one").read(record, text) == {}
    assert SEAL.read({**record, "more": {}}, text) == {}


def test_digests_stay_short() -> None:
    assert len(SEAL.digests({str(number): {} for number in range(80)})) == 8 * 81


def test_digests_do_not_confuse_where_one_text_ends() -> None:
    assert SEAL.digest("item", {"a": "bc"}) != SEAL.digest("item", {"ab": "c"})


def test_line_ends_and_outer_blanks_do_not_count_as_a_change() -> None:
    assert normal(" a\r\nb\rc ") == normal("a\nb\nc")
