"""The stays of the demonstration: stamps in several hands, permits, refusals, journeys; no band hangs on them."""

from datetime import date

import msgspec

from cases.countries import catalogue
from cases.demo.plot import Story
from cases.demo.stories import DESKS, stories
from cases.people.dossier import Dossier
from cases.risk.country import country_risk
from cases.risk.score import Assessment, assess
from cases.stay.pairing import Pairing, pair
from cases.stay.stamps import read

TODAY = date(2026, 11, 22)


def tell() -> list[Story]:
    return [story for desk in DESKS for story in stories(desk, TODAY)]


def logged(story: Story) -> Dossier:
    """The dossier as logging the case stores it."""
    facts = msgspec.structs.replace(story.dossier.facts, country=story.country)
    return msgspec.structs.replace(story.dossier, facts=facts)


def stamped(story: Story) -> Pairing:
    reading = read(story.stamps, story.logged_on)
    assert reading.faults == ()
    return pair(reading.stamps, logged(story))


def test_stamps_in_every_hand_can_be_read_and_say_something_new() -> None:
    told = [story for story in tell() if story.stamps]
    assert len(told) >= 15
    for story in told:
        pairing = stamped(story)
        assert (pairing.misfits, pairing.says_anything) == ((), True)


def test_some_have_permits_refusals_and_journeys() -> None:
    told = [story.dossier for story in tell()]
    for field in ("permits", "refusals", "journeys"):
        assert any(getattr(known, field) for known in told), field


def test_no_assessment_hangs_on_them() -> None:
    def assessed(known: Dossier, country: str) -> Assessment:
        return assess(known.assessed, country_risk(country, catalogue.get(country), TODAY), (), TODAY)

    for story in tell():
        known = logged(story)
        bare = msgspec.structs.replace(known, permits=(), refusals=(), journeys=())
        told = stamped(story).kept(known) if story.stamps else known
        with_them, without = assessed(told, story.country), assessed(bare, story.country)
        assert (with_them.score, with_them.segments) == (without.score, without.segments)
