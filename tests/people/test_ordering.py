"""Dates that cannot all be true are named at their field; whatever could be true passes."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.base.dates import PartialDate, parse_partial
from cases.people.dossier import Dossier, Stay
from cases.people.ordering import Fault, faults
from cases.risk.facts import Facts, LeftHow, Paper, PaperKind
from tests.base.test_dates import partials

TODAY = date(2026, 11, 22)


def found(*, born_on: str = "", stays: tuple[Stay, ...] = (), **facts: Any) -> list[tuple[str, Fault]]:
    read = {name: parse_partial(value) if type(value) is str else value for name, value in facts.items()}
    born = parse_partial(born_on) if born_on else None
    return list(map(tuple, faults(Dossier(born_on=born, stays=stays, facts=Facts(country="KZ", **read)), TODAY)))  # type: ignore[arg-type]


def test_an_empty_dossier_has_no_fault() -> None:
    assert found() == []


def test_a_stay_cannot_end_before_it_began() -> None:
    assert found(entered_on="03.2026", stay_ends_on="28.02.2026") == [("stay_ends_on", Fault.STAY_ENDS_BEFORE_ENTRY)]


@pytest.mark.parametrize(("entered", "ends"), [("03.2026", "01.03.2026"), ("2026", "02.2026"), ("17.05.2026", "2026")])
def test_vague_dates_that_could_be_in_order_pass(entered: str, ends: str) -> None:
    assert found(entered_on=entered, stay_ends_on=ends) == []


def test_a_detention_here_cannot_be_before_the_entry() -> None:
    assert found(entered_on="2025", detained_on="12.2024") == [("detained_on", Fault.DETAINED_BEFORE_ENTRY)]


def test_whoever_left_the_front_entered_afterwards() -> None:
    faults_found = found(entered_on="01.2023", left_on="05.2024", left_how=LeftHow.FROM_FRONT)
    assert faults_found == [("entered_on", Fault.ENTRY_BEFORE_FRONT)]


def test_whoever_left_a_base_abroad_may_have_entered_long_before() -> None:
    assert found(entered_on="01.2023", left_on="05.2024", left_how=LeftHow.FROM_UNIT) == []


def test_an_earlier_stay_cannot_end_before_it_began() -> None:
    stays = (
        Stay(country="GE", entered_on=PartialDate(2025), left_on=PartialDate(2024)),
        Stay(country="KZ", entered_on=PartialDate(2025, 3), left_on=PartialDate(2025, 5)),
        Stay(country="KZ", entered_on=PartialDate(2025, 9), left_on=PartialDate(2025, 8)),
    )
    assert found(stays=stays) == [("stays_1_left_on", Fault.LEFT_BEFORE_ENTRY)]


def test_nobody_is_born_after_what_happened_to_them() -> None:
    assert found(born_on="2024", left_on="2023") == [("born_on", Fault.BORN_AFTER)]


def test_nobody_is_born_too_long_ago() -> None:
    assert found(born_on="1915") == [("born_on", Fault.BORN_TOO_EARLY)]


@pytest.mark.parametrize(
    ("kind", "until", "fault"),
    [
        (PaperKind.FIVE_YEAR, "01.2032", Fault.PASSPORT_TOO_LONG),
        (PaperKind.TEN_YEAR, "2037", Fault.PASSPORT_TOO_LONG),
        (PaperKind.TEN_YEAR, "1997", Fault.PASSPORT_TOO_OLD),
        (PaperKind.INTERNAL, "1987", Fault.PASSPORT_TOO_OLD),
    ],
)
def test_impossible_passports_are_named(kind: PaperKind, until: str, fault: Fault) -> None:
    papers = (Paper(kind=kind, expires_on=parse_partial(until)),)
    assert found(papers=papers) == [(f"paper_{kind}_until", fault)]


@pytest.mark.parametrize(
    ("kind", "until"),
    [
        (PaperKind.FIVE_YEAR, "22.11.2031"),
        (PaperKind.TEN_YEAR, "2036"),
        (PaperKind.TEN_YEAR, "03.2019"),
        (PaperKind.INTERNAL, "2046"),
    ],
)
def test_possible_passports_pass(kind: PaperKind, until: str) -> None:
    assert found(papers=(Paper(kind=kind, expires_on=parse_partial(until)),)) == []


def test_a_passport_is_judged_on_the_29th_of_february_too() -> None:
    papers = (Paper(kind=PaperKind.FIVE_YEAR, expires_on=PartialDate(2034)),)
    dossier = Dossier(facts=Facts(papers=papers))
    assert [fault.fault for fault in faults(dossier, date(2028, 2, 29))] == [Fault.PASSPORT_TOO_LONG]


@given(partials(), partials())
def test_a_stay_is_at_fault_only_when_no_reading_puts_its_days_in_order(
    entered: PartialDate, ends: PartialDate
) -> None:
    dossier = Dossier(facts=Facts(entered_on=entered, stay_ends_on=ends))
    at_fault = Fault.STAY_ENDS_BEFORE_ENTRY in [one.fault for one in faults(dossier, TODAY)]
    assert at_fault == (ends.latest() < entered.earliest())


@given(st.builds(Dossier, born_on=st.none() | partials(), facts=st.builds(Facts, entered_on=st.none() | partials())))
def test_every_fault_names_a_field_that_is_filled(dossier: Dossier) -> None:
    assert all(one.field == "born_on" for one in faults(dossier, TODAY))
