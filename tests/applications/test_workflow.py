"""Moves: only those the procedure lists, and never to a day that cannot have been."""

from datetime import date

import pytest

from cases.applications.catalogue import procedures
from cases.applications.procedure import Procedure
from cases.applications.workflow import (
    can_have_happened,
    can_move,
    ends,
    entries,
    find,
    next_moves,
    openings,
    under_law_of,
)
from cases.base.dates import PartialDate, parse_partial

CNDA = procedures()["fr_appeal_cnda"]
VISA = procedures()["fr_visa_asylum"]
TODAY = date(2026, 11, 22)


def names(moves: tuple[object, ...]) -> list[str]:
    return [move.name for move in moves]  # type: ignore[attr-defined]


def test_a_visa_file_opens_as_a_draft() -> None:
    assert names(openings(VISA)) == ["draft"]


def test_an_appeal_opens_by_the_kind_of_refusal_because_the_time_differs() -> None:
    assert names(openings(CNDA)) == ["decision_notified", "fast_decision_notified"]
    assert {move.to for move in openings(CNDA)} == {"decision_notified"}


def test_from_a_refusal_one_may_ask_for_legal_aid_file_or_close() -> None:
    assert names(next_moves(CNDA, "decision_notified")) == [
        "legal_aid_requested",
        "appeal_posted",
        "appeal_filed",
        "closed",
    ]


def test_nothing_moves_from_an_end() -> None:
    assert next_moves(VISA, "travelled") == ()
    assert next_moves(VISA, "closed") == ()


def test_what_happens_without_a_change_of_stage_stays_on_offer() -> None:
    staying = find(next_moves(VISA, "dossier_sent"), "accepted_by_consulate")
    assert staying is not None
    assert staying.to is None


@pytest.mark.parametrize("procedure", procedures().values(), ids=lambda p: p.id)
def test_every_allowed_move_can_be_made_and_every_other_is_refused(procedure: Procedure) -> None:
    for stage in procedure.stages:
        allowed = set(names(next_moves(procedure, stage)))
        for move in procedure.moves:
            assert bool(can_move(procedure, stage, move.name)) == (move.name in allowed)
        assert not allowed or stage not in ends(procedure)


@pytest.mark.parametrize(
    ("day", "asylum", "responsible"),
    [
        ("2026-06-11", {"fr_asylum_pre_pact"}, {"eu_dublin_iii"}),
        ("2026-06-12", {"fr_asylum_pact"}, {"eu_dublin_iii"}),
        ("2026-06-30", {"fr_asylum_pact"}, {"eu_dublin_iii"}),
        ("2026-07-01", {"fr_asylum_pact"}, {"eu_ammr"}),
        ("2026-06", {"fr_asylum_pre_pact", "fr_asylum_pact"}, {"eu_dublin_iii"}),
        ("2026", {"fr_asylum_pre_pact", "fr_asylum_pact"}, {"eu_dublin_iii", "eu_ammr"}),
    ],
)
def test_the_day_of_the_act_chooses_the_law(day: str, asylum: set[str], responsible: set[str]) -> None:
    found = {one.id for one in under_law_of(parse_partial(day), procedures().values())}
    assert found & {"fr_asylum_pre_pact", "fr_asylum_pact"} == asylum
    assert found & {"eu_dublin_iii", "eu_ammr"} == responsible
    assert "us_asylum" in found


def test_an_unknown_move_is_refused_with_a_code() -> None:
    assert can_move(VISA, "draft", "teleported").reason == "move_not_allowed"


def test_a_file_under_way_can_be_taken_up_at_every_stage() -> None:
    assert {move.to for move in entries(VISA)} == set(VISA.stages)
    assert names(entries(VISA))[:3] == ["draft", "referral_prepared", "dossier_sent"]


@pytest.mark.parametrize(
    ("on", "last", "explained", "reason"),
    [
        ("2026-11-22", None, False, ""),
        ("2026-11-23", None, False, "in_the_future"),
        ("2026-12", None, True, "in_the_future"),
        ("2026-11", None, False, ""),
        ("2026", "2026-11-20", False, ""),
        ("2026-11-19", "2026-11-20", False, "before_the_last_move"),
        ("2026-11-19", "2026-11-20", True, ""),
        ("2026-11-20", "2026-11-20", False, ""),
        ("2026-10", "2026-11", False, "before_the_last_move"),
    ],
)
def test_days_to_come_are_refused_and_days_out_of_order_need_a_note(
    on: str, last: str | None, explained: bool, reason: str
) -> None:
    before: PartialDate | None = parse_partial(last) if last else None
    assert can_have_happened(parse_partial(on), today=TODAY, last=before, explained=explained).reason == reason
