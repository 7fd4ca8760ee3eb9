"""What coordinators do in bulk goes through the actions of the slices, after a page that asks."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest

from cases.access.queries import memberships_of
from cases.audit import log
from cases.audit.models import Event
from cases.people.models import Case
from cases.risk.models import Standing
from tests import factories
from tests.access.lists import ADMINS, listed
from tests.factories import Group, Person

pytestmark = pytest.mark.django_db


def _act(person: Person, action: str, *cases: Case, **given: str) -> Any:
    given_cases = {"_selected_action": [str(case.pk) for case in cases]}
    return person.client().post("/admin/cases/case/", {"action": action, **given_cases, **given})


def test_assigning_asks_first_and_then_assigns_with_audit(group: Group) -> None:
    cases = [factories.case(group.caseworker), factories.case(group.caseworker)]
    asked = _act(group.coordinator, "assign", *cases)
    assert asked.status_code == 200
    assert "Assign these cases?" in asked.content.decode()
    assert not Case.objects.filter(assignee__isnull=False).exists()

    before = set(Event.objects.values_list("pk", flat=True))
    to = str(memberships_of(group.activist.user).get().pk)
    done = _act(group.coordinator, "assign", *cases, confirmed="1", to=to)
    assert done.status_code == 302
    assert set(Case.objects.values_list("assignee", flat=True)) == {group.activist.user.pk}
    private_key = group.coordinator.actor.keyring.audit_pair.private
    said = [log.read(event, private_key).detail for event in Event.objects.exclude(pk__in=before)]
    assert said.count("assigned") == 2
    assert {case.pk for case in Case.objects.visible_to(group.activist.actor)} == {case.pk for case in cases}


def test_an_assignee_of_another_team_is_refused(group: Group) -> None:
    case = factories.case(group.caseworker)
    to = str(memberships_of(factories.group().activist.user).get().pk)
    answer = _act(group.coordinator, "assign", case, confirmed="1", to=to)
    assert answer.status_code == 200
    assert "valid choice" in answer.content.decode()
    assert Case.objects.get().assignee is None


def test_marking_for_review_makes_it_due_and_keeps_it_due(group: Group) -> None:
    case = factories.case(group.caseworker)
    Standing.objects.update(review_on="2099-01-01")
    asked = _act(group.coordinator, "mark_for_review", case)
    assert "Mark these cases for review?" in asked.content.decode()
    assert str(Standing.objects.get().review_on) == "2099-01-01"
    _act(group.coordinator, "mark_for_review", case, confirmed="1")
    due = Standing.objects.get().review_on
    assert case.code in listed(group.coordinator.client(), "standing", review="later")
    factories.assign(case, group.activist, by=group.coordinator)
    assert Standing.objects.get().review_on == due


@pytest.mark.parametrize("action", ["assign", "mark_for_review"])
@pytest.mark.parametrize("who", ["activist", "caseworker"])
def test_actions_are_the_coordinators(group: Group, who: str, action: str) -> None:
    person = getattr(group, who)
    case = factories.case(person)
    due = Standing.objects.get().review_on
    page = listed(person.client(), "case")
    assert 'name="action"' not in page
    _act(person, action, case, confirmed="1", to=str(memberships_of(person.user).get().pk))
    assert Case.objects.get().assignee is None
    assert Standing.objects.get().review_on == due


def test_an_action_touches_only_what_is_ticked_and_in_scope(group: Group) -> None:
    mine, foreign = factories.case(group.caseworker), factories.case(factories.group().caseworker)
    unticked = factories.case(group.caseworker)
    Standing.objects.update(review_on="2099-01-01")
    _act(group.coordinator, "mark_for_review", mine, foreign, confirmed="1", select_across="1")
    marked = {row.case_id for row in Standing.objects.exclude(review_on="2099-01-01")}
    assert marked == {mine.pk}
    assert unticked.pk not in marked


def test_nothing_ticked_is_said(group: Group) -> None:
    answer = group.coordinator.client().post("/admin/cases/case/", {"action": "mark_for_review"}, follow=True)
    assert "Tick at least one row first." in answer.content.decode()


@pytest.mark.parametrize(("ticked", "status"), [("x", 400), ("00000000-0000-0000-0000-000000000000", 200)])
def test_nonsense_ticked_is_no_failure(group: Group, ticked: str, status: int) -> None:
    given = {"action": "mark_for_review", "_selected_action": ticked}
    assert group.coordinator.client().post("/admin/cases/case/", given).status_code == status


@pytest.mark.parametrize("action", ["delete_selected", "no_such_action", ""])
def test_there_is_no_other_action(group: Group, action: str) -> None:
    case = factories.case(group.coordinator)
    _act(group.coordinator, action, case, post="yes", confirmed="1")
    assert Case.objects.filter(pk=case.pk).exists()


def test_the_admins_own_log_stays_empty(group: Group) -> None:
    case = factories.case(group.caseworker)
    _act(group.coordinator, "mark_for_review", case, confirmed="1")
    row = next(iter(ADMINS.values()))
    row.log_addition(HttpRequest(), case, "x")
    row.log_change(HttpRequest(), case, "x")
    row.log_deletions(HttpRequest(), Case.objects.all())
    assert not LogEntry.objects.exists()
