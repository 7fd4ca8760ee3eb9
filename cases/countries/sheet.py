"""A profile as pages show it: every value in words, with how sure it is, how old, and on whose word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from msgspec.structs import replace as replace_struct

from cases.base.dates import PartialDate
from cases.base.text import Text
from cases.countries import words
from cases.countries.fact import Confidence, Source, Sourced, Value, in_force, value_of
from cases.countries.overlay import Newer, lay_over, own_id
from cases.countries.profile import Group, Note, Place, Profile
from cases.countries.removal import Removal, Way, WayOut
from cases.countries.words import Word

STAY = ("visa_required", "stay_days", "stay_window_days", "stay_rule", "extended_stay_days", "registration_days")
PAPERS = ("internal_passport_accepted", "nonbiometric_passport_accepted")
TREATIES = ("extradition_basis", "cis_legal_assistance", "csto", "eaeu", "council_of_europe")
WAYS_OUT = (
    *(Way.EXTRADITION, Way.ADMINISTRATIVE_EXPULSION, Way.PENAL_EXPULSION, Way.INFORMAL_HANDOVER),
    *(Way.ABDUCTION, Way.REFUSED_EXIT),
)


@dataclass(frozen=True, slots=True)
class Ref:
    """A source with its number on the country's page."""

    number: int
    source: Source


@dataclass(frozen=True, slots=True)
class Proof:
    """What a fact rests on."""

    grade: Word
    unverified: bool
    day: PartialDate | None
    stale: bool
    since: date | None
    until: date | None
    changing_since: date | None
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One value, or the fact that nobody knows it."""

    label: Word
    text: str = ""
    note: Text | None = None
    proof: Proof | None = None
    tone: str = ""
    field: str = ""  # for which a team may record a newer value: on the first line of each
    mark: Word = ""  # who says so, where a team and our files differ
    own: UUID | None = None  # the value of a team that stands here


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way out against a person's will, and what is known of it in this country."""

    label: Word
    acted: Word = ""
    known: WayOut | None = None
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One removal on record."""

    removal: Removal
    way: Word
    whom: Word
    acted: Word
    outcome: Word
    tone: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class Remark:
    """A note, a place or a group with what it rests on."""

    text: str
    proof: Proof
    note: Text | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the page of a country shows."""

    profile: Profile
    tier: Line
    prospect: Line
    terms: str
    stay: tuple[Line, ...]
    papers: tuple[Line, ...]
    treaties: tuple[Line, ...]
    ways: tuple[WayLine, ...]
    events: tuple[Event, ...]
    steps: tuple[Remark, ...]
    bases: tuple[Remark, ...]
    cities: tuple[Remark, ...]
    groups: tuple[Remark, ...]
    notes: tuple[Remark, ...]
    sources: tuple[Ref, ...]
    record: tuple[Line, ...]  # what the record of removals comes to
    asylum: tuple[Line, ...]  # the prospect with its reason
    facts: int
    stale: int
    unverified: int

    @property
    def alarm(self) -> str:
        """The tone of the panel on removals: people are handed over there now."""
        return "critical" if self.tier.tone == "bad" else ""

    @property
    def avoid(self) -> tuple[Remark, ...]:
        """The places to keep away from."""
        return (*self.bases, *self.cities)

    @property
    def unresearched(self) -> tuple[WayLine, ...]:
        """The ways out of which nothing is known: no sign that they are not used."""
        return tuple(line for line in self.ways if line.known is None)


def sheet(profile: Profile, on: date, ours: Profile | None = None) -> Sheet:
    """Read a whole profile as it stands on a day; beside what a team recorded stands what `ours`, the files, say."""
    facts, ours = [fact for _, fact in profile.facts()], ours or profile
    terms = profile.stay_terms(on)
    return Sheet(
        profile=profile,
        tier=tier(profile, on),
        prospect=prospect(profile, on),
        terms=words.terms(terms) if terms else "",
        stay=_lines(profile, ours, STAY, on),
        papers=_lines(profile, ours, PAPERS, on),
        treaties=_lines(profile, ours, TREATIES, on),
        record=(tier(profile, on), *_beside(profile, ours, "documented_removals", on)),
        asylum=(prospect(profile, on), *_beside(profile, ours, "asylum_prospect", on)),
        ways=tuple(_way(profile, way, on) for way in WAYS_OUT),
        events=tuple(_events(profile, on)),
        steps=_noted(profile, profile.asylum_steps, on),
        bases=_placed(profile, profile.russian_bases, on),
        cities=_placed(profile, profile.monitored_cities, on),
        groups=_grouped(profile, profile.groups, on),
        notes=_noted(profile, profile.notes, on),
        sources=_refs(profile),
        facts=len(facts),
        stale=sum(profile.is_stale(fact, on) for fact in facts),
        unverified=sum(fact.confidence is Confidence.UNVERIFIED for fact in facts),
    )


