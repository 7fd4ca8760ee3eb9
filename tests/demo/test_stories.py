"""The invented stories: the same on the same day, lawful in their dates, and about nobody who exists."""

from collections import Counter
from datetime import date, timedelta

import pytest

from cases.applications.catalogue import procedures
from cases.demo.dossiers import phrases
from cases.demo.people_names import peoples
from cases.demo.plot import Sheet, Story, Told
from cases.demo.stories import DESKS, stories
from cases.evidence.consent import State, faults, state_of
from cases.people.folding import fold
from cases.people.models import Category
from cases.risk.facts import Article

TODAY = date(2026, 11, 22)
# Surnames of people named in public reports on soldiers who left, on removals, and of those who help them.
REAL = """Жилин Касимов Бажуков Качкуркин Рожков Скорякин Сетраков Щетин Мовлаев Емельянов Коробов Зиганшин Мырзаев
Субботин Мукаев Вовченко Кузьминов Дубовский Альшанский Бураков Алхастов Жовтис Кадыров Закаев Цыденов Кара-оол Шойгу"""


def tell(today: date = TODAY) -> list[Story]:
    return [story for desk in DESKS for story in stories(desk, today)]


def test_told_twice_on_one_day_they_are_the_same() -> None:
    assert tell() == tell()


def test_there_are_three_hundred_most_of_them_in_kazakhstan() -> None:
    places = Counter(story.country for story in tell())
    assert places.total() == 300
    assert places.most_common(2)[0][0] == "KZ"
    assert {"KZ", "AM", "GE", "KG", "RS", "TR", "MN", "ME", "AE", "UZ"} <= set(places)


def test_some_have_papers_and_testimonies_and_some_must_come_down() -> None:
    kept = [one for story in tell() for one in story.evidence]
    sheets = [one for one in kept if isinstance(one, Sheet)]
    states = Counter(state_of(one.details) for one in kept if isinstance(one, Told))
    assert 8 <= len(sheets) <= 25  # each takes a moment to load
    assert len({sheet.details.kind for sheet in sheets}) >= 5
    assert states[State.PUBLIC] >= 3
    assert states[State.STILL_PUBLIC] >= 1
    assert not [fault for one in kept if isinstance(one, Told) for fault in faults(one.details)]


def test_some_agreed_to_write_and_did_not_and_some_tasks_come_again() -> None:
    awaited = [story.awaited for story in tell() if story.awaited]
    assert any(one.first <= TODAY - timedelta(days=2) for one in awaited)
    assert any(one.first > TODAY for one in awaited)
    assert [date for story in tell() for date in story.dates if date.rhythm]


def test_every_category_and_a_range_of_charges_come_up() -> None:
    told = tell()
    assert {story.category for story in told} == set(Category.values)
    charged = {charge.article for story in told for charge in story.dossier.facts.charges or ()}
    assert {Article.ABSENCE, Article.DESERTION, Article.REFUSAL, Article.EVASION} <= charged


def test_names_are_of_many_peoples_in_cyrillic_and_in_latin() -> None:
    written = " ".join(" ".join((story.dossier.legal_name, *story.dossier.other_spellings)) for story in tell())
    for people in peoples():
        assert any(surname in written for surname in people.surnames.split())
    assert "Ә" in written.upper()
    assert "Ӏ" in written.upper()


def test_no_surname_is_that_of_a_person_in_the_reports() -> None:
    real = {fold(name) for name in REAL.split()}
    ours = {fold(name) for people in peoples() for name in people.surnames.split()}
    assert real.isdisjoint(ours)


def test_no_alias_comes_twice_in_a_team() -> None:
    for desk in DESKS:
        aliases = [story.dossier.alias for story in stories(desk, TODAY) if story.dossier.alias]
        assert len(set(aliases)) == len(aliases)
        assert all(alias.isalpha() for alias in aliases), "one word, as people would choose"


def test_every_phrase_belongs_to_a_list() -> None:
    for kind in phrases()["story"].values():
        assert all(text.endswith((".", "?")) for text in kind)


# Before the law of June 2026, soon after it, on a leap day, at the turn of a year.
@pytest.mark.parametrize("today", [TODAY, date(2025, 3, 1), date(2026, 6, 20), date(2028, 2, 29), date(2027, 1, 1)])
def test_on_any_day_they_lie_in_the_past_and_in_order(today: date) -> None:
    for story in tell(today):
        days = [happening.on for happening in story.happenings]
        assert days == sorted(days)
        assert all(story.logged_on <= day <= today for day in days)
        for journey in story.journeys:
            moved = [step.on for step in journey.steps]
            assert moved == sorted(moved)
            assert moved[-1] <= today


@pytest.mark.parametrize("today", [TODAY, date(2025, 3, 1), date(2026, 6, 20)])
def test_applications_begin_under_the_law_of_their_day(today: date) -> None:
    for story in tell(today):
        for journey in story.journeys:
            assert procedures()[journey.procedure].regime.admits(journey.steps[0].on)
