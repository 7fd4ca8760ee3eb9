"""Invented people: names put together at random from the parts in names.toml, as papers and relatives spell them."""

from functools import cache
from pathlib import Path
from random import Random

import msgspec

# Russian passports since 2014 (ICAO Doc 9303).
_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщыэюя"
_SOUNDS = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch y e iu ia"
_PASSPORT = dict(zip(_LETTERS, _SOUNDS.split(), strict=True)) | {"ъ": "ie", "ь": ""}
# What a French form makes of the same sounds, the longest first.
_FRENCH = (("shch", "chtch"), ("zh", "j"), ("sh", "ch"), ("u", "ou"), ("ii", "y"))


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parts of the names of one people, where they come from and what they speak."""

    id: str
    weight: int
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    men: str
    women: str
    fathers: str
    surnames: str
    native: dict[str, str] = {}
    caucasus: bool = False


class Name(msgspec.Struct, frozen=True):
    """A person's name in parts, and the people they come from."""

    people: People
    first: str
    father: str
    surname: str

    @property
    def full(self) -> str:
        """As on an internal passport."""
        return f"{self.surname} {self.first} {self.father}"

    @property
    def latin(self) -> str:
        """As on an international passport."""
        return f"{latin(self.surname)} {latin(self.first)}"

    @property
    def french(self) -> str:
        """As a French form may have it."""
        return " ".join(_in_french(part) for part in self.latin.split())

    @property
    def native(self) -> str:
        """As the family writes it, the same where the letters are."""
        own = self.people.native
        return f"{own.get(self.surname, self.surname)} {own.get(self.first, self.first)}"


@cache
def peoples() -> tuple[People, ...]:
    """Return the peoples of names.toml."""
    raw = (Path(__file__).parent / "names.toml").read_bytes()
    return msgspec.toml.decode(raw, type=dict[str, tuple[People, ...]])["people"]


def draw(chance: Random, *, woman: bool = False) -> Name:
    """Draw a name; peoples come up by their weights."""
    (people,) = chance.choices(peoples(), [people.weight for people in peoples()])
    first = chance.choice((people.women if woman else people.men).split())
    father, surname = chance.choice(people.fathers.split()), chance.choice(people.surnames.split())
    return Name(people, first, _daughter(father), _her(surname)) if woman else Name(people, first, father, surname)


def latin(word: str) -> str:
    """Write a word in the letters of a Russian passport."""
    return "".join(_PASSPORT.get(letter, letter) for letter in word.lower()).title()


def _in_french(word: str) -> str:
    text = word.lower()
    for sound, letters in _FRENCH:
        text = text.replace(sound, letters)
    return (text + "e" if text.endswith("in") else text).capitalize()


def _daughter(father: str) -> str:
    return father.removesuffix("ич") + "на"


def _her(surname: str) -> str:
    if surname.endswith(("ов", "ев", "ёв", "ин")):
        return surname + "а"
    return surname.removesuffix("ий") + "ая" if surname.endswith("ский") else surname