def told(profile: Profile, ours: Profile, field: str, on: date) -> tuple[Line, ...]:
    """Say every row of a field, those of other times too, and beside a team's own what our files say."""
    rows: tuple[Value[object], ...] = getattr(profile, field)
    lines = [_line(profile, field, row, on) for row in rows] or [Line(words.FIELDS[field])]
    return (replace(lines[0], field=field), *lines[1:], *_beside(profile, ours, field, on))


def recorded(newer: Newer, ours: Profile, on: date) -> Line:
    """Say one value that a team recorded, whether it counts or not."""
    alone = lay_over(Profile(code=ours.code, name=ours.name, sources={}), [replace_struct(newer, withdrawn_on=None)])
    return _line(alone, newer.field, newer.row, on)


def proof(profile: Profile, fact: Sourced, on: date) -> Proof:
    """Say what a fact rests on."""
    row = fact if isinstance(fact, Value) else None
    return Proof(
        grade=words.GRADES[fact.confidence],
        unverified=fact.confidence is Confidence.UNVERIFIED,
        day=profile.as_of(fact),
        stale=profile.is_stale(fact, on),
        since=row.valid_from if row else None,
        until=row.valid_to if row else None,
        changing_since=row.may_have_changed_since if row else None,
        refs=tuple(ref for ref in _refs(profile) if ref.source in {profile.sources[key] for key in fact.sources}),
    )


def line(profile: Profile, field: str, on: date) -> Line:
    """Say one value as it stands on a day."""
    row: Value[object] | None = in_force(getattr(profile, field), on)
    if row is None:
        return Line(words.FIELDS[field], field=field)
    return replace(_line(profile, field, row, on), field=field)


def tier(profile: Profile, on: date) -> Line:
    """Say what the record of removals comes to on a day."""
    found, told = profile.removal_tier(on), line(profile, "documented_removals", on)
    return replace(told, text=str(words.TIERS[found]), tone=words.TONES.get(found, "neutral"))


def prospect(profile: Profile, on: date) -> Line:
    """Say how people fare who ask for asylum there; the note is the reason."""
    found, told = value_of(profile.asylum_prospect, on), line(profile, "asylum_prospect", on)
    return replace(told, tone=words.TONES.get(found, "neutral")) if found else told


def _lines(profile: Profile, ours: Profile, fields: tuple[str, ...], on: date) -> tuple[Line, ...]:
    return tuple(line for field in fields for line in told(profile, ours, field, on))


def _beside(profile: Profile, ours: Profile, field: str, on: date) -> Iterator[Line]:
    """Say what our files hold where a team recorded something else."""
    if any(own_id(row) for row in getattr(profile, field)):
        for row in getattr(ours, field):
            yield replace(_line(ours, field, row, on), mark=words.SHIPPED)


def _line(profile: Profile, field: str, row: Value[object], on: date) -> Line:
    own = own_id(row)
    label, text = words.FIELDS[field], words.value(field, row.value)
    return Line(label, text, row.note, proof(profile, row, on), mark=words.OWN if own else "", own=own)


def _way(profile: Profile, way: Way, on: date) -> WayLine:
    known = next((row for row in profile.ways_out if row.way is way), None)
    if known is None:
        return WayLine(words.WAYS[way])
    return WayLine(words.WAYS[way], words.ACTED[known.acted], known, proof(profile, known, on))


def _events(profile: Profile, on: date) -> Iterator[Event]:
    """Tell the newest first."""
    for row in sorted(profile.removals, key=lambda row: row.day.latest(), reverse=True):
        yield Event(
            removal=row,
            way=words.WAYS[row.way],
            whom=words.WHOM[row.whom],
            acted=words.ACTED[row.acted],
            outcome=words.OUTCOMES[row.outcome],
            tone=words.TONES.get(row.outcome, "neutral"),
            proof=proof(profile, row, on),
        )


def _noted(profile: Profile, notes: Sequence[Note], on: date) -> tuple[Remark, ...]:
    return tuple(Remark(words.here(note.text), proof(profile, note, on)) for note in notes)


def _placed(profile: Profile, places: Sequence[Place], on: date) -> tuple[Remark, ...]:
    return tuple(Remark(words.here(place.name), proof(profile, place, on)) for place in places)


def _grouped(profile: Profile, groups: Sequence[Group], on: date) -> tuple[Remark, ...]:
    return tuple(Remark(group.name, proof(profile, group, on), group.note, group.url) for group in groups)


def _refs(profile: Profile) -> tuple[Ref, ...]:
    return tuple(Ref(number, source) for number, source in enumerate(profile.sources.values(), start=1))
