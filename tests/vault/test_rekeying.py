"""New keys for cases and teams: who opens what before, during and after, and what an old key still opens."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, connection, transaction

from cases import vault
from cases.access import rotation as roots
from cases.access.actor import Actor
from cases.access.models import Grant, Membership, PastKeys, Team, TeamGrant
from cases.access.roles import RoleName
from cases.audit.models import Event
from cases.base import clock
from cases.keys import envelope
from cases.people import actions as people
from cases.people.dossier import ContactChannel, Dossier
from cases.people.models import Case
from cases.timeline.models import Entry
from cases.vault import rekeying, rotation
from cases.vault.doors import place_of
from tests import factories
from tests.factories import TODAY, Group, Person

pytestmark = pytest.mark.django_db
NAME = "Тестов Иван Проверкович"


@pytest.fixture
def group() -> Group:
    return factories.group()


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def _opens(case: Case, person: Person | Actor) -> bool:
    actor = person if isinstance(person, Actor) else person.actor
    row = _fresh(case)
    try:
        dossier = vault.open(row.dossier, by=actor, why="test")
    except vault.NoKey:
        return False
    entries = [entry.body for entry in Entry.objects.filter(case=row)]
    vault.open_many([row.standing.assessment.body, *entries], by=actor, why="test")
    return bool(dossier.legal_name == NAME)


def _keys_seen_by(person: Person, case: Case) -> dict[Any, Any]:
    actor = person.actor
    vault.open(_fresh(case).dossier, by=actor, why="test")
    return dict(actor.case_keys)


def test_no_case_is_given_no_key_and_no_event(group: Group) -> None:
    before = Event.objects.count()
    rekeying.rekey([], by=group.coordinator.actor, why="nothing to do")
    assert Event.objects.count() == before


def test_everything_below_a_case_opens_with_its_new_key_and_nothing_with_the_old(group: Group) -> None:
    case = factories.case(group.caseworker, legal_name=NAME)
    people.log_contact(
        case=case, day=TODAY, channel=ContactChannel.SIGNAL, note="well", by=group.caseworker.actor, on=TODAY
    )
    old = _keys_seen_by(group.caseworker, case)[case.pk]
    rekeying.rekey([case.pk], by=group.coordinator.actor, why="test")
    assert _opens(case, group.caseworker)
    row = _fresh(case)
    for sealed in (row.dossier, row.standing.assessment.body, *(one.body for one in Entry.objects.filter(case=row))):
        with pytest.raises(envelope.Tampered):
            envelope.unlock(old.key, sealed.raw, place_of(sealed.row, sealed.field, group.team.pk))


def test_activists_with_a_current_grant_keep_the_case_and_others_lose_it(group: Group) -> None:
    case = factories.case(group.activist, legal_name=NAME)
    given, ended = group.add(RoleName.ACTIVIST), group.add(RoleName.ACTIVIST)
    factories.assign(case, given, by=group.caseworker)
    factories.assign(case, ended, by=group.caseworker)
    Grant.objects.filter(user=ended.user).update(until=clock.today("UTC") - timedelta(days=3))
    rekeying.rekey([case.pk], by=group.caseworker.actor, why="test")
    assert [_opens(case, person) for person in (group.activist, given, ended)] == [True, True, False]


def test_a_key_replaced_in_between_is_not_sealed_with(group: Group) -> None:
    case = factories.case(group.activist, legal_name=NAME)
    slow = group.activist.actor
    vault.open(_fresh(case).dossier, by=slow, why="a page, before the keys change")
    rekeying.rekey([case.pk], by=group.coordinator.actor, why="test")
    people.note(case=_fresh(case), day=TODAY, text="written after", by=slow)
    notes = [
        vault.open(one.body, by=group.caseworker.actor, why="test").note for one in Entry.objects.filter(case=case)
    ]
    assert "written after" in notes


def test_a_page_read_while_its_key_is_replaced_still_opens(group: Group) -> None:
    case = factories.case(group.caseworker, legal_name=NAME)
    reader, row = group.caseworker.actor, _fresh(case)
    rekeying.rekey([case.pk], by=group.coordinator.actor, why="test")
    assert vault.open(row.dossier, by=reader, why="read before, opened after").legal_name == NAME
    assert reader.case_keys[case.pk].epoch == 1


def test_the_audit_of_a_case_is_found_under_every_key_it_had(group: Group) -> None:
    case = factories.case(group.caseworker, legal_name=NAME)
    for _time in range(3):
        vault.open(_fresh(case).dossier, by=group.caseworker.actor, why="page")
        rekeying.rekey([case.pk], by=group.coordinator.actor, why="test")
    tags = vault.tags_of(case, by=group.coordinator.actor)
    assert len(set(tags)) == 4
    assert Event.objects.filter(tag__in=tags[1:]).count() >= 3


def test_rows_stay_immutable_after_a_rekeying_in_the_same_transaction(group: Group) -> None:
    case = factories.case(group.caseworker)
    rekeying.rekey([case.pk], by=group.coordinator.actor, why="test")
    with pytest.raises((InternalError, DatabaseError, IntegrityError)), transaction.atomic():
        Entry.objects.filter(case=case).update(number=99)


def test_restricting_a_case_closes_it_to_the_team_and_opening_it_again_undoes_that(group: Group) -> None:
    case, named = factories.case(group.caseworker, legal_name=NAME), group.add(RoleName.CASEWORKER)
    assert named.membership is not None
    people.give_access(case=case, to=named.membership, by=group.coordinator.actor)
    rekeying.restrict(case, to_people=True, by=group.coordinator.actor)
    assert [_opens(case, person) for person in (group.coordinator, named, group.caseworker)] == [True, True, False]
    assert vault.open(_fresh(case).card, by=named.actor, why="test").names == (NAME,)
    with pytest.raises(vault.NoKey):
        vault.open(_fresh(case).card, by=group.caseworker.actor, why="test")
    rekeying.restrict(case, to_people=False, by=group.coordinator.actor)
    assert _opens(case, group.caseworker)
    assert vault.open(_fresh(case).card, by=group.caseworker.actor, why="test").names == (NAME,)


def _renew(group: Group, *, batches: int | None = None) -> None:
    actor = group.coordinator.actor
    roots.begin(by=actor, why="test")
    done = 0
    while (batches is None or done < batches) and rotation.go_on(by=actor, size=1):
        done += 1


@pytest.mark.parametrize("batches", [0, 1, 2, None])
def test_members_open_everything_while_keys_are_renewed_and_after(group: Group, batches: int | None) -> None:
    cases = [
        factories.case(person, legal_name=NAME) for person in (group.activist, group.caseworker, group.coordinator)
    ]
    secret = factories.restricted_case(group.activist, legal_name=NAME)
    _renew(group, batches=batches)
    for case in cases:
        assert _opens(case, group.caseworker)
        assert vault.open(_fresh(case).card, by=group.caseworker.actor, why="test").names == (NAME,)
    assert _opens(cases[0], group.activist)
    assert not _opens(cases[1], group.activist)
    assert [_opens(secret, person) for person in (group.coordinator, group.activist)] == [True, True]
    fresh = factories.case(group.activist, legal_name=NAME)
    assert _opens(fresh, group.caseworker)
    if batches is None:
        assert not roots.is_unfinished(group.team)
        assert rotation.left(group.coordinator.actor) == 0
    else:
        assert roots.is_unfinished(group.team)


def test_two_renewals_one_after_the_other_lose_nothing(group: Group) -> None:
    cases = [factories.case(group.activist, legal_name=NAME) for _one in range(3)]
    _renew(group, batches=1)
    _renew(group, batches=1)
    assert all(_opens(case, group.caseworker) for case in cases)
    while rotation.go_on(by=group.coordinator.actor, size=2):
        pass
    assert all(_opens(case, group.caseworker) for case in cases)
    assert not PastKeys.objects.filter(team=group.team, root_box__isnull=False).exists()


def test_whoever_left_opens_nothing_written_or_kept_after_the_renewal(group: Group) -> None:
    case = factories.case(group.caseworker, legal_name=NAME)
    leaver = group.add(RoleName.CASEWORKER)
    kept = leaver.actor
    vault.open(_fresh(case).dossier, by=kept, why="before")
    Membership.objects.filter(user=leaver.user).update(state=Membership.State.REMOVED)
    _renew(group)
    fresh = factories.case(group.caseworker, legal_name=NAME)
    for row in (case, fresh):
        with pytest.raises((envelope.Tampered, vault.NoKey, Exception)) as refused:
            vault.open(_fresh(row).dossier, by=kept, why="after")
        assert not isinstance(refused.value, AssertionError)


def test_a_write_under_way_uses_the_new_roots(group: Group) -> None:
    slow = group.activist.actor
    assert slow.team_box_public()
    _renew(group)
    case = people.log_case(dossier=Dossier(legal_name=NAME), category="deserter", country="KZ", by=slow, on=TODAY)
    assert _opens(case, group.caseworker)
    assert vault.open(_fresh(case).card, by=group.caseworker.actor, why="test").names == (NAME,)


def test_another_teams_members_open_a_shared_case_and_it_can_become_theirs(group: Group) -> None:
    other = factories.group()
    case = factories.case(group.activist, legal_name=NAME)
    assert not _opens(case, other.caseworker)
    vault.share_case_key(case, other.team, by=group.coordinator.actor)
    TeamGrant.objects.create(case=case, giver=group.team, team=other.team, kind="shared", state="accepted", week=TODAY)
    assert _opens(case, other.caseworker)
    assert not _opens(case, other.activist)
    _renew(other)
    _renew(group)
    assert _opens(case, other.caseworker)
    rekeying.take_case_key(case, by=group.coordinator.actor, team=other.team.pk)
    assert not _opens(case, other.caseworker)


def test_the_roots_of_a_team_that_wait_for_a_lock_are_not_replaced_under_a_writer(group: Group) -> None:
    group.caseworker.actor.lock_roots()
    with connection.cursor() as cursor:
        cursor.execute("SELECT mode FROM pg_locks WHERE relation = 'access_team'::regclass AND pid = pg_backend_pid()")
        assert ("RowShareLock",) in cursor.fetchall()
    assert Team.objects.get(pk=group.team.pk).epoch == 1
