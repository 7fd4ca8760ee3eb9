"""Which papers open which countries, by the profiles: never a promise, as a border may still refuse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cases.base.dates import PartialDate
from cases.countries.fact import Confidence, Value, in_force, value_of
from cases.countries.profile import Profile
from cases.countries.removal import RemovalTier
from cases.risk.facts import Paper, PaperKind

EXPIRES_SOON = timedelta(days=180)

PASSPORTS = (PaperKind.FIVE_YEAR, PaperKind.TEN_YEAR)


class Reply(StrEnum):
    """What a country says to a paper."""

    FREE = "free"  # lets in without a visa
    VISA = "visa"
    NOT_WITH_THIS = "not_with_this"  # does not let in with this paper
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Admission:
    """What a country says to a paper, and whether that is verified and has not perhaps changed."""

    reply: Reply
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A country that a paper opens without a visa."""

    code: str
    sure: bool  # otherwise unverified, or perhaps changed
    hands_over: bool  # somebody was taken to Russia from there within 24 months


@dataclass(frozen=True, slots=True)
class Door:
    """What one paper is good for."""

    kind: PaperKind
    expires_on: PartialDate | None
    expired: bool
    expires_soon: bool
    opens: tuple[Opening, ...]
    refused_by: tuple[str, ...]  # countries that put no visa into such a passport


@dataclass(frozen=True, slots=True)
class Reach:
    """One country and what it says to each paper; `visa_into` says whether its consulates take a passport."""

    code: str
    tier: RemovalTier
    admissions: tuple[Admission, ...]
    visa_into: tuple[Admission, ...]

    @property
    def open(self) -> bool:
        """Whether one of the papers opens it."""
        return any(one.reply is Reply.FREE for one in self.admissions)


def doors(papers: Iterable[Paper], profiles: Iterable[Profile], on: date, *, outside: str) -> tuple[Door, ...]:
    """Say for each paper which countries other than `outside` it opens; an expired one opens none."""
    others = [profile for profile in profiles if profile.code != outside]
    return tuple(_door(paper, others, on) for paper in papers)


def reach(papers: Iterable[Paper], profiles: Iterable[Profile], on: date) -> tuple[Reach, ...]:
    """Say for each country what it answers to each paper, in the order of the papers."""
    held = list(papers)
    return tuple(
        Reach(
            profile.code,
            profile.removal_tier(on),
            tuple(admits(paper, profile, on) for paper in held),
            tuple(takes_visa(paper, profile, on) for paper in held),
        )
        for profile in profiles
    )


def admits(paper: Paper, profile: Profile, on: date) -> Admission:
    """Say whether a country lets in with this very paper on a day."""
    return Admission(Reply.EXPIRED, sure=True) if is_expired(paper, on) else admission(paper.kind, profile, on)


def admission(kind: PaperKind, profile: Profile, on: date) -> Admission:
    """Say whether a country lets in with a paper of this kind."""
    rows = [in_force(profile.visa_required, on)]
    if kind is PaperKind.INTERNAL:
        rows.append(in_force(profile.internal_passport_accepted, on))
        accepted = rows[1]
        if accepted is not None and not accepted.value:
            return Admission(Reply.NOT_WITH_THIS, sure=_is_sure(accepted, on))
    elif kind not in PASSPORTS:
        return Admission(Reply.UNKNOWN)
    if None in rows:
        return Admission(Reply.UNKNOWN)
    sure = all(row is not None and _is_sure(row, on) for row in rows)
    return Admission(Reply.VISA if rows[0] and rows[0].value else Reply.FREE, sure=sure)


def takes_visa(paper: Paper, profile: Profile, on: date) -> Admission:
    """Say whether a country's consulates put a visa into such a passport, as far as the profile tells."""
    if paper.kind not in PASSPORTS:
        return Admission(Reply.UNKNOWN)
    row = in_force(profile.nonbiometric_passport_accepted, on)
    if is_expired(paper, on):
        return Admission(Reply.EXPIRED, sure=True)
    if row is None or (paper.kind is PaperKind.TEN_YEAR and not row.value):
        # That the five-year passport is refused tells nothing certain about the other one.
        return Admission(Reply.UNKNOWN)
    return Admission(Reply.FREE if row.value else Reply.NOT_WITH_THIS, sure=_is_sure(row, on))


def is_expired(paper: Paper, on: date) -> bool:
    """Whether a paper has surely run out."""
    return paper.expires_on is not None and paper.expires_on.latest() < on


def _door(paper: Paper, profiles: list[Profile], on: date) -> Door:
    expired = is_expired(paper, on)
    soon = paper.expires_on is not None and not expired and paper.expires_on.earliest() <= on + EXPIRES_SOON
    opens = [] if expired else [opening for profile in profiles if (opening := _opening(paper.kind, profile, on))]
    refused = [
        profile.code
        for profile in profiles
        if paper.kind is PaperKind.FIVE_YEAR and value_of(profile.nonbiometric_passport_accepted, on) is False
    ]
    return Door(paper.kind, paper.expires_on, expired, soon, tuple(opens), tuple(refused))


def _opening(kind: PaperKind, profile: Profile, on: date) -> Opening | None:
    found = admission(kind, profile, on)
    if found.reply is not Reply.FREE:
        return None
    return Opening(profile.code, found.sure, profile.removal_tier(on) is RemovalTier.RECENT)


def _is_sure(row: Value[bool], on: date) -> bool:
    changed = row.may_have_changed_since is not None and row.may_have_changed_since <= on
    return row.confidence is not Confidence.UNVERIFIED and not changed
