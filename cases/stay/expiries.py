"""What of a person's papers and times runs out, the first first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cases.base.dates import PartialDate
from cases.base.forms import Word
from cases.people.dossier import Dossier
from cases.people.words import PAPERS
from cases.stay import words
from cases.stay.answers import answer
from cases.stay.leave_by import Clock
from cases.stay.panel import ProfileOf

SHOWN_AFTER: Final = timedelta(days=90)  # what is over for longer says nothing any more


@dataclass(frozen=True, slots=True)
class Expiry:
    """Something that runs out, and when."""

    what: Word
    country: str
    day: PartialDate
    over: bool


def expiries(dossier: Dossier, clocks: Iterable[Clock], profile_of: ProfileOf, on: date) -> list[Expiry]:
    """Return what runs out, in order."""
    ends = [*_papers(dossier), *_times(dossier, profile_of, on), *_refusals(clocks)]
    found = [
        Expiry(what, where, day, day.latest() < on) for what, where, day in ends if day.latest() >= on - SHOWN_AFTER
    ]
    return sorted(found, key=lambda one: one.day.earliest())


def _papers(dossier: Dossier) -> Iterator[tuple[Word, str, PartialDate]]:
    for paper in dossier.facts.papers or ():
        if paper.expires_on:
            yield PAPERS[paper.kind], "", paper.expires_on
    for permit in dossier.permits:
        if permit.ends:
            yield words.PERMITS[permit.kind], permit.country, permit.ends


def _times(dossier: Dossier, profile_of: ProfileOf, on: date) -> Iterator[tuple[Word, str, PartialDate]]:
    facts = dossier.facts
    if facts.certificate_until and facts.asylum_pending:
        yield words.CERTIFICATE, facts.country or "", facts.certificate_until
    here = answer(facts.country, dossier, profile_of(facts.country), on) if facts.country else None
    if here and here.last_day:
        yield words.LAST_DAY, here.country, PartialDate.of(here.last_day)


def _refusals(clocks: Iterable[Clock]) -> Iterator[tuple[Word, str, PartialDate]]:
    for one in clocks:
        if day := one.leave_by.day:
            yield words.STEPS[one.leave_by.step], one.refusal.country, day
