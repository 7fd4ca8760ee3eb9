"""A planned journey, stop by stop: who hands people over is a danger even for hours; unknown is said as unknown."""

from datetime import date
from typing import Any

import pytest

from cases.countries import catalogue
from cases.countries.fact import Confidence, Source, Value
from cases.countries.profile import Profile
from cases.countries.removal import Outcome, Removal, Way, WhoActed, Whom
from cases.people.dossier import Leg
from cases.risk.facts import Facts, Paper, PaperKind, Wanted
from cases.stay.doors import Reply
from cases.stay.transit import Notice, Passage, Role, passages
from tests.stay.told import TOLD, day, profile, value

ON = date(2026, 11, 22)
HELD = (Paper(kind=PaperKind.FIVE_YEAR),)


def travel(*legs: Leg, profiles: dict[str, Profile] | None = None, **facts: Any) -> list[Passage]:
    of = catalogue.get if profiles is None else profiles.get
    return list(passages(legs, Facts(**{"papers": HELD, **facts}), of, ON))


def notices(passage: Passage, role: Role) -> tuple[Notice, ...]:
    return next(stop.notices for stop in passage.stops if stop.role is role)


def replies(passage: Passage, role: Role) -> list[Reply]:
    return next([said.reply for _kind, said in stop.admissions] for stop in passage.stops if stop.role is role)


def test_an_airport_of_a_country_that_hands_people_over_is_a_danger() -> None:
    (leg,) = travel(Leg(origin="GE", via="KZ", to="TH"))
    assert Notice.HANDS_OVER in notices(leg, Role.VIA)
    assert leg.is_grave


def test_russia_itself_is_named_as_such() -> None:
    (leg,) = travel(Leg(origin="KZ", via="RU", to="TR"))
    assert notices(leg, Role.VIA) == (Notice.RUSSIA,)
    assert leg.is_grave


def test_who_was_taken_in_transit_counts_although_the_outcome_is_not_known() -> None:
    taken = Removal(
        on="2026-08-31",
        whom=Whom.ACTIVIST,
        way=Way.EXTRADITION,
        acted=WhoActed.HOST_POLICE,
        outcome=Outcome.UNKNOWN,
        what=TOLD,
        confidence=Confidence.ONE_SOURCE,
        sources=("one",),
    )
    risky = profile("KZ", removals=(taken,), documented_removals=value(holds=False))
    (leg,) = travel(Leg(via="KZ", to="TR"), profiles={"KZ": risky})
    assert notices(leg, Role.VIA) == (Notice.HANDS_OVER, Notice.TRANSIT_VISA_UNKNOWN)


@pytest.mark.parametrize(
    ("wanted", "shares", "warned"),
    [
        (Wanted.INTERSTATE, True, True),
        (Wanted.INTERNATIONAL, None, True),  # not known whether: a danger
        (Wanted.INTERSTATE, False, False),
        (Wanted.FEDERAL, True, False),
        (None, True, False),
    ],
)
def test_shared_lists_matter_to_who_is_on_one(wanted: Wanted | None, shares: bool | None, *, warned: bool) -> None:
    shared = () if shares is None else value(holds=shares)
    there = {"KG": profile("KG", cis_legal_assistance=shared, documented_removals=value(holds=False))}
    (leg,) = travel(Leg(to="KG"), profiles=there, wanted=wanted)
    assert (Notice.LISTS_SHARED in notices(leg, Role.TO)) is warned


def test_a_way_out_refused_before_is_said_where_the_journey_begins() -> None:
    (leg,) = travel(Leg(origin="KZ", to="TR"), exit_refused=True)
    assert Notice.EXIT_MAY_BE_REFUSED in notices(leg, Role.ORIGIN)
    assert Notice.EXIT_MAY_BE_REFUSED not in notices(leg, Role.TO)


def test_a_country_nobody_described_is_unknown_and_not_safe() -> None:
    (leg,) = travel(Leg(origin="KZ", via="VN", to="TR"))
    assert notices(leg, Role.VIA) == (Notice.NOT_DESCRIBED,)


class TestVisas:
    def test_each_paper_is_asked_about_at_each_stop(self) -> None:
        papers = (Paper(kind=PaperKind.INTERNAL), *HELD)
        (leg,) = travel(Leg(origin="KZ", via="TR", to="FR"), papers=papers)
        assert replies(leg, Role.VIA) == [Reply.NOT_WITH_THIS, Reply.FREE]
        assert replies(leg, Role.TO) == [Reply.NOT_WITH_THIS, Reply.VISA]

    def test_only_the_paper_named_for_the_leg_counts(self) -> None:
        (leg,) = travel(Leg(to="TR", paper="internal"), papers=(Paper(kind=PaperKind.INTERNAL), *HELD))
        assert replies(leg, Role.TO) == [Reply.NOT_WITH_THIS]

    def test_a_paper_that_has_run_out_by_the_day_of_the_leg_opens_nothing(self) -> None:
        papers = (Paper(kind=PaperKind.FIVE_YEAR, expires_on=day("2026-12-10")),)
        before, after = travel(Leg(to="TR", on=day("2026-12-01")), Leg(to="TR", on=day("2026-12-20")), papers=papers)
        assert (replies(before, Role.TO), replies(after, Role.TO)) == ([Reply.FREE], [Reply.EXPIRED])

    def test_a_transit_visa_nobody_knows_of_is_said_as_not_known(self) -> None:
        (leg,) = travel(Leg(origin="KZ", via="FR", to="TR"))
        assert Notice.TRANSIT_VISA_UNKNOWN in notices(leg, Role.VIA)

    def test_without_any_known_paper_nothing_is_claimed(self) -> None:
        (leg,) = travel(Leg(to="TR"), papers=None)
        assert replies(leg, Role.TO) == []


def test_the_law_of_the_day_of_the_leg_counts() -> None:
    rows = (
        Value(value=False, confidence=Confidence.ONE_SOURCE, sources=("one",), valid_to=date(2026, 12, 31)),
        Value(value=True, confidence=Confidence.ONE_SOURCE, sources=("one",), valid_from=date(2027, 1, 1)),
    )
    there = {"ME": Profile(code="ME", name=TOLD, sources={"one": Source("One")}, visa_required=rows)}
    before, after = travel(Leg(to="ME", on=day("2026-12-31")), Leg(to="ME", on=day("2027-01-01")), profiles=there)
    assert (replies(before, Role.TO), replies(after, Role.TO)) == ([Reply.FREE], [Reply.VISA])
