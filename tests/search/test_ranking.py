"""The person meant comes first, whatever script, order or slip of the finger."""

import random

from hypothesis import given
from hypothesis import strategies as st

from cases.people.card import card_of
from cases.people.dossier import Card, Dossier
from cases.search.ranking import matched_name, rank

CARDS = [
    card_of(Dossier(alias=alias, legal_name=name, other_spellings=spellings))
    for alias, name, spellings in [
        ("Волк", "Зиганшин Ринат Фаридович", ()),
        ("Lotus", "Щербаков Илья", ("Chtcherbakov Ilia",)),
        ("", "Магомедов Гасан Исаевич", ()),
        ("Степь", "Цыренов Баир", ("Tsyrenov Bair",)),
        ("K2", "", ()),
        ("Fox", "Зиганшина Фарида", ()),
    ]
]


def best(text: str) -> Card:
    return CARDS[rank(text, CARDS, most=3)[0].place]


def test_a_french_spelling_finds_a_cyrillic_name() -> None:
    assert best("Rinat Ziganchine") is CARDS[0]


def test_order_of_the_words_does_not_matter() -> None:
    assert best("ilia schtscherbakow") is CARDS[1]


def test_part_of_a_name_is_enough() -> None:
    assert best("Зиганшин") is CARDS[0]
    assert best("Hasan Magomedov") is CARDS[2]


def test_one_slip_of_the_finger_is_forgiven() -> None:
    assert best("Цырнеов") is CARDS[3]


def test_an_alias_is_found() -> None:
    assert best("волк") is CARDS[0]
    assert best("k2") is CARDS[4]


def test_what_resembles_nobody_finds_nobody() -> None:
    assert rank("Бронштейн Лев", CARDS, most=20) == []


def test_no_more_than_asked_for_come_back_best_first() -> None:
    hits = rank("Ziganshin", CARDS, most=1)
    assert [hit.place for hit in hits] == [0]


def test_the_matched_name_is_the_spelling_that_came_nearest() -> None:
    assert matched_name("Chtcherbakov", CARDS[1]) in ("Щербаков Илья", "Chtcherbakov Ilia")
    assert matched_name("лотус", CARDS[1]) == "Lotus"


def test_a_card_without_any_name_matches_nothing_and_breaks_nothing() -> None:
    assert matched_name("Иванов", Card()) == ""
    assert rank("Иванов", [Card()], most=20) == []


@given(st.text(max_size=60))
def test_any_text_can_be_searched_for(text: str) -> None:
    hits = rank(text, CARDS, most=20)
    assert len(hits) <= len(CARDS)
    assert sorted(hits, key=lambda hit: -hit.nearness) == hits


@given(st.randoms(use_true_random=False))
def test_every_card_is_found_by_any_shuffle_of_its_own_name(shuffler: random.Random) -> None:
    for card in CARDS:
        for name in card.names:
            words = name.split()
            shuffler.shuffle(words)
            assert best(" ".join(words)) is card
