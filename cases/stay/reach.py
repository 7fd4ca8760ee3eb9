"""How far the papers of one person reach, in words: country by country, and leg by leg of a planned journey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from cases.base.forms import Word
from cases.countries.profile import Profile
from cases.countries.sheet import Line, tier
from cases.people.dossier import Dossier, Leg
from cases.people.words import PAPERS
from cases.risk.facts import Facts, Paper
from cases.stay import doors, transit, words
from cases.stay.doors import Admission, Reach, Reply
from cases.stay.panel import ProfileOf
from cases.stay.transit import Passage, Stop
from cases.templatetags.display import country


@dataclass(frozen=True, slots=True)
class Cell:
    """What a country says to a paper."""

    word: Word
    tone: str
    check: bool  # not verified, or perhaps changed


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One country, its record, and what it says to the papers held."""

    code: str
    open: bool
    tier: Line
    replies: tuple[Cell, ...]
    consulate: tuple[tuple[Word, Cell], ...]


@dataclass(frozen=True, slots=True)
class StopRow:
    """One country of a leg."""

    role: Word
    stop: Stop
    notices: tuple[Word, ...]
    replies: tuple[tuple[Word, Cell], ...]


@dataclass(frozen=True, slots=True)
class LegRow:
    """One leg of a planned journey."""

    leg: Leg
    on: date
    grave: bool
    stops: tuple[StopRow, ...]


def papers(facts: Facts) -> list[tuple[Word, Paper]]:
    """Return the papers held, with their names."""
    return [(PAPERS[paper.kind], paper) for paper in facts.papers or ()]


def rows(facts: Facts, profiles: Mapping[str, Profile], on: date) -> list[ReachRow]:
    """Say which countries the papers open, by name; the country they are in is no way out."""
    found = doors.reach(facts.papers or (), profiles.values(), on)
    there = [one for one in found if one.code != facts.country]
    return [_row(one, profiles[one.code], facts, on) for one in sorted(there, key=lambda one: _sortable(one.code))]


def journey(dossier: Dossier, profile_of: ProfileOf, on: date) -> list[LegRow]:
    """Say what waits on each leg of the planned journey."""
    found = transit.passages(dossier.journeys, dossier.facts, profile_of, on)
    return [LegRow(one.leg, one.on, one.is_grave, _stops(one)) for one in found]


def _row(one: Reach, profile: Profile, facts: Facts, on: date) -> ReachRow:
    passports = [
        (word, _cell(said, words.CONSULATES))
        for (word, paper), said in zip(papers(facts), one.visa_into, strict=True)
        if paper.kind in doors.PASSPORTS
    ]
    replies = tuple(_cell(said, words.REPLIES) for said in one.admissions)
    return ReachRow(one.code, one.open, tier(profile, on), replies, tuple(passports))


def _sortable(code: str) -> str:
    """Return a country's name with "Émirats" among the other E's."""
    return normalize("NFKD", country(code))


def _stops(passage: Passage) -> tuple[StopRow, ...]:
    return tuple(
        StopRow(
            words.ROLES[stop.role],
            stop,
            tuple(words.NOTICES[notice] for notice in stop.notices),
            tuple((PAPERS[kind], _cell(said, words.REPLIES)) for kind, said in stop.admissions),
        )
        for stop in passage.stops
    )


def _cell(said: Admission, told: Mapping[Reply, Word]) -> Cell:
    known = said.reply not in (Reply.UNKNOWN, Reply.EXPIRED)
    return Cell(told[said.reply], words.REPLY_TONES[said.reply], known and not said.sure)
