"""The board of one case: every way with its gate, what the person has for it, lacks, and nobody knows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from cases import vault
from cases.access.actor import Actor
from cases.applications.catalogue import vocabulary
from cases.applications.models import Application, ApplicationBody
from cases.applications.procedure import Procedure, Source
from cases.applications.programmes import Gate, gates
from cases.applications.queries import applications_of_case, vetting_of
from cases.applications.rows import ApplicationRow, destination_name
from cases.applications.work import VettingState
from cases.base.forms import Word
from cases.base.text import Text
from cases.countries.fact import value_of
from cases.countries.profile import Profile
from cases.countries.queries import profiles_for
from cases.evidence.models import CaseFile, FileBody
from cases.people.dossier import Dossier, RouteChoice, RouteDecision
from cases.people.models import Case
from cases.routes import rules, words
from cases.routes.board_actions import decisions
from cases.routes.catalogue import precedent_sources, precedents, routes
from cases.routes.judging import Answer, Finding, Known, judge
from cases.routes.route import Check, Precedent, Requirement, Route


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement, and what can be said of it."""

    requirement: Requirement
    finding: Finding
    sources: tuple[Source, ...]

    @property
    def label(self) -> Word:
        """What is asked."""
        return words.CHECKS[self.finding.check]

    @property
    def answer(self) -> Word:
        """There, lacking, or not known."""
        return words.ANSWERS[self.finding.answer]

    @property
    def tone(self) -> str:
        """How loud that is said."""
        return words.TONES[self.finding.answer]

    @property
    def said(self) -> Word:
        """Why, or the question to ask."""
        return words.SAID[self.finding.say]

    @property
    def confidence(self) -> Word:
        """How sure it is that this is asked."""
        return words.CONFIDENCES[self.requirement.confidence]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A ruling that bears on this person, and whether they have the proof it asked for."""

    precedent: Precedent
    proof: Finding | None

    @property
    def speaks(self) -> Word:
        """For, against, or neither."""
        return words.SPEAKS[self.precedent.speaks]

    @property
    def tone(self) -> str:
        """How loud that is said."""
        return words.SPEAK_TONES[self.precedent.speaks]

    @property
    def confidence(self) -> Word:
        """How sure it is."""
        return words.CONFIDENCES[self.precedent.confidence]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where it is read."""
        return tuple(precedent_sources()[one] for one in self.precedent.sources)

    @property
    def proof_said(self) -> Word:
        """Whether the person has that proof."""
        return words.SAID[self.proof.say] if self.proof else ""

    @property
    def proof_answer(self) -> Word:
        """The same in a word."""
        return words.ANSWERS[self.proof.answer] if self.proof else ""

    @property
    def proof_tone(self) -> str:
        """How loud that is said."""
        return words.TONES[self.proof.answer] if self.proof else ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision in words."""

    decision: RouteDecision

    @property
    def choice(self) -> Word:
        """What was decided."""
        return words.CHOICES[self.decision.choice]

    @property
    def tone(self) -> str:
        """How loud that is said."""
        return words.CHOICE_TONES[self.decision.choice]


@dataclass(frozen=True, slots=True)
class Way:
    """One way as the board shows it."""

    gate: Gate
    lines: tuple[Line, ...]
    rulings: tuple[Ruling, ...]
    decided: tuple[Decided, ...]  # the newest first
    application: ApplicationRow | None
    wished: bool

    @property
    def procedure(self) -> Procedure:
        """The procedure that it is."""
        return self.gate.procedure

    @property
    def name(self) -> Text:
        """Its name."""
        return self.procedure.name

    @property
    def destination(self) -> str:
        """Where it leads."""
        return destination_name(self.procedure.destination)

    @property
    def kind(self) -> Text:
        """What kind of procedure it is."""
        return vocabulary().kinds[self.procedure.kind]

    @property
    def now(self) -> Decided | None:
        """What holds."""
        return self.decided[0] if self.decided else None

    @property
    def lacking(self) -> list[Line]:
        """What is not there."""
        return [line for line in self.lines if line.finding.answer is Answer.LACKING]

    @property
    def unknown(self) -> list[Line]:
        """What has to be asked."""
        return [line for line in self.lines if line.finding.answer is Answer.UNKNOWN]

    @property
    def is_near(self) -> bool:
        """Whether it is worth a closer look from where the person is, or was looked at closely."""
        elsewhere = any(line.finding.check is Check.IN_COUNTRY for line in self.lacking)
        return self.wished or not elsewhere or (self.now is not None and self.now.decision.choice is RouteChoice.CHOSEN)


@dataclass(frozen=True, slots=True)
class Board:
    """All ways for one person, those worth a closer look first."""

    alias: str
    ways: tuple[Way, ...]

    @property
    def near(self) -> list[Way]:
        """Those to look at."""
        return [way for way in self.ways if way.is_near]

    @property
    def far(self) -> list[Way]:
        """Those that begin only once the person is there."""
        return [way for way in self.ways if not way.is_near]


def board(case: Case, *, by: Actor, on: date) -> Board:
    """Hold the case against every way that may be begun today."""
    table = _Table(case, by, on)
    fit = [gate for gate in gates(by).values() if gate.procedure.id in routes()]
    ways = [table.way(gate) for gate in fit if rules.leads_somewhere(gate.procedure, on)]
    return Board(table.dossier.alias, tuple(sorted(ways, key=_order)))


def way(case: Case, procedure: Procedure, *, by: Actor, on: date) -> Way:
    """Hold the case against one way."""
    return _Table(case, by, on).way(gates(by)[procedure.id])


def _order(one: Way) -> tuple[object, ...]:
    """The chosen first, the impossible last; then what is wished for, open, and lacks least."""
    choice = one.now.decision.choice if one.now else None
    rank = {RouteChoice.CHOSEN: 0, None: 1, RouteChoice.NOT_NOW: 2, RouteChoice.IMPOSSIBLE: 3}[choice]
    return rank, not one.wished, one.gate.is_shut, len(one.lacking), len(one.unknown), one.procedure.id


@dataclass(frozen=True, slots=True)
class _Vetting:
    """What coordinators wrote of part in war crimes on any application of the case; others learn that they did."""

    kept: bool
    cleared: bool | None

    @classmethod
    def of(cls, rows: Iterable[Application], bodies: Iterable[ApplicationBody], by: Actor) -> Self:
        """Open the newest, where the reader may."""
        boxed = [(row, body) for row, body in zip(rows, bodies, strict=True) if body.vetting]
        known = [said for row, body in boxed if (said := vetting_of(row, body, by=by))]
        newest = max(known, key=lambda said: said.on, default=None)
        answers = {VettingState.CLEARED: True, VettingState.CONCERNS: False}
        return cls(bool(boxed) and not known, answers.get(newest.state) if newest else None)


class _Table:
    """The opened case, on which every way is laid out."""

    def __init__(self, case: Case, by: Actor, on: date) -> None:
        self._on = on
        files = list(CaseFile.objects.filter(case=case))
        rows = list(applications_of_case(by, case.pk))
        sealed = [case.dossier, *(row.body for row in files), *(row.body for row in rows)]
        opened: list[Any] = vault.open_many(sealed, by=by, why="routes")
        self.dossier: Dossier = opened[0]
        self._files = tuple(_kinds(opened[1 : len(files) + 1]))
        self._vetting = _Vetting.of(rows, opened[len(files) + 1 :], by)
        self._profiles: Mapping[str, Profile] = profiles_for(case.team_id)
        self._applications = [ApplicationRow(row, "") for row in rows]

    def way(self, gate: Gate) -> Way:
        """Lay out one way."""
        procedure = gate.procedure
        route, known = routes()[procedure.id], self._known(procedure.destination)
        return Way(
            gate,
            tuple(self._lines(route, known)),
            tuple(self._rulings(route, known)),
            tuple(Decided(one) for one in reversed(decisions(self.dossier, procedure))),
            next((one for one in self._applications if one.row.procedure == procedure.id and not one.row.closed), None),
            any(known.names_it(wish.destination) for wish in self.dossier.wishes),
        )

    def _lines(self, route: Route, known: Known) -> Iterator[Line]:
        sources = {source.id: source for source in route.sources}
        for one in route.requirements:
            yield Line(one, judge(one.check, known, self._on), tuple(sources[name] for name in one.sources))

    def _rulings(self, route: Route, known: Known) -> Iterator[Ruling]:
        for one in (precedents()[name] for name in route.precedents):
            if one.is_about(self.dossier.facts.category):
                yield Ruling(one, judge(one.proof_check, known, self._on) if one.proof_check else None)

    def _known(self, destination: str) -> Known:
        profile = self._profiles.get(destination)
        return Known(
            dossier=self.dossier,
            destination=destination,
            names=_names(destination),
            files=self._files,
            five_year=value_of(profile.nonbiometric_passport_accepted, self._on) if profile else None,
            refugee=self._refugee(),
            vetted=self._vetting.cleared,
            vetting_kept=self._vetting.kept,
        )

    def _refugee(self) -> bool | None:
        """Whether UNHCR has recognised the person, by what was recorded of it."""
        stages = [one.row.stage for one in self._applications if one.row.procedure == "unhcr_rsd"]
        return "recognised" in stages if stages else None


def _kinds(files: Iterable[FileBody]) -> Iterator[str | None]:
    yield from (one.details.kind.value if one.details.kind else None for one in files)


def _names(destination: str) -> frozenset[str]:
    text = vocabulary().destinations.get(destination)
    return frozenset((text.en, text.ru, text.fr)) if text else frozenset()
