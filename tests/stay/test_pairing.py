"""Stamps are paired with each other and with the case; what is known adds nothing, what contradicts is named."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.base.dates import PartialDate
from cases.countries.daycount import Visit
from cases.people.dossier import Dossier
from cases.stay.pairing import Misfit, Pairing, Unpaired, pair
from cases.stay.stamps import Stamp, read
from cases.stay.stampwords import Way
from tests.stay.told import dossier, stay

ON = date(2026, 11, 22)
EMPTY = dossier()


def paired(lines: str, case: Dossier = EMPTY) -> Pairing:
    reading = read(lines, ON)
    assert reading.faults == ()
    return pair(reading.stamps, case)


def shown(pairing: Pairing) -> list[tuple[str, str, str]]:
    return [(one.country, str(one.entered), str(one.left or "")) for one in pairing.stays]


TWO = [("KZ", "2024-03-12", "2024-05-01"), ("GE", "2024-05-03", "2024-08-01")]


@pytest.mark.parametrize(
    "lines",
    [
        "12.03.2024 in KZ\n01.05.2024 out\n03.05.2024 in GE\n01.08.2024 out",
        "01.08.2024 out\n03.05.2024 in GE\n01.05.2024 out\n12.03.2024 in KZ",  # the newest first
        "03.05.2024 in GE\n12.03.2024 in KZ\n01.05.2024 out KZ\n01.08.2024 out GE",
        "12.03.2024 - 01.05.2024 KZ\n03.05.2024 - 01.08.2024 GE",
    ],
)
def test_an_exit_ends_the_stay_before_it(lines: str) -> None:
    assert shown(paired(lines)) == TWO
    assert all(one.is_new for one in paired(lines).stays)


def test_leaving_and_entering_on_one_day_is_no_overlap() -> None:
    pairing = paired("12.03.2024 in KZ\nKZ → KG 01.05.2024\nKG → KZ 05.05.2024")
    assert shown(pairing) == [
        ("KZ", "2024-03-12", "2024-05-01"),
        ("KG", "2024-05-01", "2024-05-05"),
        ("KZ", "2024-05-05", ""),
    ]
    assert pairing.misfits == ()


def test_a_trip_of_one_day_is_entered_before_it_is_left() -> None:
    assert shown(paired("01.05.2024 out KG\n01.05.2024 in KG")) == [("KG", "2024-05-01", "2024-05-01")]


def test_a_missing_exit_is_marked_and_left_open() -> None:
    pairing = paired("12.03.2024 in KZ\n03.05.2024 in GE")
    assert [(one.country, one.left, one.exit_missing) for one in pairing.stays] == [
        ("KZ", None, True),
        ("GE", None, False),
    ]
    assert pairing.exit_missing


@pytest.mark.parametrize(
    ("lines", "misfit"),
    [
        ("01.05.2024 out KZ", Misfit(1, Unpaired.EXIT_WITHOUT_ENTRY, "KZ")),
        ("01.05.2024 out", Misfit(1, Unpaired.EXIT_WITHOUT_ENTRY, "")),
        (
            "12.03.2024 in KZ\n12.04.2024 in KG\n01.05.2024 out KZ",
            Misfit(3, Unpaired.EXIT_FROM_ELSEWHERE, "KZ", 2),
        ),
    ],
)
def test_an_exit_that_fits_nowhere_names_its_line(lines: str, misfit: Misfit) -> None:
    assert paired(lines).misfits == (misfit,)


class TestWithTheCase:
    def test_an_exit_ends_the_stay_that_the_case_knows(self) -> None:
        case = dossier(entered_on="2026-09-01")
        pairing = paired("01.11.2026 out", case)
        assert shown(pairing) == [("KZ", "2026-09-01", "2026-11-01")]
        assert [one.is_changed for one in pairing.stays] == [True]

    def test_an_exact_day_takes_the_place_of_a_month(self) -> None:
        case = dossier(stay("KZ", "2024-03", "~2024-04-28", paper="internal"), entered_on="2026-09")
        kept = paired("12.03.2024 in KZ Petropavl\n01.05.2024 out\n04.09.2026 in KZ", case).kept(case)
        assert kept.stays == (stay("KZ", "2024-03-12", "2024-05-01", paper="internal", through="Petropavl"),)
        assert kept.facts.entered_on == PartialDate(2026, 9, 4)

    def test_an_exit_that_the_case_contradicts_is_named(self) -> None:
        case = dossier(entered_on="2026-09-01", country="GE")
        assert paired("01.10.2026 out KZ", case).misfits == (Misfit(1, Unpaired.EXIT_FROM_ELSEWHERE, "KZ", 0),)

    def test_the_last_open_stay_where_they_are_is_the_present_one(self) -> None:
        kept = paired("12.09.2026 in KZ").kept(EMPTY)
        assert (kept.stays, kept.facts.entered_on) == ((), PartialDate(2026, 9, 12))

    def test_where_the_person_is_does_not_change_by_stamps_alone(self) -> None:
        case = dossier(entered_on="2026-09-01")
        pairing = paired("KZ → GE 03.11.2026", case)
        kept = pairing.kept(case)
        assert (kept.facts.country, kept.facts.entered_on) == ("KZ", PartialDate(2026, 9, 1))
        assert kept.stays == (stay("KZ", "2026-09-01", "2026-11-03"), stay("GE", "2026-11-03"))
        assert pairing.present is not None
        assert pairing.present.country == "GE"

    def test_a_stay_without_a_day_of_entry_stays(self) -> None:
        case = dossier(stay("AM", None, "2024-01"))
        assert paired("12.03.2024 in KZ\n01.05.2024 out", case).kept(case).stays[0] == stay("AM", None, "2024-01")


lengths = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 60), st.sampled_from(["KZ", "KG", "GE"])), min_size=1, max_size=8
)


def journeys(parts: list[tuple[int, int, str]]) -> list[tuple[str, date, date]]:
    """Whole stays one after the other, at least a day between two."""
    found, at = [], date(2023, 11, 1)
    for gap, length, country in parts:
        begun = at + timedelta(gap)
        at = begun + timedelta(length)
        found.append((country, begun, at))
    return found


@given(lengths, st.randoms(use_true_random=False))
def test_whole_stays_come_back_whole_in_whatever_order_and_a_second_time_add_nothing(
    parts: list[tuple[int, int, str]], chance: Random
) -> None:
    stays = journeys(parts)
    stamps = [
        stamp
        for country, begun, ended in stays
        for stamp in (
            Stamp(1, Way.IN, PartialDate.of(begun), country),
            Stamp(1, Way.OUT, PartialDate.of(ended), country),
        )
    ]
    chance.shuffle(stamps)
    first = pair(stamps, EMPTY)
    assert first.misfits == ()
    kept = first.kept(EMPTY)
    assert [(one.country, one.entered_on, one.left_on) for one in kept.stays] == [
        (country, PartialDate.of(begun), PartialDate.of(ended)) for country, begun, ended in stays
    ]
    again = pair(stamps, kept)
    assert (again.misfits, again.says_anything) == ((), False)
    assert again.kept(kept) == kept
    assert kept.visits("KZ") == tuple(Visit(PartialDate.of(b), PartialDate.of(e)) for c, b, e in stays if c == "KZ")
