"""Countries and border posts as people write them."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cases.stay.places import codes, country_of, find, split
from cases.templatetags.display import country


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("KZ", "KZ"),
        ("kz", "KZ"),
        ("KAZ", "KZ"),
        ("Kazakhstan", "KZ"),
        ("KAZAKHSTAN", "KZ"),
        ("Казахстан", "KZ"),
        ("Грузию", "GE"),
        ("Géorgie", "GE"),
        ("Georgie", "GE"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Кыргызстан", "KG"),
        ("Киргизии", "KG"),
        ("ОАЭ", "AE"),
        ("United Arab Emirates", "AE"),
        ("Северной Македонии", "MK"),
        ("Нигер", "NE"),
        ("Нигерии", "NG"),
        ("de", "DE"),
    ],
)
def test_a_country_is_known_by_code_and_by_name_in_three_languages(typed: str, code: str) -> None:
    assert country_of(typed) == code


@pytest.mark.parametrize("typed", ["", "Xyzland", "Petropavl", "XX", "EU", "Kazakhstan and more", "12", "Казах"])
def test_what_is_no_country_is_none(typed: str) -> None:
    assert country_of(typed) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("in KZ", ["KZ"]),  # "in" is India only in capitals
        ("из Казахстана в Грузию", ["KZ", "GE"]),
        ("в Петропавловске", ["KZ"]),
        ("Верхний Ларс", ["RU"]),
        ("Abu Dhabi", ["AE"]),
        ("nothing at all", []),
    ],
)
def test_countries_and_posts_are_found_among_words(words: str, expected: list[str]) -> None:
    assert [found.code for found in find(split(words))] == expected


def test_a_post_is_told_from_a_country() -> None:
    assert [(found.code, found.post) for found in find(split("Казахстан Петропавловск"))] == [
        ("KZ", False),
        ("KZ", True),
    ]


@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_most_names_that_pages_show_are_read_back(language: str) -> None:
    with translation.override(language):
        unread = [
            code
            for code in codes()
            if code
            in {
                "KZ",
                "KG",
                "AM",
                "GE",
                "BY",
                "RS",
                "ME",
                "TR",
                "MN",
                "TH",
                "AE",
                "RU",
                "FR",
                "DE",
                "US",
                "UZ",
                "TJ",
                "AZ",
                "MD",
                "IL",
                "AR",
                "CA",
                "FI",
                "NO",
                "LT",
                "LV",
                "EE",
                "PL",
            }
            and country_of(country(code)) != code
        ]
    assert unread == []


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    assert country_of(text) is None or country_of(text) in codes()
    assert all(found.code in codes() for found in find(split(text)))
