"""The calibration page: bands in clear, overrides and open questions by opening every assessment, nothing stored."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from cases.risk.facts import Band, Direction, Override
from cases.risk.models import Assessment
from cases.watch import actions, calibration
from tests.factories import TODAY, Group, case, group
from tests.risk.test_by_hand import QUIET
from tests.watch.opened import assessment

pytestmark = pytest.mark.django_db


def hold(row: Any, team: Group, direction: Direction, band: Band) -> None:
    said = Override(
        direction=direction, band=band, until=TODAY + timedelta(days=20), reason="seen", by="vera", set_on=TODAY
    )
    actions.override(case=row, said=said, by=team.coordinator.actor, on=TODAY)


def counted(team: Group) -> str:
    answer = team.coordinator.client().post("/risk/calibration/")
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def test_bands_are_counted_in_clear(team: Group) -> None:
    case(team.caseworker, facts=QUIET)
    case(team.caseworker, facts=msgspec.structs.replace(QUIET, detained=True))
    case(group().caseworker, facts=QUIET)
    found = {bar.label: bar.count for bar in calibration.bands(team.coordinator.actor, TODAY)}
    assert found == {"Critical": 1, "High": 0, "Medium": 1, "Low": 0}
    assert "Open cases by band" in team.coordinator.client().get("/risk/calibration/").content.decode()


def test_it_tells_overrides_that_change_the_band_from_those_that_do_not(team: Group) -> None:
    up, same, down = (
        case(team.caseworker, facts=QUIET),
        case(team.caseworker, facts=QUIET),
        case(team.caseworker, facts=msgspec.structs.replace(QUIET, near_base=True)),
    )
    hold(up, team, Direction.FLOOR, Band.CRITICAL)  # the sums say medium
    hold(same, team, Direction.FLOOR, Band.LOW)
    hold(down, team, Direction.CEILING, Band.MEDIUM)  # the sums say high
    counts = calibration.Counts()
    for row in (up, same, down):
        counts.take(assessment(row, team.coordinator))
    tables = calibration.tables(counts)
    assert tables.overrides == [("At least this band", 2, 1), ("At most this band", 1, 1)]
    by_name = {one.name.en: (one.cases, one.up, one.down) for one in tables.disagreements}
    assert by_name["Russian base nearby"] == (1, 0, 1)
    assert by_name["country hands people over"] == (3, 1, 1)


def test_it_streams_what_nobody_answers_and_stores_nothing(team: Group) -> None:
    for _ in range(3):
        case(team.caseworker, facts=msgspec.structs.replace(QUIET, traceable=None))
    before = Assessment.objects.count()
    page = counted(team)
    assert "3 of 3 looked at" in page
    assert "easy to trace" in page
    assert "Nobody holds a case otherwise than the sums." in page
    assert Assessment.objects.count() == before


def test_an_empty_team_is_told_so(team: Group) -> None:
    assert "No open case yet" in team.coordinator.client().get("/risk/calibration/").content.decode()
    assert "0 open cases of yours." in counted(team)
