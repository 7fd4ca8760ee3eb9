"""Who opens what after somebody is let in again, changes role or leaves; and never a team without a coordinator."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cases import vault
from cases.access import accounts, deputies, freezing, links, paperkey, roster
from cases.access import rotation as roots
from cases.access.actor import Actor, Forged
from cases.access.models import Grant, Membership, Team, User
from cases.access.roles import RoleName
from cases.applications.deadline_actions import add_date
from cases.applications.models import Deadline
from cases.applications.work import DateKind
from cases.base.verdict import Refused
from cases.keys import envelope, paper
from cases.people import actions as people
from cases.people.models import Case, Stage
from cases.team import actions
from cases.vault import rotation
from cases.vault.models import CaseKey, HeldKey
from tests import factories
from tests.factories import PASSPHRASE, TODAY, Group, Person
from tests.team.conftest import NAME, opens


def _place(person: Person) -> Membership:
    return person.user.memberships.get()


def _remove(person: Person, by: Person) -> None:
    actions.remove(membership=_place(person), reason="test", by=by.actor, on=TODAY)


def _finish(by: Person) -> None:
    while rotation.go_on(by=by.actor, size=3):
        pass


def _renew(person: Person, by: Person) -> None:
    place = person.user.memberships.get(team=by.actor.own_team)
    token = links.renewal_link(membership=place, by=by.actor)
    person.user, person.private_key = actions.renew_account(token=token, chosen=PASSPHRASE)


# Leaving ------------------------------------------------------------------------------------------------


def test_whoever_is_removed_keeps_nothing(group: Group) -> None:
    case = factories.case(group.activist, legal_name=NAME)
    _remove(group.activist, group.coordinator)
    place = _place(group.activist)
    assert (place.state, place.keyring_box, place.signature) == (Membership.State.REMOVED, None, None)
    assert not Grant.objects.filter(user=group.activist.user).exists()
    assert not HeldKey.objects.filter(user=group.activist.user).exists()
    assert group.activist.membership is None
    assert opens(case, group.caseworker)


def test_sessions_of_the_removed_end(group: Group) -> None:
    client = group.activist.client()
    assert client.get("/cases/").status_code == 200
    _remove(group.activist, group.coordinator)
    assert client.get("/cases/").headers["Location"].startswith("/login/")


def test_cases_an_activist_held_get_new_keys_in_the_next_round(group: Group) -> None:
    case, other = factories.case(group.activist, legal_name=NAME), factories.case(group.caseworker)
    thief = group.activist.actor
    vault.open(Case.objects.get(pk=case.pk).dossier, by=thief, why="before")
    _remove(group.activist, group.coordinator)
    assert list(CaseKey.objects.filter(is_due=True).values_list("case", flat=True)) == [case.pk]
    assert Team.objects.get(pk=group.team.pk).keys_due == Team.KeysDue.CASES
    before = bytes(CaseKey.objects.get(case=other).box)
    _finish(group.coordinator)
    assert not roots.is_unfinished(group.team)
    with pytest.raises((envelope.Tampered, vault.NoKey)):
        vault.open(Case.objects.get(pk=case.pk).dossier, by=thief, why="after")
    assert bytes(CaseKey.objects.get(case=other).box) == before, "the roots stay: an activist never held them"
    assert opens(case, group.caseworker)


@pytest.mark.parametrize("role", [RoleName.CASEWORKER, RoleName.COORDINATOR])
def test_who_held_a_root_costs_the_team_new_ones(group: Group, role: RoleName) -> None:
    leaver, case = group.add(role), factories.case(group.caseworker, legal_name=NAME)
    secret = factories.restricted_case(group.coordinator, legal_name=NAME)
    thief = leaver.actor
    assert thief.keyring.holds_root
    _remove(leaver, group.coordinator)
    assert Team.objects.get(pk=group.team.pk).epoch == 2
    fresh = factories.case(group.caseworker, legal_name=NAME)
    _finish(group.coordinator)
    for row in (case, secret, fresh):
        with pytest.raises((vault.NoKey, envelope.Tampered, Forged, Exception)) as refused:
            vault.open(Case.objects.get(pk=row.pk).dossier, by=thief, why="after")
        assert not isinstance(refused.value, AssertionError)
        assert opens(row, group.coordinator)


def test_what_was_theirs_has_nobody(group: Group) -> None:
    case, closed = factories.case(group.caseworker), factories.case(group.caseworker)
    for row in (case, closed):
        factories.assign(row, group.caseworker, by=group.coordinator)
    people.set_stage(case=closed, stage=Stage.CLOSED, reason="", by=group.coordinator.actor, on=TODAY)
    date = add_date(
        case=case,
        kind=DateKind.TASK,
        text="call",
        day=TODAY,
        to=group.caseworker.membership,
        by=group.coordinator.actor,
    )
    _remove(group.caseworker, group.coordinator)
    assert not Case.objects.filter(assignee=group.caseworker.user).exists()
    assert Deadline.objects.get(pk=date.pk).assignee is None


def test_an_activist_leaves_and_whoever_stays_is_told(group: Group) -> None:
    case = factories.case(group.activist, legal_name=NAME)
    factories.assign(case, group.activist, by=group.coordinator)
    _remove(group.activist, group.activist)
    assert Case.objects.get(pk=case.pk).assignee is None
    assert roots.is_unfinished(group.team)
    _finish(group.coordinator)
    assert opens(case, group.caseworker)


def test_a_caseworker_who_leaves_cannot_make_roots_and_a_coordinator_is_told_to(group: Group) -> None:
    _remove(group.caseworker, group.caseworker)
    assert Team.objects.get(pk=group.team.pk).keys_due == Team.KeysDue.ROOTS
    _finish(group.coordinator)
    assert Team.objects.get(pk=group.team.pk).keys_due == Team.KeysDue.ROOTS, "new keys of cases are not enough"
    actions.renew_keys(reason="somebody left", by=group.coordinator.actor)
    _finish(group.coordinator)
    assert not roots.is_unfinished(group.team)


def test_a_coordinator_who_leaves_makes_the_roots_they_do_not_get(group: Group) -> None:
    case, second = factories.case(group.caseworker, legal_name=NAME), group.others[0]
    kept = second.actor
    _remove(second, second)
    assert Team.objects.get(pk=group.team.pk).epoch == 2
    assert opens(case, group.caseworker)
    with pytest.raises(PermissionDenied):
        kept.renew()


def test_the_last_coordinator_stays(group: Group) -> None:
    _remove(group.others[0], group.coordinator)
    acts: tuple[Any, ...] = (
        lambda: _remove(group.coordinator, group.coordinator),
        lambda: _change(group.coordinator, RoleName.CASEWORKER, group.coordinator),
    )
    for act in acts:
        with pytest.raises(Refused, match="only coordinator"):
            act()


@pytest.mark.parametrize("who", ["activist", "caseworker"])
def test_only_coordinators_remove_others(group: Group, who: str) -> None:
    with pytest.raises(Refused):
        _remove(group.others[0], getattr(group, who))


def test_nobody_is_removed_from_another_team(group: Group) -> None:
    elsewhere = factories.group()
    with pytest.raises(Refused):
        _remove(elsewhere.activist, group.coordinator)
    assert _place(elsewhere.activist).state == Membership.State.ACTIVE


def test_who_was_removed_can_come_back_by_a_new_link_and_starts_anew(group: Group) -> None:
    case = factories.case(group.activist, legal_name=NAME)
    _remove(group.activist, group.coordinator)
    token = accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    accounts.join_as(token=token, by=group.activist.actor)
    actions.admit(membership=_place(group.activist), by=group.coordinator.actor)
    assert group.activist.actor.keyring.team.epoch == 1
    assert not opens(case, group.activist)


# Roles --------------------------------------------------------------------------------------------------


def _change(person: Person, role: RoleName, by: Person) -> None:
    actions.change_role(membership=_place(person), role=role, by=by.actor, on=TODAY)


@pytest.mark.parametrize(
    ("before", "after", "epoch"),
    [
        ("activist", "caseworker", 1),
        ("activist", "coordinator", 1),
        ("caseworker", "coordinator", 1),
        ("caseworker", "activist", 2),
        ("coordinator", "caseworker", 2),
        ("coordinator", "activist", 2),
    ],
)
def test_a_root_gained_is_sealed_and_a_root_lost_is_replaced(group: Group, before: str, after: str, epoch: int) -> None:
    person, role = group.add(RoleName(before)), RoleName(after)
    case = factories.case(group.coordinator, legal_name=NAME)
    _change(person, role, group.coordinator)
    ring = person.actor.keyring
    assert ring.team.epoch == epoch
    assert (ring.holds_root, ring.holds_lead) == (role != RoleName.ACTIVIST, role == RoleName.COORDINATOR)
    assert opens(case, person) == (role != RoleName.ACTIVIST)
    assert opens(case, group.caseworker)


def test_a_coordinator_may_step_down_where_another_is(group: Group) -> None:
    _change(group.coordinator, RoleName.CASEWORKER, group.coordinator)
    assert not group.coordinator.actor.keyring.holds_lead
    assert group.others[0].actor.keyring.holds_lead


def test_the_same_role_again_changes_nothing(group: Group) -> None:
    _change(group.caseworker, RoleName.CASEWORKER, group.coordinator)
    assert Team.objects.get(pk=group.team.pk).epoch == 1


# New keys for lost ones -----------------------------------------------------------------------------------


def test_new_keys_wait_in_every_team_and_bring_an_activists_cases_back(group: Group) -> None:
    other, person = factories.group(), group.activist
    case, not_theirs = factories.case(person, legal_name=NAME), factories.case(group.caseworker, legal_name=NAME)
    token = accounts.invite(role=RoleName.CASEWORKER, by=other.coordinator.actor)
    place = accounts.join_as(token=token, by=person.actor)
    accounts.admit(membership=place, by=other.coordinator.actor)
    _renew(person, group.coordinator)
    assert {row.state for row in person.user.memberships.all()} == {Membership.State.WAITING}
    assert not HeldKey.objects.filter(user=person.user).exists()
    here, there = person.user.memberships.get(team=group.team), person.user.memberships.get(team=other.team)
    assert actions.admit(membership=here, by=group.coordinator.actor) == 1
    assert [opens(row, person) for row in (case, not_theirs)] == [True, False]
    there.refresh_from_db()
    assert there.state == Membership.State.WAITING


def test_nothing_that_the_old_keys_opened_is_left(group: Group) -> None:
    person = group.caseworker
    User.objects.filter(pk=person.user.pk).update(
        recovery_box=b"x", spare_codes_box=b"x", pin_box=b"x", lock_hash=b"x", locked=True
    )
    old, epoch = bytes(person.user.public_key), person.user.session_epoch
    _renew(person, group.coordinator)
    user = User.objects.get(pk=person.user.pk)
    left = (user.totp_box, user.recovery_box, user.spare_codes_box, user.pin_box, user.lock_hash, user.locked)
    assert left == (None, None, None, None, None, False)
    assert user.session_epoch > epoch
    assert bytes(user.public_key) != old


def test_a_link_to_new_keys_works_once_and_the_newest_alone(group: Group) -> None:
    first = links.renewal_link(membership=_place(group.activist), by=group.coordinator.actor)
    second = links.renewal_link(membership=_place(group.activist), by=group.coordinator.actor)
    with pytest.raises(Refused):
        actions.renew_account(token=first, chosen=PASSPHRASE)
    actions.renew_account(token=second, chosen=PASSPHRASE)
    with pytest.raises(Refused):
        actions.renew_account(token=second, chosen=PASSPHRASE)


def test_a_link_to_new_keys_lets_nobody_join_and_an_invitation_renews_nobody(group: Group) -> None:
    renewal = links.renewal_link(membership=_place(group.activist), by=group.coordinator.actor)
    with pytest.raises(Refused):
        accounts.join(token=renewal, handle="somebody", chosen=PASSPHRASE, language="en")
    invitation = accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    with pytest.raises(Refused):
        actions.renew_account(token=invitation, chosen=PASSPHRASE)


def test_the_only_coordinator_of_a_team_keeps_the_keys(group: Group) -> None:
    other = factories.group()
    token = accounts.invite(role=RoleName.ACTIVIST, by=group.coordinator.actor)
    accounts.admit(membership=accounts.join_as(token=token, by=other.coordinator.actor), by=group.coordinator.actor)
    place = other.coordinator.user.memberships.get(team=group.team)
    link = links.renewal_link(membership=place, by=group.coordinator.actor)
    with pytest.raises(Refused, match=other.team.name):
        actions.renew_account(token=link, chosen=PASSPHRASE)


def test_nobody_makes_that_link_for_themselves_or_for_strangers(group: Group) -> None:
    for row in (_place(group.coordinator), _place(factories.group().activist)):
        with pytest.raises(Refused):
            links.renewal_link(membership=row, by=group.coordinator.actor)


def test_turning_away_who_was_inside_before_is_removing_them(group: Group) -> None:
    _renew(group.caseworker, group.coordinator)
    actions.decline(membership=_place(group.caseworker), by=group.coordinator.actor, on=TODAY)
    assert _place(group.caseworker).state == Membership.State.REMOVED
    assert Team.objects.get(pk=group.team.pk).epoch == 2


# The deputy -----------------------------------------------------------------------------------------------


def test_the_deputy_steps_in_with_the_root_in_reserve(group: Group) -> None:
    secret = factories.restricted_case(group.coordinator, legal_name=NAME)
    deputies.name(membership=_place(group.caseworker), by=group.coordinator.actor)
    assert not opens(secret, group.caseworker)
    assert not group.caseworker.actor.keyring.holds_lead
    deputies.step_in(reason="both are gone", by=group.caseworker.actor)
    place = _place(group.caseworker)
    assert (place.role, place.is_deputy) == ("coordinator", False)
    assert place.stepped_in_on is not None
    assert opens(secret, group.caseworker)
    assert group.coordinator.actor.checked_public_key(place)


def test_a_deputy_follows_the_roots(group: Group) -> None:
    deputies.name(membership=_place(group.caseworker), by=group.coordinator.actor)
    actions.renew_keys(reason="test", by=group.coordinator.actor)
    deputies.step_in(reason="gone", by=group.caseworker.actor)
    assert group.caseworker.actor.keyring.team.lead == group.coordinator.actor.keyring.team.lead


def test_who_is_not_the_deputy_does_not_step_in(group: Group) -> None:
    for person in (group.caseworker, group.coordinator):
        with pytest.raises(Refused):
            deputies.step_in(reason="power", by=person.actor)


def test_a_deputy_in_the_database_alone_is_none(group: Group) -> None:
    Membership.objects.filter(user=group.caseworker.user).update(is_deputy=True)
    with pytest.raises(Forged):
        deputies.step_in(reason="forged", by=group.caseworker.actor)


def test_only_a_caseworker_is_named(group: Group) -> None:
    for person in (group.activist, group.others[0]):
        with pytest.raises(Refused):
            deputies.name(membership=_place(person), by=group.coordinator.actor)


@pytest.mark.parametrize("how", ["unname", "remove", "to_activist"])
def test_a_deputy_who_is_none_any_more_costs_new_roots(group: Group, how: str) -> None:
    deputies.name(membership=_place(group.caseworker), by=group.coordinator.actor)
    acts: dict[str, Any] = {
        "unname": lambda: deputies.unname(membership=_place(group.caseworker), by=group.coordinator.actor),
        "remove": lambda: _remove(group.caseworker, group.coordinator),
        "to_activist": lambda: _change(group.caseworker, RoleName.ACTIVIST, group.coordinator),
    }
    acts[how]()
    assert Team.objects.get(pk=group.team.pk).epoch == 2
    assert not _place(group.caseworker).is_deputy
    if group.caseworker.membership is not None:
        assert group.caseworker.actor.keyring.team.reserve is None


# The paper key ----------------------------------------------------------------------------------------------


def _paper_key(group: Group) -> bytes:
    return paper.read(paperkey.make(by=group.coordinator.actor), paperkey.BYTES)


def test_the_paper_key_opens_the_keys_of_today_and_tomorrow(group: Group) -> None:
    key = _paper_key(group)
    paperkey.drill(key=key, by=group.coordinator.actor)
    actions.renew_keys(reason="test", by=group.coordinator.actor)
    paperkey.drill(key=key, by=group.coordinator.actor)


def test_a_newer_paper_key_ends_the_earlier(group: Group) -> None:
    first, _second = _paper_key(group), _paper_key(group)
    with pytest.raises(Refused, match="not this team's present one"):
        paperkey.drill(key=first, by=group.coordinator.actor)


def test_other_members_still_trust_the_team_after_a_paper_key_was_made(group: Group) -> None:
    paperkey.make(by=group.coordinator.actor)
    assert group.caseworker.actor.keyring.holds_root
    assert group.activist.actor.team_box_public()


def test_a_forged_public_half_is_refused(group: Group) -> None:
    Team.objects.filter(pk=group.team.pk).update(recovery_public=b"\1" * 32)
    with pytest.raises(Forged):
        _ = group.coordinator.actor.keyring


@pytest.mark.parametrize("state", ["waiting", "active"])
def test_who_has_the_paper_key_and_a_place_becomes_coordinator_and_everybody_sees_it(group: Group, state: str) -> None:
    secret = factories.restricted_case(group.coordinator, legal_name=NAME)
    key = _paper_key(group)
    token = links.rescue_link(team=group.team, by=factories.operator().actor)
    person = (
        group.activist
        if state == "active"
        else Person(*accounts.join(token=token, handle="rescuer", chosen=PASSPHRASE, language="en"))
    )
    place = paperkey.recover(key=key, by=person.actor)
    assert place.stepped_in_on is not None
    assert opens(secret, person)
    assert group.coordinator.actor.checked_public_key(_place(person))


def test_the_paper_key_alone_is_not_enough(group: Group) -> None:
    key, stranger = _paper_key(group), factories.group().activist
    with pytest.raises(Refused, match="of no team you belong to"):
        paperkey.recover(key=key, by=stranger.actor)
    _remove(group.activist, group.coordinator)
    with pytest.raises(Refused, match="of no team you belong to"):
        paperkey.recover(key=key, by=group.activist.actor)


# Freezing -----------------------------------------------------------------------------------------------------


def test_a_frozen_team_gives_nothing_away(group: Group) -> None:
    waiting = factories.newcomer(RoleName.ACTIVIST, by=group.coordinator)
    freezing.freeze(by=group.coordinator.actor)
    by = group.coordinator
    acts: tuple[Any, ...] = (
        lambda: accounts.invite(role=RoleName.ACTIVIST, by=by.actor),
        lambda: actions.admit(membership=_place(waiting), by=by.actor),
        lambda: _change(group.activist, RoleName.CASEWORKER, by),
        lambda: links.renewal_link(membership=_place(group.activist), by=by.actor),
        lambda: deputies.name(membership=_place(group.caseworker), by=by.actor),
        lambda: paperkey.make(by=by.actor),
    )
    for act in acts:
        with pytest.raises(freezing.Frozen):
            act()
    _remove(group.activist, by)  # what protects goes on
    actions.renew_keys(reason="test", by=by.actor)


def test_every_session_ends_the_one_of_who_froze_too(group: Group) -> None:
    clients = [person.client() for person in (group.coordinator, group.activist)]
    elsewhere = factories.group().activist.client()
    freezing.freeze(by=group.coordinator.actor)
    assert [client.get("/cases/").status_code for client in (*clients, elsewhere)] == [302, 302, 200]


def test_two_coordinators_lift_it(group: Group) -> None:
    freezing.freeze(by=group.coordinator.actor)
    with pytest.raises(Refused, match="Nobody has asked"):
        freezing.lift(by=group.coordinator.actor)
    freezing.ask_to_lift(by=group.coordinator.actor)
    with pytest.raises(Refused, match="Another coordinator"):
        freezing.lift(by=group.coordinator.actor)
    freezing.lift(by=group.others[0].actor)
    freezing.require_thawed(group.coordinator.actor)


def test_one_lifts_it_with_the_paper_key(group: Group) -> None:
    key = _paper_key(group)
    freezing.freeze(by=group.coordinator.actor)
    with pytest.raises(Refused):
        paperkey.lift_freeze(key=b"\7" * 32, by=group.coordinator.actor)
    assert freezing.is_frozen(group.team)
    paperkey.lift_freeze(key=key, by=group.coordinator.actor)
    assert not freezing.is_frozen(group.team)


def test_freezing_twice_is_once_and_thawed_it_can_be_frozen_again(group: Group) -> None:
    for _time in range(2):
        freezing.freeze(by=group.coordinator.actor)
        freezing.freeze(by=group.coordinator.actor)
        freezing.ask_to_lift(by=group.coordinator.actor)
        freezing.lift(by=group.others[0].actor)
    assert group.team.freezes.count() == 2


def test_an_act_under_way_when_the_session_ends_is_stopped_at_the_teams_lock(group: Group) -> None:
    slow: Actor = group.others[0].actor
    freezing.freeze(by=group.coordinator.actor)
    with pytest.raises(PermissionDenied):
        roster.lock(slow)
