"""Which cases a newer value about a country moves: their last lawful day or their band, before anything is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import vault
from cases.access.actor import Actor
from cases.base.progress import Steps
from cases.countries.profile import Profile
from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.risk.models import BandChoice
from cases.stay.answers import answer
from cases.templatetags.display import day

BATCH: Final = 100
NAMED: Final = 300  # cases that the page names: with more it would weigh too much for a bad line


@dataclass(frozen=True, slots=True)
class Change:
    """A country's profile as it counts now, and as it would; `on` is the day for which both are read."""

    before: Profile
    after: Profile
    on: date


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands by one profile."""

    last_day: date | None
    band: str

    def is_over(self, on: date) -> bool:
        """Whether the stay is over by then, as far as its end is known."""
        return self.last_day is not None and self.last_day < on

    def __str__(self) -> str:
        last = day(self.last_day) if self.last_day else _("not known")
        return f"{last}, {BandChoice(self.band).label}"


@dataclass(frozen=True, slots=True)
class Move:
    """A case that stands elsewhere by the new profile."""

    case: Case
    before: Place
    after: Place
    ends: bool  # the stay is over by the new profile, and is not by the one in force


@dataclass(slots=True)
class Sums:
    """What the moves come to."""

    moved: int = 0
    bands: int = 0
    ended: int = 0

    def add(self, moves: Sequence[Move]) -> None:
        """Count some more."""
        self.moved += len(moves)
        self.bands += sum(move.before.band != move.after.band for move in moves)
        self.ended += sum(move.ends for move in moves)

    def said(self) -> Iterator[str]:
        """Say them, a line each."""
        if self.moved > NAMED:
            more = self.moved - NAMED
            yield ngettext("and %(n)d more case", "and %(n)d more cases", more) % {"n": more}
        if not self.moved:
            yield _("No case moves.")
            return
        yield ngettext("%(n)d case moves.", "%(n)d cases move.", self.moved) % {"n": self.moved}
        if self.bands:
            yield ngettext("%(n)d changes its band.", "%(n)d change their band.", self.bands) % {"n": self.bands}
        if self.ended:
            ended = ngettext("%(n)d stay would be over at once.", "%(n)d stays would be over at once.", self.ended)
            yield ended % {"n": self.ended}


def told(change: Change, *, by: Actor) -> Steps:
    """Open the team's cases in the country, a batch in a transaction each; yield a line for each that moves."""
    waiting, seen = _cases(change, by), 0
    sums = Sums()
    there = ngettext("%(n)d open case of yours is there.", "%(n)d open cases of yours are there.", len(waiting))
    yield there % {"n": len(waiting)}
    while seen < len(waiting):
        with transaction.atomic():
            by.renew()
            by.case_keys.clear()
            moves = list(_moves(waiting[seen : seen + BATCH], change, by))
        for move in moves[: max(0, NAMED - sums.moved)]:
            yield _line(move)
        sums.add(moves)
        seen += BATCH
        if seen < len(waiting):
            yield _("%(seen)d of %(all)d looked at") % {"seen": seen, "all": len(waiting)}
    yield from sums.said()


def moves_of(opened: Sequence[tuple[Case, Dossier]], change: Change, *, by: Actor) -> Iterator[Move]:
    """Yield the cases that one profile places otherwise than the other."""
    before, after = (_places(opened, profile, change.on, by) for profile in (change.before, change.after))
    for (case, _dossier), earlier, later in zip(opened, before, after, strict=True):
        if earlier != later:
            yield Move(case, earlier, later, later.is_over(change.on) and not earlier.is_over(change.on))


def _cases(change: Change, by: Actor) -> list[UUID]:
    there = by.own_team.cases.visible_to(by).open().filter(country=change.after.code)
    return list(there.order_by("code").values_list("pk", flat=True))


def _moves(cases: Sequence[UUID], change: Change, by: Actor) -> Iterator[Move]:
    rows = list(Case.objects.visible_to(by).filter(pk__in=cases).order_by("code"))
    dossiers: list[Dossier] = vault.open_many([row.dossier for row in rows], by=by, why="newer value of a country")
    return moves_of(list(zip(rows, dossiers, strict=True)), change, by=by)


def _places(opened: Sequence[tuple[Case, Dossier]], profile: Profile, on: date, by: Actor) -> list[Place]:
    found = people.as_if(profile, opened, by=by, on=on)
    return [
        Place(answer(profile.code, dossier, profile, on).last_day, assessment.band.value)
        for (_case, dossier), assessment in zip(opened, found, strict=True)
    ]


def _line(move: Move) -> str:
    return format_html(
        '<a class="code" href="{}">{}</a>: {} → <strong>{}</strong>{}',
        move.case.get_absolute_url(),
        move.case.code,
        str(move.before),
        str(move.after),
        f" · {_('over at once')}" if move.ends else "",
    )
