"""Dates of a dossier that cannot all be true. A vague date is read as kindly as it can be."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from cases.base.dates import PartialDate
from cases.people.dossier import Dossier
from cases.people.rules import is_present
from cases.risk.facts import LeftHow, PaperKind

LONGEST_LIFE = 110
PASSPORT_YEARS = {PaperKind.FIVE_YEAR: 5, PaperKind.TEN_YEAR: 10}
SLACK = timedelta(days=31)  # a passport is counted from its issue, and the date may be remembered a little off
OLDEST_EXPIRY = 2000


class Fault(StrEnum):
    """What is wrong."""

    STAY_ENDS_BEFORE_ENTRY = "stay_ends_before_entry"
    DETAINED_BEFORE_ENTRY = "detained_before_entry"
    ENTRY_BEFORE_FRONT = "entry_before_front"
    LEFT_BEFORE_ENTRY = "left_before_entry"
    BORN_AFTER = "born_after"
    BORN_TOO_EARLY = "born_too_early"
    PASSPORT_TOO_LONG = "passport_too_long"
    PASSPORT_TOO_OLD = "passport_too_old"


class Found(NamedTuple):
    """A fault, and the form field at which to say it."""

    field: str
    fault: Fault


def faults(dossier: Dossier, on: date) -> list[Found]:
    """Return every fault of a dossier."""
    return [*_order(dossier), *_stays(dossier), *_birth(dossier, on), *_papers(dossier, on)]


def _order(dossier: Dossier) -> Iterator[Found]:
    facts = dossier.facts
    if _surely_before(facts.stay_ends_on, facts.entered_on):
        yield Found("stay_ends_on", Fault.STAY_ENDS_BEFORE_ENTRY)
    if _surely_before(facts.detained_on, facts.entered_on):
        yield Found("detained_on", Fault.DETAINED_BEFORE_ENTRY)
    if facts.left_how is LeftHow.FROM_FRONT and _surely_before(facts.entered_on, facts.left_on):
        yield Found("entered_on", Fault.ENTRY_BEFORE_FRONT)


def _stays(dossier: Dossier) -> Iterator[Found]:
    facts = dossier.facts
    here = (stay for stay in dossier.stays if stay.country == facts.country and not is_present(stay, facts))
    for row, stay in enumerate(here):
        if _surely_before(stay.left_on, stay.entered_on):
            yield Found(f"stays_{row}_left_on", Fault.LEFT_BEFORE_ENTRY)


def _birth(dossier: Dossier, on: date) -> Iterator[Found]:
    born, facts = dossier.born_on, dossier.facts
    if born is None:
        return
    if born.latest().year < on.year - LONGEST_LIFE:
        yield Found("born_on", Fault.BORN_TOO_EARLY)
    elif any(_surely_before(day, born) for day in (facts.entered_on, facts.left_on)):
        yield Found("born_on", Fault.BORN_AFTER)


def _papers(dossier: Dossier, on: date) -> Iterator[Found]:
    for paper in dossier.facts.papers or ():
        if paper.expires_on is None:
            continue
        field = f"paper_{paper.kind}_until"
        years = PASSPORT_YEARS.get(paper.kind)
        if paper.expires_on.latest().year < OLDEST_EXPIRY:
            yield Found(field, Fault.PASSPORT_TOO_OLD)
        elif years and paper.expires_on.earliest() > _years_after(on, years) + SLACK:
            yield Found(field, Fault.PASSPORT_TOO_LONG)


def _surely_before(first: PartialDate | None, second: PartialDate | None) -> bool:
    return first is not None and second is not None and first.latest() < second.earliest()


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
