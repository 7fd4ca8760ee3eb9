"""Finds the days in a line that somebody typed: in figures, or with the month's name in three languages. Pure."""

from __future__ import annotations

import re

from cases.base.dates import PartialDate, parse_partial
from cases.stay.places import fold

MARK = "\x1f"  # in the place of a day
SHORT_YEARS_FROM = 2000  # "24" is 2024: no stamp is older

_NAMES = (
    *("jan янв", "feb fev фев", "mar мар", "apr avr апр", "may mai мая маи мае", "jun juin июн", "jul juil июл"),
    *("aug aou авг", "sep сен", "oct окт", "nov ноя", "dec дек"),
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
_MONTH = r"(?P<{0}>[^\W\d_]{{3,12}})\.?"
_BETWEEN = r"(?P<between>\s?[./\-]\s?)"
_YEAR = r"(?:\d{4}|\d{2})(?!\d)"
_DAYS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d)\d{{1,2}}{_BETWEEN}\d{{1,2}}(?P=between){_YEAR}",
        rf"(?<!\d)\d{{4}}{_BETWEEN}\d{{1,2}}(?P=between)\d{{1,2}}(?!\d)",
        rf"(?<!\d)(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|-?го)?[\s\-]{_MONTH.format('m1')}[\s\-](?P<y1>{_YEAR})",
        rf"{_MONTH.format('m2')}\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y2>\d{{4}})(?!\d)",
        rf"{_MONTH.format('m3')}\s(?P<y3>\d{{4}})(?!\d)",
        r"(?<!\d)\d{1,2}[./\-]\d{4}(?!\d)",
        r"(?<!\d)\d{4}[./\-]\d{1,2}(?!\d)",
        r"(?<!\d)(?:19|20)\d{2}(?!\d)",
    )
]
_ABOUT = re.compile(r"(?:[~≈]|\b(?:about|around|около|примерно|vers|environ|env\.?)\s)\s*$", re.IGNORECASE)


class WrongDay(ValueError):
    """A day that does not exist; the message is the reason code of `parse_partial`."""


def begins_with_day(line: str) -> bool:
    """Tell whether a line begins with a full day, so that its first figure numbers no list."""
    return any(pattern.match(line) for pattern in _DAYS[:3])


def take_out(line: str) -> tuple[list[PartialDate], str]:
    """Take the days out of a line; marks stay behind in their place. Raises `WrongDay` for one that no calendar has."""
    found: list[tuple[int, PartialDate]] = []
    for pattern in _DAYS:
        while match := next((one for one in pattern.finditer(line) if _is_day(one)), None):
            about = _ABOUT.search(line[: match.start()])
            start = about.start() if about else match.start()
            found.append((start, _day(match, about=about is not None)))
            line = f"{line[:start]}{MARK * (match.end() - start)}{line[match.end() :]}"
    return [day for _start, day in sorted(found, key=lambda pair: pair[0])], line


def _is_day(match: re.Match[str]) -> bool:
    named = [word for group, word in match.groupdict().items() if group.startswith("m") and word]
    return all(_month(word) for word in named)


def _day(match: re.Match[str], *, about: bool) -> PartialDate:
    parts = {group[0]: text for group, text in match.groupdict().items() if text}
    text = match.group()
    if "m" in parts:
        text = ".".join(filter(None, (parts.get("d", ""), str(_month(parts["m"])), parts["y"])))
    numbers = re.split(r"\s?[./\-]\s?", text)
    if len(numbers) == 3 and len(numbers[0]) <= 2 and len(numbers[2]) == 2:
        numbers[2] = str(SHORT_YEARS_FROM + int(numbers[2]))
    try:
        return parse_partial(("~" if about else "") + ".".join(numbers))
    except ValueError as error:
        raise WrongDay(str(error)) from None


def _month(word: str) -> int:
    folded = fold(word)
    return _MONTHS.get(folded[:4]) or _MONTHS.get(folded[:3], 0)
