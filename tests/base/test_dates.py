"""Partial dates: what people type is read, kept and never made more exact than it was."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.base.dates import PartialDate, parse_partial

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@st.composite
def partials(draw: st.DrawFn) -> PartialDate:
    day = draw(days)
    month = draw(st.sampled_from([None, day.month]))
    return PartialDate(day.year, month, month and draw(st.sampled_from([None, day.day])), about=draw(st.booleans()))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2024", PartialDate(2024)),
        ("2024-05", PartialDate(2024, 5)),
        ("05.2024", PartialDate(2024, 5)),
        ("5/2024", PartialDate(2024, 5)),
        ("17.05.2024", PartialDate(2024, 5, 17)),
        ("17 5 2024", PartialDate(2024, 5, 17)),
        ("17. 5. 2024", PartialDate(2024, 5, 17)),
        ("17/05/2024", PartialDate(2024, 5, 17)),
        ("2024-05-17", PartialDate(2024, 5, 17)),
        ("2024\u201305\u201317", PartialDate(2024, 5, 17)),
        ("29.02.2024", PartialDate(2024, 2, 29)),
        ("~2024-05", PartialDate(2024, 5, about=True)),
        ("~ 05.2024", PartialDate(2024, 5, about=True)),
        ("about 2024", PartialDate(2024, about=True)),
        ("About 17.05.2024", PartialDate(2024, 5, 17, about=True)),
        ("около 2023", PartialDate(2023, about=True)),
        ("vers 05.2024", PartialDate(2024, 5, about=True)),
        ("  2024  ", PartialDate(2024)),
    ],
)
def test_usual_ways_of_writing_a_date_are_read(typed: str, read: PartialDate) -> None:
    assert parse_partial(typed) == read


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("~", "empty"),
        ("about", "empty"),
        ("soon", "not_a_date"),
        ("aboutish 2024", "not_a_date"),
        ("20240517", "year_needs_four_digits"),
        ("17.05.24", "year_needs_four_digits"),
        ("17", "year_needs_four_digits"),
        ("1.2.3.2024", "not_a_date"),
        ("2024-005-1", "not_a_date"),
        ("-2024", "not_a_date"),
        ("2024.", "not_a_date"),
        ("٢٠٢٤", "not_a_date"),
        ("2024²", "not_a_date"),
        ("2024\x00", "not_a_date"),
        ("1899", "year_out_of_range"),
        ("2101", "year_out_of_range"),
        ("2024-13", "month_out_of_range"),
        ("00.2024", "month_out_of_range"),
        ("05/17/2024", "month_out_of_range"),
        ("30.02.2024", "day_out_of_range"),
        ("29.02.2023", "day_out_of_range"),
        ("31.04.2024", "day_out_of_range"),
        ("00.01.2024", "day_out_of_range"),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        parse_partial(typed)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match=r"^day_without_month$"):
        PartialDate(2024, None, 17)


def test_a_stored_date_that_cannot_exist_is_refused_when_read_back() -> None:
    with pytest.raises(msgspec.ValidationError, match="day_out_of_range"):
        msgspec.json.decode(b'{"year":2023,"month":2,"day":29}', type=PartialDate)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_reason_code(typed: str) -> None:
    try:
        parse_partial(typed)
        reason = "read"
    except ValueError as refusal:
        reason = str(refusal)
    assert reason.replace("_", "").isalpha()


@given(partials())
def test_what_is_written_is_read_back_as_the_same(known: PartialDate) -> None:
    assert parse_partial(str(known)) == known


@given(days)
def test_every_day_is_exact_and_reads_the_same_day_first_and_year_first(day: date) -> None:
    exact = PartialDate.of(day)
    assert exact.exact
    assert exact.earliest() == exact.latest() == day
    assert parse_partial(day.strftime("%d.%m.%Y")) == parse_partial(day.isoformat()) == exact


@given(partials(), days)
def test_the_range_holds_exactly_the_days_that_agree_with_what_is_known(known: PartialDate, day: date) -> None:
    agrees = day.year == known.year and known.month in (None, day.month) and known.day in (None, day.day)
    assert (known.earliest() <= day <= known.latest()) == agrees


def test_about_a_day_is_not_exact() -> None:
    assert not parse_partial("~17.05.2024").exact
    assert not parse_partial("05.2024").exact
