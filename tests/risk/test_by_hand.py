"""Cases worked out by hand: the band a caseworker should read, and the reason that should stand first.

Points are those of the factors file; reasons of removal weigh twice, as in the rank.

Every case here was reviewed on the day, so what is not said stays unknown and counts a quarter or a half.
"""

from datetime import date
from typing import NamedTuple

import msgspec
import pytest

from cases.base.dates import PartialDate
from cases.risk.country import CountryRisk
from cases.risk.facts import (
    Article,
    Band,
    Category,
    Charge,
    EntryManner,
    Facts,
    LeftHow,
    Paper,
    PaperKind,
    Pursuit,
    PursuitKind,
    RankBand,
    Service,
    Wanted,
)
from cases.risk.score import assess
from cases.risk.wording import main_reasons
from tests.risk.places import FRANCE, GEORGIA, KAZAKHSTAN, SERBIA, TURKEY, armenia

TODAY = date(2026, 11, 22)
TEN_YEARS = Paper(kind=PaperKind.TEN_YEAR, expires_on=PartialDate(2031, 5, 1))
INTERNAL = Paper(kind=PaperKind.INTERNAL)

# A man of whom all is asked and nothing is found: every later case differs from him in what it says.
QUIET = Facts(
    country="KZ",
    category=Category.DESERTER,
    papers=(TEN_YEARS,),
    entry_manner=EntryManner.REGULAR,
    stay_ends_on=PartialDate(2027, 8, 1),
    service=Service.CONTRACT,
    rank_band=RankBand.SOLDIER,
    sensitive_service=False,
    left_how=LeftHow.FROM_LEAVE,
    charges=(),
    wanted=Wanted.NONE,
    wanted_checked_on=PartialDate(2026, 11, 10),
    pursuit=(),
    detained=False,
    extradition_approved=False,
    exit_refused=False,
    stopped_before=False,
    public_profile=False,
    north_caucasus=False,
    near_base=False,
    watched_city=False,
    traceable=False,
    host_national=False,
    asylum_pending=False,
    interim_measure=False,
    lawyer_ready=False,
    exit_papers_granted=False,
    reviewed_on=TODAY,
)
EVADER = msgspec.structs.replace(
    QUIET,
    category=Category.EVADER,
    service=Service.NEVER_SERVED,
    rank_band=None,
    left_how=LeftHow.BEFORE_CALL_UP,
)


class Worked(NamedTuple):
    """A case in words, what differs from the quiet man, where, and what should come of it."""

    story: str
    base: Facts
    country: CountryRisk
    differs: dict[str, object]
    band: Band
    removal: int
    gravity: int
    first: str


def charge(article: Article, *, sentenced: bool = False) -> tuple[Charge, ...]:
    return (Charge(article=article, sentenced=sentenced),)


