"""What happened to others nearby: which cases it raises, how far, and until when."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from cases import vault
from cases.people import actions as people
from cases.people.models import Case
from cases.people.rules import lives_in
from cases.risk import actions as risk
from cases.risk.models import Incident
from cases.risk.score import Assessment
from tests import factories
from tests.factories import TODAY, Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return factories.group()


def _incident(group: Group, *, country: str = "KZ", town: str = "", day: date = TODAY, **more: object) -> Incident:
    values = {"kind": "seizure", "acted": "both", "sure": "one_source", "source": "a newspaper", **more}
    return Incident.objects.create(team=group.team, country=country, town=town, day=day, **values)


def _counted(group: Group, case: Case) -> tuple[int, int, int] | None:
    people.amend(case=case, change=lambda dossier: dossier, by=group.caseworker.actor, on=TODAY, why="test")
    row = Case.objects.get(pk=case.pk)
    record: Assessment = vault.open(row.standing.assessment.body, by=group.caseworker.actor, why="test")
    found = [one for one in record.counted if one.factor == "incident"]
    return (found[0].best, found[0].cautious, found[0].worst) if found else None


@pytest.mark.parametrize(
    ("city", "town", "said"),
    [("Алматы", "Almaty", True), ("Алматы", "Astana", False), ("", "Almaty", None), ("Almaty", "", None)],
)
def test_a_town_is_the_persons_however_it_is_spelt(city: str, town: str, said: bool | None) -> None:
    assert lives_in(city, town) is said


def test_an_incident_in_the_town_counts_full_elsewhere_half_and_in_another_country_not(group: Group) -> None:
    here, there = (factories.case(group.caseworker, city=city) for city in ("Алматы", "Астана"))
    abroad = factories.case(group.caseworker, city="Алматы", country="AM")
    before = [_counted(group, case) for case in (here, there, abroad)]
    _incident(group, town="Almaty")
    near, far, none = (_counted(group, case) for case in (here, there, abroad))
    assert before == [None, None, None]
    assert near is not None
    assert far is not None
    assert near[0] == 2 * far[0] > 0
    assert none is None


def test_an_unverified_report_may_count_and_may_not(group: Group) -> None:
    case = factories.case(group.caseworker, city="Almaty")
    _incident(group, town="Almaty", sure="unverified")
    counted = _counted(group, case)
    assert counted is not None
    assert counted[0] == 0 < counted[1] == counted[2]


def test_it_fades_and_a_withdrawn_one_and_another_teams_count_nothing(group: Group) -> None:
    case = factories.case(group.caseworker, city="Almaty")
    _incident(group, town="Almaty", day=TODAY - timedelta(days=181))
    _incident(group, town="Almaty", withdrawn=True)
    _incident(factories.group(), town="Almaty")
    assert _counted(group, case) is None
    _incident(group, town="Almaty", day=TODAY - timedelta(days=31))
    faded = _counted(group, case)
    _incident(group, town="Almaty")
    fresh = _counted(group, case)
    assert faded is not None
    assert fresh is not None
    assert fresh[0] == 2 * faded[0]


def test_new_facts_make_the_cases_of_a_country_wait_until_they_are_assessed(group: Group) -> None:
    case, abroad = factories.case(group.caseworker), factories.case(group.caseworker, country="AM")
    risk.rest_on_new(team=group.team.pk, country="KZ")
    risk.rest_on_new(team=group.team.pk)

    def waits(row: Case) -> int:
        standing = Case.objects.get(pk=row.pk).standing
        return risk.basis_of(group.team.pk, str(row.country), TODAY) - standing.basis

    assert (waits(case), waits(abroad)) == (2, 1)
    people.amend(case=case, change=lambda dossier: dossier, by=group.caseworker.actor, on=TODAY, why="test")
    assert (waits(case), waits(abroad)) == (0, 1)


def test_what_is_written_while_a_case_is_assessed_makes_it_wait(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    case, seen = factories.case(group.caseworker), risk.incidents

    def then_another(*asked: Any) -> QuerySet[Incident]:
        found = seen(*asked)
        len(found)
        _incident(group)
        risk.rest_on_new(team=group.team.pk, country="KZ")
        return found

    with monkeypatch.context() as between:
        between.setattr(risk, "incidents", then_another)
        people.assess_again(cases=[case.pk], by=group.caseworker.actor, on=TODAY)
    assert Case.objects.get(pk=case.pk).standing.basis < risk.basis_of(group.team.pk, "KZ", TODAY)
