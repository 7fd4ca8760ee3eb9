"""What a way to protection asks of a person, and which rulings bear on it: the shape of the reviewed files."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

import msgspec

from cases.applications.procedure import Confidence, Source
from cases.base.text import Text
from cases.risk.facts import Category

Speaks = Literal["for", "against", "open"]


class Check(StrEnum):
    """What a requirement is about; each has a rule in `judging` and words in `words`."""

    CONSENT = "consent"
    PASSPORT = "passport"
    VETTING = "vetting"
    LINK = "link"
    CALL_UP_PROOF = "call_up_proof"
    DANGER_AT_HOME = "danger_at_home"
    DANGER_HERE = "danger_here"
    IN_COUNTRY = "in_country"
    WITHIN_A_YEAR = "within_a_year"
    WITHIN_FIVE_DAYS = "within_five_days"
    EU_TRACES = "eu_traces"
    CONSULATE = "consulate"
    PUBLIC = "public"
    STATES_FIRST = "states_first"
    RECOGNISED = "recognised"
    TWO_CATEGORIES = "two_categories"


class Requirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing the way asks for. What nobody published has no source, and is unverified."""

    check: Check
    why: Text
    confidence: Confidence
    sources: tuple[str, ...] = ()


class Precedent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ruling or a practice, and the proof it asked for. Without groups it is about everybody."""

    id: str
    on: str  # the day, month or year it is of
    court: Text
    speaks: Speaks
    said: Text
    confidence: Confidence
    sources: tuple[str, ...]
    groups: tuple[Category, ...] = ()
    proof: Text | None = None
    proof_check: Check | None = None

    def is_about(self, category: Category | None) -> bool:
        """Whether it is about people of this category; where that is not known, it may be."""
        return not self.groups or category is None or category in self.groups


class Precedents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of rulings, which several ways share."""

    precedents: tuple[Precedent, ...]
    sources: tuple[Source, ...]


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of one way. `submitted_by` is the step by which a group puts several cases before an authority."""

    procedure: str
    requirements: tuple[Requirement, ...]
    precedents: tuple[str, ...] = ()
    submitted_by: str = ""
    sources: tuple[Source, ...] = ()


def objections(route: Route) -> Iterator[str]:
    """Yield what is wrong inside one file."""
    checks = [one.check for one in route.requirements]
    yield from (f"{check} is asked twice" for check in sorted(set(checks)) if checks.count(check) > 1)
    for one in route.requirements:
        yield from (f"{one.check}: {reason}" for reason in unsourced(one, route.sources))


def unsourced(one: Requirement | Precedent, known: tuple[Source, ...]) -> Iterator[str]:
    """Yield where a statement claims more than its sources carry."""
    ids = {source.id for source in known}
    yield from (f"unknown source {source}" for source in one.sources if source not in ids)
    if one.confidence == "confirmed" and len(one.sources) < 2:
        yield "confirmed needs two sources"
    if one.confidence == "one_source" and not one.sources:
        yield "no source"
