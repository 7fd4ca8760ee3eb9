"""Tasks that come again: on which days, once each, until somebody says it was the last time."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases import vault
from cases.applications import deadline_actions as dates
from cases.applications.models import Deadline, DeadlineBody
from cases.applications.repetition import Rhythm, RhythmUnit, next_day
from cases.applications.work import DateKind
from cases.base.verdict import Refused
from cases.people.models import Case
from tests import factories
from tests.factories import Group

FRIDAY = date(2026, 11, 20)


# The series, worked by hand with a calendar ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rhythm", "after", "expected"),
    [
        (Rhythm(7, RhythmUnit.DAYS, FRIDAY), FRIDAY, date(2026, 11, 27)),
        (Rhythm(2, RhythmUnit.WEEKS, FRIDAY), date(2026, 12, 1), date(2026, 12, 4)),
        (Rhythm(2, RhythmUnit.WEEKS, FRIDAY), date(2026, 12, 4), date(2026, 12, 18)),
        (Rhythm(3, RhythmUnit.DAYS, FRIDAY), date(2026, 11, 1), FRIDAY),
        # January has 31 days, February of 2027 has 28: March is the 31st again.
        (Rhythm(1, RhythmUnit.MONTHS, date(2027, 1, 31)), date(2027, 1, 31), date(2027, 2, 28)),
        (Rhythm(1, RhythmUnit.MONTHS, date(2027, 1, 31)), date(2027, 2, 28), date(2027, 3, 31)),
        (Rhythm(6, RhythmUnit.MONTHS, date(2026, 8, 31)), date(2026, 8, 31), date(2027, 2, 28)),
        # Until a day, which still counts.
        (Rhythm(1, RhythmUnit.WEEKS, FRIDAY, until=date(2026, 12, 4)), date(2026, 11, 27), date(2026, 12, 4)),
        (Rhythm(1, RhythmUnit.WEEKS, FRIDAY, until=date(2026, 12, 4)), date(2026, 12, 4), None),
    ],
)
def test_the_next_day_by_hand(rhythm: Rhythm, after: date, expected: date | None) -> None:
    assert next_day(rhythm, after) == expected


DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
RHYTHMS = st.builds(Rhythm, st.integers(1, 365), st.sampled_from(RhythmUnit), DAYS)


@given(RHYTHMS, DAYS)
def test_the_next_day_is_the_first_of_the_series_after_the_day(rhythm: Rhythm, after: date) -> None:
    day = next_day(rhythm, after)
    assert day is not None
    assert day > after
    assert day >= rhythm.start
    before = next_day(rhythm, day - timedelta(days=1))
    assert before == day
    if day > rhythm.start and rhythm.unit is not RhythmUnit.MONTHS:
        length = rhythm.every * (7 if rhythm.unit is RhythmUnit.WEEKS else 1)
        assert (day - rhythm.start).days % length == 0
        assert (day - after).days <= length


# What happens to dates -----------------------------------------------------------------------------------------------


@pytest.fixture
def team(db: None) -> Group:
    return factories.group()


@pytest.fixture
def case(team: Group) -> Case:
    return factories.case(team.caseworker)


def weekly(case: Case, team: Group, **kwargs: Any) -> Deadline:
    """Call the lawyer every Friday."""
    return dates.add_date(
        case=case, kind=DateKind.TASK, text="Call the lawyer", day=FRIDAY, by=team.caseworker.actor,
        rhythm=Rhythm(1, RhythmUnit.WEEKS, FRIDAY), **kwargs,
    )  # fmt: skip


def met(row: Deadline, team: Group, on: date = FRIDAY, **kwargs: Any) -> None:
    dates.meet_deadline(deadline=row, met_on=on, note="", by=team.caseworker.actor, **kwargs)


def still_open(case: Case) -> list[Deadline]:
    return list(Deadline.objects.filter(case=case, done=False).order_by("due_on"))


def test_meeting_one_opens_the_next_with_the_same_words_for_the_same_person(team: Group, case: Case) -> None:
    row = weekly(case, team, to=team.coordinator.membership)
    met(row, team)
    (after,) = still_open(case)
    body: DeadlineBody = vault.open(after.body, by=team.caseworker.actor, why="test")
    assert (after.due_on, after.assignee) == (date(2026, 11, 27), team.coordinator.user)
    assert (body.text, body.kind, body.rhythm) == ("Call the lawyer", "task", Rhythm(1, RhythmUnit.WEEKS, FRIDAY))
    assert body.outcome == ""


def test_it_opens_exactly_once(team: Group, case: Case) -> None:
    row = weekly(case, team)
    met(row, team)
    with pytest.raises(Refused, match="already closed"):
        met(Deadline.objects.get(pk=row.pk), team)
    assert len(still_open(case)) == 1
    assert Deadline.objects.filter(case=case).count() == 2


def test_weeks_that_went_by_are_not_caught_up_with(team: Group, case: Case) -> None:
    met(weekly(case, team), team, on=date(2026, 12, 9))  # a Wednesday
    assert [row.due_on for row in still_open(case)] == [date(2026, 12, 11)]


def test_done_early_it_comes_again_on_the_day_after_its_own(team: Group, case: Case) -> None:
    met(weekly(case, team), team, on=date(2026, 11, 16))
    assert [row.due_on for row in still_open(case)] == [date(2026, 11, 27)]


def test_brought_forward_and_met_it_is_not_done_twice(team: Group, case: Case) -> None:
    row = weekly(case, team)
    dates.move_deadline(deadline=row, to=date(2026, 11, 18), reason="He leaves", by=team.caseworker.actor)
    met(Deadline.objects.get(pk=row.pk), team, on=date(2026, 11, 18))
    assert [row.due_on for row in still_open(case)] == [date(2026, 11, 27)]


def test_the_last_time_ends_it_and_so_does_giving_up(team: Group, case: Case) -> None:
    met(weekly(case, team), team, last=True)
    given_up = weekly(case, team)
    dates.waive_deadline(deadline=given_up, reason="Left", by=team.coordinator.actor, on=FRIDAY)
    assert still_open(case) == []


# The pages ----------------------------------------------------------------------------------------------------


@pytest.fixture
def client(team: Group) -> Client:
    return team.caseworker.client()


TYPED = {"kind": "task", "text": "Call the lawyer", "day": "2026-11-20", "every": "2", "unit": "weeks", "until": ""}


def test_a_rhythm_is_typed_shown_and_ended(client: Client, case: Case) -> None:
    assert client.post(reverse("applications:new_date", args=[case.code]), TYPED).status_code == 302
    row = Deadline.objects.get(case=case)
    assert "every 2 weeks" in client.get(reverse("applications:date", args=[row.pk])).content.decode()
    form = client.get(reverse("applications:meet", args=[row.pk])).content.decode()
    assert "it does not come again" in form
    client.post(reverse("applications:meet", args=[row.pk]), {"day": "2026-11-20", "last": "on", "version": "1"})
    assert still_open(case) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"every": ""}, "every"),
        ({"every": "0"}, "every"),
        ({"every": "366"}, "every"),
        ({"until": "2026-11-19"}, "until"),
    ],
)
def test_half_a_rhythm_is_asked_for_at_its_field(
    client: Client, case: Case, changed: dict[str, str], field: str
) -> None:
    answer = client.post(reverse("applications:new_date", args=[case.code]), TYPED | changed)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "Call the lawyer" in answer.content.decode()
    assert not Deadline.objects.filter(case=case).exists()


def test_what_does_not_come_again_is_not_asked_whether_it_was_the_last_time(client: Client, case: Case) -> None:
    client.post(reverse("applications:new_date", args=[case.code]), TYPED | {"every": "", "unit": ""})
    row = Deadline.objects.get(case=case)
    assert "it does not come again" not in client.get(reverse("applications:meet", args=[row.pk])).content.decode()
