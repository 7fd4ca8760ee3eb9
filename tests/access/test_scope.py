"""Who sees which case: every actor against every case."""

from datetime import timedelta

import pytest

from cases.access import accounts
from cases.access.actor import today
from cases.access.models import Grant, Membership
from cases.access.roles import RoleName
from cases.access.scope import visible_to
from cases.people.models import Case
from cases.risk.models import Standing
from tests import factories
from tests.factories import Group, Person

pytestmark = pytest.mark.django_db

CASES = {
    "of the activist",
    "of the caseworker",
    "given to the activist",
    "lapsed",
    "restricted",
    "restricted and given",
}
SEES: dict[str, set[str]] = {
    "activist": {"of the activist", "given to the activist"},
    "second activist": set(),
    "caseworker": CASES - {"restricted"},
    "coordinator": CASES,
    "activist of another team": set(),
    "caseworker of another team": set(),
    "coordinator of another team": set(),
    "operator": set(),
    "waiting": set(),
    "removed": set(),
}


@pytest.fixture
def people() -> dict[str, Person]:
    group, other = factories.group(), factories.group()
    removed = group.add(RoleName.COORDINATOR)
    removed.user.memberships.update(state="removed")
    return {
        "activist": group.activist,
        "second activist": group.add(RoleName.ACTIVIST),
        "caseworker": group.caseworker,
        "coordinator": group.coordinator,
        "activist of another team": other.activist,
        "caseworker of another team": other.caseworker,
        "coordinator of another team": other.coordinator,
        "operator": factories.operator(),
        "waiting": factories.newcomer(RoleName.COORDINATOR, by=group.coordinator),
        "removed": removed,
    }


@pytest.fixture
def cases(people: dict[str, Person]) -> dict[str, Case]:
    activist, caseworker, coordinator = people["activist"], people["caseworker"], people["coordinator"]
    made = {
        "of the activist": factories.case(activist),
        "of the caseworker": factories.case(caseworker),
        "given to the activist": factories.case(caseworker),
        "lapsed": factories.case(caseworker),
        "restricted": factories.restricted_case(coordinator),
        "restricted and given": factories.restricted_case(coordinator),
    }
    factories.assign(made["given to the activist"], activist, by=caseworker)
    factories.assign(made["restricted and given"], caseworker, by=coordinator)
    yesterday = today(caseworker.actor) - timedelta(days=1)
    Grant.objects.create(case=made["lapsed"], user=activist.user, until=yesterday)
    return made


def test_the_table(people: dict[str, Person], cases: dict[str, Case]) -> None:
    names = {case.pk: name for name, case in cases.items()}
    seen = {who: {names[case.pk] for case in Case.objects.visible_to(person.actor)} for who, person in people.items()}
    assert seen == SEES


def test_rows_below_a_case_are_seen_with_it(people: dict[str, Person], cases: dict[str, Case]) -> None:
    names = {case.pk: name for name, case in cases.items()}
    seen = {
        who: {names[row.case_id] for row in Standing.objects.filter(visible_to(person.actor, prefix="case__"))}
        for who, person in people.items()
    }
    assert seen == SEES


def test_access_until_a_day_includes_the_day(people: dict[str, Person], cases: dict[str, Case]) -> None:
    actor = people["activist"].actor
    Grant.objects.filter(case=cases["lapsed"]).update(until=today(actor))
    assert cases["lapsed"] in Case.objects.visible_to(actor)


def test_an_assignee_of_another_team_sees_nothing_by_being_named(
    people: dict[str, Person], cases: dict[str, Case]
) -> None:
    stranger = people["activist of another team"]
    Case.objects.filter(pk=cases["of the caseworker"].pk).update(assignee=stranger.user)
    Grant.objects.create(case=cases["of the caseworker"], user=stranger.user)
    assert not Case.objects.visible_to(stranger.actor).exists()


def test_who_serves_two_teams_sees_the_one_they_work_in(group_of_two: tuple[Group, Group, Person]) -> None:
    first, second, person = group_of_two
    here, there = factories.case(first.caseworker), factories.case(second.caseworker)
    client = person.client()
    places = {place.team_id: place for place in person.user.memberships.all()}
    for group, seen, hidden in ((first, here, there), (second, there, here), (first, here, there)):
        client.post(f"/account/team/{places[group.team.pk].pk}/")
        page = client.get("/admin/cases/case/").content.decode()
        assert seen.code in page
        assert hidden.code not in page


@pytest.fixture
def group_of_two() -> tuple[Group, Group, Person]:
    """Two teams and a caseworker of the first who is a coordinator of the second."""
    first, second = factories.group(), factories.group()
    person = first.add(RoleName.CASEWORKER)
    place = Membership.objects.create(user=person.user, team=second.team, role=RoleName.COORDINATOR.value)
    accounts.admit(membership=place, by=second.coordinator.actor)
    return first, second, person
