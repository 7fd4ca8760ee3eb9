"""The list of cases: scope, filters, order, paging, aliases opened in one go, and no more queries for more cases."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.people import actions, queries
from cases.people.dossier import Contact
from cases.people.models import Case, Stage
from cases.risk.facts import Facts, Wanted
from tests.factories import TODAY, Group, Person, assign, case, group, restricted_case


def codes(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/cases/{query}")
    assert page.status_code == 200
    return [row.case.code for row in page.context["rows"]]


def in_danger(by: Person, **kwargs: Any) -> Case:
    return case(by, facts=Facts(detained=True, wanted=Wanted.INTERNATIONAL), **kwargs)


def test_members_see_the_team_and_activists_their_own(team: Group) -> None:
    mine, theirs = case(team.activist), case(team.caseworker)
    case(group().coordinator)
    assert set(codes(team.caseworker.client())) == {mine.code, theirs.code}
    assert codes(team.activist.client()) == [mine.code]


def test_a_restricted_case_is_listed_for_those_who_may_open_it(team: Group) -> None:
    row = restricted_case(team.activist, alias="Волк")
    assert codes(team.coordinator.client(), "?restricted=on") == [row.code]
    assert codes(team.caseworker.client()) == []
    assert "Волк" in team.activist.client().get("/cases/").content.decode()


def test_aliases_show_and_names_do_not(team: Group) -> None:
    case(team.activist, alias="Волк", legal_name="Иван Тестов")
    for person in (team.activist, team.caseworker):
        page = person.client().get("/cases/").content.decode()
        assert "Волк" in page
        assert "Тестов" not in page


def test_the_newest_week_comes_first_and_codes_part_equals(team: Group) -> None:
    old = case(team.caseworker, on=TODAY - timedelta(weeks=3))
    new = sorted([case(team.caseworker), case(team.caseworker)], key=lambda row: row.code)
    assert codes(team.caseworker.client()) == [*(row.code for row in new), old.code]


def test_by_band_the_worst_comes_first(team: Group) -> None:
    calm, worst = case(team.caseworker, country="FR"), in_danger(team.caseworker)
    assert codes(team.caseworker.client(), "?sort=risk") == [worst.code, calm.code]


def test_the_longest_silence_comes_first_when_asked(team: Group) -> None:
    late = case(team.caseworker)
    early = case(team.caseworker, on=TODAY - timedelta(weeks=8))
    assert codes(team.caseworker.client(), "?sort=silence") == [early.code, late.code]


def test_each_filter_narrows(team: Group) -> None:
    one = in_danger(team.caseworker, country="AM", category="refuser", contact=Contact(every_days=30))
    other = case(team.caseworker, country="FR", on=TODAY - timedelta(weeks=8))
    assign(other, team.caseworker, by=team.coordinator)
    client, me = team.caseworker.client(), team.caseworker.user.pk
    assert codes(client, "?band=critical") == [one.code]
    assert codes(client, "?country=FR") == [other.code]
    assert codes(client, "?category=refuser") == [one.code]
    assert codes(client, "?stage=new") == [one.code]
    assert codes(client, f"?assignee={me}") == [other.code]
    assert codes(client, "?assignee=none") == [one.code]
    assert codes(client, "?mine=on") == [other.code]
    assert codes(client, "?silent=on") == [other.code]
    assert codes(client, "?country=FR&band=critical") == []


def test_closed_cases_show_when_asked_for_or_counted_by_week(team: Group) -> None:
    row = case(team.caseworker)
    actions.set_stage(case=row, stage=Stage.CLOSED, reason="done", by=team.caseworker.actor, on=TODAY)
    client = team.caseworker.client()
    assert codes(client) == []
    for query in ("?stage=closed", "?stage=any", f"?week={row.week_created.isoformat()}"):
        assert codes(client, query) == [row.code]


@pytest.mark.parametrize(
    "query",
    [
        "?band=x",
        "?assignee=nobody-known",
        "?week=soon",
        "?after=x_y",
        "?after=2026-99-99_K7F-3QX",
        "?sort=' OR 1",
        "?code=%00",
    ],
)
def test_what_makes_no_sense_is_no_error(team: Group, query: str) -> None:
    case(team.caseworker)
    assert team.caseworker.client().get(f"/cases/{query}").status_code == 200


@pytest.mark.parametrize("sort", ["new", "risk", "silence"])
def test_paging_shows_every_case_once(team: Group, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    logged = {case(team.caseworker, on=TODAY - timedelta(weeks=week)).code for week in (0, 0, 1, 1, 1)}
    client, seen, after = team.caseworker.client(), list[str](), ""
    for _ in range(3):
        page = client.get("/cases/", {"sort": sort, "after": after})
        seen += [row.case.code for row in page.context["rows"]]
        after = page.context["after"] or ""
    assert after == ""
    assert sorted(seen) == sorted(logged)


def test_a_whole_code_opens_its_case(team: Group) -> None:
    row = case(team.activist)
    answer = team.activist.client().get("/cases/", {"code": row.code.lower().replace("-", " ")})
    assert answer["Location"] == f"/cases/{row.code}/"


def test_a_code_out_of_scope_finds_nothing(team: Group) -> None:
    row = case(team.caseworker)
    page = team.activist.client().get("/cases/", {"code": row.code})
    assert "No case fits" in page.content.decode()


def test_an_empty_list_says_what_to_do_next(team: Group) -> None:
    assert 'href="/cases/new/"' in team.activist.client().get("/cases/").content.decode()


@pytest.mark.parametrize("role", ["activist", "caseworker", "coordinator"])
def test_more_cases_take_no_more_queries(team: Group, role: str) -> None:
    person: Person = getattr(team, role)
    client = person.client()
    counts = []
    for logged in (2, 1):  # one alone would count as reading its dossier
        for _ in range(logged):
            assign(case(person), team.caseworker, by=team.coordinator)
        client.get("/cases/")
        with CaptureQueriesContext(connection) as found:
            client.get("/cases/")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_case_falls_silent_on_the_monday_of_its_week(team: Group) -> None:
    row = case(team.caseworker, country="FR")
    assert row.quiet_from is not None
    monday: date = row.quiet_from
    assert not queries.is_silent(row, monday - timedelta(days=1))
    assert queries.is_silent(row, monday)
