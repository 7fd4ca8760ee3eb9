"""Ranks cards by how near their names come to what was typed, in any script and any order of words."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.fuzz import token_sort_ratio

from cases.people.dossier import Card
from cases.people.folding import fold, query_variants

_NEAR = 72.0  # of 100; further away, names only share letters
_MOST_WORDS = 6  # of a name that are looked at


class Hit(NamedTuple):
    """A card found, by its place among the cards, and how near it came."""

    place: int
    nearness: float


def rank(text: str, cards: Sequence[Card], *, most: int) -> list[Hit]:
    """Return the nearest cards, best first. Who types two words means any two words of a name."""
    variants = query_variants(text)
    choices = [choice for place, card in enumerate(cards) for choice in _choices(place, card, len(text.split()))]
    names = [name for _, name in choices]
    best: dict[int, float] = {}
    for variant in variants:
        for _, nearness, index in process.extract(
            variant, names, scorer=token_sort_ratio, score_cutoff=_NEAR, limit=None
        ):
            place = choices[index][0]
            best[place] = max(best.get(place, 0), nearness)
    hits = sorted(
        (Hit(place, nearness) for place, nearness in best.items()), key=lambda hit: (-hit.nearness, hit.place)
    )
    return hits[:most]


def matched_name(text: str, card: Card) -> str:
    """Return the alias or the spelling of the card's names that comes nearest."""
    names = tuple(filter(None, (card.alias, *card.names)))
    variants, words = query_variants(text), len(text.split())
    return max(names, key=lambda name: _nearness(variants, fold(name), words), default="")


def _choices(place: int, card: Card, words: int) -> Iterator[tuple[int, str]]:
    for name in card.folded:
        for part in _parts(name, words):
            yield place, part


def _parts(name: str, words: int) -> Iterator[str]:
    """Yield the name, or its every choice of as many words as were typed."""
    own = name.split()[:_MOST_WORDS]
    if len(own) <= words:
        yield name
    else:
        yield from map(" ".join, combinations(own, words))


def _nearness(variants: Sequence[str], name: str, words: int) -> float:
    return max(token_sort_ratio(variant, part) for variant in variants for part in _parts(name, words))
