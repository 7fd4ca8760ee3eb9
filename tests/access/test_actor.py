"""What the database says of a role or a key counts only if the team's coordinators signed it."""

from typing import Any

import pytest

from cases.access.actor import Forged, Reach
from cases.access.models import Membership, Team, User
from cases.access.permissions import Permission
from cases.access.roles import RoleName
from cases.keys import keyring
from cases.keys.pairs import new_pair
from tests import factories
from tests.factories import Group

pytestmark = pytest.mark.django_db


def test_signed_keys_and_roles_open_the_keyring(group: Group) -> None:
    for person in (group.activist, group.caseworker, group.coordinator):
        assert person.actor.keyring.team.epoch == 1


@pytest.mark.parametrize("role", ["caseworker", "coordinator"])
def test_a_role_raised_in_the_database_is_refused(group: Group, role: str) -> None:
    Membership.objects.filter(user=group.activist.user).update(role=role)
    with pytest.raises(Forged):
        _ = group.activist.actor.keyring


def test_a_signature_of_another_team_is_refused(group: Group) -> None:
    other = factories.group().activist.user.memberships.get()
    Membership.objects.filter(user=group.activist.user).update(signature=other.signature)
    with pytest.raises(Forged):
        _ = group.activist.actor.keyring


@pytest.mark.parametrize("field", ["box_public", "audit_public", "lead_public"])
def test_a_swapped_team_key_is_refused_before_anything_is_sealed_to_it(group: Group, field: str) -> None:
    Team.objects.filter(pk=group.team.pk).update(**{field: new_pair().public})
    with pytest.raises(Forged):
        _ = group.activist.actor.keyring


def test_a_key_that_signs_is_pinned_and_the_table_has_to_show_the_same(group: Group) -> None:
    stranger = keyring.found()
    Team.objects.filter(pk=group.team.pk).update(verify_key=stranger.verify_key)
    for person in (group.activist, group.coordinator):
        with pytest.raises(Forged):
            _ = person.actor.keyring


def test_a_page_that_meets_a_forgery_answers_403(group: Group) -> None:
    factories.case(group.caseworker)
    client = group.caseworker.client()
    Membership.objects.filter(user=group.caseworker.user).update(role="coordinator")
    place = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator).user.memberships.get()
    assert client.post(f"/team/{place.pk}/admit/").status_code == 403
    assert Membership.objects.get(pk=place.pk).state == Membership.State.WAITING


def test_an_operator_has_no_team_and_no_keys() -> None:
    actor = factories.operator().actor
    assert actor.can(Permission.PLATFORM_MANAGE)
    assert not actor.can(Permission.CASE_VIEW)
    assert actor.team is None
    with pytest.raises(LookupError):
        _ = actor.own_team
    with pytest.raises(keyring.Withheld):
        _ = actor.keyring.team


def test_an_operators_flag_counts_only_outside_a_team(group: Group) -> None:
    User.objects.filter(pk=group.activist.user.pk).update(is_operator=True)
    assert not group.activist.actor.can(Permission.PLATFORM_MANAGE)
    assert group.activist.actor.can(Permission.CASE_LOG)


def test_nobody_may_do_anything_before_they_are_inside(group: Group, settings: Any) -> None:
    waiting = factories.newcomer(RoleName.CASEWORKER, by=group.coordinator).actor
    assert waiting.reach is Reach.WAITING
    User.objects.filter(pk=group.coordinator.user.pk).update(totp_box=None)
    enrolling = group.coordinator.actor
    assert enrolling.reach is Reach.ENROLLING
    for actor in (waiting, enrolling):
        assert [permission for permission in Permission if actor.can(permission)] == [Permission.ACCOUNT]
    settings.DEMO = True
    assert group.coordinator.actor.reach is Reach.INSIDE


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (RoleName.ACTIVIST, Permission.CASE_LOG, Permission.CASE_SEARCH),
        (RoleName.ACTIVIST, Permission.CASE_DETAINED, Permission.RISK_LIST),
        (RoleName.CASEWORKER, Permission.CASE_SEARCH, Permission.RISK_SIGN),
        (RoleName.CASEWORKER, Permission.APPLICATION_EDIT, Permission.TEAM_MANAGE),
        (RoleName.COORDINATOR, Permission.TEAM_MANAGE, Permission.PLATFORM_MANAGE),
    ],
)
def test_roles_carry_their_permissions(group: Group, role: RoleName, may: Permission, may_not: Permission) -> None:
    actor = getattr(group, role.value).actor
    assert actor.can(may)
    assert not actor.can(may_not)
