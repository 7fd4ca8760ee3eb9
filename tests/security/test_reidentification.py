"""A service that took the disks and holds every border crossing finds nobody: at least four people fit each case.

The matcher reads what stands in clear, as such a service would: who was in that country when the case was logged, and
whose stay, by the published rule, ends when the case becomes more dangerous. The engine is public, so it knows by how
much. Two variants that keep more in clear show that it finds people where they can be found.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db.models import DateField
from pytest_django.plugin import DjangoDbBlocker

from cases import vault
from cases.access.actor import Actor
from cases.applications.models import Application
from cases.demo.seed import PASSPHRASE
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.risk.models import Standing, Step
from cases.risk.place import WARNING_DAYS
from cases.risk.steps import BLOCK, REVIEWED_BY_THEN, WEEK, Segment, lengthen
from tests.demo.demonstration import NOW, Demonstration
from tests.security.borderlog import Traveller, border_log, by_country, lawful_until

pytestmark = pytest.mark.xdist_group("demonstration")
TODAY: Final = NOW.date()
DAY: Final = timedelta(1)
FEWEST: Final = 4
LOGS: Final = 9
# By how much a rank rises within its band when the last two weeks of a stay begin: 9 points of removal, counted twice,
# by three; fewer where the group of papers and stay is nearly full.
STAY_ENDS: Final = {5, 6}
PER_BAND: Final = 200


@dataclass(frozen=True)
class Rise:
    """A step upwards: the days on which it may have begun, and by how much."""

    first: date
    after: date
    ranks: int


@dataclass
class Known:
    """What stands in clear of one case, as far as it can speak of a crossing."""

    country: str
    week_created: date
    claims: list[date] = field(default_factory=list)  # weeks in which the country itself was asked for protection
    rises: list[Rise] = field(default_factory=list)


@dataclass(frozen=True)
class Taken:
    """The seeded demonstration as a thief sees it, the border log, and, for control only, what is sealed."""

    clear: dict[str, Known]
    log: dict[str, Traveller]
    ahead: dict[str, tuple[Segment, ...]]
    dossiers: dict[str, Dossier]


@pytest.fixture(scope="module")
def taken(demonstration: Demonstration, django_db_blocker: DjangoDbBlocker) -> Iterator[Taken]:
    with django_db_blocker.unblock(), demonstration.entered():
        dossiers, ahead = _opened()
        yield Taken(_in_clear(), border_log(dossiers, TODAY), ahead, dossiers)


def _opened() -> tuple[dict[str, Dossier], dict[str, tuple[Segment, ...]]]:
    """Open everything, as the coordinators could: nothing of it reaches the matcher but in the controls."""
    dossiers: dict[str, Dossier] = {}
    ahead: dict[str, tuple[Segment, ...]] = {}
    for handle in ("coordinator", "coordinator-b"):
        user = authenticate(None, handle=handle, passphrase=PASSPHRASE)
        assert user is not None
        place = user.memberships.select_related("team", "user").get()
        by = Actor(user=user, membership=place, private_key=user.unlocked)
        rows = list(Standing.objects.filter(team=by.own_team).select_related("case", "assessment").order_by("case"))
        codes = [row.case.code for row in rows]
        dossiers |= dict(
            zip(codes, vault.open_many([row.case.dossier for row in rows], by=by, why="test"), strict=True)
        )
        found = vault.open_many([row.assessment.body for row in rows], by=by, why="test")
        ahead |= {code: record.segments for code, record in zip(codes, found, strict=True)}
    return dossiers, ahead


def _in_clear() -> dict[str, Known]:
    clear = {case.code: Known(str(case.country), case.week_created) for case in Case.objects.all()}
    for claim in Application.objects.select_related("case"):
        if claim.procedure.startswith(f"{str(claim.case.country).lower()}_"):
            clear[claim.case.code].claims.append(claim.week_opened)
    steps: dict[str, list[Step]] = {}
    for step in Step.objects.select_related("case").order_by("starts_on"):
        steps.setdefault(step.case.code, []).append(step)
    for code, rows in steps.items():
        clear[code].rises = _rises(rows, _four_weeks)
    return clear


# The matcher ------------------------------------------------------------------------------------------


def _rises(steps: Sequence[Any], after: Callable[[date, date], date]) -> list[Rise]:
    """Return where the rank rises, and the days on which that may really begin."""
    return [
        Rise(later.starts_on, after(later.starts_on, steps[0].starts_on), later.rank - step.rank)
        for step, later in pairwise(steps)
        if later.rank > step.rank
    ]


def _four_weeks(first: date, monday: date) -> date:
    """What is shown from the first day of a block may begin on any day of it; the last block has no end."""
    after = date.fromordinal(first.toordinal() - (first.toordinal() - 1) % BLOCK.days + BLOCK.days)
    return after if first < monday + WEEK + REVIEWED_BY_THEN else date.max


def candidates(case: Known, people: Sequence[str], log: dict[str, Traveller]) -> list[str]:
    """Return who it may be: in the country by then, and, where the case rises, with a stay that ends by then."""
    there = min([case.week_created, *case.claims]) + 6 * DAY
    possible = [name for name in people if log[name].first <= there]
    telling = [rise for rise in case.rises if rise.ranks in STAY_ENDS] or [
        rise for rise in case.rises if rise.ranks > PER_BAND // 2
    ]
    return [name for name in possible if _fits(log[name], telling)] if telling else possible


def _fits(traveller: Traveller, rises: Sequence[Rise]) -> bool:
    ends = lawful_until(traveller.country, traveller.last)
    days = (ends - WARNING_DAYS * DAY, ends + DAY) if ends else ()
    return any(rise.first <= day < rise.after for rise in rises for day in days)


def found(taken: Taken, clear: dict[str, Known]) -> dict[str, int]:
    """Return the cases whose person is among fewer than four, and among how many."""
    places = by_country(taken.log.items())
    fits = {code: candidates(case, places[case.country], taken.log) for code, case in clear.items()}
    return {code: len(names) for code, names in fits.items() if code in names and len(names) < FEWEST}


# The proof, and the controls --------------------------------------------------------------------------


def test_the_log_holds_a_thousand_people_and_ours_among_them(taken: Taken) -> None:
    assert len(taken.log) == 1_000
    assert taken.clear.keys() <= taken.log.keys()
    ends = Counter(
        lawful_until(one.country, one.last) == known.stay_ends_on.earliest()
        for code, one in taken.log.items()
        if code in taken.dossiers and (known := taken.dossiers[code].facts).stay_ends_on
    )
    assert ends[True] > 100, "most stays that were told are counted from an entry in the log"


def test_no_case_has_fewer_than_four_candidates(taken: Taken) -> None:
    """In most logs. A thousand people are few for 24 countries: chance may leave three where hardly anybody crosses."""
    logs = [border_log(taken.dossiers, TODAY, f"border {seed}") for seed in range(LOGS)]
    few = [found(other, other.clear) for other in (replace(taken, log=log) for log in logs)]
    assert few.count({}) > LOGS // 2
    assert all(len(cases) <= 3 and 1 not in cases.values() for cases in few)


def test_with_exact_days_in_clear_many_are_found(taken: Taken) -> None:
    clear = _with(taken, lambda segments: _rises(segments, lambda day, _: day + DAY))
    assert len(found(taken, clear)) > 60
    assert Counter(found(taken, clear).values())[1] > 20


def test_with_weeks_and_ranks_in_clear_some_are_found(taken: Taken) -> None:
    clear = _with(taken, lambda segments: _rises(_weekly(segments), lambda monday, _: monday + WEEK))
    assert len(found(taken, clear)) > 15


def _with(taken: Taken, rises: Callable[[tuple[Segment, ...]], list[Rise]]) -> dict[str, Known]:
    return {
        code: Known(case.country, case.week_created, case.claims, rises(taken.ahead[code]))
        for code, case in taken.clear.items()
    }


def _weekly(segments: Sequence[Segment]) -> list[Segment]:
    """Return weekly maxima of band and rank, as they once stood in clear."""
    weeks: list[Segment] = []
    monday = segments[0].starts_on - segments[0].starts_on.weekday() * DAY
    while monday <= segments[-1].starts_on + WEEK:
        days = [part for part in segments if part.starts_on < monday + WEEK and monday < part.ends_on]
        peak = max(days, key=lambda part: part.rank)
        lengthen(weeks, monday, peak.band, peak.rank, "")
        monday += WEEK
    return weeks


# Every column with a date -------------------------------------------------------------------------------


def _dates() -> Iterator[tuple[str, str, date]]:
    """Yield every date in clear that belongs to a case: column, code of the case, value."""
    for model in apps.get_app_config("cases").get_models():
        names = [each.name for each in model._meta.concrete_fields if isinstance(each, DateField)]
        way = "code" if model is Case else "case__code"
        if names and (model is Case or any(each.name == "case" for each in model._meta.concrete_fields)):
            for code, *values in model.objects.values_list(way, *names):  # type: ignore[attr-defined]
                yield from ((f"{model.__name__}.{n}", code, v) for n, v in zip(names, values, strict=True) if v)


def _commonest(rows: Sequence[tuple[str, str, date]], log: dict[str, Traveller]) -> dict[str, int]:
    """For each column: how many cases share the commonest distance from a crossing to its value, within a country."""
    distances: dict[str, Counter[tuple[str, str, int]]] = {}
    for column, code, value in rows:
        for which in ("first", "last"):
            days = (value - getattr(log[code], which)).days
            distances.setdefault(column, Counter())[(log[code].country, which, days)] += 1
    return {column: counted.most_common(1)[0][1] for column, counted in distances.items()}


def test_no_column_lies_a_fixed_number_of_days_behind_a_crossing(taken: Taken) -> None:
    """Whatever the column: one that is counted from a crossing stands at the same distance from it in many cases."""
    common = _commonest(list(_dates()), taken.log)
    assert {"Case.week_created", "Case.quiet_from", "Standing.review_on", "Deadline.due_on"} <= common.keys()
    assert {column: number for column, number in common.items() if number > 8} == {}


def test_a_column_with_the_day_a_stay_ends_would_be_noticed(taken: Taken) -> None:
    ends = [
        ("stay", code, known.facts.stay_ends_on.earliest())
        for code, known in taken.dossiers.items()
        if known.facts.stay_ends_on and known.facts.stay_ends_on.exact
    ]
    assert _commonest(ends, taken.log)["stay"] > 30
