"""My work: what needs a person today, the most urgent first, and nothing outside their scope."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from cases.access.permissions import Permission
from cases.applications.deadline_actions import add_date
from cases.applications.work import DateKind
from cases.base import clock
from cases.overview import home
from cases.people import actions as people
from cases.people.dossier import Contact
from cases.people.models import Case
from cases.risk.facts import Facts
from cases.risk.models import Incident
from cases.watch import actions as watch
from cases.watch import incident_actions, lowering_actions
from cases.watch.incident_actions import record
from cases.watch.news import MOST, news
from tests.factories import TODAY, Group, Person, assign, case, group, operator
from tests.people.conftest import NOON


@pytest.fixture
def team(db: None, monkeypatch: pytest.MonkeyPatch) -> Group:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return group()


def quiet(by: Person, **kwargs: Any) -> Case:
    """A case nobody has to worry about for a month."""
    return case(by, country="FR", contact=Contact(every_days=60), **kwargs)


def due(row: Case, days: int, by: Person, text: str = "call") -> None:
    day = TODAY + timedelta(days=days)
    add_date(case=row, kind=DateKind.TASK, text=text, day=day, by=by.actor)


def part(client: Client, name: str) -> list[str]:
    """Return the codes of one section."""
    page = client.get("/")
    assert page.status_code == 200
    rows = getattr(page.context["work"], name).rows
    return [(row.case if name != "dates" else row.row.case).code for row in rows]


def test_sections_stand_in_the_order_of_urgency(team: Group) -> None:
    row = case(team.caseworker, alias="Волк", on=TODAY - timedelta(weeks=4))
    due(row, 1, team.caseworker)
    watch.detain(case=row, place="", actor="", note="", by=team.caseworker.actor, on=TODAY)
    page = team.coordinator.client().get("/").content.decode()
    found = re.findall(r"<h2>([^<]+)</h2>", page)
    assert found == [
        "Detained now",
        "Deadlines of the next seven days",
        "Reviews due",
        "Silent",
        "New, and nobody follows them",
        "My cases",
    ]
    assert "Волк" in page


def test_a_detention_is_shown_to_everyone_with_the_case(team: Group) -> None:
    row = quiet(team.activist)
    watch.detain(case=row, place="Almaty airport", actor="", note="", by=team.activist.actor, on=TODAY)
    for person in (team.activist, team.caseworker, team.coordinator):
        client = person.client()
        assert part(client, "detained") == [row.code]
        assert f"/cases/{row.code}/detained/" in client.get("/").content.decode()
    stranger = team.add(team.activist.actor.role.name)  # type: ignore[union-attr]
    assert part(stranger.client(), "detained") == []


def test_deadlines_of_a_week_are_shown_to_whoever_has_the_case(team: Group) -> None:
    row = quiet(team.caseworker)
    assign(row, team.caseworker, by=team.coordinator)
    for days in (-3, 0, 7, 8):
        due(row, days, team.caseworker, text=f"in {days} days")
    page = team.caseworker.client().get("/").content.decode()
    for days, shown in ((-3, True), (0, True), (7, True), (8, False)):
        assert (f"in {days} days</" in page or f">in {days} days" in page) == shown
    assert page.index("in -3 days") < page.index("in 0 days") < page.index("in 7 days")
    other = team.add(team.caseworker.actor.role.name)  # type: ignore[union-attr]
    assert part(other.client(), "dates") == []


def test_a_coordinator_answers_for_all_and_a_caseworker_for_their_own_and_nobodys(team: Group) -> None:
    old = TODAY - timedelta(weeks=4)
    mine, nobodys, others = (case(team.caseworker, on=old) for _ in range(3))
    assign(mine, team.caseworker, by=team.coordinator)
    assign(others, team.coordinator, by=team.coordinator)
    for name in ("reviews", "silences"):
        assert set(part(team.caseworker.client(), name)) == {mine.code, nobodys.code}
        assert set(part(team.coordinator.client(), name)) == {mine.code, nobodys.code, others.code}


def test_new_cases_wait_for_those_who_assign(team: Group) -> None:
    row, taken = quiet(team.activist), quiet(team.activist)
    assign(taken, team.caseworker, by=team.coordinator)
    assert part(team.caseworker.client(), "new") == [row.code]
    assert part(team.activist.client(), "new") == []


def test_my_cases_are_the_assigned_ones_or_all_an_activist_sees(team: Group) -> None:
    row = quiet(team.activist)
    quiet(team.caseworker)
    assert part(team.activist.client(), "mine") == [row.code]
    assert part(team.caseworker.client(), "mine") == []
    assign(row, team.caseworker, by=team.coordinator)
    assert part(team.caseworker.client(), "mine") == [row.code]


def test_an_activist_sees_silence_in_their_own_cases(team: Group) -> None:
    old = TODAY - timedelta(weeks=4)
    row = case(team.activist, on=old)
    case(team.caseworker, on=old)
    assert part(team.activist.client(), "silences") == [row.code]
    assert part(team.activist.client(), "reviews") == []


def test_a_section_stops_at_ten_and_links_the_whole_list(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "MOST", 2)
    for _ in range(3):
        quiet(team.activist)
    client = team.caseworker.client()
    assert len(part(client, "new")) == 2
    page = client.get("/").content.decode()
    assert "There are more" in page
    assert "/cases/?stage=new&amp;assignee=none" in page


def test_a_quiet_day_says_so_and_offers_a_next_step(team: Group) -> None:
    page = team.activist.client().get("/").content.decode()
    assert "Nothing waits for you today" in page
    assert 'href="/cases/new/"' in page


def test_an_operator_is_led_to_the_teams(db: None) -> None:
    assert operator().client().get("/")["Location"] == "/operator/"


@pytest.mark.parametrize("role", ["activist", "caseworker", "coordinator"])
def test_more_cases_take_no_more_queries(team: Group, role: str) -> None:
    person: Person = getattr(team, role)
    client = person.client()
    counts = []
    for logged in (2, 1):  # one alone would count as reading its dossier
        for _ in range(logged):
            row = case(person, on=TODAY - timedelta(weeks=4))
            due(row, 1, team.caseworker)
            assign(row, person, by=team.coordinator)
            watch.detain(case=row, place="", actor="", note="", by=team.coordinator.actor, on=TODAY)
        client.get("/")
        with CaptureQueriesContext(connection) as found:
            client.get("/")
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[0] <= 20


# What the whole team is told ------------------------------------------------------------------------


def happened(by: Person, country: str, *, days_ago: int = 1, town: str = "") -> Incident:
    said = {"kind": "raid", "day": TODAY - timedelta(days=days_ago), "country": country, "town": town}
    said |= {"acted": "host_police", "sure": "confirmed", "source": "a newspaper"}
    return record(said=said, by=by.actor)


def told(client: Client) -> list[str]:
    """Return where the notices lead."""
    return [one.url for one in client.get("/").context["news"]]


def test_a_fresh_incident_is_told_to_all_who_have_a_case_in_the_country(team: Group) -> None:
    quiet(team.activist)
    row = happened(team.caseworker, "FR", town="Calais")
    happened(team.caseworker, "GE")  # nobody of ours is there
    happened(team.caseworker, "FR", days_ago=14)
    incident_actions.withdraw(incident=happened(team.caseworker, "FR", days_ago=2), by=team.caseworker.actor)
    for person in (team.activist, team.caseworker, team.coordinator):
        client = person.client()
        assert told(client) == [f"/incidents/{row.pk}/"]
        assert "Raid or document checks</a>: France, Calais, 19 Nov 2026" in client.get("/").content.decode()
    stranger = team.add(team.activist.actor.role.name)  # type: ignore[union-attr]
    assert told(stranger.client()) == []
    assert told(group().coordinator.client()) == []


def test_a_request_for_a_second_signature_is_told_to_those_who_may_answer(team: Group) -> None:
    row = quiet(team.activist, facts=Facts(detained=True))
    watch.review(case=row, note="", by=team.coordinator.actor, on=TODAY)
    people.amend(
        case=row,
        change=lambda dossier: replace(dossier, facts=replace(dossier.facts, detained=False)),
        by=team.coordinator.actor,
        on=TODAY,
        why="test",
    )
    lowering_actions.ask(case=row, reason="home again", by=team.coordinator.actor, on=TODAY)
    assert told(team.caseworker.client()) == [f"/cases/{row.code}/risk/"]
    assert told(team.activist.client()) == []
    lowering_actions.answer(case=row, agreed=True, said="", by=team.caseworker.actor, on=TODAY)
    assert told(team.caseworker.client()) == []


def test_what_the_team_is_told_takes_one_query(team: Group) -> None:
    quiet(team.activist)
    actor = team.coordinator.actor
    actor.can(Permission.CASE_VIEW)
    for days in range(8):
        happened(team.caseworker, "FR", days_ago=days)
    with CaptureQueriesContext(connection) as found:
        assert [one.day for one in news(actor, TODAY)] == [TODAY - timedelta(days=days) for days in range(MOST)]
    assert len(found) == 1
