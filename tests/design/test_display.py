"""Words for texts, days, ages and countries, in the reader's language."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from cases.base.dates import PartialDate
from cases.base.text import Text
from cases.templatetags import display

TODAY = date(2026, 11, 22)


def test_localized_follows_the_language() -> None:
    text = Text(en="appeal", ru="жалоба", fr="recours")
    with translation.override("fr"):
        assert display.localized(text) == "recours"
    assert display.localized(None) == ""


@pytest.mark.parametrize(
    ("language", "words"), [("en", "7 May 2024"), ("ru", "7 мая 2024"), ("fr", "7 mai 2024"), ("de", "7 Mai 2024")]
)
def test_day_reads_as_people_write_it(language: str, words: str) -> None:
    with translation.override(language):
        assert display.day(date(2024, 5, 7)) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["7 Jun", "7 Jul"]), ("ru", ["7 июн", "7 июл"]), ("fr", ["7 juin", "7 juil."])],
)
def test_a_short_day_tells_june_from_july(language: str, words: list[str]) -> None:
    with translation.override(language):
        assert [display.short_day(date(2024, month, 7)) for month in (6, 7)] == words


def test_a_moment_has_its_hour_where_the_team_works() -> None:
    template = Template("{% load display %}{{ when|moment }}")
    with timezone.override("Asia/Almaty"):
        assert template.render(Context({"when": datetime(2026, 11, 7, 20, 30, tzinfo=UTC)})) == "8 Nov, 01:30"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (PartialDate(2024, 5, 7), "7 May 2024"),
        (PartialDate(2024, 5), "May 2024"),
        (PartialDate(2024), "2024"),
        (PartialDate(2024, about=True), "about 2024"),
        (None, ""),
    ],
)
def test_day_shows_no_more_than_is_known(value: PartialDate | None, words: str) -> None:
    with translation.override("en"):
        assert display.day(value) == words


def test_month_alone_is_small_in_russian() -> None:
    with translation.override("ru"):
        assert display.day(PartialDate(2024, 5)) == "май 2024"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 23), "tomorrow"),
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 2), "20 days ago"),
        (date(2026, 11, 1), "3 weeks ago"),
        (date(2026, 8, 24), "3 months ago"),
        (date(2023, 11, 22), "3 years ago"),
        (date(2026, 12, 12), "in 20 days"),
        (date(2026, 12, 13), "in 3 weeks"),
        (date(2027, 2, 20), "in 3 months"),
        (date(2029, 11, 22), "in 3 years"),
        (datetime(2026, 11, 22, 9, tzinfo=UTC), "today"),
        (PartialDate(2026, 10), "3 weeks ago"),
        (None, ""),
    ],
)
def test_ago_in_words(value: date | PartialDate | None, words: str) -> None:
    with translation.override("en"):
        assert display.ago(value, TODAY) == words


@given(st.integers(min_value=2, max_value=40_000))
def test_past_and_future_are_told_apart(days: int) -> None:
    with translation.override("en"):
        assert display.distance(days).startswith("in ")
        assert display.distance(-days).endswith(" ago")


@pytest.mark.parametrize(
    ("count", "words"), [(0, "less than an hour"), (1, "1 hour"), (71, "71 hours"), (72, "3 days"), (100, "4 days")]
)
def test_hours_in_words(count: int, words: str) -> None:
    with translation.override("en"):
        assert display.hours(count) == words


def test_country_reads_in_the_language_and_admits_ignorance() -> None:
    with translation.override("fr"):
        assert display.country("AM") == "Arménie"
    with translation.override("en"):
        assert display.country("AM") == "Armenia"
        assert display.country("") == "Country not known"
        assert display.country("QQ") == "QQ"
