"""The two doors: who can open what, what each opening leaves behind, and what is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cases import vault
from cases.access.roles import RoleName
from cases.audit import log
from cases.audit.models import Event, EventKind
from cases.keys import envelope
from cases.keys.envelope import Tampered
from cases.keys.keyring import Withheld
from cases.people import actions as people
from cases.people.dossier import Card, ContactChannel
from cases.people.models import Case
from casetracker.embedded import superuser
from tests import factories
from tests.factories import TODAY, Group

pytestmark = pytest.mark.django_db
NAME = "Тестов Иван Проверкович"


@pytest.fixture
def group() -> Group:
    return factories.group()


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_members_open_card_and_dossier(group: Group) -> None:
    case = factories.case(group.activist, legal_name=NAME)
    for person in (group.caseworker, group.coordinator):
        assert vault.open(_fresh(case).dossier, by=person.actor, why="test").legal_name == NAME
        assert vault.open(_fresh(case).card, by=person.actor, why="test").names == (NAME,)


def test_an_activist_opens_the_dossier_they_logged_and_no_card(group: Group) -> None:
    case = factories.case(group.activist, legal_name=NAME)
    assert vault.open(_fresh(case).dossier, by=group.activist.actor, why="test").legal_name == NAME
    with pytest.raises(Withheld):
        vault.open(_fresh(case).card, by=group.activist.actor, why="test")


def test_an_activist_holds_no_key_to_the_cases_of_others(group: Group) -> None:
    other = group.add(RoleName.ACTIVIST)
    for logged_by in (other, group.caseworker, group.coordinator):
        with pytest.raises(vault.NoKey):
            vault.open(_fresh(factories.case(logged_by)).dossier, by=group.activist.actor, why="test")


def test_a_given_case_opens_for_the_activist_it_was_given_to(group: Group) -> None:
    case = factories.case(group.caseworker, legal_name=NAME)
    factories.assign(case, group.activist, by=group.caseworker)
    assert vault.open(_fresh(case).dossier, by=group.activist.actor, why="test").legal_name == NAME


def test_an_operator_and_another_team_open_nothing(group: Group) -> None:
    case = factories.case(group.caseworker)
    stranger = factories.group().coordinator
    with pytest.raises((vault.NoKey, Tampered)):
        vault.open(_fresh(case).dossier, by=stranger.actor, why="test")
    with pytest.raises(Tampered):
        vault.open(_fresh(case).card, by=stranger.actor, why="test")
    with pytest.raises((vault.NoKey, Withheld, LookupError)):
        vault.open(_fresh(case).dossier, by=factories.operator().actor, why="test")


def test_a_restricted_case_opens_for_coordinators_and_its_maker_only(group: Group) -> None:
    case = factories.restricted_case(group.activist, legal_name=NAME)
    for person in (group.activist, group.coordinator):
        assert vault.open(_fresh(case).dossier, by=person.actor, why="test").legal_name == NAME
        assert vault.open(_fresh(case).card, by=person.actor, why="test").names == (NAME,)
    for field in ("dossier", "card"):
        with pytest.raises(vault.NoKey):
            vault.open(getattr(_fresh(case), field), by=group.caseworker.actor, why="test")


def test_what_an_activist_writes_is_boxed_and_re_sealed_by_the_next_member(group: Group) -> None:
    case = factories.case(group.activist, legal_name=NAME)
    assert envelope.is_boxed(_fresh(case).card.raw or b"")
    people.log_contact(
        case=_fresh(case), day=TODAY, channel=ContactChannel.SIGNAL, note="", by=group.caseworker.actor, on=TODAY
    )
    assert not envelope.is_boxed(_fresh(case).card.raw or b"")
    assert vault.open(_fresh(case).card, by=group.coordinator.actor, why="test").names == (NAME,)


def test_every_opening_is_in_the_audit_with_who_what_and_why(group: Group) -> None:
    case = factories.case(group.activist)
    before = set(Event.objects.values_list("pk", flat=True))
    vault.open(_fresh(case).dossier, by=group.caseworker.actor, why="case page")
    event = Event.objects.exclude(pk__in=before).get()
    body = log.read(event, group.coordinator.actor.keyring.audit_pair.private)
    assert (body.kind, body.user, body.cases, body.detail) == (
        EventKind.OPENED.value,
        str(group.caseworker.user.pk),
        (str(case.pk),),
        "case page",
    )


def test_a_page_of_cases_is_one_event_that_names_them_all(group: Group) -> None:
    cases = [_fresh(factories.case(group.caseworker)) for _ in range(3)]
    before = set(Event.objects.values_list("pk", flat=True))
    opened = vault.open_many([case.card for case in cases], by=group.caseworker.actor, why="list")
    assert len(opened) == 3
    event = Event.objects.exclude(pk__in=before).get()
    assert event.tag is None
    body = log.read(event, group.coordinator.actor.keyring.audit_pair.private)
    assert body.cases == tuple(str(case.pk) for case in cases)


def test_openings_of_one_dossier_carry_a_tag_that_only_its_key_makes(group: Group) -> None:
    case, other = factories.case(group.caseworker), factories.case(group.caseworker)
    before = set(Event.objects.values_list("pk", flat=True))
    for row in (case, case, other):
        vault.open(_fresh(row).dossier, by=group.caseworker.actor, why="test")
    tags = [bytes(event.tag or b"") for event in Event.objects.exclude(pk__in=before)]
    assert sorted(tags.count(tag) for tag in set(tags)) == [1, 2]
    assert all(len(tag) == 8 for tag in tags)


def test_opening_nothing_writes_nothing(group: Group) -> None:
    actor = group.caseworker.actor
    before = Event.objects.count()
    assert vault.open_many([], by=actor, why="empty list") == []
    assert Event.objects.count() == before


def test_a_refused_opening_shows_nothing(group: Group) -> None:
    mine, other = factories.case(group.activist), factories.case(group.caseworker)
    with pytest.raises(vault.NoKey):
        vault.open_many([_fresh(mine).dossier, _fresh(other).dossier], by=group.activist.actor, why="test")


@pytest.fixture
def unwritable(transactional_db: None, postgres: Path) -> Iterator[Any]:
    """A switch that makes the audit unwritable, as a full disk or a broken server would."""
    database = str(connection.settings_dict["NAME"])

    def switch() -> None:
        with superuser(postgres, database) as cursor:
            cursor.execute("REVOKE INSERT ON audit_event FROM app")

    yield switch
    with superuser(postgres, database) as cursor:
        cursor.execute("GRANT INSERT ON audit_event TO app")


def test_without_the_audit_nothing_is_opened(unwritable: Any) -> None:
    group = factories.group()
    case = factories.case(group.caseworker, legal_name=NAME)
    actor = group.caseworker.actor
    unwritable()
    with pytest.raises(DatabaseError):
        vault.open(_fresh(case).dossier, by=actor, why="test")
    with pytest.raises(DatabaseError):
        vault.open_many([_fresh(case).card], by=actor, why="test")


def test_without_the_audit_nothing_is_written(unwritable: Any) -> None:
    group = factories.group()
    case = factories.case(group.caseworker)
    actor = group.caseworker.actor
    unwritable()
    with pytest.raises(DatabaseError):
        people.log_contact(case=_fresh(case), day=TODAY, channel=ContactChannel.SIGNAL, note="", by=actor, on=TODAY)
    assert _fresh(case).version == case.version
    with pytest.raises(DatabaseError), transaction.atomic():
        factories.case(group.caseworker)
    assert Case.objects.count() == 1


def test_a_sealed_value_prints_as_a_mask(group: Group) -> None:
    case = _fresh(factories.case(group.caseworker, legal_name=NAME))
    assert str(case.dossier) == repr(case.card) == f"{case.card}" == "•••"
    assert NAME.encode() not in (case.dossier.raw or b"")
    assert bool(case.dossier)


def test_only_sealed_fields_are_sealed(group: Group) -> None:
    case = _fresh(factories.case(group.caseworker))
    with pytest.raises(TypeError, match="code is not sealed"):
        vault.seal(case, "code", Card(), by=group.caseworker.actor)


def test_lengths_tell_no_more_than_steps(group: Group) -> None:
    short = _fresh(factories.case(group.caseworker, legal_name="А"))
    long = _fresh(factories.case(group.caseworker, legal_name="А" * 40, story="Б" * 100))
    for field in ("dossier", "card"):
        assert len(getattr(short, field).raw) == len(getattr(long, field).raw)


def test_a_stored_dossier_reads_back_whole(group: Group) -> None:
    given: dict[str, Any] = {"legal_name": NAME, "other_spellings": ("Testov",), "notes": "текст", "interpreter": False}
    case = factories.case(group.caseworker, **given)
    opened = vault.open(_fresh(case).dossier, by=group.coordinator.actor, why="test")
    assert {name: getattr(opened, name) for name in given} == given
