"""Assessing many cases anew, when what assessments rest on has changed."""

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import vault
from cases.access.actor import Actor
from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.risk import actions as risk
from cases.risk.facts import Band, Facts
from cases.risk.models import Assessment, Incident, Standing, Step
from tests import factories
from tests.factories import TODAY, Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return factories.group()


def _state(case: Case, by: Actor) -> tuple[object, ...]:
    row = Case.objects.get(pk=case.pk)
    record = vault.open(row.standing.assessment.body, by=by, why="test")
    steps = Step.objects.filter(case=row).order_by("starts_on").values_list("band", "rank", "starts_on", "ends_on")
    return record.score, record.counted, list(steps), row.standing.review_on, row.quiet_from


def test_it_says_the_same_as_a_save_and_leaves_the_case_unwritten(group: Group) -> None:
    cases = [factories.case(group.caseworker, country=country, city="Almaty") for country in ("KZ", "KZ", "AM")]
    Incident.objects.create(
        team=group.team, country="KZ", town="Алматы", day=TODAY, kind="raid", acted="both", sure="confirmed", source="x"
    )
    by, saved = group.coordinator.actor, group.coordinator.actor
    people.assess_again(cases=[case.pk for case in cases], by=by, on=TODAY)
    again = [_state(case, by) for case in cases]
    assert [Case.objects.get(pk=case.pk).version for case in cases] == [1, 1, 1]
    for case in cases:
        people.amend(case=case, change=lambda dossier: dossier, by=saved, on=TODAY, why="test")
    assert [_state(case, by) for case in cases] == again
    assert Assessment.objects.filter(case=cases[0]).count() == 3


def test_nobody_alone_lowers_what_was_critical_and_two_who_agreed_do(group: Group) -> None:
    case = factories.case(group.caseworker, facts=Facts(detained=True))

    def freed(dossier: Dossier) -> Dossier:
        return msgspec.structs.replace(dossier, facts=msgspec.structs.replace(dossier.facts, detained=False))

    people.amend(case=case, change=freed, by=group.caseworker.actor, on=TODAY, why="test")
    bands = []
    for person, agreed in ((group.caseworker, False), (group.coordinator, False), (group.coordinator, True)):
        people.assess_again(cases=[case.pk], by=person.actor, on=TODAY, agreed=agreed)
        record = vault.open(Standing.objects.get(case=case).assessment.body, by=group.coordinator.actor, why="test")
        bands.append((record.band == Band.CRITICAL, record.held))
    assert bands == [(True, True), (True, True), (False, False)]


def test_more_cases_take_no_more_queries(group: Group) -> None:
    cases = [factories.case(group.caseworker).pk for _one in range(6)]
    counts = []
    for some in (cases[:2], cases):
        actor = group.coordinator.actor
        with CaptureQueriesContext(connection) as found:
            people.assess_again(cases=some, by=actor, on=TODAY)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_whoever_has_no_key_assesses_nothing(group: Group) -> None:
    case = factories.case(group.caseworker)
    stranger = factories.group().coordinator.actor
    before = Assessment.objects.count()
    with pytest.raises(vault.NoKey):
        people.assess_again(cases=[case.pk], by=stranger, on=TODAY)
    assert Assessment.objects.count() == before
    assert risk.basis_of(group.team.pk, "KZ", TODAY) == 0
