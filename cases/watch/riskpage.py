"""Everything the risk page of a case shows, opened in one go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from cases import vault
from cases.access.actor import Actor
from cases.access.models import PastKeys
from cases.base.forms import Word
from cases.base.text import Text
from cases.people import actions as people
from cases.people.asking import Ask, worth_asking
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.risk import queries as risk
from cases.risk import wording
from cases.risk.factors import Axis
from cases.risk.facts import Band, Override
from cases.risk.score import Assessment
from cases.risk.steps import FOR_GOOD, Segment, segment_on
from cases.risk.trend import Point
from cases.risk.wording import Part
from cases.watch import lowering, words
from cases.watch.course import Run, course
from cases.watch.explained import Explained
from cases.watch.lowering import Request
from cases.watch.models import Review, ReviewBody
from cases.watch.signature import holds

REVIEWS: Final = 5


@dataclass(frozen=True, slots=True)
class AxisView:
    """One axis: its points at best, in the cautious case and at worst, and what they are made of."""

    anchor: str
    label: Word
    best: int
    points: int
    worst: int
    parts: list[Part]

    @property
    def jump(self) -> str:
        """Where its table stands on the page."""
        return f"#{self.anchor}"

    @property
    def perhaps(self) -> int:
        """What unknown facts add in the cautious case."""
        return self.points - self.best

    @property
    def at_worst(self) -> int:
        """What they would add at worst."""
        return self.worst - self.points


@dataclass(frozen=True, slots=True)
class Ahead:
    """A run of days in one band; `last` is None when nothing is known to change it."""

    first: date
    last: date | None
    band: str
    cause: Text | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One review, and whether a coordinator's signature holds."""

    body: ReviewBody
    signed: bool


@dataclass(frozen=True, slots=True)
class RiskPage:
    """The opened assessment of a case."""

    case: Case
    dossier: Dossier
    assessment: Assessment
    reviews: list[Reviewed]
    request: Request | None
    found: Band | None  # what the facts alone give, while two people have a say in whether it falls to that
    on: date
    why: Explained

    @property
    def may_fall(self) -> bool:
        """Whether a second person is all that keeps it critical."""
        return self.found is not None and self.found < Band.CRITICAL

    @property
    def band(self) -> str:
        """The band of the day."""
        return segment_on(self.assessment.segments, self.on).band

    @property
    def axes(self) -> list[AxisView]:
        """Both axes with their factors."""
        score = self.assessment.score
        sums = {Axis.REMOVAL: score.removal, Axis.GRAVITY: score.gravity}
        return [
            AxisView(axis.value, words.AXES[axis], *sums[axis], wording.breakdown(self.assessment, axis))
            for axis in Axis
        ]

    @property
    def asks(self) -> list[Ask]:
        """Every open question with the bands its answers lead to."""
        return worth_asking(self.assessment, limit=len(self.assessment.questions))

    @property
    def decisive(self) -> list[Ask]:
        """Those whose answer decides the band."""
        return [ask for ask in self.asks if ask.if_good != ask.if_bad]

    @property
    def lesser(self) -> list[Ask]:
        """Those that move points only, as things stand."""
        return [ask for ask in self.asks if ask.if_good == ask.if_bad]

    @property
    def ahead(self) -> list[Ahead]:
        """The year ahead, one entry for each run of days in one band."""
        return list(_ahead(self.assessment.segments, self.on))

    @property
    def course(self) -> tuple[Run, ...]:
        """How the band goes, a quarter back and a quarter ahead."""
        return course(self.assessment, self.on)

    @property
    def earlier(self) -> list[Point]:
        """The bands it stood in before, the newest first; nothing while it never changed."""
        trend = self.assessment.trend
        return list(reversed(trend)) if len({self.assessment.band, *(point.band for point in trend)}) > 1 else []

    @property
    def overrides(self) -> list[tuple[Word, Override]]:
        """The overrides in force or to come, in words."""
        return [(words.DIRECTIONS[o.direction], o) for o in self.dossier.facts.overrides if o.until >= self.on]

    @property
    def overdue(self) -> bool:
        """Whether the review is late."""
        return self.case.standing.review_on < self.on


def load(case: Case, *, by: Actor, on: date) -> RiskPage:
    """Open a case's assessment, dossier and latest reviews."""
    rows = list(Review.objects.filter(case=case).order_by("-number")[:REVIEWS])
    asking = list(lowering.open_requests(case))
    below: list[Any] = [*rows, *asking]
    sealed: list[Any] = [case.standing.assessment.body, case.dossier, *(row.body for row in below)]
    assessment, dossier, *bodies = vault.open_many(sealed, by=by, why="risk page")
    keys = _keys(case, by)
    reviews = [
        Reviewed(body, any(holds(row, body, key) for key in keys)) for row, body in zip(rows, bodies, strict=False)
    ]
    stands = segment_on(assessment.segments, on).band
    kept = asking or (assessment.held and stands is Band.CRITICAL)
    found = people.as_found(case, dossier, on=on).band if kept else None
    request = lowering.request(asking[0], bodies[-1], keys, stands, found) if asking and found else None
    outlook = people.outlook(case, dossier, on=on)
    why = Explained(assessment, dossier, outlook, risk.numbered(case.team_id, assessment.team_factors), on)
    return RiskPage(case, dossier, assessment, reviews, request, found, on, why)


def _keys(case: Case, by: Actor) -> list[bytes]:
    """Return the keys with which coordinators of the case's team sign now, and signed before their roots were renewed.

    The own team's present key is the one pinned in the keyring; the others are as the database has them.
    """
    own = case.team_id == by.own_team.pk
    now = by.keyring.team.verify_key if own else bytes(case.team.verify_key or b"")
    past = PastKeys.objects.filter(team=case.team_id).order_by("-epoch").values_list("verify_key", flat=True)
    return [now, *map(bytes, past)]


def _ahead(segments: Sequence[Segment], on: date) -> Iterator[Ahead]:
    coming = (segment for segment in segments if segment.ends_on > on)
    for band, run in groupby(coming, key=lambda segment: segment.band):
        first, *rest = run
        end = (rest or [first])[-1].ends_on
        yield Ahead(
            first=max(first.starts_on, on),
            last=None if end == FOR_GOOD else end - timedelta(days=1),
            band=band,
            cause=wording.cause(first.cause) if first.cause and first.starts_on > on else None,
        )
