"""Ciphertexts, keys and roles moved or changed by somebody who can write the database are refused."""

import pytest

from cases import vault
from cases.access import roster
from cases.access.actor import Forged
from cases.access.models import Membership, Team
from cases.access.roles import RoleName
from cases.keys import keyring
from cases.keys.envelope import Tampered
from cases.keys.pairs import fingerprint
from cases.people.models import Case
from cases.vault.models import CaseKey, HeldKey
from tests import factories
from tests.factories import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return factories.group()


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def _move(source: Case, target: Case, field: str) -> Case:
    row = _fresh(target)
    setattr(row, field, getattr(_fresh(source), field).raw)
    row.save(update_fields=[field])
    return _fresh(target)


@pytest.mark.parametrize("field", ["dossier", "card"])
@pytest.mark.parametrize("logged_by", ["activist", "caseworker"])
def test_a_ciphertext_moved_to_another_case_is_refused(group: Group, field: str, logged_by: str) -> None:
    person = getattr(group, logged_by)
    one, other = factories.case(person), factories.case(person)
    moved = _move(one, other, field)
    with pytest.raises(Tampered):
        vault.open(getattr(moved, field), by=group.coordinator.actor, why="test")


def test_a_case_moved_together_with_its_key_is_refused(group: Group) -> None:
    one, other = factories.case(group.caseworker), factories.case(group.caseworker)
    moved = _move(one, other, "dossier")
    CaseKey.objects.filter(case=other).update(box=CaseKey.objects.get(case=one).box)
    with pytest.raises(Tampered):
        vault.open(moved.dossier, by=group.coordinator.actor, why="test")


def test_a_key_sealed_to_a_colleague_does_not_open_as_ones_own(group: Group) -> None:
    case = factories.case(group.caseworker)
    other = group.add(RoleName.ACTIVIST)
    factories.assign(case, other, by=group.caseworker)
    HeldKey.objects.filter(user=other.user).update(user=group.activist.user)
    with pytest.raises(Tampered):
        vault.open(_fresh(case).dossier, by=group.activist.actor, why="test")


def test_a_dossier_in_the_place_of_the_card_is_refused(group: Group) -> None:
    case = _fresh(factories.case(group.caseworker))
    Case.objects.filter(pk=case.pk).update(card=case.dossier.raw)
    with pytest.raises(Tampered):
        vault.open(_fresh(case).card, by=group.coordinator.actor, why="test")


@pytest.mark.parametrize("change", ["role", "key", "signature"])
def test_no_key_is_given_to_a_colleague_the_coordinators_did_not_sign(group: Group, change: str) -> None:
    case = factories.case(group.caseworker)
    place = group.activist.user.memberships.get()
    if change == "role":
        Membership.objects.filter(pk=place.pk).update(role="caseworker")
    elif change == "key":
        type(group.activist.user).objects.filter(pk=group.activist.user.pk).update(public_key=bytes(range(32)))
    else:
        Membership.objects.filter(pk=place.pk).update(signature=bytes(64))
    with pytest.raises(Forged):
        vault.give_case_key(case, Membership.objects.get(pk=place.pk), by=group.caseworker.actor)


# A whole keyring --------------------------------------------------------------------------------------------


def _forge(group: Group, *, everywhere: bool) -> None:
    """Write a keyring of another maker for the caseworker, signed by that maker in every column that is checked."""
    keys = keyring.found(group.team.epoch)
    team, place = Team.objects.get(pk=group.team.pk), group.caseworker.user.memberships.select_related("user").get()
    roster.seal_keyring(place, keys)
    place.save()
    kept = team.verify_key
    roster.publish_keys(team, keys)
    if not everywhere:
        Team.objects.filter(pk=team.pk).update(verify_key=kept)


def test_a_keyring_of_another_maker_is_refused_while_the_team_shows_its_fingerprint(group: Group) -> None:
    _forge(group, everywhere=False)
    with pytest.raises(Forged):
        assert group.caseworker.actor.keyring.team


def test_with_a_forged_keyring_nothing_opens_that_was_there_and_everybody_else_is_refused(group: Group) -> None:
    case, print_before = factories.case(group.caseworker), fingerprint(bytes(group.team.verify_key or b""))
    _forge(group, everywhere=True)
    with pytest.raises(Tampered):
        vault.open(_fresh(case).dossier, by=group.caseworker.actor, why="test")
    for person in (group.coordinator, group.activist):
        with pytest.raises(Forged):
            assert person.actor.keyring.team
    assert fingerprint(bytes(Team.objects.get(pk=group.team.pk).verify_key or b"")) != print_before


def test_pages_with_a_forged_keyring_say_so(group: Group) -> None:
    case, client = factories.case(group.caseworker), group.caseworker.client()
    _forge(group, everywhere=False)
    answer = client.get(case.get_absolute_url())
    assert answer.status_code == 403
    assert "This does not open" in answer.content.decode()
