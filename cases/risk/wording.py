"""Tells an assessment to people: reasons, questions and causes as texts in every language.

An assessment made with an older version of the factors may name one that is gone; it is then left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from cases.base.text import Text
from cases.risk.factors import Axis, Factor, Group, Source, Takes, catalogue
from cases.risk.facts import Band
from cases.risk.questions import Question
from cases.risk.score import Assessment, Counted
from cases.risk.steps import BY_PEOPLE

JUDGED = Text(
    en="an override begins or ends",
    ru="начинает или перестаёт действовать решение сотрудника",
    fr="un niveau fixé à la main prend effet ou prend fin",
)
SOMETHING = Text(en="the facts change with time", ru="обстоятельства меняются со временем", fr="les faits évoluent")


class Reason(NamedTuple):
    """One factor of an assessment, ready to show."""

    factor: Factor
    counted: Counted
    protects: bool

    @property
    def text(self) -> Text:
        return self.factor.reason

    @property
    def points(self) -> int:
        """The points in the cautious case; what protects is negative."""
        return -self.counted.cautious if self.protects else self.counted.cautious

    @property
    def lowest(self) -> int:
        """The points at best."""
        return -self.counted.best if self.protects else self.counted.best

    @property
    def highest(self) -> int:
        """The points at worst."""
        return -self.counted.worst if self.protects else self.counted.worst

    @property
    def sources(self) -> list[Source]:
        return [catalogue().sources[key] for key in self.factor.sources]


class Asked(NamedTuple):
    """One question worth asking, and the bands a good and a bad answer lead to."""

    text: Text
    if_good: Band
    if_bad: Band


class Part(NamedTuple):
    """One group of an axis with its reasons; `points` is what it adds, at most its cap."""

    group: Group
    points: int
    reasons: list[Reason]

    @property
    def strongest_only(self) -> bool:
        """Whether several stand here of which one counts."""
        return self.group.takes is Takes.STRONGEST and len(self.reasons) > 1


def reasons(assessment: Assessment) -> list[Reason]:
    """Return every factor that counts or may count, in the order of the factors file."""
    factors = catalogue()
    found = ((factors.by_id.get(counted.factor), counted) for counted in assessment.counted)
    return [
        Reason(factor, counted, factors.group_of(factor).protects) for factor, counted in found if factor is not None
    ]


def main_reasons(assessment: Assessment, limit: int = 3) -> list[Text]:
    """Return what is known and weighs most: what is critical by itself, then points, those of removal twice.

    That is how the list is ranked too. No text stands twice.
    """
    return list(dict.fromkeys(factor.reason for factor in _main(assessment)))[:limit]


def decisive(assessment: Assessment) -> list[Text]:
    """Return the reasons that are critical by themselves."""
    return [factor.reason for name in assessment.critical if (factor := _factor(name)) is not None]


def in_brief(assessment: Assessment, limit: int = 3) -> list[Text]:
    """Return the same in a few words each."""
    return list(dict.fromkeys(factor.brief for factor in _main(assessment)))[:limit]


def _main(assessment: Assessment) -> list[Factor]:
    factors = catalogue()
    found = [factor for name in assessment.critical if (factor := _factor(name)) is not None]
    alone, groups = set(assessment.critical), {factor.group for factor in found}
    known = [
        (counted.cautious * (2 if group.axis is Axis.REMOVAL else 1), factor, group)
        for counted in assessment.counted
        if counted.best and counted.factor not in alone and (factor := _factor(counted.factor)) is not None
        for group in [factors.group_of(factor)]
        if not group.protects
    ]
    for _weight, factor, group in sorted(known, key=itemgetter(0), reverse=True):
        if group.id not in groups or group.takes is not Takes.STRONGEST:  # else a stronger one stands for it
            found.append(factor)
            groups.add(group.id)
    return found


def asked(assessment: Assessment, limit: int | None = None) -> list[Asked]:
    """Return the open questions, those first whose answer moves the case most."""
    return list(_asked(assessment.questions))[:limit]


def _asked(questions: tuple[Question, ...]) -> Iterator[Asked]:
    for question in questions:
        factor = _factor(question.factor)
        if factor is not None:
            yield Asked(factor.question, question.if_good, question.if_bad)


def cause(name: str) -> Text:
    """Say what happens on a day on which the band changes."""
    if name == BY_PEOPLE:
        return JUDGED
    factor = _factor(name)
    return (factor and factor.change) or SOMETHING


def breakdown(assessment: Assessment, axis: Axis) -> list[Part]:
    """Return the groups of an axis in which something counts or may count."""
    by_group: dict[str, list[Reason]] = {}
    for reason in reasons(assessment):
        by_group.setdefault(reason.factor.group, []).append(reason)
    groups = [group for group in catalogue().groups if group.axis == axis and group.id in by_group]
    return [
        Part(group, group.points_of([r.points for r in by_group[group.id]]), by_group[group.id]) for group in groups
    ]


def _factor(name: str) -> Factor | None:
    return catalogue().by_id.get(name)