WORKED = [
    # Country 16 + 8; a case is to be expected 24.
    Worked("quiet in Kazakhstan", QUIET, KAZAKHSTAN, {}, Band.MEDIUM, 24, 24, "This country has handed"),
    # Country 0 + 8; 24.
    Worked("quiet in Georgia", QUIET, GEORGIA, {}, Band.LOW, 8, 24, "Left the service"),
    # Nothing counts on removal; 24.
    Worked("quiet in Serbia", QUIET, SERBIA, {}, Band.LOW, 0, 24, "Left the service"),
    # Country 24, federal list 16; 24.
    Worked(
        "on the federal list in Kazakhstan",
        QUIET,
        KAZAKHSTAN,
        {"wanted": Wanted.FEDERAL},
        Band.HIGH,
        40,
        24,
        "This country has handed",
    ),
    # Country 24, interstate 24, stay over 12: 60; desertion 40.
    Worked(
        "wanted in the CIS, stay run out, desertion charged",
        QUIET,
        KAZAKHSTAN,
        {"wanted": Wanted.INTERSTATE, "stay_ends_on": PartialDate(2026, 11, 1), "charges": charge(Article.DESERTION)},
        Band.CRITICAL,
        60,
        40,
        "On the interstate",
    ),
    # Country 24; stay within two weeks three quarters of 12 and internal passport 8, capped at 16: 40; 24.
    Worked(
        "stay ends in ten days, only the internal passport",
        QUIET,
        KAZAKHSTAN,
        {"stay_ends_on": PartialDate(2026, 12, 2), "papers": (INTERNAL,)},
        Band.HIGH,
        40,
        24,
        "This country has handed",
    ),
    # Held: critical whatever the sums, here 24 and 24.
    Worked("arrested", QUIET, KAZAKHSTAN, {"detained": True}, Band.CRITICAL, 24, 24, "In detention"),
    # Turned back: critical; country 8, the notice 24.
    Worked(
        "not let out of Georgia",
        QUIET,
        GEORGIA,
        {"exit_refused": True},
        Band.CRITICAL,
        32,
        24,
        "Turned back at a border",
    ),
    # Country 24, base 16: 40; 24.
    Worked("lives by the base", QUIET, KAZAKHSTAN, {"near_base": True}, Band.HIGH, 40, 24, "This country has handed"),
    # Country 24, evader expected 6.
    Worked("draft evader, quiet", EVADER, KAZAKHSTAN, {}, Band.LOW, 24, 6, "This country has handed"),
    # Country 24, federal 16: 40; evasion charged 12.
    Worked(
        "draft evader on the federal list",
        EVADER,
        KAZAKHSTAN,
        {"wanted": Wanted.FEDERAL, "charges": charge(Article.EVASION)},
        Band.MEDIUM,
        40,
        12,
        "This country has handed",
    ),
    # Country 24, list 24, political 8: 56, public 4 within the cap of 8; charge 44, voice 12: 56.
    Worked(
        "opponent charged with fakes, on the interstate list",
        msgspec.structs.replace(EVADER, category=Category.OTHER, service=Service.NEVER_SERVED),
        KAZAKHSTAN,
        {"wanted": Wanted.INTERSTATE, "charges": charge(Article.FAKES), "public_profile": True},
        Band.HIGH,
        56,
        56,
        "On the interstate",
    ),
    # As above with a stay that ended: 56 + 12.
    Worked(
        "the same, and the stay is over",
        msgspec.structs.replace(EVADER, category=Category.OTHER, service=Service.NEVER_SERVED),
        KAZAKHSTAN,
        {
            "wanted": Wanted.INTERSTATE,
            "charges": charge(Article.FAKES),
            "public_profile": True,
            "stay_ends_on": PartialDate(2026, 11, 20),
        },
        Band.CRITICAL,
        68,
        56,
        "On the interstate",
    ),
    # Country 24, list 16, police knew him 8, signs 8, all of it traceable 4: exposure is capped at 12. Measure 16 off.
    Worked(
        "hunted, but an interim measure stands",
        QUIET,
        KAZAKHSTAN,
        {
            "wanted": Wanted.FEDERAL,
            "stopped_before": True,
            "traceable": True,
            "pursuit": (Pursuit(kind=PursuitKind.FOLLOWER, on=PartialDate(2026, 11, 15)),),
            "interim_measure": True,
        },
        Band.MEDIUM,
        36,
        24,
        "This country has handed",
    ),
    # Armenia with two seizures within two years 16 + 8, base 16, list 24: 64; officer 20, desertion 40, sentenced 8.
    Worked(
        "officer sentenced in absence, in Gyumri",
        QUIET,
        armenia(date(2025, 12, 7), date(2026, 4, 9)),
        {
            "near_base": True,
            "wanted": Wanted.INTERNATIONAL,
            "service": Service.OFFICER,
            "rank_band": RankBand.SENIOR_OFFICER,
            "charges": charge(Article.DESERTION, sentenced=True),
        },
        Band.CRITICAL,
        72,
        68,
        "On the interstate",
    ),
    # Removals from Turkey were never looked into: a quarter of 16; asylum 4 and a way out 12 off, not below nothing.
    Worked(
        "in Turkey with a visa and a day of travel",
        QUIET,
        TURKEY,
        {"exit_papers_granted": True, "travel_on": PartialDate(2026, 12, 20), "asylum_pending": True},
        Band.LOW,
        0,
        24,
        "Left the service",
    ),
    # France: a quarter of 16; from the Caucasus 4; torture 16 beside 24.
    Worked(
        "from the Caucasus, in France", QUIET, FRANCE, {"north_caucasus": True}, Band.MEDIUM, 8, 40, "Left the service"
    ),
]


@pytest.mark.parametrize("case", WORKED, ids=[case.story for case in WORKED])
def test_reads_as_a_caseworker_would(case: Worked) -> None:
    facts = msgspec.structs.replace(case.base, **case.differs)
    assessment = assess(facts, case.country, (), TODAY)
    score = assessment.score
    assert (score.removal[1], score.gravity[1], score.band) == (case.removal, case.gravity, case.band)
    assert main_reasons(assessment)[0].en.startswith(case.first)
