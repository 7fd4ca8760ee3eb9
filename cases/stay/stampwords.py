"""The words of a stamp as people type them: in or out, from and to, arrows, countries, border posts. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from cases.stay import places
from cases.stay.stampdays import MARK


class Way(StrEnum):
    """In or out."""

    IN = "in"
    OUT = "out"


_RIGHT, _LEFT = ">", "<"
_ARROWS = [
    (re.compile(r"<\s*[-=–—]+|[←⇐⟵<]"), f" {_LEFT} "),
    (re.compile(r"[-=–—]+\s*>|[→⇒⟶➔➜➡⮕>]\ufe0f?"), f" {_RIGHT} "),
]
_ENTERING = re.compile(
    r"(?:in|entry|entries|enter(?:ed|ing)?|entree|entre|entrant|arriv(?:ed|al|ee|e|al)|в[ьъ]ез?д?|в[ьъ]е(?:зд|ха)\w*"
    r"|вх(?:од)?|прие(?:зд|ха)\w*|прибы\w*|прил[её]т\w*|за(?:езд|ехал)\w*)"
)
_LEAVING = re.compile(
    r"(?:out|exit(?:ed|ing)?|left|leav(?:e|ing)|depart(?:ed|ure)?|sortie?|sortant|quitte|parti|вые(?:зд|ха)\w*"
    r"|вых(?:од)?|убы\w*|уе(?:зд|ха)\w*|от[ьъ]е(?:зд|ха)\w*|выбы\w*|выл[её]т\w*)"
)
_FROM = frozenset({"from", "из", "с", "со", "de", "du", "des", "depuis", "d"})
_TO = frozenset({"to", "into", "в", "во", "vers", "a", "au", "aux", "en"})
_STILL = frozenset({"now", "present", "today", "still", "сеичас", "ныне", "наст", "настоящее", "maintenant", "aujourd"})
# fmt: off
_FILLERS = frozenset({
    "at", "on", "of", "the", "via", "by", "through", "and", "stamp", "border", "airport", "passport", "на", "через",
    "и", "по", "г", "время", "штамп", "печать", "граница", "границу", "кпп", "аэропорт", "le", "la", "les", "l", "par",
    "et", "un", "une", "tampon", "cachet", "frontiere", "aeroport", "passeport", "hui",
})
# fmt: on


class Line:
    """The words of a line once its days are out: which way they tell, which countries, and what else stands there."""

    def __init__(self, text: str) -> None:
        for arrow, sign in _ARROWS:
            text = arrow.sub(sign, text)
        self.words = places.split(text.replace(MARK, " "))
        self.folded = [places.fold(word) for word in self.words]
        self.ways = {Way.IN for word in self.folded if _ENTERING.fullmatch(word)}
        self.ways |= {Way.OUT for word in self.folded if _LEAVING.fullmatch(word)}
        self.still = not _STILL.isdisjoint(self.folded)
        self.countries = self._countries()

    def _countries(self) -> list[places.Found]:
        """Find the countries; "AU", "DE" and "kz" are codes only where nothing else names a country."""
        plain = [self._shown(place, _FROM | _TO) for place in range(len(self.words))]
        if found := list(places.find(plain)):
            return found
        shown = [self._shown(place, frozenset()) for place in range(len(self.words))]
        return list(places.find([word.upper() if len(word) == 2 else word for word in shown]))

    def _shown(self, place: int, hidden: frozenset[str]) -> str:
        word = self.folded[place]
        tells = _ENTERING.fullmatch(word) or _LEAVING.fullmatch(word) or word in hidden | _FILLERS | _STILL
        return "" if tells else self.words[place]

    def beside(self, found: places.Found) -> Way | None:
        """Return the way that the word before a country tells: from there, or to there."""
        before = next((word for word in self.folded[: found.first][::-1] if word not in _FILLERS), "")
        return Way.OUT if before in _FROM else Way.IN if before in _TO else None

    def across(self) -> dict[Way, list[places.Found]]:
        """Return the countries that an arrow leads from and to."""
        arrow = next((place for place, word in enumerate(self.words) if word in (_RIGHT, _LEFT)), None)
        if arrow is None:
            return {}
        before = [found for found in self.countries if found.first < arrow]
        after = [found for found in self.countries if found.first > arrow]
        origins, targets = (before, after) if self.words[arrow] == _RIGHT else (after, before)
        return {Way.OUT: origins, Way.IN: targets}

    def named(self) -> dict[Way, list[places.Found]]:
        """Return the countries that "from" and "to" stand before."""
        return {way: [found for found in self.countries if self.beside(found) is way] for way in (Way.OUT, Way.IN)}

    @property
    def post(self) -> str:
        """What names neither a way nor a country."""
        named = {found.first + n for found in self.countries if not found.post for n in range(found.words)}
        kept = (place for place in range(len(self.words)) if place not in named)
        return " ".join(filter(None, (self._shown(place, _FROM | _TO | {_RIGHT, _LEFT}) for place in kept)))
