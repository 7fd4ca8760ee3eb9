"""A team's own weights as a small file: what it may say, what is refused and at which line, what it does to a case."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.risk.country import CountryRisk
from cases.risk.factors import catalogue, weighed
from cases.risk.facts import Band, Facts
from cases.risk.score import assess
from cases.risk.weights import Fault, read, written
from tests.risk.places import KAZAKHSTAN
from tests.risk.strategies import TODAY, countries, facts
from tests.risk.test_by_hand import QUIET


def test_a_file_names_what_differs() -> None:
    reading = read('# harder on bases\n[points]\nnear_base = 12\n"lawyer_ready" = 8\nofficer = 20\n')
    assert reading.points == {"near_base": 12, "lawyer_ready": 8}  # an officer's 20 are as published
    assert reading.faults == ()


@pytest.mark.parametrize(
    ("text", "fault", "line", "name"),
    [
        ("[points]\nofficer = \n", Fault.NOT_TOML, 2, ""),
        ("", Fault.NOTHING, 0, ""),
        ("[points]\n", Fault.NOTHING, 0, ""),
        ("[points]\nofficer = 20\n", Fault.NOTHING, 0, ""),
        ("points = 3\n", Fault.NOTHING, 0, ""),
        ("version = 9\n[points]\nofficer = 12\n", Fault.NOT_POINTS, 1, "version"),
        ("[points]\nofficer = 12\n[groups]\nservice = 30\n", Fault.NOT_POINTS, 3, "groups"),
        ("[points]\n\nofficers = 12\n", Fault.NO_FACTOR, 3, "officers"),
        ('[points]\nofficer = "12"\n', Fault.NOT_WHOLE, 2, "officer"),
        ("[points]\nofficer = true\n", Fault.NOT_WHOLE, 2, "officer"),
        ("[points]\nofficer = 12.0\n", Fault.NOT_WHOLE, 2, "officer"),
        ("[points]\nofficer = 10\n", Fault.NOT_FOURS, 2, "officer"),
        ("[points]\nofficer = 24\n", Fault.OUT_OF_RANGE, 2, "officer"),
        ("[points]\nofficer = -4\n", Fault.OUT_OF_RANGE, 2, "officer"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(text: str, fault: Fault, line: int, name: str) -> None:
    (found,) = read(text).faults
    assert (found.fault, found.line, found.name) == (fault, line, name)
    assert read(text).points == {}


def test_every_fault_is_told_at_once() -> None:
    faults = read("[points]\nofficers = 12\nsecrets = 7\ntraceable = 400\n").faults
    assert [(found.fault, found.line) for found in faults] == [
        (Fault.NO_FACTOR, 2),
        (Fault.NOT_FOURS, 3),
        (Fault.OUT_OF_RANGE, 4),
    ]
    assert faults[2].most == 12  # the cap of exposure


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    reading = read(text)
    assert bool(reading.points) != bool(reading.faults)


def test_the_file_to_begin_from_says_what_counts_now() -> None:
    mine = weighed(3, {"near_base": 12})
    assert read(written(mine)).points == {"near_base": 12}
    assert [found.fault for found in read(written(catalogue())).faults] == [Fault.NOTHING]


def test_a_case_is_assessed_with_the_weights_it_is_given() -> None:
    # Country 24, base 16: 40 and gravity 24, high. With 12 for the base 36: medium.
    beside = msgspec.structs.replace(QUIET, near_base=True)
    published = assess(beside, KAZAKHSTAN, (), TODAY)
    own = assess(beside, KAZAKHSTAN, (), TODAY, weighed(3, {"near_base": 12}))
    assert (published.band, published.team_factors) == (Band.HIGH, 0)
    assert (own.band, own.score.removal[1], own.team_factors) == (Band.MEDIUM, 36, 3)


def test_a_factor_that_is_gone_is_passed_over() -> None:
    assert weighed(4, {"near_base": 12, "moon_phase": 8}).by_id["near_base"].points == 12


@given(facts, countries, st.sampled_from([factor.id for factor in catalogue().factors if factor.points]))
def test_a_weight_of_nothing_takes_a_factor_out(case: Facts, country: CountryRisk, name: str) -> None:
    found = assess(case, country, (), TODAY, weighed(9, {name: 0}))
    assert all(one.best == one.worst == 0 for one in found.counted if one.factor == name)
    assert 0 <= found.score.removal[0] <= found.score.removal[2] <= 100
