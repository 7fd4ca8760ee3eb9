"""What the risk page tells a lawyer beside the sums: the table, what beats it, what lowers it, the days to know."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from cases.base.dates import PartialDate
from cases.people.models import Case
from cases.risk.facts import Article, Band, Charge, Direction, Facts, Override, Wanted
from cases.risk.relief import Relief
from cases.watch import actions
from cases.watch.explained import RELIEFS, Explained
from tests.factories import TODAY, Group, Person, case
from tests.risk.test_by_hand import QUIET

pytestmark = pytest.mark.django_db


def why(row: Case, who: Person) -> Explained:
    """Return what the page of a case explains, as it was shown."""
    explained: Explained = who.client().get(f"/cases/{row.code}/risk/").context["page"].why
    return explained


def quiet(**differs: Any) -> Facts:
    return msgspec.structs.replace(QUIET, **differs)


def test_the_table_marks_the_cell_of_this_case(team: Group) -> None:
    # Country 24, base 16: 40, the row from 40 to 59; gravity 24, the middle column: high.
    shown = why(case(team.caseworker, facts=quiet(near_base=True)), team.caseworker)
    assert shown.sums == (40, 24, Band.HIGH)
    here = [(row.points, column, band) for row in shown.rows for column, (band, here) in enumerate(row.cells) if here]
    assert here == [("40 – 59", 1, Band.HIGH)]
    assert shown.columns == ["below 20", "20 – 39", "40 and more"]
    assert shown.beaten == []


def test_it_says_who_beats_the_table_and_until_when(team: Group) -> None:
    row = case(team.caseworker, facts=quiet())
    until = TODAY + timedelta(days=10)
    said = Override(
        direction=Direction.FLOOR, band=Band.CRITICAL, until=until, reason="threats", by="vera", set_on=TODAY
    )
    actions.override(case=row, said=said, by=team.coordinator.actor, on=TODAY)
    assert why(row, team.caseworker).beaten == ["vera decided: At least this band “Critical” until 30 Nov 2026."]


def test_it_says_what_is_critical_by_itself_and_what_holds_a_case_nobody_reviewed(team: Group) -> None:
    held = why(case(team.caseworker, facts=quiet(detained=True)), team.caseworker)
    assert held.beaten == [
        "In detention: hours decide, hand-overs have followed within a day. Critical, whatever the points say."
    ]
    new = why(case(team.caseworker, country="RS"), team.caseworker)
    assert new.beaten[0].startswith("Nobody has reviewed the case: it stands one band below the worst")


def test_it_offers_what_would_lower_the_band_and_says_what_only_takes_points_off(team: Group) -> None:
    row = case(team.caseworker, facts=quiet())
    shown = why(row, team.caseworker)
    assert [(one.effect.relief, one.effect.after) for one in shown.lowering] == [
        (Relief.INTERIM_MEASURE, Band.LOW),
        (Relief.WAY_OUT, Band.LOW),
    ]
    page = team.caseworker.client().get(f"/cases/{row.code}/risk/").content.decode()
    assert "A UN committee or the European Court asks not to remove them" in page
    assert "Does not change the band, but takes points off" in page
    assert "All of this together:" in page


def test_every_thing_that_can_be_done_has_its_words() -> None:
    assert set(RELIEFS) == set(Relief)


def test_hearings_stand_among_the_days_to_know(team: Group) -> None:
    hearing = TODAY + timedelta(days=20)
    charge = Charge(
        article=Article.ABSENCE, court="garrison court", hearing_on=PartialDate.of(hearing), sentenced=False
    )
    facts = quiet(wanted=Wanted.FEDERAL, stay_ends_on=PartialDate.of(TODAY + timedelta(days=40)), charges=(charge,))
    turns = why(case(team.caseworker, facts=facts), team.caseworker).turns
    days = [turn.on for turn in turns]
    assert days == sorted(days)
    told = {turn.on: turn for turn in turns}
    assert told[hearing].text == "Hearing: 337, absence without leave, garrison court"
    assert told[hearing].band is None
    assert "the permitted stay is ending" in {turn.text for turn in turns}
    assert told[hearing + timedelta(days=1)].band is not None  # from then on a sentence may have been passed
