"""The page of the week: which case stands under which reason, what it says of it, and how little it costs."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access.models import User
from cases.access.roles import RoleName
from cases.base.dates import PartialDate
from cases.people import actions as people
from cases.people.dossier import Contact, ContactChannel
from cases.people.models import Case, Stage
from cases.risk import actions as risk
from cases.risk.facts import Wanted
from cases.risk.models import Standing
from cases.watch import actions, lowering_actions, week
from cases.watch.attention import Why
from tests.factories import TODAY, Group, assign, case, group, restricted_case
from tests.risk.test_by_hand import QUIET
from tests.watch.opened import CALM, save

pytestmark = pytest.mark.django_db
NEAR = msgspec.structs.replace(QUIET, near_base=True, wanted=Wanted.FEDERAL)


def under(client: Client) -> dict[str, list[str]]:
    """Return the codes under each reason."""
    response = client.get("/risk/week/")
    assert response.status_code == 200
    return {section.why.value: [line.row.code for line in section.lines] for section in response.context["sections"]}


def settled(team: Group, **facts: Any) -> Case:
    """A case that asks for nothing: reviewed, calm, heard from, with nothing ahead."""
    row = case(team.caseworker, country="FR", contact=Contact(every_days=300), facts=CALM)
    if facts:
        save(row, team.coordinator, **facts)
    actions.review(case=row, note="", by=team.coordinator.actor, on=TODAY)
    return row


def listed(client: Client, why: str) -> set[str]:
    return {row.code for row in client.get(f"/risk/?only={why}").context["rows"]}


def test_a_case_that_asks_for_nothing_is_not_on_it(team: Group) -> None:
    settled(team)
    response = team.coordinator.client().get("/risk/week/")
    assert response.context["sections"] == []
    assert "Nothing asks for a look this week" in response.content.decode()


def test_new_until_the_first_review(team: Group) -> None:
    row, client = case(team.caseworker, country="FR"), team.coordinator.client()
    assert under(client)["new"] == [row.code]
    actions.review(case=row, note="", by=team.caseworker.actor, on=TODAY)
    assert "new" not in under(client)
    assert listed(client, "new") == set()


def test_risen_until_somebody_stands_by_the_higher_band(team: Group) -> None:
    row, client = settled(team), team.coordinator.client()
    save(row, team.caseworker, detained=True)
    assert under(client)["risen"] == listed_as_list(client, "risen") == [row.code]
    assert "at the last review: Low" in client.get("/risk/week/").content.decode()
    actions.review(case=row, note="", by=team.caseworker.actor, on=TODAY)
    assert "risen" not in under(client)


def listed_as_list(client: Client, why: str) -> list[str]:
    return sorted(listed(client, why))


@pytest.mark.parametrize(
    ("stood_by", "stands", "risen"),
    [
        (stood_by, stands, place_stands > place_stood)
        for place_stood, stood_by in enumerate(["low", "medium", "high", "critical"])
        for place_stands, stands in enumerate(["low", "medium", "high", "critical"])
    ],
)
def test_risen_is_every_band_above_the_one_stood_by(team: Group, stood_by: str, stands: str, risen: bool) -> None:
    row = settled(team)
    Standing.objects.filter(case=row).update(reviewed_band=stood_by)
    row.steps.update(band=stands)
    assert listed(team.coordinator.client(), "risen") == ({row.code} if risen else set())


def test_due_within_a_week_and_the_longest_overdue_first(team: Group) -> None:
    first, second, third, later = (settled(team) for _ in range(4))
    for row, days in ((first, -3), (second, 0), (third, 7), (later, 8)):
        Standing.objects.filter(case=row).update(review_on=TODAY + timedelta(days=days))
    client = team.coordinator.client()
    assert under(client)["due"] == [first.code, second.code, third.code]
    page = client.get("/risk/week/").content.decode()
    assert "3 days overdue" in page


def test_about_to_change_with_its_day_and_its_cause(team: Group) -> None:
    """By the base and on the federal list, 56: the last two weeks of the stay add 9 and make it critical."""
    soon, late = (
        case(
            team.caseworker,
            facts=msgspec.structs.replace(NEAR, stay_ends_on=PartialDate.of(TODAY + timedelta(days=days))),
        )
        for days in (30, 300)
    )
    client = team.coordinator.client()
    (line,) = next(one for one in client.get("/risk/week/").context["sections"] if one.why is Why.CHANGING).lines
    assert (line.row.code, line.row.change.on) == (soon.code, TODAY + timedelta(days=16))
    assert line.row.cause == "the permitted stay is ending"
    assert late.code not in listed(client, "changing")


def test_unheard_of_with_days_and_rhythm(team: Group) -> None:
    row = settled(team)
    agreed = Contact(every_days=5, channel=ContactChannel.SIGNAL)
    people.amend(
        case=row,
        change=lambda dossier: msgspec.structs.replace(
            dossier, contact=agreed, last_contact_on=TODAY - timedelta(days=12)
        ),
        by=team.caseworker.actor,
        on=TODAY,
        why="test",
    )
    client = team.coordinator.client()
    assert under(client)["silent"] == [row.code]
    page = client.get("/risk/week/").content.decode()
    for said in ("nothing for 12 days", "agreed: every 5 days", "Signal", "12 days ago"):
        assert said in page


def test_a_request_for_a_second_signature(team: Group) -> None:
    row = settled(team, detained=True)
    save(row, team.coordinator, detained=False)
    lowering_actions.ask(case=row, reason="home again", by=team.coordinator.actor, on=TODAY)
    client = team.caseworker.client()
    assert under(client)["asked"] == [row.code]
    page = client.get("/risk/week/").content.decode()
    assert f"{team.coordinator.user.handle} asked on 20 Nov" in page
    assert "home again" not in page
    lowering_actions.answer(case=row, agreed=True, said="", by=team.caseworker.actor, on=TODAY)
    assert "asked" not in under(client)


def test_a_case_that_waits_for_a_new_assessment(team: Group) -> None:
    row, client = settled(team), team.coordinator.client()
    risk.rest_on_new(team=team.team.pk, country="FR")
    assert under(client)["waiting"] == [row.code]
    client.post("/risk/again/")
    people.assess_again(cases=[row.pk], by=team.coordinator.actor, on=TODAY)
    assert "waiting" not in under(client)


def test_only_open_cases_of_the_own_team_that_one_may_see(team: Group) -> None:
    case(group().caseworker)
    hidden, closed, mine = restricted_case(team.coordinator), case(team.caseworker), case(team.caseworker)
    Case.objects.filter(pk=closed.pk).update(stage=Stage.CLOSED)
    assert under(team.caseworker.client())["new"] == [mine.code]
    assert set(under(team.coordinator.client())["new"]) == {mine.code, hidden.code}


def test_activists_do_not_see_it(team: Group) -> None:
    assert team.activist.client().get("/risk/week/").status_code == 403


def test_more_than_fifty_are_not_counted(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(week, "MOST", 2)
    monkeypatch.setattr(week, "SHOWN", 1)
    client, counts = team.coordinator.client(), []
    for _ in range(3):
        case(team.caseworker)
        (new,) = (one for one in client.get("/risk/week/").context["sections"] if one.why is Why.NEW)
        counts.append((new.count, len(new.lines)))
    assert counts == [("1", 1), ("2", 1), ("2+", 1)]


def test_every_count_opens_the_list_behind_it(team: Group) -> None:
    row = settled(team, detained=True)
    save(row, team.coordinator, detained=False)
    lowering_actions.ask(case=row, reason="home again", by=team.coordinator.actor, on=TODAY)
    for _ in range(2):
        case(team.caseworker, on=TODAY - timedelta(days=60))
    client = team.coordinator.client()
    for section in client.get("/risk/week/").context["sections"]:
        codes = [row.code for row in client.get(section.url).context["rows"]]
        assert set(codes) == {line.row.code for line in section.lines}


def test_names_are_not_on_it(team: Group) -> None:
    case(team.caseworker, alias="Волк", legal_name="Тестов Иван")
    page = team.caseworker.client().get("/risk/week/").content.decode()
    assert "Волк" in page
    assert "Тестов" not in page


def test_the_number_of_queries_does_not_grow_with_the_cases(team: Group) -> None:
    client, counts = team.coordinator.client(), []
    for logged in (2, 4):
        for _ in range(logged):
            row = case(team.caseworker, on=TODAY - timedelta(days=60))
            assign(row, team.caseworker, by=team.coordinator)
            asked = settled(team, detained=True)
            save(asked, team.coordinator, detained=False)
            lowering_actions.ask(case=asked, reason="home", by=team.coordinator.actor, on=TODAY)
        client.get("/risk/week/")
        with CaptureQueriesContext(connection) as found:
            client.get("/risk/week/")
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[0] <= 24


def test_a_full_page_stays_light_enough_for_a_bad_line(team: Group) -> None:
    User.objects.filter(pk=team.coordinator.user.pk).update(language="ru")
    member = team.add(RoleName.CASEWORKER)
    known = msgspec.structs.replace(NEAR, stay_ends_on=PartialDate.of(TODAY + timedelta(days=30)))
    long_ago = TODAY - timedelta(days=60)
    for number in range(week.SHOWN):
        told: dict[str, Any] = {"alias": f"Серебристый Журавль {number}"}
        case(team.caseworker, facts=CALM, on=long_ago, **told)
        assign(case(team.caseworker, facts=known, **told), member, by=team.coordinator)
        asked = case(team.caseworker, facts=known, **told)
        save(asked, team.coordinator, detained=True)
        save(asked, team.coordinator, detained=False)
        lowering_actions.ask(case=asked, reason="home", by=team.coordinator.actor, on=TODAY)
    risk.rest_on_new(team=team.team.pk)
    response = team.coordinator.client().get("/risk/week/")
    assert {len(section.lines) for section in response.context["sections"]} == {week.SHOWN}
    assert len(response.context["sections"]) == len(Why)
    assert len(response.content) <= 60_000
