"""What cannot be true in the rows that somebody typed, at the row and column that can mend it."""

from typing import Any

import pytest

from cases.people.dossier import Leg, PermitPaper, Refusal, Stay
from cases.stay.contradictions import Found, Wrong, in_journey, in_permits, in_refusals, in_stays
from tests.stay.told import day, paper, perhaps, stay


@pytest.mark.parametrize(
    ("stays", "found"),
    [
        ([stay("KZ", "2026-01-01", "2026-02-01"), stay("GE", "2026-02-01", "2026-03-01")], []),
        (
            [stay("KZ", "2026-01-01", "2026-02-02"), stay("GE", "2026-02-01")],
            [Found(1, "entered_on", Wrong.OVERLAP, 0)],
        ),
        (
            [stay("GE", "2026-02-01"), stay("KZ", "2026-01-01", "2026-02-02")],
            [Found(1, "entered_on", Wrong.OVERLAP, 0)],
        ),
        ([stay("KZ", "2026-01-01", "2026-02"), stay("GE", "2026-02-01")], []),  # perhaps left on the first
        ([stay("KZ", "2026-01-01"), stay("GE", "2026-02-01")], []),  # an exit nobody knows is no contradiction
        (
            [stay("KZ", "2026-01-01", "2026-01-20"), stay("KZ", "2026-01-01", "2026-01-20")],
            [Found(1, "entered_on", Wrong.OVERLAP, 0)],
        ),
        ([stay("KZ", "2026-01-01", "2026-01-01"), stay("GE", "2026-01-01", "2026-01-20")], []),  # a trip of one day
        ([stay("KZ", "2026-03-01", "2026-02-01")], [Found(0, "left_on", Wrong.LEFT_BEFORE_ENTRY)]),
        ([stay("", "2026-03-01")], [Found(0, "country", Wrong.NO_COUNTRY)]),
    ],
)
def test_stays(stays: list[Stay], found: list[Found]) -> None:
    assert list(in_stays(dict(enumerate(stays)))) == found


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (paper("KZ", "2026-01-01", "2026-12-31"), []),
        (paper("KZ", "2026-05", "2026-05"), []),
        (paper("KZ", "2026-05-02", "2026-05-01"), [Found(0, "ends", Wrong.ENDS_BEFORE_START)]),
        (PermitPaper(kind="", country=""), [Found(0, "country", Wrong.NO_COUNTRY), Found(0, "kind", Wrong.NO_KIND)]),  # type: ignore[arg-type]
    ],
)
def test_papers(row: PermitPaper, found: list[Found]) -> None:
    assert list(in_permits({0: row})) == found


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (
            {
                "refused_on": "2026-05-01",
                "appeal_ends_on": "2026-06-01",
                "effective_on": "2026-06-02",
                "leave_by": "2026-07-02",
            },
            [],
        ),
        (
            {"refused_on": "2026-05-01", "appeal_ends_on": "2026-04-01"},
            [Found(0, "appeal_ends_on", Wrong.BEFORE_REFUSAL)],
        ),
        ({"refused_on": "2026-05-01", "effective_on": "2026-04"}, [Found(0, "effective_on", Wrong.BEFORE_REFUSAL)]),
        ({"effective_on": "2026-06-02", "leave_by": "2026-06-01"}, [Found(0, "leave_by", Wrong.LEAVE_BEFORE_EFFECT)]),
    ],
)
def test_refusals(days: dict[str, str], found: list[Found]) -> None:
    read: dict[str, Any] = {name: day(text) for name, text in days.items()}
    assert list(in_refusals({0: Refusal(country="KZ", **read)})) == found


@pytest.mark.parametrize(
    ("legs", "found"),
    [
        ([("KZ", "TR", "FR", "2026-12-01"), ("FR", "", "DE", "2026-12-01")], []),
        ([("KZ", "", "KZ", None)], [Found(0, "to", Wrong.SAME_COUNTRY)]),
        ([("KZ", "TR", "", None)], [Found(0, "to", Wrong.NO_COUNTRY)]),
        ([("KZ", "", "TR", "2026-12-02"), ("TR", "", "FR", "2026-12-01")], [Found(1, "on", Wrong.DAYS_OUT_OF_ORDER)]),
    ],
)
def test_a_journey(legs: list[tuple[str, str, str, str | None]], found: list[Found]) -> None:
    rows = {row: Leg(origin=origin, via=via, to=to, on=perhaps(on)) for row, (origin, via, to, on) in enumerate(legs)}
    assert list(in_journey(rows)) == found
