"""The factors file ships whole, and a wrong one is refused with file, place and reason."""

from pathlib import Path

import pytest

from cases.risk.factors import FILE, Axis, FactorsError, catalogue, load
from cases.risk.readings import READINGS

SHIPPED = FILE.read_text(encoding="utf-8")


def broken(tmp_path: Path, old: str, new: str) -> Path:
    """Write the shipped file with one thing changed."""
    assert old in SHIPPED
    file = tmp_path / "factors.toml"
    file.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return file


def test_every_factor_has_a_reading_and_every_reading_a_factor() -> None:
    assert {factor.id for factor in catalogue().factors} == set(READINGS)


def test_all_25_factors_of_the_research_are_there() -> None:
    assert {factor.number for factor in catalogue().factors} - {0} == set(range(1, 26))


def test_a_factor_of_the_research_names_its_source() -> None:
    assert all(factor.sources for factor in catalogue().factors if factor.number)


def test_no_source_is_listed_that_nothing_rests_on() -> None:
    used = {key for factor in catalogue().factors for key in factor.sources}
    assert used == set(catalogue().sources)


def test_what_changes_with_time_says_what_happens_then() -> None:
    dated = {
        "host_record",
        "incident",
        "wanted_abroad",
        "wanted_federal",
        "stay_over",
        "no_way_on",
        "pursued",
        "silent",
        "asylum_pending",
        "interim_measure",
        "exit_open",
        "sentenced",
    }
    assert {factor.id for factor in catalogue().factors if factor.change} == dated


def test_factors_that_ask_the_same_fact_ask_the_same_question() -> None:
    questions: dict[str, set[object]] = {}
    for factor in catalogue().factors:
        if factor.asks:
            questions.setdefault(factor.asks[0], set()).add(factor.question)
    assert all(len(texts) == 1 for texts in questions.values())


def test_both_axes_have_groups() -> None:
    assert {group.axis for group in catalogue().groups} == set(Axis)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("version = 2", "version = ", "line"),
        ("version = 2", 'version = "one"', "version"),
        ("points = 16", "points = 15", "multiple of 4"),
        ("points = 16", "points = 40", "cap of its group, 24"),
        ("points = 16", "points = -4", "cap of its group"),
        ("unknown = 2", "unknown = 5", "between 0 and 4"),
        ('group = "host"', 'group = "hoast"', "no group 'hoast'"),
        ('asks = ["near_base"]', 'asks = ["near_bass"]', "no fact"),
        ('sources = ["wipo-minsk"]', 'sources = ["wipo"]', "not listed"),
        ("cap = 24", "cap = 20", "add up to 96"),
        ('id = "cis_assistance"', 'id = "host_record"', "stands twice"),
        ('id = "near"\naxis', 'id = "host"\naxis', "stands twice"),
        ("removal_levels = [20, 40, 60]", "removal_levels = [20, 60, 40]", "must rise"),
        ("gravity_levels = [20, 40]", "gravity_levels = [20]", "one column per gravity level"),
        ('["low", "medium", "high"]', '["low", "high", "medium"]', "may not fall"),
        ('en = "The country", ', "", "en"),
    ],
)
def test_a_wrong_file_is_refused_with_name_and_reason(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(FactorsError) as refused:
        load(broken(tmp_path, old, new))
    assert str(refused.value).startswith("factors.toml: ")
    assert says in str(refused.value)
