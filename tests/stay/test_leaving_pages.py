"""An exit thought through, and the day to leave by after a refusal, as their pages show them."""

from datetime import date

import pytest

from cases.applications.models import Deadline
from cases.base.dates import PartialDate
from cases.people.dossier import Refusal
from cases.risk.facts import Facts, Wanted
from tests.factories import Group, case
from tests.people.opened import dossier
from tests.stay.conftest import TODAY
from tests.stay.seen import logged, url, words

# An exit thought through ------------------------------------------------------------------------------


def test_a_plan_never_comes_without_its_dangers(team: Group) -> None:
    row = logged(team, facts=Facts(entered_on=PartialDate(2026, 9, 1), wanted=Wanted.INTERSTATE, asylum_pending=True))
    asked = {"where": "KZ", "leaving": "2026-11-29", "back": "2026-12-10", "wished": "30"}
    answer = team.activist.client().post(url(row), asked)
    said = words(answer)
    for told in ("A border may refuse", "wanted list that border guards", "handed people over", "leaving may end it"):
        assert told in said
    assert "10 Dec 2026: no day is left" in said
    assert "28 Feb 2027: 90 days, until 28 May 2027" in said  # 1 September leaves the window on that day
    assert dossier(row, team.activist).stays == ()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"leaving": "2026-11-01"}, "leaving"),
        ({"leaving": "2036-11-01"}, "leaving"),
        ({"leaving": "2026-12-10", "back": "2026-12-01"}, "back"),
        ({"leaving": "2026-12-10", "back": "2036-12-01"}, "back"),
        ({"leaving": "2026-12-10", "where": "FR"}, "where"),
        ({"leaving": "2026-12-10", "wished": "0"}, "wished"),
        ({}, "leaving"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_at_its_field(team: Group, asked: dict[str, str], field: str) -> None:
    answer = team.activist.client().post(url(logged(team)), {"where": "KZ"} | asked)
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["planned"] is None


def test_where_no_rule_counts_nothing_is_planned(team: Group) -> None:
    row = case(team.activist, country="FR", on=TODAY)
    assert "no rule here by which" in words(team.activist.client().get(url(row)))


# After a refusal --------------------------------------------------------------------------------------

REFUSED = Refusal(country="KZ", refused_on=PartialDate(2026, 10, 1), effective_on=PartialDate(2026, 11, 10))


def test_the_day_to_leave_by_is_counted_and_put_on_the_list_once(team: Group) -> None:
    row, client = logged(team, refusals=(REFUSED,)), team.caseworker.client()
    said = words(client.get(url(row)))
    assert "10 Dec 2026 counted, one source, check" in said
    assert "Check with a lawyer: Appeal possible until" in said
    for _ in range(2):
        assert client.post(url(row, "leave-by/"), {"place": "0"})["Location"] == url(row)
    assert list(Deadline.objects.filter(case=row).values_list("due_on", flat=True)) == [date(2026, 12, 10)]
    assert "On the list of dates" in words(client.get(url(row)))
    assert "Leave Kazakhstan: last day after a refusal" in words(client.get("/deadlines/?when=month"))


@pytest.mark.parametrize("place", ["1", "-1", "x", ""])
def test_a_refusal_that_is_not_there_is_said_so(team: Group, place: str) -> None:
    row, client = (
        logged(team, refusals=(Refusal(country="KZ", refused_on=PartialDate(2026, 10, 1)),)),
        team.caseworker.client(),
    )
    assert "has changed meanwhile" in words(client.post(url(row, "leave-by/"), {"place": place}, follow=True))
    assert not Deadline.objects.exists()


def test_an_activist_sees_the_clock_and_no_button(team: Group) -> None:
    row, client = logged(team, refusals=(REFUSED,)), team.activist.client()
    assert "Add to the dates" not in words(client.get(url(row)))
    assert client.post(url(row, "leave-by/"), {"place": "0"}).status_code == 403
