"""Makes stays of border crossings: each exit with its entry, those of the case included; says what fits not. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from cases.base.dates import PartialDate
from cases.people.dossier import Dossier, Stay
from cases.people.rules import is_only_present
from cases.stay.stamps import Stamp
from cases.stay.stampwords import Way

IN_THE_CASE = 0  # the line of a crossing that the case holds already
ABOUT = timedelta(days=31)  # how far "about" reaches


class Unpaired(StrEnum):
    """Why a crossing fits no other."""

    EXIT_WITHOUT_ENTRY = "exit_without_entry"
    EXIT_FROM_ELSEWHERE = "exit_from_elsewhere"  # by line `other` they were in another country then


class Misfit(msgspec.Struct, frozen=True):
    """A crossing that does not fit, and the crossing it contradicts."""

    line: int
    kind: Unpaired
    country: str
    other: int = IN_THE_CASE


class Paired(msgspec.Struct, kw_only=True):
    """One stay as the crossings tell it; without `known` it is new."""

    country: str
    entered: PartialDate
    left: PartialDate | None = None
    posts: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    known: Stay | None = None
    exit_missing: bool = False

    @property
    def stay(self) -> Stay:
        """The stay to keep: what the case says of it beside its days stays."""
        base = self.known or Stay(country=self.country)
        through = base.through or " – ".join(dict.fromkeys(post for post in self.posts if post))
        return msgspec.structs.replace(base, entered_on=self.entered, left_on=self.left, through=through)

    @property
    def is_new(self) -> bool:
        """Whether the case does not know of it."""
        return self.known is None

    @property
    def is_changed(self) -> bool:
        """Whether the stamps add to what the case knows of it."""
        return self.known is not None and self.stay != self.known


class Pairing(msgspec.Struct, frozen=True):
    """The stays in order, and the crossings that fit nowhere."""

    stays: tuple[Paired, ...]
    misfits: tuple[Misfit, ...]

    @property
    def present(self) -> Paired | None:
        """The stay that goes on."""
        last = self.stays[-1] if self.stays else None
        return last if last and last.left is None else None

    @property
    def exit_missing(self) -> bool:
        """Whether an entry shows that an exit before it is not told."""
        return any(stay.exit_missing for stay in self.stays)

    @property
    def says_anything(self) -> bool:
        """Whether the case would know more."""
        return any(stay.is_new or stay.is_changed for stay in self.stays)

    def kept(self, dossier: Dossier) -> Dossier:
        """Return the dossier with these stays; where the person is, and since when, changes only within the country."""
        without_entry = [stay for stay in dossier.stays if stay.entered_on is None]
        facts, present = dossier.facts, self.present
        if present and present.country == facts.country:
            facts = msgspec.structs.replace(facts, entered_on=present.entered)
        stays = [*without_entry, *(stay.stay for stay in self.stays)]
        kept = tuple(stay for stay in stays if not is_only_present(stay, facts))
        return msgspec.structs.replace(dossier, stays=kept, facts=facts)


class _Crossing(msgspec.Struct, frozen=True):
    way: Way
    on: PartialDate
    country: str
    line: int
    post: str = ""
    known: Stay | None = None


def pair(stamps: Sequence[Stamp], dossier: Dossier) -> Pairing:
    """Pair stamps with each other and with the stays of a case."""
    typed = [_Crossing(stamp.way, stamp.on, stamp.country, stamp.line, stamp.post) for stamp in stamps]
    if _falls(typed):
        typed.reverse()
    walk = _Walk()
    for group in _by_day([*_known(dossier), *typed]):
        walk.pass_day(group)
    return Pairing(tuple(walk.stays), tuple(walk.misfits))


def _known(dossier: Dossier) -> Iterator[_Crossing]:
    for stay in dossier.told_stays:
        if stay.entered_on:
            yield _Crossing(Way.IN, stay.entered_on, stay.country, IN_THE_CASE, "", stay)
            if stay.left_on:
                yield _Crossing(Way.OUT, stay.left_on, stay.country, IN_THE_CASE, "", stay)


def _falls(crossings: Sequence[_Crossing]) -> bool:
    """Whether the newest was typed first."""
    days = [crossing.on.earliest() for crossing in crossings]
    return days == sorted(days, reverse=True) and len(set(days)) > 1


def _by_day(crossings: list[_Crossing]) -> Iterator[list[_Crossing]]:
    days: dict[date, list[_Crossing]] = {}
    for crossing in crossings:
        days.setdefault(crossing.on.earliest(), []).append(crossing)
    return (days[day] for day in sorted(days))


class _Walk:
    """Goes from crossing to crossing and knows at each where the person is."""

    def __init__(self) -> None:
        self.stays: list[Paired] = []
        self.misfits: list[Misfit] = []
        self.inside: Paired | None = None

    def pass_day(self, crossings: list[_Crossing]) -> None:
        """Pass the borders of one day, in the order that fits."""
        waiting = list(crossings)
        while waiting:
            first = [one for one in waiting if self._repeats(one)] or [one for one in waiting if self._fits(one)]
            crossing = (first or waiting)[0]
            waiting.remove(crossing)
            (self._enter if crossing.way is Way.IN else self._leave)(crossing)

    def _repeats(self, crossing: _Crossing) -> bool:
        """Whether this is the entry of the stay they are in, told by the case and by a stamp."""
        here = self.inside
        if here is None or crossing.way is Way.OUT or crossing.country != here.country:
            return False
        told_by_other = (here.known is None) if crossing.line == IN_THE_CASE else (here.known and not here.lines)
        return bool(told_by_other) and _same(here.entered, crossing.on)

    def _fits(self, crossing: _Crossing) -> bool:
        if crossing.way is Way.OUT:
            return self.inside is not None and crossing.country in ("", self.inside.country)
        return self.inside is None

    def _enter(self, crossing: _Crossing) -> None:
        here = self.inside
        if here and here.country == crossing.country and _same(here.entered, crossing.on):
            self._add(here, crossing, entered=_surer(here.entered, crossing.on))
            return
        if here:
            here.exit_missing = True
        self.inside = Paired(country=crossing.country, entered=crossing.on)
        self._add(self.inside, crossing, entered=crossing.on)
        self.stays.append(self.inside)

    def _leave(self, crossing: _Crossing) -> None:
        here, last = self.inside, self.stays[-1] if self.stays else None
        if here and crossing.country in ("", here.country):
            here.left, self.inside = crossing.on, None
            self._add(here, crossing)
        elif last and last.left and crossing.country in ("", last.country) and _same(last.left, crossing.on):
            last.left = _surer(last.left, crossing.on)
            self._add(last, crossing)
        elif before := self._left_before_entering(crossing):
            before.left, before.exit_missing = crossing.on, False
            self._add(before, crossing)
        elif crossing.line != IN_THE_CASE:
            kind = Unpaired.EXIT_FROM_ELSEWHERE if here else Unpaired.EXIT_WITHOUT_ENTRY
            other = here.lines[0] if here and here.lines else IN_THE_CASE
            self.misfits.append(Misfit(crossing.line, kind, crossing.country, other))

    def _left_before_entering(self, crossing: _Crossing) -> Paired | None:
        """Return the stay that this exit ends although the next entry, of which only the month is known, came first."""
        if self.inside is None or len(self.stays) < 2 or crossing.on.earliest() > self.inside.entered.latest():
            return None
        before = self.stays[-2]
        return before if before.left is None and before.country == crossing.country else None

    @staticmethod
    def _add(stay: Paired, crossing: _Crossing, entered: PartialDate | None = None) -> None:
        stay.entered = entered or stay.entered
        stay.posts += (crossing.post,)
        stay.lines += (crossing.line,) if crossing.line and crossing.line not in stay.lines else ()
        stay.known = stay.known or crossing.known


def _same(one: PartialDate, other: PartialDate) -> bool:
    """Whether two dates may be the same day, one of them perhaps remembered only about."""
    reach = ABOUT if one.about or other.about else timedelta(0)
    return one.earliest() - reach <= other.latest() and other.earliest() - reach <= one.latest()


def _surer(one: PartialDate, other: PartialDate) -> PartialDate:
    """Return the more exact of two dates for one day; of two alike, the first."""
    return other if _vagueness(other) < _vagueness(one) else one


def _vagueness(day: PartialDate) -> tuple[bool, int]:
    return day.about, (day.latest() - day.earliest()).days
