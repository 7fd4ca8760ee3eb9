"""Assessments of a case side by side: what is listed, what differs, what happened in between, who may read it."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.base import clock
from cases.base.dates import PartialDate
from cases.overview import risk_history
from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.risk.facts import Band, Wanted
from cases.timeline.models import EntryKind
from cases.watch import actions
from tests.factories import TODAY, Group, Person, case, group
from tests.people.conftest import NOON
from tests.risk.test_by_hand import QUIET


@pytest.fixture
def team(db: None, monkeypatch: pytest.MonkeyPatch) -> Group:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return group()


def save(row: Case, by: Person, **changed: Any) -> None:
    def change(dossier: Dossier) -> Dossier:
        return msgspec.structs.replace(dossier, facts=msgspec.structs.replace(dossier.facts, **changed))

    entry: tuple[EntryKind, dict[str, object]] = (EntryKind.CHANGED, {"items": ["near_base"]})
    people.amend(case=row, change=change, by=by.actor, on=TODAY, why="test", entry=entry)


def test_the_newest_stand_first_with_band_and_points(team: Group) -> None:
    """Quiet in Kazakhstan 16 (hand-overs) and 8 (CIS) in their group of 24; the base adds 16."""
    row = case(team.caseworker, facts=QUIET)
    save(row, team.caseworker, near_base=True)
    rows = team.caseworker.client().get(f"/cases/{row.code}/risk/history/").context["rows"]
    assert [made.number for made in rows] == [2, 1]
    assert rows[0].record.score.removal[1] - rows[1].record.score.removal[1] == 16


def test_side_by_side_with_the_factor_that_was_gained_and_what_was_written(team: Group) -> None:
    row = case(team.caseworker, facts=QUIET)
    save(row, team.caseworker, near_base=True)
    client = team.caseworker.client()
    for query in ("?a=1&b=2", "?a=2&b=1"):  # the older one stands first, however they were chosen
        response = client.get(f"/cases/{row.code}/risk/history/{query}")
        pair = response.context["pair"]
        assert (pair.before.number, pair.after.number) == (1, 2)
        (one,) = pair.differences
        assert (one.after.factor.id, one.before, one.moved) == ("near_base", None, 16)
        page = response.content.decode()
        assert "+16" in page
        assert "Changed: " in page


def test_what_is_gone_and_what_became_known_are_told_apart(team: Group) -> None:
    """A base within reach: unknown counts 4 (0 to 16), yes 16, no nothing."""
    row = case(team.caseworker, facts=msgspec.structs.replace(QUIET, near_base=None))
    save(row, team.caseworker, near_base=True)
    save(row, team.caseworker, near_base=False)
    client = team.caseworker.client()
    known = client.get(f"/cases/{row.code}/risk/history/?a=1&b=2").context["pair"].differences[0]
    gone = client.get(f"/cases/{row.code}/risk/history/?a=2&b=3").context["pair"].differences[0]
    assert (known.before.counted.unknown, known.after.counted.unknown, known.moved) == (True, False, 12)
    assert (gone.after, gone.moved) == (None, -16)


def test_two_that_are_alike_say_so(team: Group) -> None:
    row = case(team.caseworker, facts=QUIET)
    people.assess_again(cases=[row.pk], by=team.caseworker.actor, on=TODAY)
    response = team.caseworker.client().get(f"/cases/{row.code}/risk/history/?a=1&b=2")
    assert response.context["pair"].differences == []
    assert "every factor counts as it did" in response.content.decode()


def test_what_was_written_before_and_after_is_not_in_between(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    row = case(team.caseworker, facts=QUIET)
    for days in (3, 6, 9):
        monkeypatch.setattr(clock, "now", lambda days=days: NOON + timedelta(days=days))
        actions.review(case=row, note=f"day {days}", by=team.caseworker.actor, on=TODAY + timedelta(days=days))
    pair = risk_history.pair(row, {2, 3}, by=team.caseworker.actor)
    assert pair is not None
    assert [told.day for told in pair.told] == [TODAY + timedelta(days=3), TODAY + timedelta(days=6)]


@pytest.mark.parametrize(
    "query", ["?a=1", "?a=1&b=1", "?a=x&b=2", "?a=7&b=8", "?a=%00&b=-1", "?before=x", "?a=\u0661&b=2"]
)
def test_nonsense_in_the_address_shows_the_list(team: Group, query: str) -> None:
    row = case(team.caseworker)
    response = team.caseworker.client().get(f"/cases/{row.code}/risk/history/{query}")
    assert [made.number for made in response.context["rows"]] == [1]


def test_a_long_history_goes_on_without_gap(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risk_history, "PAGE", 2)
    row = case(team.caseworker)
    for _ in range(4):
        people.assess_again(cases=[row.pk], by=team.caseworker.actor, on=TODAY)
    client, seen, query = team.caseworker.client(), list[int](), ""
    for _ in range(3):
        response = client.get(f"/cases/{row.code}/risk/history/{query}")
        seen += [made.number for made in response.context["rows"]]
        query = f"?before={response.context['older']}"
    assert seen == [5, 4, 3, 2, 1]
    assert response.context["older"] is None


def test_queries_do_not_grow_with_the_history(team: Group) -> None:
    row, client, counts = case(team.caseworker), team.caseworker.client(), []
    for query in ("", "?a=1&b=2"):
        for more in (2, 6):
            for _ in range(more):
                save(row, team.caseworker)
            client.get(f"/cases/{row.code}/risk/history/{query}")
            with CaptureQueriesContext(connection) as found:
                client.get(f"/cases/{row.code}/risk/history/{query}")
            counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[2] == counts[3]


def test_another_teams_case_is_not_there(team: Group) -> None:
    row = case(group().caseworker)
    assert team.coordinator.client().get(f"/cases/{row.code}/risk/history/").status_code == 404


def test_the_case_page_and_the_risk_page_draw_how_the_band_goes(team: Group) -> None:
    row = case(team.caseworker, facts=QUIET)
    client = team.caseworker.client()
    assert 'class="course"' not in client.get(f"/cases/{row.code}/").content.decode()
    ends = PartialDate.of(TODAY + timedelta(days=30))
    save(row, team.caseworker, near_base=True, wanted=Wanted.FEDERAL, stay_ends_on=ends)
    for address in (f"/cases/{row.code}/", f"/cases/{row.code}/risk/"):
        page = client.get(address)
        assert 'class="course" role="img"' in page.content.decode()
        assert page.context["page"].course[-1].band is Band.CRITICAL
