"""Fields refuse with words at the field, keep unknown apart from no, and give back what was typed."""

from datetime import date
from enum import StrEnum

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given

from cases.base.dates import PartialDate
from cases.base.forms import (
    BaseForm,
    DayField,
    LineField,
    ListField,
    OptionField,
    PartialDateField,
    StoryField,
    TriStateField,
    typed_date,
)
from tests.base.test_dates import partials

TODAY = date(2026, 11, 22)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Everything(BaseForm):
    line = LineField(required=False)
    story = StoryField(required=False)
    names = ListField(required=False)
    known_on = PartialDateField(required=False, past=True)
    until = PartialDateField(required=False)
    day = DayField(required=False, past=True)
    answer = TriStateField()
    colour = OptionField(Colour, {Colour.RED: "red", Colour.BLUE: "blue"}, required=False)


def filled(**typed: str) -> Everything:
    form = Everything(typed, on=TODAY)
    form.is_valid()
    return form


def codes(form: forms.Form, name: str) -> list[str | None]:
    return [error.code for error in form.errors.as_data().get(name, [])]


def test_an_empty_form_is_all_unknown() -> None:
    assert filled().cleaned_data == {
        "line": "",
        "story": "",
        "names": (),
        "known_on": None,
        "until": None,
        "day": None,
        "answer": None,
        "colour": None,
    }


@pytest.mark.parametrize(("typed", "meant"), [("yes", True), ("no", False), ("", None)])
def test_yes_no_and_not_known_are_three_answers(typed: str, meant: bool | None) -> None:
    assert filled(answer=typed).cleaned_data["answer"] is meant


@pytest.mark.parametrize("answer", [True, False, None])
def test_a_known_answer_is_shown_as_such(answer: bool | None) -> None:
    shown = Everything(initial={"answer": answer})["answer"].value()
    assert filled(answer=shown).cleaned_data["answer"] is answer


def test_an_option_comes_back_as_member_of_its_kind() -> None:
    assert filled(colour="blue").cleaned_data["colour"] is Colour.BLUE


@pytest.mark.parametrize("name", ["line", "story", "names"])
def test_a_hundred_kilobytes_are_refused_at_the_field(name: str) -> None:
    assert codes(filled(**{name: "ы" * 50_000}), name) == ["max_length"]


def test_a_hundred_kilobytes_in_a_date_are_refused_at_the_field() -> None:
    assert codes(filled(until="1" * 100_000), "until") == ["max_length"]


@pytest.mark.parametrize("name", ["line", "story", "names"])
def test_a_nul_is_refused_at_the_field_and_what_was_typed_stays(name: str) -> None:
    form = filled(**{name: "Иван\0"})
    assert codes(form, name) == ["nul"]
    assert form[name].value() == "Иван\0"


def test_no_widget_tells_the_browser_to_cut_text_off() -> None:
    assert "maxlength" not in Everything().as_p()


def test_direction_marks_go_and_emoji_stay() -> None:
    form = filled(line="\u202eИван\u202c 🙂", story="a\r\nb")
    assert (form.cleaned_data["line"], form.cleaned_data["story"]) == ("Иван 🙂", "a\nb")


def test_several_names_are_parted_by_commas_once_each() -> None:
    assert filled(names=" Иванов,  Ivanov ;Ivanov,, ").cleaned_data["names"] == ("Иванов", "Ivanov")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("gestern", "not_a_date"),
        ("24", "year_needs_four_digits"),
        ("1799", "year_out_of_range"),
        ("13.2024", "month_out_of_range"),
        ("30.02.2024", "day_out_of_range"),
        ("\0", "not_a_date"),
        ("~", "empty"),
        ("2027", "future"),
        ("12.2026", "future"),
        ("23.11.2026", "future"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_each_way_of_getting_a_date_wrong_is_said_at_the_field(typed: str, code: str, language: str) -> None:
    with translation.override(language):
        form = filled(known_on=typed)
        assert len(form.errors["known_on"]) == 1
        assert form["known_on"].value() == typed
    assert codes(form, "known_on") == [code]


@pytest.mark.parametrize("typed", ["2026", "11.2026", "22.11.2026", "~2026"])
def test_a_date_that_may_have_come_is_taken(typed: str) -> None:
    assert filled(known_on=typed).is_valid()


def test_a_future_date_is_taken_where_it_may_lie_ahead() -> None:
    assert filled(until="2030").cleaned_data["until"] == PartialDate(2030)


def test_a_day_field_wants_the_full_day() -> None:
    assert codes(filled(day="11.2026"), "day") == ["not_exact"]
    assert filled(day="2026-11-21").cleaned_data["day"] == date(2026, 11, 21)


@given(partials())
def test_a_date_comes_back_as_it_was_shown(value: PartialDate) -> None:
    assert PartialDateField().clean(typed_date(value)) == value
    assert PartialDateField().prepare_value(value) == typed_date(value)


def test_a_required_date_must_be_there() -> None:
    with pytest.raises(ValidationError):
        PartialDateField().clean("  ")


def test_the_form_leaves_its_tag_to_the_page() -> None:
    assert Everything().helper.form_tag is False
