"""The clock after a refusal: told days go first, rules of the shipped procedures count, the rest stays unknown."""

from datetime import date
from typing import Any

from cases.applications.catalogue import procedures
from cases.applications.daterules import Firmness
from cases.base.dates import PartialDate
from cases.people.dossier import Refusal
from cases.stay.leave_by import APPEALS, DEPARTURES, Clock, Step, clock
from tests.stay.told import day


def told(country: str, **days: str) -> Clock:
    read: dict[str, Any] = {name: day(text) for name, text in days.items()}
    return clock(Refusal(country=country, **read), procedures().values())


def test_in_kazakhstan_30_days_run_from_the_day_the_refusal_takes_effect() -> None:
    found = told("KZ", refused_on="2026-09-01", effective_on="2026-10-15")
    assert (found.leave_by.counted, found.leave_by.firmness) == (date(2026, 11, 14), Firmness.ONE_SOURCE)
    assert [ruling.rule.id for ruling in found.leave_by.rulings] == ["leave"]
    assert found.unknown == (Step.APPEAL_ENDS,)


def test_without_the_day_it_takes_effect_nothing_is_counted() -> None:
    found = told("KZ", refused_on="2026-09-01")
    assert found.leave_by.day is None
    assert found.unknown == (Step.APPEAL_ENDS, Step.EFFECTIVE, Step.LEAVE_BY)


def test_what_somebody_told_goes_before_what_is_counted() -> None:
    found = told("KZ", effective_on="2026-10-15", leave_by="2026-11-01")
    assert (found.leave_by.day, found.leave_by.counted) == (day("2026-11-01"), None)


def test_of_several_appeals_that_may_apply_the_shortest_is_shown_and_nothing_is_firm() -> None:
    """Germany: two weeks, one week where the refusal is urgent; figures older than the law of June 2026."""
    appeal = told("DE", refused_on="2026-09-01").ticks[1]
    assert (appeal.counted, appeal.latest, appeal.firmness) == (date(2026, 9, 8), date(2026, 9, 15), Firmness.CHECK)


def test_a_vague_day_is_counted_from_its_first_and_is_not_firm() -> None:
    found = told("KZ", effective_on="2026-10")
    assert (found.leave_by.counted, found.leave_by.latest) == (date(2026, 10, 31), date(2026, 11, 30))
    assert found.leave_by.firmness is Firmness.CHECK


def test_a_country_whose_rules_nobody_has_written_down_leaves_all_days_unknown() -> None:
    found = told("VN", refused_on="2026-09-01", effective_on="2026-10-01")
    assert found.unknown == (Step.APPEAL_ENDS, Step.LEAVE_BY)
    assert all(not tick.rulings for tick in found.ticks)


def test_a_day_is_over_the_day_after_the_last_it_may_mean() -> None:
    tick = told("VN", leave_by="2026-09").leave_by
    assert not tick.over(date(2026, 9, 30))
    assert tick.over(date(2026, 10, 1))
    assert PartialDate(2026, 9) == tick.day


def test_every_rule_named_here_stands_in_a_procedure() -> None:
    ids = {rule.id for procedure in procedures().values() for rule in procedure.deadlines}
    assert ids >= APPEALS | DEPARTURES
