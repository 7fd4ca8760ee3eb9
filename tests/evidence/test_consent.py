"""What may be public, what is, and what cannot be so."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.base.dates import PartialDate
from cases.evidence.consent import Fault, State, faults, state_of
from cases.evidence.models import TestimonyDetails as Details  # pytest takes names that begin with Test for tests
from cases.evidence.words import FAULTS, STATES, TONES

MARCH, APRIL, MAY = (PartialDate(2026, month) for month in (3, 4, 5))
DAYS = st.none() | st.builds(PartialDate, st.integers(2024, 2026), st.none() | st.integers(1, 12))
RECORDS = st.builds(
    Details,
    title=st.just("video"),
    may_publish=st.sampled_from((None, True, False)),
    consent_on=DAYS,
    withdrawn_on=DAYS,
    published_at=st.sampled_from(("", "a channel")),
    published_on=DAYS,
    taken_down_on=DAYS,
)


def record(**said: Any) -> Details:
    return Details(title="video", **said)


PUBLISHED: dict[str, Any] = {
    "may_publish": True,
    "consent_on": MARCH,
    "published_at": "a channel",
    "published_on": APRIL,
}


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, State.NOT_ASKED),
        ({"may_publish": False}, State.NO),
        ({"may_publish": True}, State.MAY_BE),
        ({"may_publish": True, "withdrawn_on": MAY}, State.WITHDRAWN),
        (PUBLISHED, State.PUBLIC),
        (PUBLISHED | {"withdrawn_on": MAY}, State.STILL_PUBLIC),
        (PUBLISHED | {"withdrawn_on": MAY, "taken_down_on": MAY}, State.TAKEN_DOWN),
        (PUBLISHED | {"taken_down_on": MAY}, State.TAKEN_DOWN),
    ],
)
def test_where_a_testimony_stands(said: dict[str, Any], state: State) -> None:
    assert state_of(record(**said)) is state
    assert list(faults(record(**said))) == []


@pytest.mark.parametrize(
    ("said", "field", "fault"),
    [
        ({"published_at": "a channel"}, "published_at", Fault.NOT_ASKED),
        (PUBLISHED | {"may_publish": False}, "published_at", Fault.NO),
        (PUBLISHED | {"published_at": ""}, "published_at", Fault.NO_PLACE),
        (PUBLISHED | {"consent_on": MAY}, "published_on", Fault.CONSENT_AFTER),
        (PUBLISHED | {"withdrawn_on": MARCH}, "published_on", Fault.WITHDRAWN_BEFORE),
        (PUBLISHED | {"taken_down_on": MARCH}, "taken_down_on", Fault.DOWN_BEFORE),
        ({"taken_down_on": MAY}, "taken_down_on", Fault.NOT_PUBLIC),
        ({"withdrawn_on": MAY}, "withdrawn_on", Fault.NO_CONSENT_TO_WITHDRAW),
        ({"may_publish": False, "withdrawn_on": MAY}, "withdrawn_on", Fault.NO_CONSENT_TO_WITHDRAW),
        ({"may_publish": True, "consent_on": MAY, "withdrawn_on": MARCH}, "withdrawn_on", Fault.WITHDRAWN_TOO_EARLY),
        ({"consent_on": MAY}, "consent_on", Fault.NO_CONSENT_TO_DATE),
    ],
)
def test_what_cannot_be_so(said: dict[str, Any], field: str, fault: Fault) -> None:
    assert (field, fault) in list(faults(record(**said)))


def test_a_month_does_not_come_before_a_day_in_it() -> None:
    said = PUBLISHED | {"consent_on": PartialDate(2026, 4, 20), "published_on": APRIL}
    assert list(faults(record(**said))) == []


@settings(deadline=None)
@given(RECORDS)
def test_nothing_without_consent_is_ever_public_without_a_fault(said: Details) -> None:
    if said.published_at and said.may_publish is not True:
        assert {Fault.NOT_ASKED, Fault.NO} & {fault for _field, fault in faults(said)}


@settings(deadline=None)
@given(RECORDS)
def test_withdrawn_and_public_is_always_said(said: Details) -> None:
    must_come_down = bool(said.published_at and said.withdrawn_on and not said.taken_down_on)
    assert (state_of(said) is State.STILL_PUBLIC) == must_come_down


@settings(deadline=None)
@given(RECORDS)
def test_each_fault_names_a_field_of_the_record(said: Details) -> None:
    assert {field for field, _fault in faults(said)} <= set(Details.__struct_fields__)


def test_everything_has_words() -> None:
    assert STATES.keys() == TONES.keys() == set(State)
    assert FAULTS.keys() == set(Fault)
