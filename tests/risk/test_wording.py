"""An assessment told to people."""

import msgspec

from cases.risk.factors import Axis
from cases.risk.facts import Band, Category, Facts, Wanted
from cases.risk.questions import Question
from cases.risk.score import Assessment, Counted, assess
from cases.risk.wording import JUDGED, SOMETHING, asked, breakdown, cause, main_reasons, reasons
from tests.risk.places import KAZAKHSTAN
from tests.risk.test_by_hand import QUIET, TODAY

BARE = Facts(country="KZ", category=Category.DESERTER)


def assessed(**differs: object) -> Assessment:
    return assess(msgspec.structs.replace(QUIET, **differs), KAZAKHSTAN, (), TODAY)


def test_what_is_critical_by_itself_comes_first() -> None:
    texts = main_reasons(assessed(detained=True, near_base=True))
    assert texts[0].en.startswith("In detention")


def test_what_is_only_feared_is_no_reason_yet() -> None:
    assert all("wanted" not in text.en for text in main_reasons(assess(BARE, KAZAKHSTAN, (), TODAY), limit=20))


def test_a_fact_that_counts_on_both_axes_is_told_once_where_it_is_told_alike() -> None:
    texts = main_reasons(assessed(north_caucasus=True, public_profile=True), limit=20)
    assert len(texts) == len(set(texts))


def test_protection_takes_points_off() -> None:
    (measure,) = [reason for reason in reasons(assessed(interim_measure=True)) if reason.protects]
    assert measure.points == -16
    assert measure.sources


def test_the_parts_of_an_axis_add_up_to_it() -> None:
    assessment = assessed(wanted=Wanted.INTERSTATE, near_base=True, stopped_before=True, interim_measure=True)
    for axis, total in ((Axis.REMOVAL, assessment.score.removal), (Axis.GRAVITY, assessment.score.gravity)):
        assert sum(part.points for part in breakdown(assessment, axis)) == total[1]


def test_only_the_strongest_charge_counts() -> None:
    bare = assess(BARE, KAZAKHSTAN, (), TODAY)
    (charges,) = [part for part in breakdown(bare, Axis.GRAVITY) if part.group.id == "charge"]
    assert charges.points == 24  # to be expected; the others are quarters of what may be


def test_three_questions_in_every_language() -> None:
    questions = asked(assess(BARE, KAZAKHSTAN, (), TODAY), limit=3)
    assert len(questions) == 3
    assert all(text for question in questions for text in (question.text.en, question.text.ru, question.text.fr))


def test_causes_have_words() -> None:
    assert cause("stay_over").en == "the permitted stay is ending"
    assert cause("override") == JUDGED
    assert cause("near_base") == SOMETHING  # has no day of its own


def test_factors_that_are_gone_are_left_out() -> None:
    old = msgspec.structs.replace(
        assessed(),
        counted=(Counted("phlogiston", 4, 4, 4),),
        critical=("phlogiston",),
        questions=(Question("x", "phlogiston", Band.LOW, Band.HIGH, 0),),
    )
    assert (reasons(old), main_reasons(old), asked(old), cause("phlogiston")) == ([], [], [], SOMETHING)
