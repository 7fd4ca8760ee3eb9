"""Six men whose fate is on public record, under invented names, with only what was known before it was decided.

Each should have stood high at least before the outcome, and critical from the day he was in custody. What the reports
do not say is left unknown. All are tried as new cases and as reviewed ones, since a review must not hide them.
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
    RankBand,
    Service,
    Wanted,
)
from cases.risk.score import assess
from tests.risk.places import armenia, kazakhstan, kyrgyzstan


class Known(NamedTuple):
    """What was known of a man on a day."""

    facts: Facts
    country: CountryRisk
    on: date


def charged(*articles: Article) -> tuple[Charge, ...]:
    return tuple(Charge(article=article) for article in articles)


# Gordeev was a major of the guard service, signals and secrets; crossed into Kazakhstan outside a border post on
# 2022-09-26, asked for asylum, was refused on 30 November and convicted of the crossing on 2 December. On the 6th
# he tried to fly out of Astana, was found to be on a wanted list and arrested. Handed over on 2022-12-30. Nobody
# had been handed over before. Sources: Novaya Gazeta Europe 2022-12-15 and 2022-12-29, Kursiv 2022-12-14, Meduza
# and RFE/RL 2022-12-30.
GORDEEV = Facts(
    country="KZ",
    category=Category.DESERTER,
    entered_on=PartialDate(2022, 9, 26),
    entry_manner=EntryManner.IRREGULAR,
    service=Service.OFFICER,
    rank_band=RankBand.SENIOR_OFFICER,
    sensitive_service=True,
    charges=charged(Article.DESERTION, Article.BORDER),
    stopped_before=True,
    asylum_pending=False,
    detained=False,
)
GORDEEV_HELD = msgspec.structs.replace(
    GORDEEV, detained=True, exit_refused=True, wanted=Wanted.INTERNATIONAL, wanted_checked_on=PartialDate(2022, 12, 6)
)

# Belov was a contract soldier who fled to Kazakhstan, asked for asylum and held the certificate; Russia put him
# on a wanted list; he was arrested once, brought to the range that Russian forces rent near Priozersk, and
# escaped from it. Handed to Russian soldiers in the early hours of 2026-02-02. In January another man had been
# expelled within hours. Sources: Euronews 2026-02-03, Mediazona 2026-02-12.
BELOV = Facts(
    country="KZ",
    category=Category.DESERTER,
    service=Service.CONTRACT,
    rank_band=RankBand.SOLDIER,
    left_how=LeftHow.FROM_UNIT,
    wanted=Wanted.FEDERAL,
    stopped_before=True,
    near_base=True,
    asylum_pending=True,
    detained=False,
)

# Rybin was mobilised, ran from a hospital, charged with absence, left Russia on 2023-11-30 for Gyumri with the
# help of a group. Seized there on 6 or 7 December by Russian military police. Nobody had been seized in Armenia
# before. Sources: Meduza 2023-12-10, The Moscow Times 2023-12-11, OC Media 2023-12-20, Le Monde 2023-12-22.
RYBIN = Facts(
    country="AM",
    category=Category.REFUSER,
    entered_on=PartialDate(2023, 11, 30),
    service=Service.MOBILISED,
    left_how=LeftHow.FROM_LEAVE,
    charges=charged(Article.ABSENCE),
    near_base=True,
    detained=False,
)

# Lapin was radio operator of the missile forces, in Armenia since September 2024 and without legal stay, on the
# interstate list for absence. Held for 72 hours in Yerevan in July 2025 while Russian soldiers came to fetch him;
# then released. Two men had been seized in Gyumri. Sources: Novaya Gazeta Europe by way of soyarmenio.com and
# smorodina.news, 2025-07.
LAPIN = Facts(
    country="AM",
    category=Category.ABSENT,
    entered_on=PartialDate(2024, 9),
    stay_ends_on=PartialDate(2025, 3),
    service=Service.CONTRACT,
    rank_band=RankBand.SOLDIER,
    sensitive_service=True,
    charges=charged(Article.ABSENCE),
    wanted=Wanted.INTERSTATE,
    near_base=False,
    detained=False,
)
LAPIN_HELD = msgspec.structs.replace(LAPIN, detained=True)

# Safin was a young tank officer, in Kazakhstan since September 2022, arrested for days when he tried to fly to
# Armenia and for hours in June 2024; no passport to travel on, permit run out, known from the press; waits for a
# French visa. He was still free. Sources: AFP 2024-06 (two versions), moncloa.com 2024-06.
SAFIN = Facts(
    country="KZ",
    category=Category.DESERTER,
    papers=(Paper(kind=PaperKind.INTERNAL),),
    entered_on=PartialDate(2022, 9),
    stay_ends_on=PartialDate(2024, 5),
    service=Service.OFFICER,
    rank_band=RankBand.JUNIOR_OFFICER,
    left_how=LeftHow.BEFORE_CALL_UP,
    charges=charged(Article.ABSENCE, Article.DESERTION),
    public_profile=True,
    stopped_before=True,
    asylum_pending=False,
    exit_papers_granted=False,
    detained=False,
)

# Toktogulov was citizen of Kyrgyzstan and Russia, ran from his unit in 2022, on a list for absence since May
# 2022, hidden in Bishkek for two years. Arrested there about 2024-11-01. Two people had been handed over in 2023;
# cameras know faces. Source: Radio Azattyk 2024-11.
TOKTOGULOV = Facts(
    country="KG",
    category=Category.ABSENT,
    service=Service.CONSCRIPT,
    left_how=LeftHow.FROM_UNIT,
    charges=charged(Article.ABSENCE),
    wanted=Wanted.FEDERAL,
    watched_city=True,
    host_national=True,
    detained=False,
)
TOKTOGULOV_HELD = msgspec.structs.replace(TOKTOGULOV, detained=True)

FIRST_IN_KAZAKHSTAN = date(2022, 12, 30)
KAZAKHSTAN_2024 = kazakhstan(FIRST_IN_KAZAKHSTAN)
KAZAKHSTAN_2026 = kazakhstan(FIRST_IN_KAZAKHSTAN, date(2024, 12, 31), date(2026, 1, 31))
ARMENIA_2025 = armenia(date(2023, 12, 7), date(2024, 4, 9))
KYRGYZSTAN_2024 = kyrgyzstan(date(2023, 5, 30), date(2023, 10, 16))

FREE = {
    "Gordeev, the day before the airport": Known(GORDEEV, kazakhstan(), date(2022, 12, 5)),
    "Belov, the day before": Known(BELOV, KAZAKHSTAN_2026, date(2026, 2, 1)),
    "Rybin, the day before": Known(RYBIN, armenia(), date(2023, 12, 5)),
    "Lapin, before he went to the police": Known(LAPIN, ARMENIA_2025, date(2025, 7, 14)),
    "Safin, after the second arrest": Known(SAFIN, KAZAKHSTAN_2024, date(2024, 6, 20)),
    "Toktogulov, in hiding": Known(TOKTOGULOV, KYRGYZSTAN_2024, date(2024, 10, 20)),
}
HELD = {
    "Gordeev": Known(GORDEEV_HELD, kazakhstan(), date(2022, 12, 20)),
    "Lapin": Known(LAPIN_HELD, ARMENIA_2025, date(2025, 7, 16)),
    "Toktogulov": Known(TOKTOGULOV_HELD, KYRGYZSTAN_2024, date(2024, 11, 8)),
}


@pytest.mark.parametrize("known", FREE.values(), ids=FREE)
@pytest.mark.parametrize("reviewed", [False, True], ids=["new", "reviewed"])
def test_stood_high_at_least_before_the_outcome(known: Known, reviewed: bool) -> None:
    facts = msgspec.structs.replace(known.facts, reviewed_on=known.on if reviewed else None)
    assert assess(facts, known.country, (), known.on).band >= Band.HIGH


@pytest.mark.parametrize("known", HELD.values(), ids=HELD)
@pytest.mark.parametrize("reviewed", [False, True], ids=["new", "reviewed"])
def test_stood_critical_while_in_custody(known: Known, reviewed: bool) -> None:
    facts = msgspec.structs.replace(known.facts, reviewed_on=known.on if reviewed else None)
    assessment = assess(facts, known.country, (), known.on)
    assert assessment.band is Band.CRITICAL
    assert "detained" in assessment.critical


def test_would_have_stood_high_with_nothing_but_category_and_country() -> None:
    """A plain sum of what was known put the man who was handed over the next day near the bottom."""
    bare = Facts(country="KZ", category=Category.DESERTER)
    assessment = assess(bare, KAZAKHSTAN_2026, (), date(2026, 2, 1))
    assert assessment.band is Band.HIGH
    assert assessment.score.band_high is Band.CRITICAL
    assert assessment.little_known
