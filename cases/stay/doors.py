"""Which papers open which countries, by the profiles: never a promise, as a border may still refuse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cases.base.dates import PartialDate
from cases.countries.fact import Confidence, Value, in_force, value_of
from cases.countries.profile import Profile
from cases.countries.removal import RemovalTier
from cases.risk.facts import Paper, PaperKind

EXPIRES_SOON = timedelta(days=180)

PASSPORTS = (PaperKind.FIVE_YEAR, PaperKind.TEN_YEAR)


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


def doors(papers: Iterable[Paper], profiles: Iterable[Profile], on: date, *, outside: str) -> tuple[Door, ...]:
    """Say for each paper which countries other than `outside` it opens; an expired one opens none."""
    others = [profile for profile in profiles if profile.code != outside]
    return tuple(_door(paper, others, on) for paper in papers)


def _door(paper: Paper, profiles: list[Profile], on: date) -> Door:
    expired = paper.expires_on is not None and paper.expires_on.latest() < on
    soon = paper.expires_on is not None and not expired and paper.expires_on.earliest() <= on + EXPIRES_SOON
    opens = [] if expired else [opening for profile in profiles if (opening := _opening(paper.kind, profile, on))]
    refused = [
        profile.code
        for profile in profiles
        if paper.kind is PaperKind.FIVE_YEAR and value_of(profile.nonbiometric_passport_accepted, on) is False
    ]
    return Door(paper.kind, paper.expires_on, expired, soon, tuple(opens), tuple(refused))


def _opening(kind: PaperKind, profile: Profile, on: date) -> Opening | None:
    rows = [in_force(profile.visa_required, on)]
    if rows[0] is None or rows[0].value:
        return None
    if kind is PaperKind.INTERNAL:
        rows.append(in_force(profile.internal_passport_accepted, on))
        if rows[1] is None or not rows[1].value:
            return None
    elif kind not in PASSPORTS:
        return None
    sure = all(row is not None and _is_sure(row, on) for row in rows)
    return Opening(profile.code, sure, profile.removal_tier(on) is RemovalTier.RECENT)


def _is_sure(row: Value[bool], on: date) -> bool:
    changed = row.may_have_changed_since is not None and row.may_have_changed_since <= on
    return row.confidence is not Confidence.UNVERIFIED and not changed
