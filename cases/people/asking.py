"""What to ask next about a person, each question with the place in the form where its answer goes."""

from typing import NamedTuple

from cases.base.text import Text
from cases.people import intake
from cases.risk.factors import catalogue
from cases.risk.facts import Band
from cases.risk.score import Assessment


class Ask(NamedTuple):
    """A question, where its answer is typed, and the bands that a good and a bad answer lead to."""

    text: Text
    anchor: str
    if_good: Band
    if_bad: Band


def worth_asking(assessment: Assessment, limit: int = 3) -> list[Ask]:
    """Return the questions whose answers would move the case most."""
    by_id = catalogue().by_id
    known = [question for question in assessment.questions if question.factor in by_id]
    return [
        Ask(by_id[question.factor].question, _anchor(question.asks), question.if_good, question.if_bad)
        for question in known[:limit]
    ]


def _anchor(fact: str) -> str:
    """Point at the section of the form, whose heading then stands above the field."""
    section = intake.section_of(fact)
    return section.anchor if section else ""
