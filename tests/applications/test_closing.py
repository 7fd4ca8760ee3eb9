"""The end of a case: nothing closes over a date that is still open without a reason."""

from datetime import timedelta

import pytest

from cases import vault
from cases.applications import deadline_actions as dates
from cases.applications.closing import set_stage
from cases.applications.models import Deadline, DeadlineBody
from cases.applications.work import DateKind, Outcome
from cases.base.verdict import Refused
from cases.people.models import Case, Stage
from tests.factories import TODAY, Group, case, group
from tests.people.opened import form_of, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Group:
    return group()


@pytest.fixture
def row(team: Group) -> Case:
    """A case with one date to come."""
    made = case(team.activist)
    dates.add_date(
        case=made, kind=DateKind.TASK, text="lodge the appeal", day=TODAY + timedelta(days=5), by=team.caseworker.actor
    )
    return made


def said(deadline: Deadline, team: Group) -> DeadlineBody:
    body: DeadlineBody = vault.open(deadline.body, by=team.caseworker.actor, why="test")
    return body


@pytest.mark.parametrize("stage", ["closed", "safe"])
def test_a_case_does_not_end_over_an_open_date_without_a_reason(team: Group, row: Case, stage: str) -> None:
    client, url = team.caseworker.client(), f"/cases/{row.code}/stage/"
    page = client.get(url)
    assert "lodge the appeal" in page.content.decode()
    sent = form_of(client, url) | {"stage": stage, "reason": "gone quiet"}
    answer = client.post(url, sent)
    assert list(answer.context["form"].errors) == ["leftover"]
    assert "Dates are still open here." in answer.context["form"].errors["leftover"][0]
    row.refresh_from_db()
    assert row.stage == Stage.NEW
    with pytest.raises(Refused):
        set_stage(case=row, stage=Stage(stage), reason="gone quiet", by=team.caseworker.actor, on=TODAY)


def test_with_a_closed_case_its_dates_are_closed_for_that_reason(team: Group, row: Case) -> None:
    client, url = team.caseworker.client(), f"/cases/{row.code}/stage/"
    leftover = "He withdrew the appeal."
    sent = form_of(client, url) | {"stage": "closed", "reason": "asked us to stop", "leftover": leftover}
    for _time in range(2):
        assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert row.stage == Stage.CLOSED
    date = row.deadlines.get()
    assert date.done
    assert (said(date, team).outcome, said(date, team).outcome_reason) == (Outcome.ENDED, leftover)
    notes = [body.note for body in story(row, team.caseworker)]
    assert notes.count(f"asked us to stop\n{leftover}") == 1


def test_in_safety_dates_stay_on_the_lists(team: Group, row: Case) -> None:
    client, url = team.caseworker.client(), f"/cases/{row.code}/stage/"
    client.post(url, form_of(client, url) | {"stage": "safe", "leftover": "We go on from France."})
    row.refresh_from_db()
    assert row.stage == Stage.SAFE
    assert not row.deadlines.get().done
    assert row.code in client.get("/deadlines/").content.decode()


def test_an_activist_does_not_close_dates_with_a_case(team: Group, row: Case) -> None:
    client, url = team.activist.client(), f"/cases/{row.code}/stage/"
    sent = form_of(client, url) | {"stage": "closed", "reason": "x", "leftover": "y"}
    answer = client.post(url, sent)
    assert list(answer.context["form"].errors) == ["stage"]
    assert "A caseworker can close the case" in answer.context["form"].errors["stage"][0]
    assert client.post(url, sent | {"stage": "safe"}).status_code == 302


def test_other_stages_and_cases_without_dates_ask_nothing(team: Group, row: Case) -> None:
    client = team.caseworker.client()
    url = f"/cases/{row.code}/stage/"
    assert client.post(url, form_of(client, url) | {"stage": "travelling"}).status_code == 302
    free = f"/cases/{case(team.activist).code}/stage/"
    assert "leftover" not in client.get(free).context["form"].fields
    assert client.post(free, form_of(client, free) | {"stage": "closed", "reason": "done"}).status_code == 302


def test_a_date_written_down_while_the_form_was_open_stops_it(team: Group) -> None:
    row, client = case(team.activist), team.caseworker.client()
    url = f"/cases/{row.code}/stage/"
    sent = form_of(client, url) | {"stage": "closed", "reason": "done"}
    dates.add_date(case=row, kind=DateKind.TASK, text="x", day=TODAY, by=team.caseworker.actor)
    assert list(client.post(url, sent).context["form"].errors) == ["leftover"]
