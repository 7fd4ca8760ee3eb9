"""What is known of invented people: facts drawn by shares that resemble the field, unknown wherever nobody asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from cases.base.dates import PartialDate
from cases.risk.facts import (
    Article,
    Category,
    Charge,
    EarlierCharge,
    EntryManner,
    Facts,
    LeftHow,
    Paper,
    PaperKind,
    Pursuit,
    PursuitKind,
    RankBand,
    Service,
    Wanted,
)

T = TypeVar("T")
WAR, CALL_UP = date(2022, 2, 24), date(2022, 9, 21)


class Kind(NamedTuple):
    """One sort of case: how often, in which group, how they served and left, and what Russia would charge."""

    id: str
    weight: int
    category: Category
    service: Service | None
    ranks: tuple[RankBand, ...]
    left: tuple[LeftHow, ...]
    articles: tuple[Article, ...]
    since: date


_MEN: Final = (RankBand.SOLDIER, RankBand.SOLDIER, RankBand.SOLDIER, RankBand.SERGEANT)
_FLIGHT: Final = (LeftHow.FROM_FRONT, LeftHow.FROM_UNIT, LeftHow.FROM_LEAVE, LeftHow.FROM_LEAVE)
_ABSENT: Final = (Article.ABSENCE, Article.ABSENCE, Article.ABSENCE, Article.DESERTION)
KINDS: Final = (
    Kind("mobilised", 18, Category.ABSENT, Service.MOBILISED, _MEN, _FLIGHT, _ABSENT, CALL_UP),
    Kind("mobilised", 12, Category.DESERTER, Service.MOBILISED, _MEN, _FLIGHT, (Article.DESERTION,), CALL_UP),
    Kind("contract", 11, Category.ABSENT, Service.CONTRACT, _MEN, _FLIGHT, _ABSENT, WAR),
    Kind("contract", 7, Category.DESERTER, Service.CONTRACT, _MEN, _FLIGHT, (Article.DESERTION, Article.ABSENCE), WAR),
    Kind(
        "officer",
        6,
        Category.DESERTER,
        Service.OFFICER,
        (RankBand.JUNIOR_OFFICER, RankBand.JUNIOR_OFFICER, RankBand.SENIOR_OFFICER),
        (LeftHow.FROM_LEAVE, LeftHow.FROM_UNIT),
        (Article.DESERTION, Article.DESERTION, Article.TREASON),
        WAR,
    ),
    Kind("conscript", 5, Category.ABSENT, Service.CONSCRIPT, _MEN[:1], (LeftHow.FROM_UNIT,), (Article.ABSENCE,), WAR),
    Kind(
        "evader", 12, Category.EVADER, Service.RESERVIST, _MEN, (LeftHow.BEFORE_CALL_UP,), (Article.EVASION,), CALL_UP
    ),
    Kind(
        "evader", 7, Category.EVADER, Service.NEVER_SERVED, (), (LeftHow.BEFORE_CALL_UP,), (Article.EVASION,), CALL_UP
    ),
    Kind("refuser", 7, Category.REFUSER, Service.CONTRACT, _MEN, _FLIGHT[:2], (Article.REFUSAL,), WAR),
    Kind(
        "objector", 4, Category.OBJECTOR, Service.NEVER_SERVED, (), (LeftHow.BEFORE_CALL_UP,), (Article.EVASION,), WAR
    ),
    Kind("relative", 6, Category.RELATIVE, None, (), (), (), WAR),
    Kind("other", 5, Category.OTHER, None, (), (), (Article.FAKES, Article.DISCREDITING, Article.EXTREMISM), WAR),
)

INTERNAL_PAPERS_LET_IN: Final = frozenset(("KZ", "KG", "AM", "BY"))
_SAFE: Final = frozenset(("FR", "DE"))
_CHECKED_AT_BORDERS: Final = frozenset(("KZ", "KG", "AM"))  # where the shared wanted list is asked at the exit
_FREE_DAYS: Final = {
    "KZ": 90,
    "KG": 90,
    "AM": 180,
    "GE": 365,
    "RS": 30,
    "ME": 30,
    "TR": 60,
    "MN": 30,
    "AE": 90,
    "UZ": 60,
}


@dataclass(frozen=True, slots=True)
class Draw:
    """One person's dice, their place, and the days between which their story lies."""

    chance: Random
    country: str
    logged: date
    today: date

    def often(self, share: int) -> bool:
        """Come up true `share` times in a hundred."""
        return self.chance.random() * 100 < share

    def one(self, options: Sequence[T]) -> T:
        """Pick one."""
        return self.chance.choice(options)

    def answer(self, yes: int, no: int) -> bool | None:
        """Answer yes or no by shares in a hundred; the rest was never asked."""
        roll = self.chance.random() * 100
        return True if roll < yes else False if roll < yes + no else None

    def day(self, first: date, last: date) -> date:
        """Pick a day from a span."""
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def remembered(self, day: date) -> PartialDate:
        """Remember a day, its month, or about when it was."""
        roll = self.chance.random()
        if roll < 0.55:
            return PartialDate.of(day)
        return PartialDate(day.year, day.month, about=roll > 0.85)


