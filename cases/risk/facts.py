"""What is known about a person that bears on their risk: plain values, and None wherever nobody knows."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from cases.base.dates import PartialDate
from cases.countries.daycount import Permit, Visit


class Band(StrEnum):
    """How urgent a case is; compares by urgency, so that `max` finds the worst."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def order(self) -> int:
        """0 for low to 3 for critical."""
        return _ORDER[self]

    def below(self) -> Band:
        """Return the next lower band; low stays low."""
        return _BANDS[max(0, self.order - 1)]

    def __lt__(self, other: str) -> bool:
        return _ORDER[self] < _ORDER[other]

    def __le__(self, other: str) -> bool:
        return _ORDER[self] <= _ORDER[other]

    def __gt__(self, other: str) -> bool:
        return _ORDER[self] > _ORDER[other]

    def __ge__(self, other: str) -> bool:
        return _ORDER[self] >= _ORDER[other]


_BANDS = tuple(Band)
_ORDER: dict[str, int] = {band: order for order, band in enumerate(_BANDS)}


class Category(StrEnum):
    """Which group of people the case belongs to; the one category that stands in clear on the case."""

    DESERTER = "deserter"
    ABSENT = "absent"  # left without leave (337) or was left behind by his unit
    EVADER = "evader"  # did not answer a call-up or a summons
    REFUSER = "refuser"  # refused an order or to fight (332)
    OBJECTOR = "objector"
    RELATIVE = "relative"
    OTHER = "other"


class PaperKind(StrEnum):
    INTERNAL = "internal"
    FIVE_YEAR = "five_year"
    TEN_YEAR = "ten_year"
    OTHER = "other"


class EntryManner(StrEnum):
    REGULAR = "regular"
    IRREGULAR = "irregular"


class Service(StrEnum):
    OFFICER = "officer"
    MOBILISED = "mobilised"
    CONTRACT = "contract"
    CONSCRIPT = "conscript"
    RESERVIST = "reservist"
    NEVER_SERVED = "never_served"


class RankBand(StrEnum):
    SOLDIER = "soldier"
    SERGEANT = "sergeant"
    JUNIOR_OFFICER = "junior_officer"
    SENIOR_OFFICER = "senior_officer"


class LeftHow(StrEnum):
    """How the person left the service or avoided it."""

    FROM_FRONT = "from_front"
    FROM_UNIT = "from_unit"
    FROM_LEAVE = "from_leave"  # did not come back from leave or from hospital
    BEFORE_CALL_UP = "before_call_up"
    DISCHARGED = "discharged"
    OTHER = "other"


class Article(StrEnum):
    """Articles of the Russian criminal code that matter here."""

    EVASION = "328"
    REFUSAL = "332"
    ABSENCE = "337"
    DESERTION = "338"
    SHAMMING = "339"
    TREASON = "275"
    FAKES = "207.3"
    DISCREDITING = "280.3"
    BORDER = "322"
    SURRENDER = "352.1"
    EXTREMISM = "extremism"
    OTHER = "other"


class Wanted(StrEnum):
    NONE = "none"
    FEDERAL = "federal"
    INTERSTATE = "interstate"
    INTERNATIONAL = "international"


ABROAD = frozenset({Wanted.INTERSTATE, Wanted.INTERNATIONAL})  # lists that police of other countries see
LISTS = (Wanted.FEDERAL, Wanted.INTERSTATE, Wanted.INTERNATIONAL)


class PursuitKind(StrEnum):
    VISIT_TO_FAMILY = "visit_to_family"
    CALL = "call"
    FOLLOWER = "follower"
    SUMMONS = "summons"
    OTHER = "other"


class Direction(StrEnum):
    FLOOR = "floor"  # not below this band
    CEILING = "ceiling"  # not above this band


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A passport or other paper the person holds; its number is no risk fact and is kept elsewhere."""

    kind: PaperKind
    expires_on: PartialDate | None = None


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """A criminal case in Russia."""

    article: Article
    opened_on: PartialDate | None = None
    in_absentia: bool | None = None
    court: str = ""
    hearing_on: PartialDate | None = None  # the next one
    sentenced: bool | None = None
    sentence: str = ""

    @property
    def convicted(self) -> bool | None:
        """Whether a sentence was passed; one that is written down was."""
        return True if self.sentence else self.sentenced


class EarlierCharge(msgspec.Struct, frozen=True, kw_only=True):
    """What a charge was before it became another, as 337 becomes 338 while the person is abroad."""

    article: Article
    changed_on: PartialDate | None = None


class WantedCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What a look at one wanted list found, when, and who looked."""

    level: Wanted
    listed: bool | None = None
    checked_on: PartialDate | None = None
    by: str = ""


