"""Which papers open which countries, by invented profiles."""

from datetime import date

import pytest

from cases.base.dates import parse_partial
from cases.countries.fact import Confidence
from cases.countries.profile import Profile
from cases.countries.removal import Outcome, Removal, Way, WhoActed, Whom
from cases.risk.facts import Paper, PaperKind
from cases.stay.doors import Door, Opening, Reply, admits, doors, reach, takes_visa
from tests.stay.told import TOLD, profile, value

ON = date(2026, 11, 22)
FREE = profile("GE", visa_required=value(holds=False), internal_passport_accepted=value(holds=False))
FREE_WITH_INTERNAL = profile("KG", visa_required=value(holds=False), internal_passport_accepted=value(holds=True))
UNVERIFIED = profile("TJ", visa_required=value(holds=False, confidence=Confidence.UNVERIFIED))
CHANGING = profile("ME", visa_required=value(holds=False, may_have_changed_since=date(2025, 11, 29)))
WITH_VISA = profile("FR", visa_required=value(holds=True), nonbiometric_passport_accepted=value(holds=False))
UNKNOWN = profile("CU")


def door(kind: PaperKind, *profiles: Profile, expires: str | None = None, outside: str = "KZ") -> Door:
    paper = Paper(kind=kind, expires_on=parse_partial(expires) if expires else None)
    return doors([paper], profiles, ON, outside=outside)[0]


def test_an_internal_passport_opens_only_countries_that_accept_it() -> None:
    found = door(PaperKind.INTERNAL, FREE, FREE_WITH_INTERNAL, WITH_VISA, UNKNOWN)
    assert [opening.code for opening in found.opens] == ["KG"]


@pytest.mark.parametrize("kind", [PaperKind.FIVE_YEAR, PaperKind.TEN_YEAR])
def test_an_international_passport_opens_countries_without_a_visa(kind: PaperKind) -> None:
    found = door(kind, FREE, FREE_WITH_INTERNAL, WITH_VISA, UNKNOWN)
    assert [opening.code for opening in found.opens] == ["GE", "KG"]


def test_another_paper_is_not_known_to_open_anything() -> None:
    assert door(PaperKind.OTHER, FREE, FREE_WITH_INTERNAL).opens == ()


def test_only_a_five_year_passport_is_refused_a_visa() -> None:
    assert door(PaperKind.FIVE_YEAR, FREE, WITH_VISA).refused_by == ("FR",)
    assert door(PaperKind.TEN_YEAR, FREE, WITH_VISA).refused_by == ()


def test_what_is_unverified_or_may_have_changed_is_not_sure() -> None:
    found = door(PaperKind.TEN_YEAR, FREE, UNVERIFIED, CHANGING)
    assert {opening.code: opening.sure for opening in found.opens} == {"GE": True, "TJ": False, "ME": False}


def test_the_country_the_person_is_in_is_no_way_out() -> None:
    assert door(PaperKind.TEN_YEAR, FREE, outside="GE").opens == ()


def test_a_country_that_hands_people_over_is_marked() -> None:
    taken = Removal(
        on="2026-02",
        whom=Whom.SOLDIER,
        way=Way.UNKNOWN,
        acted=WhoActed.UNKNOWN,
        outcome=Outcome.TO_RUSSIA,
        what=TOLD,
        confidence=Confidence.ONE_SOURCE,
        sources=("one",),
    )
    dangerous = profile("KZ", visa_required=value(holds=False), removals=(taken,))
    assert door(PaperKind.TEN_YEAR, dangerous, outside="GE").opens == (Opening("KZ", sure=True, hands_over=True),)


@pytest.mark.parametrize(
    ("expires", "expired", "soon", "opens"),
    [
        ("2026-11-21", True, False, 0),
        ("2026-11-22", False, True, 1),
        ("2026-11", False, True, 1),  # may be valid to the end of the month
        ("2027-05-21", False, True, 1),
        ("2027-05-22", False, False, 1),
        (None, False, False, 1),
    ],
)
def test_an_expired_passport_opens_nothing(expires: str | None, *, expired: bool, soon: bool, opens: int) -> None:
    found = door(PaperKind.TEN_YEAR, FREE, expires=expires)
    assert (found.expired, found.expires_soon, len(found.opens)) == (expired, soon, opens)


# Country by country -----------------------------------------------------------------------------------


def paper(kind: PaperKind, expires: str | None = None) -> Paper:
    return Paper(kind=kind, expires_on=parse_partial(expires) if expires else None)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (PaperKind.INTERNAL, {"GE": "not_with_this", "KG": "free", "TJ": "unknown", "FR": "unknown", "CU": "unknown"}),
        (PaperKind.FIVE_YEAR, {"GE": "free", "KG": "free", "TJ": "free", "FR": "visa", "CU": "unknown"}),
        (PaperKind.OTHER, dict.fromkeys(("GE", "KG", "TJ", "FR", "CU"), "unknown")),
    ],
)
def test_each_country_answers_each_paper(kind: PaperKind, expected: dict[str, str]) -> None:
    found = reach([paper(kind)], [FREE, FREE_WITH_INTERNAL, UNVERIFIED, WITH_VISA, UNKNOWN], ON)
    assert {one.code: one.admissions[0].reply.value for one in found} == expected


def test_a_country_is_open_when_one_paper_opens_it() -> None:
    found = reach([paper(PaperKind.INTERNAL), paper(PaperKind.TEN_YEAR)], [FREE, WITH_VISA], ON)
    assert {one.code: one.open for one in found} == {"GE": True, "FR": False}


def test_what_is_unverified_or_may_have_changed_is_not_sure_here_either() -> None:
    assert [admits(paper(PaperKind.TEN_YEAR), one, ON).sure for one in (FREE, UNVERIFIED, CHANGING)] == [
        True,
        False,
        False,
    ]


def test_a_paper_that_has_run_out_is_said_to_have() -> None:
    assert admits(paper(PaperKind.TEN_YEAR, "2026-11-21"), FREE, ON).reply is Reply.EXPIRED


@pytest.mark.parametrize(
    ("kind", "expires", "place", "reply"),
    [
        (PaperKind.FIVE_YEAR, None, WITH_VISA, Reply.NOT_WITH_THIS),
        (PaperKind.TEN_YEAR, None, WITH_VISA, Reply.UNKNOWN),  # that the other is refused says nothing of this one
        (PaperKind.FIVE_YEAR, None, FREE, Reply.UNKNOWN),
        (PaperKind.FIVE_YEAR, "2026-01-01", WITH_VISA, Reply.EXPIRED),
        (PaperKind.INTERNAL, None, WITH_VISA, Reply.UNKNOWN),
    ],
)
def test_consulates_answer_only_what_is_known(
    kind: PaperKind, expires: str | None, place: Profile, reply: Reply
) -> None:
    assert takes_visa(paper(kind, expires), place, ON).reply is reply
