"""What a border service holds: who crossed into which country, and when. The group's own people are among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Final

from cases.base.dates import PartialDate
from cases.countries import catalogue
from cases.countries.daycount import Visit, last_lawful_day
from cases.countries.profile import StayTerms
from cases.people.dossier import Dossier
from cases.risk.country import country_risk

PEOPLE: Final = 1_000
_LONGEST_AGO: Final = 600
_AT_LEAST: Final = 14  # others in each country, however few of the group's people are there
# Where the others are, by rough shares: mostly where nobody asks them for a visa. Elsewhere they are few.
# fmt: off
_SHARES: Final = {
    "KZ": 20, "GE": 16, "AM": 14, "TR": 12, "RS": 8, "KG": 5, "UZ": 5, "IL": 5, "AE": 4, "TH": 3, "ME": 3, "MN": 2,
    "AZ": 2, "AR": 2,
}
# fmt: on
_FEW: Final = 0.6


@dataclass(frozen=True)
class Traveller:
    """Somebody in the log: the country they are in, when they first came, and when they last did."""

    country: str
    first: date
    last: date


def border_log(ours: Mapping[str, Dossier], today: date, seed: str = "border") -> dict[str, Traveller]:
    """Return the log. `ours` are the group's people, by the codes of their cases; the same people, the same log."""
    log = {code: _life(Random(f"{seed} {known!r}"), today, known) for code, known in ours.items()}  # noqa: S311
    chance = Random(seed)  # noqa: S311 invented people need no secrecy
    places = sorted({traveller.country for traveller in log.values()})
    others = [place for place in places for _ in range(_AT_LEAST)]
    shares = [_SHARES.get(place, _FEW) for place in places]
    others += chance.choices(places, shares, k=PEOPLE - len(ours) - len(others))
    return log | {f"other {number}": _other(chance, today, place) for number, place in enumerate(others)}


def lawful_until(country: str, entered: date) -> date | None:
    """Return the last lawful day of a stay begun on a day, by the published rule; None where none is known."""
    return _last(country, entered)


def _life(chance: Random, today: date, known: Dossier) -> Traveller:
    """Return the crossings of one of ours, so that what the dossier says of entry and stay is true.

    Whose stay ends later than their first entry allows has been over the border since, as people do.
    """
    country, logged = known.facts.country or "", known.logged_on or today
    told, ends = known.facts.entered_on, known.facts.stay_ends_on
    first = told.earliest() if told else logged - timedelta(chance.randint(0, 300))
    if told and not told.exact:
        first += timedelta(chance.randint(0, 27))
    first = min(first, logged, today)
    last = entered_for(country, ends.earliest(), today) if ends and ends.exact else None
    return Traveller(country, min(first, last or first), last or first)


def _other(chance: Random, today: date, country: str) -> Traveller:
    """Return somebody whom the group does not know, who lives as those do whom it knows."""
    first, terms, last = today - timedelta(chance.randint(0, _LONGEST_AGO)), _terms(country), None
    if terms is not None:
        spans = ((-120, -8), (-7, 14), (2, 30), (15, terms.days), (15, terms.days), (20, terms.days))
        ends = today + timedelta(chance.randint(*sorted(chance.choice(spans))))
        last = entered_for(country, ends, today)
    return Traveller(country, min(first, last or first), last or first)


def entered_for(country: str, ends: date, today: date) -> date | None:
    """Return the day on which somebody entered whose stay ends on a day, where the rule gives one that has been."""
    terms = _terms(country)
    if terms is None:
        return None
    guess = ends - timedelta(terms.days - 1)
    near = (guess + timedelta(days) for days in range(-40, 41))
    return next((day for day in near if day <= today and _last(country, day) == ends), None)


@cache
def _terms(country: str) -> StayTerms | None:
    return country_risk(country, catalogue.get(country), date(2026, 11, 22)).stay


@cache
def _last(country: str, entered: date) -> date | None:
    terms = _terms(country)
    return last_lawful_day(terms, [Visit(PartialDate.of(entered))], entered) if terms else None


def by_country(log: Iterable[tuple[str, Traveller]]) -> dict[str, list[str]]:
    """Return who is in which country."""
    places: dict[str, list[str]] = {}
    for name, traveller in log:
        places.setdefault(traveller.country, []).append(name)
    return places
