"""Several people change a team at the same moment, on connections of their own: locks decide, and nothing is lost."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from cases import vault
from cases.access import accounts, freezing
from cases.access.models import Membership, Team
from cases.access.roles import RoleName
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people.models import Case
from cases.team import actions
from cases.timeline.models import Entry
from cases.vault import rotation
from tests import factories
from tests.factories import TODAY, Group, Person
from tests.team.conftest import NAME, opens

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]


@pytest.fixture
def group(transactional_db: None) -> Group:
    """A team that other connections see."""
    made = factories.group()
    made.add(RoleName.COORDINATOR)
    return made


def at_once(*acts: Act) -> list[BaseException | None]:
    """Do several things, each in a thread and on a connection of its own; return what each raised."""
    barrier, raised = threading.Barrier(len(acts)), dict[int, BaseException | None]()

    def run(number: int, act: Act) -> None:
        try:
            barrier.wait()
            act()
            raised[number] = None
        except BaseException as error:  # handed to the test
            raised[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=given) for given in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [raised[number] for number in range(len(acts))]


def _place(person: Person) -> Membership:
    return person.user.memberships.get()


def _remove(person: Person, by: Person) -> None:
    actions.remove(membership=_place(person), reason="test", by=by.actor, on=TODAY)


@pytest.mark.parametrize("how", ["each other", "themselves", "one steps down"])
def test_two_coordinators_who_go_at_once_leave_one(group: Group, how: str) -> None:
    first, second = group.coordinator, group.others[0]

    def step_down() -> None:
        actions.change_role(membership=_place(first), role=RoleName.CASEWORKER, by=first.actor, on=TODAY)

    pairs: dict[str, tuple[Act, Act]] = {
        "each other": (lambda: _remove(second, first), lambda: _remove(first, second)),
        "themselves": (lambda: _remove(first, first), lambda: _remove(second, second)),
        "one steps down": (step_down, lambda: _remove(second, second)),
    }
    raised = at_once(*pairs[how])
    left = Membership.objects.filter(team=group.team, role="coordinator", state=Membership.State.ACTIVE)
    assert left.count() == 1
    assert [isinstance(error, Refused | PermissionDenied) for error in raised].count(True) == 1, raised


def test_two_streams_share_the_cases_between_them(group: Group) -> None:
    cases = [factories.case(group.activist, legal_name=NAME) for _one in range(12)]
    actions.renew_keys(reason="test", by=group.coordinator.actor)
    done: list[int] = []

    def stream(person: Person) -> None:
        actor = person.actor
        while count := rotation.go_on(by=actor, size=2):
            done.append(count)

    assert at_once(lambda: stream(group.coordinator), lambda: stream(group.others[0])) == [None, None]
    assert sum(done) <= len(cases) + 2, "at most the last batches are done twice"
    assert Team.objects.get(pk=group.team.pk).keys_due == Team.KeysDue.NOTHING
    assert all(opens(case, person) for case in cases for person in (group.activist, group.caseworker))


def test_people_write_while_the_keys_are_renewed_and_somebody_leaves(group: Group) -> None:
    cases = [factories.case(group.activist, legal_name=NAME) for _one in range(6)]
    leaver = group.add(RoleName.CASEWORKER)

    def write(person: Person) -> None:
        for case in cases:
            people.note(case=Case.objects.get(pk=case.pk), day=TODAY, text=f"by {person.user.handle}", by=person.actor)

    def leave() -> None:
        _remove(leaver, group.coordinator)
        while rotation.go_on(by=group.coordinator.actor, size=2):
            pass

    raised = at_once(lambda: write(group.activist), lambda: write(group.caseworker), leave)
    assert raised == [None, None, None]
    for case in cases:
        entries = [entry.body for entry in Entry.objects.filter(case=case)]
        told = [body.note for body in vault.open_many(entries, by=group.others[0].actor, why="test")]
        assert {f"by {group.activist.user.handle}", f"by {group.caseworker.user.handle}"} <= set(told)


def test_an_admission_under_way_is_through_or_meets_the_freeze(group: Group) -> None:
    waiting = [factories.newcomer(RoleName.ACTIVIST, by=group.coordinator) for _one in range(4)]

    def admit() -> None:
        for person in waiting:
            accounts.admit(membership=_place(person), by=group.others[0].actor)

    frozen, admitted = at_once(lambda: freezing.freeze(by=group.coordinator.actor), admit)
    assert frozen is None
    assert admitted is None or isinstance(admitted, freezing.Frozen | PermissionDenied)
    assert freezing.is_frozen(group.team)


def test_of_two_who_use_one_link_one_comes_in(group: Group) -> None:
    token = accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    other = factories.group()
    raised = at_once(
        lambda: accounts.join_as(token=token, by=other.activist.actor),
        lambda: accounts.join_as(token=token, by=other.caseworker.actor),
    )
    assert sum(isinstance(error, Refused) for error in raised) == 1
    assert Membership.objects.filter(team=group.team, state=Membership.State.WAITING).count() == 1