def facts(draw: Draw, kind: Kind, *, caucasus: bool) -> Facts:
    """Draw what is known that bears on the risk."""
    left = draw.day(kind.since + timedelta(days=40), draw.logged - timedelta(days=20))
    entered = draw.day(max(left, draw.logged - timedelta(days=500)), draw.logged)
    charges = _charges(draw, kind, left)
    return Facts(
        papers=_papers(draw),
        entered_on=draw.remembered(entered) if draw.often(85) else None,
        entry_manner=draw.one((EntryManner.REGULAR,) * 18 + (EntryManner.IRREGULAR,)) if draw.often(92) else None,
        stay_ends_on=_stay_ends(draw),
        service=kind.service,
        rank_band=draw.one(kind.ranks) if kind.ranks and draw.often(85) else None,
        sensitive_service=draw.answer(4, 66) if kind.service else False,
        left_on=draw.remembered(left) if kind.left and draw.often(85) else None,
        left_how=draw.one(kind.left) if kind.left and draw.often(90) else None,
        charges=charges,
        earlier_charges=_earlier(charges),
        pursuit=_pursuit(draw, left),
        detained=False if draw.often(80) else None,
        exit_refused=draw.answer(1 if draw.country in _CHECKED_AT_BORDERS else 0, 75),
        stopped_before=draw.answer(6, 75),
        public_profile=draw.answer(8, 62),
        north_caucasus=caucasus,
        **_place(draw),
        **_notice(draw, charges),
        **_protection(draw),
    )


def _papers(draw: Draw) -> tuple[Paper, ...] | None:
    own = [Paper(kind=PaperKind.INTERNAL)]
    if draw.country not in INTERNAL_PAPERS_LET_IN or draw.often(40):
        years, kind = draw.one(((5, PaperKind.FIVE_YEAR), (5, PaperKind.FIVE_YEAR), (10, PaperKind.TEN_YEAR)))
        expires = draw.day(draw.today - timedelta(days=250), draw.today + timedelta(days=250 * years))
        own.append(Paper(kind=kind, expires_on=PartialDate.of(expires) if draw.often(85) else None))
    return tuple(own) if draw.often(93) else None


def _stay_ends(draw: Draw) -> PartialDate | None:
    """Over, about to be over, or with time left; residence permits reach further than visa-free days."""
    if draw.country in _SAFE:
        return None
    free = _FREE_DAYS.get(draw.country, 90)
    first, last = draw.one(((-120, -8), (-7, 14), (2, 30), (15, free), (15, free), (20, free), (free, 400)))
    ends = draw.day(draw.today + timedelta(days=first), draw.today + timedelta(days=last))
    return PartialDate.of(ends) if draw.often(80) else None


def _charges(draw: Draw, kind: Kind, left: date) -> tuple[Charge, ...] | None:
    if not kind.articles or draw.often(45):
        return () if draw.often(75) else None
    if draw.often(35):
        return None
    opened = draw.day(left, draw.logged)
    charge = Charge(
        article=draw.one(kind.articles),
        opened_on=draw.remembered(opened) if draw.often(75) else None,
        in_absentia=draw.answer(20, 30),
        sentenced=draw.answer(8, 70),
    )
    return (_tried(charge, opened, draw.today),)


def _tried(charge: Charge, opened: date, today: date) -> Charge:
    """Of those tried in absentia, the court is known, and the sentence or the next hearing."""
    if not charge.in_absentia:
        return charge
    if charge.sentenced:
        return msgspec.structs.replace(charge, court="Garrison court", sentence="six years")
    hearing = PartialDate.of(today + timedelta(days=3 + opened.day))
    return msgspec.structs.replace(charge, court="Garrison court", hearing_on=hearing)


def _earlier(charges: tuple[Charge, ...] | None) -> tuple[EarlierCharge, ...]:
    """Some cases of desertion were opened for absence."""
    return tuple(
        EarlierCharge(article=Article.ABSENCE, changed_on=PartialDate(charge.opened_on.year))
        for charge in charges or ()
        if charge.article is Article.DESERTION and charge.opened_on and charge.opened_on.day is None
    )


def _notice(draw: Draw, charges: tuple[Charge, ...] | None) -> dict[str, Any]:
    charged = (Wanted.FEDERAL, Wanted.FEDERAL, Wanted.FEDERAL, Wanted.INTERSTATE, Wanted.NONE, None)
    level = draw.one(charged if charges else (Wanted.NONE, Wanted.NONE, None))
    level = Wanted.INTERNATIONAL if draw.often(2) else level
    checked = draw.day(draw.logged - timedelta(days=30), draw.logged)
    return {"wanted": level, "wanted_checked_on": PartialDate.of(checked) if level else None}


def _pursuit(draw: Draw, left: date) -> tuple[Pursuit, ...] | None:
    signs = draw.one((None, (), (), (PursuitKind.VISIT_TO_FAMILY,), (PursuitKind.CALL, PursuitKind.VISIT_TO_FAMILY)))
    if draw.often(4):
        signs = (PursuitKind.FOLLOWER,)
    if signs is None:
        return None
    return tuple(Pursuit(kind=kind, on=draw.remembered(draw.day(left, draw.logged))) for kind in signs)


def _place(draw: Draw) -> dict[str, Any]:
    based = draw.country in ("AM", "KZ")
    return {
        "near_base": draw.answer(4 if based else 0, 80),
        "watched_city": draw.answer(20 if draw.country in ("KZ", "KG") else 4, 60),
        "traceable": draw.answer(18, 60),
        "host_national": draw.answer(2, 85),
    }


def _protection(draw: Draw) -> dict[str, Any]:
    pending = draw.answer(30, 58)
    certificate = draw.day(draw.today - timedelta(days=20), draw.today + timedelta(days=85))
    return {
        "asylum_pending": pending,
        "certificate_until": PartialDate.of(certificate) if pending and draw.often(80) else None,
        "lawyer_ready": draw.answer(45, 40),
        "interim_measure": draw.answer(1, 80),
    }
