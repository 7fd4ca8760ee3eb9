"""Deadline arithmetic against days worked out by hand from the law, and properties that must always hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.applications.catalogue import procedures
from cases.applications.daterules import Due, Firmness, by_postmark, due, extended, firmness, last_day, post_by, resumed
from cases.applications.procedure import DeadlineRule, Span
from cases.applications.publicholidays import holidays_of
from cases.base.dates import PartialDate, parse_partial

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))


def rule_of(procedure: str, rule: str) -> DeadlineRule:
    found = procedures()[procedure].rule(rule)
    assert found
    return found


def due_of(procedure: str, rule: str, since: str, *events: str) -> Due:
    known = procedures()[procedure]
    start = parse_partial(since)
    found = due(
        rule_of(procedure, rule),
        known.regime,
        start,
        events=frozenset(events),
        holidays=holidays_of(known.destination, start.year),
    )
    assert found
    return found


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        # CNDA: one month, same day number of the next month (CESEDA L. 532-1; mlgm-avocat, delai de recours).
        (date(2026, 3, 12), Span(1, "months"), date(2026, 4, 12)),
        # ... and the last day where the month has no such number.
        (date(2026, 1, 31), Span(1, "months"), date(2026, 2, 28)),
        (date(2024, 1, 31), Span(1, "months"), date(2024, 2, 29)),
        (date(2026, 1, 30), Span(1, "months"), date(2026, 2, 28)),
        (date(2026, 3, 31), Span(1, "months"), date(2026, 4, 30)),
        (date(2026, 2, 28), Span(1, "months"), date(2026, 3, 28)),
        (date(2026, 12, 31), Span(1, "months"), date(2027, 1, 31)),
        (date(2026, 8, 31), Span(6, "months"), date(2027, 2, 28)),
        (date(2026, 11, 22), Span(12, "months"), date(2027, 11, 22)),
        # Regulation 1182/71, Article 3 (general knowledge, to be verified): the day of the event does not count, and a
        # period of months ends on the same date, or on the last day of a month that has none.
        (date(2026, 5, 31), Span(1, "months"), date(2026, 6, 30)),
        (date(2026, 5, 20), Span(2, "weeks"), date(2026, 6, 3)),
        # Kazakhstan: 5 days from arrival; 1 day after an irregular crossing (UNHCR Help).
        (date(2026, 2, 26), Span(5, "days"), date(2026, 3, 3)),
        (date(2026, 2, 28), Span(1, "days"), date(2026, 3, 1)),
        # Legal aid: 15 days, the day of notification not counted.
        (date(2026, 3, 12), Span(15, "days"), date(2026, 3, 27)),
        # Germany: two weeks end on the same weekday (AsylG 74 with BGB 187 and 188).
        (date(2026, 3, 3), Span(2, "weeks"), date(2026, 3, 17)),
        # United States: one year after arrival (INA 208(a)(2)(B)).
        (date(2024, 2, 29), Span(1, "years"), date(2025, 2, 28)),
        (date(2025, 6, 1), Span(1, "years"), date(2026, 6, 1)),
        # 72 hours from a day whose hour nobody wrote down.
        (date(2026, 3, 3), Span(72, "hours"), date(2026, 3, 6)),
        (date(2026, 3, 3), Span(12, "hours"), date(2026, 3, 3)),
    ],
)
def test_spans_end_on_the_day_the_law_says(start: date, span: Span, end: date) -> None:
    assert last_day(start, span) == end


def test_working_days_leave_out_weekends_and_holidays() -> None:
    # Thursday 30 April 2026; Friday is Labour Day; so Monday, Tuesday, Wednesday (CESEDA L. 521-4: 3 working days).
    three = Span(3, "days", "working")
    assert last_day(date(2026, 4, 30), three, holidays_of("FR", 2026)) == date(2026, 5, 6)
    assert last_day(date(2026, 4, 30), three) == date(2026, 5, 5)


def test_working_weeks_are_five_working_days() -> None:
    assert last_day(date(2026, 11, 2), Span(1, "weeks", "working")) == date(2026, 11, 9)


def test_holidays_of_the_next_year_count_when_the_span_runs_over() -> None:
    # 30 December 2026 is a Wednesday: 31 Dec, (1 Jan is a holiday, a Friday), Mon 4, Tue 5 January.
    assert due_of("fr_asylum_pre_pact", "register", "2026-12-30").on == date(2027, 1, 5)


def test_legal_aid_suspends_and_the_rest_runs_on() -> None:
    # Notified 12 March, due 12 April; asked on 22 March with 21 days left; decision notified on 20 May: until 10 June.
    assert resumed(date(2026, 4, 12), paused_on=date(2026, 3, 22), resumed_on=date(2026, 5, 20)) == date(2026, 6, 10)


def test_a_suspension_after_the_last_day_gives_nothing_back() -> None:
    assert resumed(date(2026, 4, 12), paused_on=date(2026, 4, 20), resumed_on=date(2026, 5, 20)) == date(2026, 5, 20)


@pytest.mark.parametrize(
    ("procedure", "rule", "expected"),
    [
        ("fr_asylum_pre_pact", "ofpra_form", Firmness.FIRM),
        ("fr_asylum_pre_pact", "ofpra_decision", Firmness.ONE_SOURCE),
        ("fr_asylum_pact", "lodge", Firmness.CHECK),
        ("fr_appeal_cnda", "appeal", Firmness.CHECK),
        ("de_asylum", "appeal", Firmness.CHECK),
        ("us_asylum", "file_one_year", Firmness.FIRM),
    ],
)
def test_only_a_confirmed_figure_in_a_settled_regime_is_firm(procedure: str, rule: str, expected: Firmness) -> None:
    assert firmness(rule_of(procedure, rule), procedures()[procedure].regime) == expected


def test_no_deadline_of_a_regime_to_be_checked_is_firm() -> None:
    for procedure in procedures().values():
        for rule in procedure.deadlines:
            if firmness(rule, procedure.regime) is Firmness.FIRM:
                assert procedure.regime.settled
                assert rule.confidence == "confirmed"


def test_an_ordinary_refusal_warns_of_two_weeks_and_names_the_month_as_the_latest() -> None:
    assert due_of("fr_appeal_cnda", "appeal", "2026-11-02", "decision_notified") == Due(
        date(2026, 11, 16), date(2026, 12, 2), Firmness.CHECK
    )


def test_an_accelerated_refusal_warns_of_five_days() -> None:
    found = due_of("fr_appeal_cnda", "appeal", "2026-11-02", "decision_notified", "fast_decision_notified")
    assert found == Due(date(2026, 11, 7), date(2026, 12, 2), Firmness.CHECK)


def test_where_each_state_chooses_the_shortest_time_is_shown() -> None:
    # AMMR Article 43: one to three weeks.
    assert due_of("eu_ammr", "appeal_transfer", "2026-09-01") == Due(
        date(2026, 9, 8), date(2026, 9, 22), Firmness.CHECK
    )


def test_a_date_known_only_by_its_month_counts_from_its_first_day_and_is_not_firm() -> None:
    found = due_of("fr_asylum_pre_pact", "ofpra_form", "2026-03")
    assert found == Due(date(2026, 3, 22), date(2026, 4, 21), Firmness.CHECK)


def test_about_a_day_is_not_firm() -> None:
    assert due_of("fr_asylum_pre_pact", "ofpra_form", "~2026-03-02").firmness is Firmness.CHECK


def test_where_no_law_sets_a_limit_only_our_reminder_runs() -> None:
    found = due_of("fr_visa_asylum", "consulate_decision", "2026-11-01")
    assert found == Due(date(2026, 12, 1), date(2026, 12, 1), Firmness.OURS)


def test_what_must_have_arrived_is_posted_five_working_days_before() -> None:
    # Due on Friday 15 May 2026, and Thursday 14 is Ascension: 13, 12, 11, then Friday 8 is Victory Day, so 7 and 6 May.
    assert post_by(date(2026, 5, 15), holidays_of("FR", 2026)) == date(2026, 5, 6)
    assert post_by(date(2026, 5, 15)) == date(2026, 5, 8)


def test_only_the_appeal_of_which_it_was_read_is_said_to_count_by_receipt() -> None:
    # CNDA: "recours recu", traduitpro 2025-02-10.
    kept = {(one.id, rule.id): rule.kept_by for one in procedures().values() for rule in one.deadlines if rule.kept_by}
    assert kept == {("fr_appeal_cnda", "appeal"): "receipt"}


def test_a_letter_known_by_its_postmark_counts_from_it_and_is_not_firm() -> None:
    # Posted 12 March, received perhaps on the 16th: the safe day is 2 April, 21 days after the postmark.
    since = by_postmark(parse_partial("2026-03-12"))
    found = due(
        rule_of("fr_asylum_pre_pact", "ofpra_form"), procedures()["fr_asylum_pre_pact"].regime, since, events=set()
    )
    assert found
    assert (found.on, found.firmness) == (date(2026, 4, 2), Firmness.CHECK)
    assert due_of("fr_asylum_pre_pact", "ofpra_form", "2026-03-16").on == date(2026, 4, 6)


@pytest.mark.parametrize(
    ("procedure", "rule", "events", "end"),
    [
        # OFPRA: 6 months, 9 more, 3 more in exceptional cases (AIDA France): 15 and 18 months from lodging.
        ("fr_asylum_pre_pact", "ofpra_decision", (), date(2026, 2, 28)),
        ("fr_asylum_pre_pact", "ofpra_decision", ("prolonged",), date(2026, 11, 30)),
        ("fr_asylum_pre_pact", "ofpra_decision", ("prolonged", "prolonged_again"), date(2027, 2, 28)),
        # BAMF: up to 15, then 18 months, 21 at most (AIDA Germany).
        ("de_asylum", "decision", ("prolonged_to_15",), date(2026, 11, 30)),
        ("de_asylum", "decision", ("prolonged_to_21",), date(2027, 5, 31)),
    ],
)
def test_a_prolonged_time_is_counted_from_its_first_day(
    procedure: str, rule: str, events: tuple[str, ...], end: date
) -> None:
    # Lodged on 31 August 2025: fifteen months end on 30 November 2026, not nine months after 28 February.
    assert due_of(procedure, rule, "2025-08-31", *events).on == end


@given(st.sampled_from([(p, r) for p in procedures().values() for r in p.deadlines if r.extensions]), days, st.data())
def test_a_prolonged_time_never_ends_earlier_whatever_the_order(
    chosen: tuple[object, DeadlineRule], start: date, data: st.DataObject
) -> None:
    _procedure, rule = chosen
    known = [extension.after for extension in rule.extensions]
    some = data.draw(st.sets(st.sampled_from(known)))
    more = some | data.draw(st.sets(st.sampled_from(known)))
    spans = [extended(rule, events).span for events in (set(), some, more)]
    ends = [last_day(start, span) for span in spans if span]
    assert ends == sorted(ends)


@given(days, st.sets(days, max_size=10))
def test_the_day_to_post_by_leaves_five_working_days(due_on: date, off: set[date]) -> None:
    posted = post_by(due_on, off)
    between = [posted + timedelta(days=n) for n in range((due_on - posted).days)]
    assert len([day for day in between if day.weekday() < 5 and day not in off]) == 5


@given(days, st.integers(1, 60))
def test_months_end_on_the_same_number_or_on_the_last_day_of_the_right_month(start: date, months: int) -> None:
    end = last_day(start, Span(months, "months"))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(days, days, st.integers(1, 24))
def test_a_later_start_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert last_day(first, Span(months, "months")) <= last_day(second, Span(months, "months"))


@given(days, st.integers(1, 40), st.sets(days, max_size=30))
def test_working_days_end_on_a_working_day_and_count_each_once(start: date, count: int, off: set[date]) -> None:
    end = last_day(start, Span(count, "days", "working"), off)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert len([day for day in between if day.weekday() < 5 and day not in off]) == count
    assert end.weekday() < 5
    assert end not in off


@given(days, st.integers(0, 60), st.integers(0, 400))
def test_a_suspension_never_shortens_and_adds_exactly_its_length(due_on: date, before: int, length: int) -> None:
    paused = due_on - timedelta(days=before)
    assert resumed(due_on, paused_on=paused, resumed_on=paused + timedelta(days=length)) == due_on + timedelta(
        days=length
    )


@given(st.sampled_from([(p, r) for p in procedures().values() for r in p.deadlines if r.span]), days, st.booleans())
def test_the_shown_day_is_never_after_any_length_that_may_apply(
    chosen: tuple[object, DeadlineRule], start: date, fast: bool
) -> None:
    procedure, rule = chosen
    events = frozenset({"fast_decision_notified"} if fast else ())
    found = due(rule, procedure.regime, PartialDate.of(start), events=events)  # type: ignore[attr-defined]
    assert found
    assert rule.span
    assert found.on <= last_day(start, rule.span) <= found.latest or rule.longest
    assert found.on <= found.latest
