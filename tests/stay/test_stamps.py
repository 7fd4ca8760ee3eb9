"""Stamps as people type them: every shape that was thought of, and every reason for which a line is not read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.stay.stamps import MOST_LINES, Fault, Stamp, Unread, read
from cases.stay.stampwords import Way

ON = date(2026, 11, 22)


def told(line: str) -> list[tuple[str, str, str]]:
    """What one line comes to: way, day, country."""
    reading = read(line, ON)
    assert reading.faults == ()
    return [(stamp.way.value, str(stamp.on), stamp.country) for stamp in reading.stamps]


def fault(line: str) -> Fault:
    reading = read(line, ON)
    assert reading.stamps == ()
    return reading.faults[0]


@pytest.mark.parametrize(
    "line",
    [
        "12.03.2024 in KZ Petropavl",
        "in KZ 12.03.2024",
        "IN 12.03.24 kz",
        "въезд 12.03.24 Казахстан",
        "entrée 12/03/2024 Kazakhstan",
        "ENTREE 12/03/2024 AU KAZAKHSTAN",
        "2024-03-12 entered Kazakhstan",
        "2024.03.12: Almaty, arrival",
        "12 марта 2024 въезд в Казахстан через Петропавловск",
        "12 Mar 2024 entry KAZ",
        "Mar 12, 2024 entered Kazakhstan",
        "12 mars 2024 : entrée, Kazakhstan (Astana)",
        "12-MAR-2024 IN KAZ",
        "→ KZ 12.03.2024",
        "12.03.2024 -> KZ",
        "KZ <- 12.03.2024",
        "12.03.2024 > KZ",
        "12.03.2024 в Казахстан",
        "12.03.2024 to Kazakhstan",
        "въезд из РФ в Казахстан 12.03.24",
        "1. 12.03.2024 in KZ",
        "2) in KZ 12.03.2024",
        "- 12.03.2024 in KZ",
        "12. 03. 2024 in KZ",
        "прилетел 12.03.2024 в Алматы",
        "12.03.2024 - now KZ",
        "Вьезд 12.03.2024, КПП Сырым",
    ],
)
def test_an_entry_is_read_in_every_shape(line: str) -> None:
    assert told(line) == [("in", "2024-03-12", "KZ")]


@pytest.mark.parametrize(
    ("line", "country"),
    [
        ("2024-05-01 out", ""),
        ("выезд 01.05.24", ""),
        ("01.05.2024 sortie", ""),
        ("01.05.2024 out of KZ", "KZ"),
        ("выехал из Казахстана 1 мая 2024 в Грузию", "KZ"),
        ("sortie du Kazakhstan le 1er mai 2024", "KZ"),
        ("KZ → 01.05.2024", "KZ"),
        ("01.05.2024 ← KZ", "KZ"),
        ("вылет 01.05.2024 Алматы", "KZ"),
        ("из Казахстана 01.05.2024", "KZ"),
    ],
)
def test_an_exit_is_read_in_every_shape(line: str, country: str) -> None:
    assert told(line) == [("out", "2024-05-01", country)]


@pytest.mark.parametrize("line", ["GE → AM 3.11.2026", "AM <- GE 03/11/26", "3 ноября 2026 из Грузии в Армению"])
def test_an_arrow_between_two_countries_is_an_exit_and_an_entry(line: str) -> None:
    assert told(line) == [("out", "2026-11-03", "GE"), ("in", "2026-11-03", "AM")]


@pytest.mark.parametrize(
    "line",
    [
        "05.11.2023 - 03.02.2024 Turkey",
        "05.11.2023–03.02.2024 TR",
        "in 05.11.2023 out 03.02.2024 TR Istanbul",
        "с 05.11.2023 по 03.02.2024 Турция",
        "du 5 novembre 2023 au 3 février 2024, Turquie",
        "5 Nov 2023 → 3 Feb 2024 Turkey",
    ],
)
def test_two_days_are_a_whole_stay(line: str) -> None:
    assert told(line) == [("in", "2023-11-05", "TR"), ("out", "2024-02-03", "TR")]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("05.2024 in KZ", "2024-05"),
        ("~2024-05 in KZ", "~2024-05"),
        ("in KZ около 05.2024", "~2024-05"),
        ("May 2024 in KZ", "2024-05"),
        ("2024 in KZ", "2024"),
    ],
)
def test_a_month_or_a_guess_is_kept_as_it_is(line: str, day: str) -> None:
    assert told(line) == [("in", day, "KZ")]


def test_the_border_post_is_kept_in_its_own_letters() -> None:
    assert read("12.03.2024 въезд Казахстан, Кайрак", ON).stamps[0].post == "Кайрак"
    assert read("12.03.2024 in KZ somewhere new", ON).stamps[0].post == "somewhere new"


@pytest.mark.parametrize(
    ("line", "kind", "said"),
    [
        ("hello", Unread.NO_DAY, ""),
        ("in KZ", Unread.NO_DAY, ""),
        ("31.02.2024 in KZ", Unread.WRONG_DAY, "day_out_of_range"),
        ("03/25/2024 in KZ", Unread.WRONG_DAY, "month_out_of_range"),
        ("12.03.1954 in KZ", Unread.TOO_OLD, ""),
        ("12.03.2027 in KZ", Unread.FUTURE, ""),
        ("12.03.2024 KZ", Unread.NO_WAY, ""),
        ("in out 12.03.2024 KZ", Unread.NO_WAY, ""),
        ("12.03.2024 in", Unread.NO_COUNTRY, ""),
        ("12.03.2024 in Xyzburg", Unread.UNKNOWN_BORDER, "Xyzburg"),
        ("12.03.2024 out Xyzburg", Unread.UNKNOWN_BORDER, "Xyzburg"),
        ("12.03.2024 in KZ Verkhny Lars", Unread.OTHER_SIDE, "Verkhny Lars"),
        ("12.03.2024 in KZ GE", Unread.TWO_COUNTRIES, ""),
        ("in 12.03.2024, valid 01.06.2024 KZ", Unread.MANY_DAYS, ""),
        ("12.03.2024 01.04.2024 01.06.2024 KZ", Unread.MANY_DAYS, ""),
        ("12.03.2024 - 01.02.2024 KZ", Unread.EXIT_BEFORE_ENTRY, ""),
        ("12.03.2024 - 01.06.2024", Unread.NO_COUNTRY, ""),
        ("12.03.2024 in KZ " + "x" * 300, Unread.LONG_LINE, ""),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, kind: Unread, said: str) -> None:
    assert fault(line) == Fault(1, kind, said)


def test_faults_name_their_lines_and_the_good_lines_are_read() -> None:
    reading = read("12.03.2024 in KZ\n\n  \n-----\nwhat?\n01.05.2024 out", ON)
    assert [stamp.line for stamp in reading.stamps] == [1, 6]
    assert [(found.line, found.kind) for found in reading.faults] == [(5, Unread.NO_DAY)]


def test_more_lines_than_a_passport_holds_are_refused_once() -> None:
    reading = read("12.03.2024 in KZ\n" * (MOST_LINES + 20), ON)
    assert len(reading.stamps) == MOST_LINES
    assert [(found.line, found.kind) for found in reading.faults] == [(MOST_LINES + 1, Unread.MANY_LINES)]


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    reading = read(text, ON)
    assert all(stamp.on.earliest() <= ON for stamp in reading.stamps)


parts = st.sampled_from(
    ["12.03.2024", "2024-05", "in", "out", "KZ", "→", "<-", "Грузия", "из", "в", "-", "Ларс", "1.", "~"]
)


@given(st.lists(parts, max_size=8).map(" ".join))
def test_every_mixture_is_read_or_refused(line: str) -> None:
    reading = read(line, ON)
    assert bool(reading.stamps) != bool(reading.faults) or not line.strip(" .,;:-*•·–—")
    assert all(isinstance(stamp, Stamp) and stamp.way in Way for stamp in reading.stamps)