class Pursuit(msgspec.Struct, frozen=True, kw_only=True):
    """A sign that somebody is looking for the person."""

    kind: PursuitKind
    on: PartialDate | None = None


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A named person's judgment that holds the band up or down, until and including a day."""

    direction: Direction
    band: Band
    until: date
    reason: str
    by: str
    set_on: date


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything the engine needs. None means unknown, never "no"; an empty tuple means known to be none."""

    country: str | None = None  # ISO 3166 alpha-2
    category: Category | None = None

    papers: tuple[Paper, ...] | None = None
    papers_unknown: tuple[PaperKind, ...] = ()  # beside `papers`: the kinds about which nobody knows
    entered_on: PartialDate | None = None
    entry_manner: EntryManner | None = None
    stay_ends_on: PartialDate | None = None  # the last lawful day
    # Filled for an assessment from the stays, permits and refusals of the dossier, and not stored with the facts.
    visits: tuple[Visit, ...] = ()  # to this country, the present one included
    permits: tuple[Permit, ...] = ()
    leave_by: PartialDate | None = None  # after a refusal

    service: Service | None = None
    rank_band: RankBand | None = None
    sensitive_service: bool | None = None  # security services, secrets, signals, guard of officials
    left_on: PartialDate | None = None
    left_how: LeftHow | None = None

    charges: tuple[Charge, ...] | None = None
    earlier_charges: tuple[EarlierCharge, ...] = ()
    wanted_lists: tuple[WantedCheck, ...] = ()  # list by list; empty while only the next two lines are known
    wanted: Wanted | None = None  # the highest list they are on
    wanted_checked_on: PartialDate | None = None
    pursuit: tuple[Pursuit, ...] | None = None

    detained: bool | None = None
    detained_on: PartialDate | None = None
    extradition_approved: bool | None = None
    exit_refused: bool | None = None  # at a border, because of a notice
    stopped_before: bool | None = None  # earlier arrest or police visit in the host country

    public_profile: bool | None = None
    north_caucasus: bool | None = None
    near_base: bool | None = None
    watched_city: bool | None = None  # face recognition or phone checks
    traceable: bool | None = None  # own SIM card, bank account or registered address

    host_national: bool | None = None
    asylum_pending: bool | None = None
    certificate_until: PartialDate | None = None
    interim_measure: bool | None = None  # UN committee or European court
    interim_measure_until: PartialDate | None = None
    lawyer_ready: bool | None = None  # signed power, number known by heart
    exit_papers_granted: bool | None = None
    travel_on: PartialDate | None = None

    check_in_by: PartialDate | None = None  # the last day on which a sign of life was agreed
    overrides: tuple[Override, ...] = ()
    reviewed_on: date | None = None  # a caseworker's latest review

    @property
    def lists(self) -> dict[Wanted, WantedCheck]:
        """What is known of each wanted list. Rows from before they were told apart hold the highest and one day."""
        if self.wanted_lists:
            return {check.level: check for check in self.wanted_lists}
        if self.wanted is None:
            day = self.wanted_checked_on
            return {Wanted.FEDERAL: WantedCheck(level=Wanted.FEDERAL, checked_on=day)} if day else {}
        looked_at = (self.wanted,) if self.wanted in ABROAD else LISTS
        return {
            level: WantedCheck(level=level, listed=level == self.wanted, checked_on=self.wanted_checked_on)
            for level in looked_at
        }

    def with_lists(self, lists: tuple[WantedCheck, ...]) -> Facts:
        """Return the facts with what is known of each list, and what that says of all of them."""
        listed = [check for check in lists if check.listed]
        all_clean = len(lists) == len(LISTS) and all(check.listed is False for check in lists)
        highest = max(listed, key=lambda check: LISTS.index(check.level)).level if listed else None
        days = [check.checked_on for check in lists if all_clean or check.level == highest]
        known = [day for day in days if day]
        return msgspec.structs.replace(
            self,
            wanted_lists=lists,
            wanted=Wanted.NONE if all_clean else highest,
            wanted_checked_on=min(known, key=PartialDate.earliest) if known and len(known) == len(days) else None,
        )

    @property
    def wanted_abroad(self) -> bool | None:
        """Whether police of other countries see a notice; None while a list was not looked at."""
        found = [check.listed if (check := self.lists.get(level)) else None for level in LISTS if level in ABROAD]
        return True if True in found else None if None in found else False
