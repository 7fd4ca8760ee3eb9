"""Admission gives the keys of a role to whom coordinators let in; the first of them founds the team."""

from datetime import timedelta

import pytest
from django.test import Client

from cases.access import accounts, codes
from cases.access.models import Invite, Membership, Team, User
from cases.access.roles import RoleName
from cases.base import clock
from cases.base.verdict import Refused
from cases.keys.derive import digest
from cases.keys.keyring import Withheld
from tests import factories
from tests.factories import Group

pytestmark = pytest.mark.django_db
OWN = "мой ёжик живёт в чайнике"


def test_the_waiting_hold_no_keys(group: Group) -> None:
    person = factories.newcomer(RoleName.COORDINATOR, by=group.coordinator)
    assert person.actor.role is None
    assert not person.actor.keyring.holds_root
    with pytest.raises(Withheld):
        _ = person.actor.keyring.card_key
    place = person.user.memberships.get()
    assert place.keyring_box is None
    assert place.state == Membership.State.WAITING


@pytest.mark.parametrize(
    ("role", "root", "lead"),
    [(RoleName.ACTIVIST, False, False), (RoleName.CASEWORKER, True, False), (RoleName.COORDINATOR, True, True)],
)
def test_admission_gives_the_keys_of_the_role(group: Group, role: RoleName, *, root: bool, lead: bool) -> None:
    ring = group.add(role).actor.keyring
    assert (ring.holds_root, ring.holds_lead) == (root, lead)
    assert ring.team.verify_key == group.coordinator.actor.keyring.team.verify_key


def test_admission_is_once(group: Group) -> None:
    with pytest.raises(Refused):
        factories.admit(group.activist, by=group.coordinator)


def test_a_coordinator_of_another_team_admits_nobody_here(group: Group) -> None:
    person = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator)
    with pytest.raises(Refused):
        factories.admit(person, by=factories.group().coordinator)
    place = person.user.memberships.get()
    with pytest.raises(Refused):
        accounts.decline(membership=place, by=factories.group().coordinator.actor)


@pytest.mark.parametrize("role", ["caseworker", "activist"])
def test_only_who_holds_the_lead_can_admit(group: Group, role: str) -> None:
    person = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator)
    with pytest.raises(Withheld):
        factories.admit(person, by=getattr(group, role))
    assert person.user.memberships.get().state == Membership.State.WAITING


def test_whoever_was_turned_away_sees_that_there_is_nothing(group: Group) -> None:
    person = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator)
    client, coordinator = person.client(), group.coordinator.client()
    place = person.user.memberships.get()
    assert coordinator.get(f"/team/{place.pk}/decline/").status_code == 200
    coordinator.post(f"/team/{place.pk}/decline/")
    assert "You are in no team at present" in client.get("/join/waiting/").content.decode()
    assert client.get("/").headers["Location"] == "/join/waiting/"
    assert person.user.handle not in coordinator.get("/team/").content.decode()


def test_the_first_coordinator_founds_the_team_and_works_at_once() -> None:
    team, token = accounts.create_team(name="falcon", zone="Asia/Tbilisi", by=factories.operator().actor)
    assert Team.objects.get().box_public is None
    given = {"handle": "founder", "passphrase": OWN, "again": OWN, "suggested": "other words"}
    assert Client().post(f"/join/{token}/", given).headers["Location"] == "/"
    team.refresh_from_db()
    assert team.is_founded
    assert Membership.objects.get(team=team).state == Membership.State.ACTIVE


def test_of_two_founding_links_only_one_founds() -> None:
    team, first = accounts.create_team(name="falcon", zone="UTC", by=factories.operator().actor)
    later = clock.now() + timedelta(days=1)
    Invite.objects.create(team=team, role="coordinator", token_hash=digest(b"second"), expires_at=later, founds=True)
    accounts.join(token=first, handle="founder", chosen=OWN, language="en")
    keys = bytes(Team.objects.get(pk=team.pk).verify_key or b"")
    late, _key = accounts.join(token="second", handle="latecomer", chosen=OWN, language="en")
    assert bytes(Team.objects.get(pk=team.pk).verify_key or b"") == keys
    assert late.memberships.get().state == Membership.State.WAITING


def test_a_new_founding_link_ends_the_earlier_one_and_a_founded_team_gets_none() -> None:
    maker = factories.operator()
    team, first = accounts.create_team(name="falcon", zone="UTC", by=maker.actor)
    second = accounts.founding_link(team=team, by=maker.actor)
    assert accounts.find_invite(first) is None
    accounts.join(token=second, handle="founder", chosen=OWN, language="en")
    with pytest.raises(Refused):
        accounts.founding_link(team=Team.objects.get(pk=team.pk), by=maker.actor)


def test_a_failed_join_leaves_the_link_and_no_user(group: Group) -> None:
    token = accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    with pytest.raises(Refused):
        accounts.join(token="another", handle="nobody", chosen=OWN, language="en")
    assert not User.objects.filter(handle="nobody").exists()
    assert accounts.find_invite(token) is not None


def test_the_private_key_opens_with_the_passphrase_and_is_stored_nowhere(group: Group) -> None:
    user, private_key = accounts.create_user(handle="somebody", chosen=OWN)
    stored = bytes(User.objects.get(pk=user.pk).private_key_box)
    assert private_key not in stored
    assert len(private_key) == 32


def test_the_seed_of_the_authenticator_is_sealed_to_its_owner(group: Group) -> None:
    user = group.activist.user
    codes.store(user, codes.Seed(factories.SECRET))
    assert factories.SECRET.encode() not in bytes(user.totp_box or b"")
    assert not codes.accept(user, group.activist.private_key, "000000")
