"""Dates as people remember them: a day, a month or a year, sure or "about"."""

import calendar
import re
from datetime import date
from typing import Self

import msgspec

FIRST_YEAR, LAST_YEAR = 1900, 2100

# Dashes that telephones put in by themselves count as separators too.
_SEPARATOR = re.compile(r"[\s./\-\u2010-\u2015]+")
_ABOUT = re.compile(r"(?:[~≈]|about\b|около\b|примерно\b|vers\b|environ\b)\s*", re.IGNORECASE)


class PartialDate(msgspec.Struct, frozen=True, order=False):
    """A day, month or year of the calendar; one that cannot exist cannot be made."""

    year: int
    month: int | None = None
    day: int | None = None
    about: bool = False

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError("year_out_of_range")
        if self.month is None:
            if self.day is not None:
                raise ValueError("day_without_month")
            return
        if not 1 <= self.month <= 12:
            raise ValueError("month_out_of_range")
        if self.day is not None and not 1 <= self.day <= _days_in(self.year, self.month):
            raise ValueError("day_out_of_range")

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the exact day `day`."""
        return cls(day.year, day.month, day.day)

    @property
    def exact(self) -> bool:
        """Whether this is one certain day, fit for counting deadlines from."""
        return self.day is not None and not self.about

    def earliest(self) -> date:
        """Return the first day it may mean; "about" does not widen it, as nobody said by how much."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """Return the last day it may mean; "about" does not widen it, as nobody said by how much."""
        month = self.month or 12
        return date(self.year, month, self.day or _days_in(self.year, month))

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return ("~" if self.about else "") + "-".join(parts)


def parse_partial(text: str) -> PartialDate:
    """Read "2024", "05.2024", "17.05.2024", "2024-05-17", "~2024-05" …; day first unless year first.

    Raises ValueError with a reason code that the form turns into words.
    """
    bare = _ABOUT.sub("", text.strip(), count=1) if _ABOUT.match(text.strip()) else text.strip()
    if not bare:
        raise ValueError("empty")
    numbers = _SEPARATOR.split(bare)
    if len(numbers) > 3 or not all(number.isascii() and number.isdigit() for number in numbers):
        raise ValueError("not_a_date")
    if len(numbers[0]) != 4:
        numbers.reverse()
    if len(numbers[0]) != 4:
        raise ValueError("year_needs_four_digits")
    if any(len(number) > 2 for number in numbers[1:]):
        raise ValueError("not_a_date")
    year, *rest = map(int, numbers)
    month, day = [*rest, None, None][:2]
    return PartialDate(year, month, day, about=bare != text.strip())


def _days_in(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
