"""Reads passport stamps as people type them, one a line: the day, in or out, the country, the border post. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from cases.base.dates import PartialDate
from cases.stay import places
from cases.stay.stampdays import WrongDay, begins_with_day, take_out
from cases.stay.stampwords import Line, Way

MOST_LINES, LONGEST_LINE = 200, 200
OLDEST = date(1990, 1, 1)
_DASHES = re.compile("[\u2010-\u2015]")
_ORNAMENT = " \t.,;:-*•·–—"
_LISTED = re.compile(r"^\s*(?:[-*•·–—]+|\(?\d{1,3}[.)])\s+")


class Unread(StrEnum):
    """Why a line cannot be read."""

    NO_DAY = "no_day"
    WRONG_DAY = "wrong_day"  # `said` is the reason code of the date
    TOO_OLD = "too_old"
    FUTURE = "future"
    MANY_DAYS = "many_days"
    EXIT_BEFORE_ENTRY = "exit_before_entry"
    NO_WAY = "no_way"
    NO_COUNTRY = "no_country"
    UNKNOWN_BORDER = "unknown_border"  # `said` is what stands there
    TWO_COUNTRIES = "two_countries"
    OTHER_SIDE = "other_side"  # the border post lies in another country than the line says
    LONG_LINE = "long_line"
    MANY_LINES = "many_lines"


class Stamp(msgspec.Struct, frozen=True):
    """One border crossing; an exit may leave open from where."""

    line: int
    way: Way
    on: PartialDate
    country: str = ""
    post: str = ""


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a line, and the words in it that cannot be read."""

    line: int
    kind: Unread
    said: str = ""


class Reading(msgspec.Struct, frozen=True):
    """All that could be read, and all that could not."""

    stamps: tuple[Stamp, ...]
    faults: tuple[Fault, ...]


class _Trouble(Exception):
    def __init__(self, kind: Unread, said: str = "") -> None:
        super().__init__(kind)
        self.kind, self.said = kind, said


def read(text: str, on: date) -> Reading:
    """Read a list of stamps; `on` is the day it is, after which nothing can have been stamped."""
    stamps: list[Stamp] = []
    faults: list[Fault] = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip(_ORNAMENT)]
    for number, line in lines[:MOST_LINES]:
        try:
            stamps += _stamps(number, line, on)
        except _Trouble as trouble:
            faults.append(Fault(number, trouble.kind, trouble.said))
    faults += [Fault(number, Unread.MANY_LINES) for number, _line in lines[MOST_LINES : MOST_LINES + 1]]
    return Reading(tuple(stamps), tuple(faults))


def _stamps(number: int, line: str, on: date) -> Iterator[Stamp]:
    """Yield the one or two crossings that a line tells of."""
    if len(line) > LONGEST_LINE:
        raise _Trouble(Unread.LONG_LINE)
    try:
        days, rest = take_out(_bare(line))
    except WrongDay as wrong:
        raise _Trouble(Unread.WRONG_DAY, str(wrong)) from None
    if not days:
        raise _Trouble(Unread.NO_DAY)
    _check(days, on)
    told = Line(rest)
    for way, day, country in _crossings(told, days):
        yield Stamp(number, way, day, country, told.post)


def _bare(line: str) -> str:
    """Take the number of a numbered list away; a day may begin a line too."""
    line = _DASHES.sub("-", line).strip()
    return line if begins_with_day(line) else _LISTED.sub("", line)


def _check(days: Sequence[PartialDate], on: date) -> None:
    if len(days) > 2:
        raise _Trouble(Unread.MANY_DAYS)
    if any(day.latest() < OLDEST for day in days):
        raise _Trouble(Unread.TOO_OLD)
    if any(day.earliest() > on for day in days):
        raise _Trouble(Unread.FUTURE)
    if len(days) == 2 and days[1].latest() < days[0].earliest():
        raise _Trouble(Unread.EXIT_BEFORE_ENTRY)


def _crossings(told: Line, days: Sequence[PartialDate]) -> Iterator[tuple[Way, PartialDate, str]]:
    if len(days) == 2:
        if len(told.ways) == 1:
            raise _Trouble(Unread.MANY_DAYS)
        country = _one(told, told.countries)
        if not country:
            raise _Trouble(Unread.NO_COUNTRY)
        yield Way.IN, days[0], country
        yield Way.OUT, days[1], country
        return
    ways = dict.fromkeys(told.ways, told.countries) or _led(told) or ({Way.IN: told.countries} if told.still else {})
    if not ways or (len(told.ways) == 2):
        raise _Trouble(Unread.NO_WAY)
    for way, countries in ways.items():
        yield way, days[0], _only(told, countries, way)


def _led(told: Line) -> dict[Way, list[places.Found]]:
    """Return the way without a word for it: by an arrow, or by "from" and "to"."""
    return {way: found for way, found in (told.across() or told.named()).items() if found}


def _only(told: Line, countries: list[places.Found], way: Way) -> str:
    """Return the one country that a crossing is about; an exit may leave it open."""
    away = Way.OUT if way is Way.IN else Way.IN
    meant = [found for found in countries if told.beside(found) is way]
    country = _one(told, meant or [found for found in countries if told.beside(found) is not away])
    if not country and way is Way.IN:
        raise _Trouble(Unread.NO_COUNTRY)
    return country


def _one(told: Line, countries: list[places.Found]) -> str:
    """Return the one country of these, by its name rather than by that of a post."""
    stated = {found.code for found in told.countries if not found.post}
    for found in told.countries:
        if stated and found.post and found.code not in stated:
            raise _Trouble(Unread.OTHER_SIDE, " ".join(told.words[found.first : found.first + found.words]))
    if told.post and not told.countries:
        raise _Trouble(Unread.UNKNOWN_BORDER, told.post)
    codes = {found.code for found in countries if not found.post} or {found.code for found in countries}
    if len(codes) > 1:
        raise _Trouble(Unread.TWO_COUNTRIES)
    return next(iter(codes), "")
