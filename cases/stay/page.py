"""Everything the page of a stay shows, in words, from one opened dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from cases.applications.catalogue import procedures
from cases.applications.models import Deadline
from cases.base.forms import Word
from cases.countries import words as country_words
from cases.countries.profile import Profile
from cases.people.dossier import Dossier, PermitPaper, Stay
from cases.people.models import Case
from cases.people.rules import is_present
from cases.people.words import PAPERS
from cases.risk.facts import Paper, PaperKind
from cases.stay import actions, doors, planner, reach, words
from cases.stay.answers import Answer, answer, countries_of
from cases.stay.expiries import Expiry, expiries
from cases.stay.leave_by import Clock, Tick, clock
from cases.stay.panel import ENDS_SOON, exit_doubtful
from cases.stay.planner import Plan
from cases.stay.reach import LegRow, ReachRow

SOON: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answer for one country, in words."""

    answer: Answer
    rule: str
    gap: Word
    doubts: tuple[Word, ...]
    decided_by: Word

    @property
    def sure(self) -> str:
        """How sure the day is, as the component `deadline` takes it."""
        return "firm" if self.answer.firm else "check"


@dataclass(frozen=True, slots=True)
class StayRow:
    """One stay as the table shows it."""

    stay: Stay
    present: bool
    paper: Word
    days: int | None
    about: bool


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One permit, visa or registration."""

    paper: PermitPaper
    kind: Word
    passport: Word
    over: bool
    soon: bool


@dataclass(frozen=True, slots=True)
class ClockRow:
    """The clock of one refusal, with its place in the dossier and the date it has become, if it is on the list."""

    place: int
    clock: Clock
    steps: list[dict[str, Any]]
    listed: UUID | None

    @property
    def ask(self) -> list[Word]:
        """The days that only a lawyer can name."""
        return [words.STEPS[step] for step in self.clock.unknown]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """An exit thought through: what the rule says about exits, and what may go wrong, which is never left out."""

    plan: Plan
    by_rule: Word
    dangers: tuple[Word, ...]


@dataclass(frozen=True)
class StayPage:
    """The stay of one case, asked for one day."""

    case: Case
    dossier: Dossier
    on: date  # today
    asked: date
    profiles: Mapping[str, Profile]

    @cached_property
    def answers(self) -> list[AnswerRow]:
        """The answer per country of which something is known."""
        return [self._answer(code) for code in countries_of(self.dossier)]

    @property
    def tone(self) -> str:
        """How the answers are edged: by the country the person is in."""
        left = self.answers[0].answer.days_left if self.answers else None
        return "" if left is None or left > ENDS_SOON else "warn" if left >= 0 else "critical"

    def _answer(self, code: str) -> AnswerRow:
        found = answer(code, self.dossier, self.profiles.get(code), self.asked)
        return AnswerRow(
            found,
            country_words.terms(found.terms) if found.terms and not found.visa_needed else "",
            words.GAPS[found.gap] if found.gap else "",
            tuple(words.DOUBTS[doubt] for doubt in found.doubts),
            words.DECIDED_BY[found.decider] if found.decider else "",
        )

    @property
    def stays(self) -> list[StayRow]:
        """Entries and exits, the latest first."""
        told = [*self.dossier.all_stays[::-1], *(stay for stay in self.dossier.stays if not stay.entered_on)]
        return [self._stay(stay) for stay in told]

    def _stay(self, stay: Stay) -> StayRow:
        last = stay.left_on.latest() if stay.left_on else self.on
        days = (last - stay.entered_on.earliest()).days + 1 if stay.entered_on else None
        about = any(day is not None and not day.exact for day in (stay.entered_on, stay.left_on))
        paper = PAPERS[PaperKind(stay.paper)] if stay.paper else ""
        return StayRow(stay, is_present(stay, self.dossier.facts), paper, days, about)

    @property
    def permits(self) -> list[PaperRow]:
        """Permits, visas and registrations, the last to end first."""
        rows = [self._permit(paper) for paper in self.dossier.permits]
        return sorted(rows, key=lambda row: row.paper.ends.latest() if row.paper.ends else date.max, reverse=True)

    def _permit(self, paper: PermitPaper) -> PaperRow:
        passport = PAPERS[PaperKind(paper.paper)] if paper.paper else ""
        over = paper.ends is not None and paper.ends.latest() < self.on
        soon = not over and paper.ends is not None and paper.ends.earliest() <= self.on + SOON
        return PaperRow(paper, words.PERMITS[paper.kind], passport, over, soon)

    @cached_property
    def clocks(self) -> list[ClockRow]:
        """The clocks of the refusals on record."""
        clocks = [clock(refusal, procedures().values()) for refusal in self.dossier.refusals]
        ids = [actions.listed_as(self.case, one) for one in clocks]
        listed = set(Deadline.objects.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
        return [
            ClockRow(place, one, _steps(one, self.on), pk if pk in listed else None)
            for place, (one, pk) in enumerate(zip(clocks, ids, strict=True))
        ]

    @property
    def papers(self) -> list[tuple[Word, Paper]]:
        """The papers held, as heads of the columns of the reach."""
        return reach.papers(self.dossier.facts)

    @property
    def papers_unknown(self) -> list[Word]:
        """The kinds about which nobody knows."""
        return [PAPERS[kind] for kind in self.dossier.facts.papers_unknown]

    @property
    def holds_none(self) -> bool:
        """Whether the person is known to hold no paper at all."""
        return self.dossier.facts.papers == () and not self.papers_unknown

    @property
    def asks_consulates(self) -> bool:
        """Whether a passport is held that consulates may refuse."""
        return any(paper.kind in doors.PASSPORTS for paper in self.dossier.facts.papers or ())

    @cached_property
    def reach(self) -> list[ReachRow]:
        """What each country says to the papers."""
        return reach.rows(self.dossier.facts, self.profiles, self.on)

    @property
    def open(self) -> list[ReachRow]:
        """The countries that one of the papers opens."""
        return [row for row in self.reach if row.open]

    @property
    def closed(self) -> list[ReachRow]:
        """The others."""
        return [row for row in self.reach if not row.open]

    @property
    def expiries(self) -> list[Expiry]:
        """What runs out, the first first."""
        return expiries(self.dossier, [row.clock for row in self.clocks], self.profiles.get, self.on)

    @property
    def journey(self) -> list[LegRow]:
        """The planned journey, leg by leg."""
        return reach.journey(self.dossier, self.profiles.get, self.on)

    @property
    def exit_doubtful(self) -> bool:
        """Whether a border may hold the person back, by what is known."""
        return exit_doubtful(self.dossier.facts)

    @property
    def plannable(self) -> list[str]:
        """The countries whose rule an exit and a return can be counted by."""
        there = [row.answer for row in self.answers if row.answer.terms and not row.answer.visa_needed]
        return [one.country for one in there if one.count and one.count.present] or [one.country for one in there]

    def plan(self, told: dict[str, Any]) -> PlanRow:
        """Think an exit through."""
        code = told["where"]
        profile = self.profiles.get(code)
        terms = profile.stay_terms(told["leaving"]) if profile else None
        if profile is None or terms is None:
            raise ValueError("no rule to count by")
        found = planner.plan(
            terms,
            self.dossier.visits(code),
            told["leaving"],
            permits=self.dossier.permits_of(code),
            back=told["back"],
            wished=told["wished"],
            dangers=planner.dangers(self.dossier.assessed, profile, self.on),
        )
        return PlanRow(found, words.BY_RULE[terms.rule], tuple(words.DANGERS[danger] for danger in found.dangers))


def _steps(one: Clock, on: date) -> list[dict[str, Any]]:
    """Return the steps of a clock as the component `stages` takes them."""
    current = next((tick for tick in one.ticks if not tick.over(on)), None)
    return [{"tick": tick, "label": words.STEPS[tick.step], "state": _state(tick, current, on)} for tick in one.ticks]


def _state(tick: Tick, current: Tick | None, on: date) -> str:
    return "done" if tick.over(on) else "current" if tick is current else "next"
