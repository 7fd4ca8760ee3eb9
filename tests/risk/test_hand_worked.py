"""The table of cases worked out by hand (`hand_worked.toml`): points, band, range and the reasons on top."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from cases.base.dates import PartialDate
from cases.risk.country import CountryRisk, Incident
from cases.risk.factors import Axis, Takes, catalogue
from cases.risk.facts import Band, Category, Direction, EntryManner, Facts, LeftHow, RankBand, Service
from cases.risk.score import Assessment, assess
from cases.risk.wording import in_brief
from tests.risk.places import recent
from tests.risk.test_by_hand import EVADER, QUIET

TABLE: Final = tomllib.loads(Path(__file__).with_name("hand_worked.toml").read_text(encoding="utf-8"))
TODAY: Final = TABLE["on"]
CASES: Final = TABLE["case"]
BASES: Final = {
    "soldier": QUIET,
    "evader": EVADER,
    "bare": Facts(category=Category.DESERTER),
}
EXACT: Final = frozenset({"reviewed_on", "until", "set_on"})  # the others may be vague


def _typed(value: Any, name: str = "") -> Any:
    """Write the days of the table as the facts keep them."""
    if isinstance(value, dict):
        return {key: _typed(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_typed(each) for each in value]
    return value if name in EXACT or not isinstance(value, date) else msgspec.to_builtins(PartialDate.of(value))


def _country(name: str) -> CountryRisk:
    place = TABLE["places"][name]
    return CountryRisk(
        code=place["code"],
        removals=recent(tuple(place["hand_overs"])) if "hand_overs" in place else None,
        cis_legal_assistance=place.get("cis"),
        russian_base=place.get("base"),
    )


def _assessed(case: Mapping[str, Any]) -> Assessment:
    country = _country(case["place"])
    differs = msgspec.convert(_typed(case.get("facts", {})), Facts)
    changes = {name: getattr(differs, name) for name in case.get("facts", {})}
    facts = msgspec.structs.replace(
        BASES[case.get("base", "soldier")], country=country.code, **dict.fromkeys(case.get("unknown", [])), **changes
    )
    nearby = [Incident(id=str(number), **one) for number, one in enumerate(case.get("incidents", []))]
    return assess(facts, country, nearby, TODAY)


def _points(worked: int | list[int]) -> tuple[int, ...]:
    return tuple(worked) if isinstance(worked, list) else (worked,) * 3


@pytest.mark.parametrize("case", CASES, ids=[case["story"] for case in CASES])
def test_comes_out_as_worked_by_hand(case: Mapping[str, Any]) -> None:
    assessment = _assessed(case)
    score = assessment.score
    assert score.removal == _points(case["removal"])
    assert score.gravity == _points(case["gravity"])
    assert score.band == case["band"]
    assert [score.band_low, score.band_high] == case.get("could_be", [case["band"]] * 2)
    assert [brief.en for brief in in_brief(assessment)] == case["reasons"]


def test_the_table_is_long_enough_and_tells_no_story_twice() -> None:
    assert len({case["story"] for case in CASES}) == len(CASES) >= 40


def test_every_factor_counts_for_sure_in_some_case() -> None:
    found = [_assessed(case) for case in CASES]
    sure = {counted.factor for one in found for counted in one.counted if counted.best == counted.worst}
    assert sure == {factor.id for factor in catalogue().factors}


def test_everything_that_decides_alone_and_every_override_stands_in_the_table() -> None:
    found = [_assessed(case) for case in CASES]
    assert {name for one in found for name in one.critical} == {f.id for f in catalogue().factors if f.critical}
    assert {said.direction for one in found for said in one.overrides} == set(Direction)
    assert {one.band for one in found} == set(Band)


def test_every_cap_is_reached_and_passed_where_it_can_be() -> None:
    reached, passed = set(), set()
    for assessment in map(_assessed, CASES):
        for group in catalogue().groups:
            points = [
                counted.best
                for counted in assessment.counted
                if catalogue().by_id[counted.factor].group == group.id and counted.best == counted.worst
            ]
            if abs(group.points_of(points)) == group.cap:
                reached.add(group.id)
            if group.takes is Takes.SUM and sum(points) > group.cap:
                passed.add(group.id)
    assert reached == {group.id for group in catalogue().groups}
    assert passed == {"near", "stay", "exposure", "interest", "protection"}  # the others cannot be exceeded


def test_every_cell_of_the_matrix_stands_in_the_table() -> None:
    levels = {Axis.REMOVAL: catalogue().removal_levels, Axis.GRAVITY: catalogue().gravity_levels}

    def level(axis: Axis, points: int) -> int:
        return sum(points >= begins for begins in levels[axis])

    cells = {
        (level(Axis.REMOVAL, _points(case["removal"])[1]), level(Axis.GRAVITY, _points(case["gravity"])[1]))
        for case in CASES
        if not case.get("facts", {}).get("overrides")
    }
    assert cells == {(removal, gravity) for removal in range(4) for gravity in range(3)}


def test_the_bases_are_what_the_head_of_the_table_says() -> None:
    assert (QUIET.service, QUIET.rank_band, QUIET.left_how) == (Service.CONTRACT, RankBand.SOLDIER, LeftHow.FROM_LEAVE)
    assert (EVADER.category, EVADER.service) == (Category.EVADER, Service.NEVER_SERVED)
    assert QUIET.entry_manner is EntryManner.REGULAR
    assert QUIET.reviewed_on == EVADER.reviewed_on == TODAY
