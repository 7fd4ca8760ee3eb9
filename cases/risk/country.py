"""What a country's record means for the risk of a person in it."""

from __future__ import annotations

from datetime import date

import msgspec

from cases.countries.fact import value_of
from cases.countries.profile import Profile, StayTerms
from cases.countries.removal import RemovalTier, Whom

# The Union's asylum law, with its right to a remedy before removal, binds these; Norway, Iceland, Liechtenstein and
# Switzerland by association. There an unanswered question about arrest or a border is no reason to fear a hand-over.
# fmt: off
UNDER_EU_ASYLUM_LAW = frozenset({
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})
# fmt: on

LONG_AGO = date.min


class CountryRisk(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a country's profile that the score reads. None is not known, which is never "no"."""

    code: str = ""
    # For each documented hand-over of a soldier or opponent of the war, the last day on which it counts as recent;
    # empty: looked for, none found.
    removals: tuple[date, ...] | None = None
    cis_legal_assistance: bool | None = None
    russian_base: bool | None = None
    stay: StayTerms | None = None  # the rule of stay without a visa, where one is known
    version: str = ""

    @property
    def road_open(self) -> bool:
        """Whether a removal to Russia has to be thought of while nobody has asked about arrest or refused exit."""
        if self.code in UNDER_EU_ASYLUM_LAW:
            return False
        return self.removals != () or self.cis_legal_assistance is not False


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """A seizure, raid or hand-over in the person's country, and whether it was where they live.

    One that is `doubtful`, because nobody verified it, may not have happened: at best it counts nothing.
    """

    id: str
    on: date
    near: bool | None = None
    doubtful: bool = False


def country_risk(code: str | None, profile: Profile | None, on: date) -> CountryRisk:
    """Read a country's profile as it stood on a day; a country without one is wholly unknown."""
    if profile is None:
        return CountryRisk(code=code or "")
    legal_road = value_of(profile.cis_legal_assistance, on)
    return CountryRisk(
        code=profile.code,
        removals=_removals(profile, on),
        cis_legal_assistance=legal_road,
        russian_base=_base(profile, legal_road),
        stay=None if value_of(profile.visa_required, on) else profile.stay_terms(on),
        version=str(profile.newest() or ""),
    )


def _removals(profile: Profile, on: date) -> tuple[date, ...] | None:
    tier = profile.removal_tier(on)
    if tier is RemovalTier.NOT_RESEARCHED:
        return None
    if tier is RemovalTier.NONE_FOUND:
        return ()
    known = [
        removal.counts_until()
        for removal in profile.removals
        if removal.to_russia and removal.whom is not Whom.MANY and removal.happened_by(on)
    ]
    return tuple(known) or (LONG_AGO,)


def _base(profile: Profile, legal_road: bool | None) -> bool | None:
    """Russia's bases abroad stand in states of the CIS: elsewhere nobody needs to be asked about one."""
    if profile.russian_bases:
        return True
    return False if legal_road is False or profile.code in UNDER_EU_ASYLUM_LAW else None
