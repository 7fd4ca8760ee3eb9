"""The small forms of a case."""

from cases.people.forms import StageForm


def test_a_case_is_closed_with_a_reason() -> None:
    assert list(StageForm({"stage": "closed"}).errors) == ["reason"]
    assert StageForm({"stage": "closed", "reason": "asked to"}).is_valid()
    assert StageForm({"stage": "safe"}).is_valid()
