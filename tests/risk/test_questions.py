"""The questions worth asking next, and what their answers lead to."""

import msgspec

from cases.risk.facts import Band, Category, Facts, Paper, PaperKind
from cases.risk.score import assess
from tests.risk.places import KAZAKHSTAN, SERBIA
from tests.risk.test_by_hand import QUIET, TODAY

BARE = Facts(country="KZ", category=Category.DESERTER)


def test_what_decides_alone_is_asked_first() -> None:
    asked = [question.asks for question in assess(BARE, KAZAKHSTAN, (), TODAY).questions]
    assert set(asked[:3]) == {"detained", "extradition_approved", "exit_refused"}
    assert asked[3] == "wanted"


def test_a_case_where_all_is_known_leaves_nothing_to_ask() -> None:
    assert assess(QUIET, KAZAKHSTAN, (), TODAY).questions == ()


def test_one_unknown_fact_leaves_one_question() -> None:
    facts = msgspec.structs.replace(QUIET, near_base=None)
    (question,) = assess(facts, KAZAKHSTAN, (), TODAY).questions
    assert (question.asks, question.factor) == ("near_base", "near_base")
    assert (question.if_good, question.if_bad) == (Band.MEDIUM, Band.HIGH)  # 24, and with the base 40


def test_a_passport_without_its_expiry_is_asked_about() -> None:
    facts = msgspec.structs.replace(QUIET, papers=(Paper(kind=PaperKind.TEN_YEAR),))
    assert [question.asks for question in assess(facts, KAZAKHSTAN, (), TODAY).questions] == ["papers"]


def test_a_pending_claim_asks_for_the_end_of_its_certificate() -> None:
    facts = msgspec.structs.replace(QUIET, asylum_pending=True)
    (question,) = assess(facts, KAZAKHSTAN, (), TODAY).questions
    assert (question.asks, question.factor) == ("certificate_until", "asylum_pending")


def test_nobody_is_asked_about_arrest_where_no_road_leads_to_russia() -> None:
    asked = {question.asks for question in assess(BARE, SERBIA, (), TODAY).questions}
    assert not asked & {"detained", "extradition_approved", "exit_refused", "near_base"}


def test_a_person_known_to_be_free_is_not_supposed_to_await_extradition() -> None:
    facts = msgspec.structs.replace(BARE, detained=False)
    asked = {question.asks for question in assess(facts, KAZAKHSTAN, (), TODAY).questions}
    assert "extradition_approved" not in asked


def test_a_good_answer_never_leads_above_where_the_case_stands() -> None:
    assessment = assess(BARE, KAZAKHSTAN, (), TODAY)
    assert all(question.if_good <= assessment.band <= question.if_bad for question in assessment.questions)
