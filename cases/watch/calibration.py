"""Where people and the engine disagree, and what nobody asks: counted over the open cases of a team, never stored."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from cases import vault
from cases.access.actor import Actor
from cases.access.scope import visible_to
from cases.base.progress import Steps
from cases.base.text import Text
from cases.people.models import OPEN_STAGES
from cases.risk.bands import matrix
from cases.risk.factors import catalogue
from cases.risk.facts import Band, Direction
from cases.risk.models import BandChoice, Step
from cases.risk.score import Assessment
from cases.risk.tally import CAUTIOUS, Total
from cases.templatetags.display import localized
from cases.watch import words
from cases.watch.batches import batches, open_cases

SHOWN: Final = 20  # factors in each table


@dataclass(frozen=True, slots=True)
class Part:
    """The band in whose colour a bar is drawn."""

    band: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A number of cases, what it counts, and the list behind it."""

    label: str
    count: int
    url: str = ""
    parts: tuple[Part, ...] = ()


def bands(actor: Actor, on: date) -> list[Bar]:
    """Count the open cases of the own team by the band of this week, in clear."""
    steps = Step.objects.filter(
        visible_to(actor, prefix="case__"), team=actor.own_team, starts_on__lte=on, ends_on__gt=on
    )
    found = dict(steps.filter(case__stage__in=OPEN_STAGES).order_by().values_list("band").annotate(count=Count("pk")))
    return [
        Bar(str(band.label), count, f"/risk/?band={band.value}", (Part(band.value, count),))
        for band in BandChoice
        for count in [found.get(band.value, 0)]
    ]


@dataclass(slots=True)
class Counts:
    """What was counted so far."""

    cases: int = 0
    counting: Counter[str] = field(default_factory=Counter)  # factor -> cases in which it is known to count
    unanswered: Counter[str] = field(default_factory=Counter)  # factor whose question is open -> cases
    overrides: Counter[tuple[str, bool]] = field(default_factory=Counter)  # direction, does it change the band -> cases
    moved: Counter[tuple[str, Direction]] = field(default_factory=Counter)  # factor, direction -> cases so held

    def take(self, found: Assessment) -> None:
        """Count one case. An override disagrees where the sums alone say another band than the one people hold."""
        self.cases += 1
        known = [one.factor for one in found.counted if one.best == one.worst]
        self.counting.update(known)
        self.unanswered.update({question.factor for question in found.questions})
        read = _read(found)
        for said in found.overrides:
            disagrees = said.band > read if said.direction is Direction.FLOOR else said.band < read
            self.overrides[said.direction, disagrees] += 1
            if disagrees:
                self.moved.update((factor, said.direction) for factor in known)


def _read(found: Assessment) -> Band:
    score = found.score
    return matrix(Total(score.removal[CAUTIOUS], score.gravity[CAUTIOUS], critical=bool(found.critical)))


def told(*, by: Actor) -> Steps:
    """Open every assessment of the team, and yield how far the work is and at last the tables."""
    cases, counts = open_cases(by), Counts()
    yield ngettext("%(n)d open case of yours.", "%(n)d open cases of yours.", len(cases)) % {"n": len(cases)}
    for rows, done in batches(cases, by):
        sealed: list[Any] = [row.standing.assessment.body for row in rows]
        for found in vault.open_many(sealed, by=by, why="calibration", shown=False):
            counts.take(found)
        yield done
    yield render_to_string("watch/_counted.html", {"counts": tables(counts)})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One factor: in how many cases it counts, and in how many of these people hold the band up or down."""

    name: Text
    cases: int
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Tables:
    """What the page shows at the end."""

    cases: int
    overrides: list[tuple[str, int, int]]  # direction, all, those that change the band
    disagreements: list[Disagreement]
    unanswered: list[Bar]


def tables(counts: Counts) -> Tables:
    """Return what was counted, in words, the most telling first."""
    known = catalogue().by_id
    disputed = {factor for factor, _direction in counts.moved if factor in known}
    disagreements = [
        Disagreement(
            known[factor].brief,
            counts.counting[factor],
            counts.moved[factor, Direction.FLOOR],
            counts.moved[factor, Direction.CEILING],
        )
        for factor in disputed
    ]
    return Tables(
        cases=counts.cases,
        overrides=[
            (str(words.DIRECTIONS[direction]), sum(_both(counts, direction)), counts.overrides[direction, True])
            for direction in Direction
        ],
        disagreements=sorted(disagreements, key=lambda one: (-one.up - one.down, one.name.en))[:SHOWN],
        unanswered=[
            Bar(localized(known[factor].brief), count)
            for factor, count in _ranked(counts.unanswered.items())
            if factor in known
        ][:SHOWN],
    )


def _both(counts: Counts, direction: Direction) -> tuple[int, int]:
    return counts.overrides[direction, True], counts.overrides[direction, False]


def _ranked(found: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(found, key=lambda one: (-one[1], one[0]))
