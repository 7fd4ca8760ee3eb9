"""Whether a testimony may be public, and whether it is: read from what was recorded, pure."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from cases.base.dates import PartialDate


class State(StrEnum):
    """Where a testimony stands between the person and the public."""

    NOT_ASKED = "not_asked"
    NO = "no"
    MAY_BE = "may_be"
    PUBLIC = "public"
    STILL_PUBLIC = "still_public"  # although the consent was withdrawn
    TAKEN_DOWN = "taken_down"
    WITHDRAWN = "withdrawn"  # before it was ever public


class Fault(StrEnum):
    """What cannot be so."""

    NOT_ASKED = "not_asked"
    NO = "no"
    WITHDRAWN_BEFORE = "withdrawn_before"
    CONSENT_AFTER = "consent_after"
    NO_PLACE = "no_place"
    NOT_PUBLIC = "not_public"
    DOWN_BEFORE = "down_before"
    NO_CONSENT_TO_WITHDRAW = "no_consent_to_withdraw"
    WITHDRAWN_TOO_EARLY = "withdrawn_too_early"
    NO_CONSENT_TO_DATE = "no_consent_to_date"


class Record(Protocol):
    """What is asked about a testimony."""

    @property
    def may_publish(self) -> bool | None: ...
    @property
    def consent_on(self) -> PartialDate | None: ...
    @property
    def withdrawn_on(self) -> PartialDate | None: ...
    @property
    def published_at(self) -> str: ...
    @property
    def published_on(self) -> PartialDate | None: ...
    @property
    def taken_down_on(self) -> PartialDate | None: ...


def state_of(said: Record) -> State:
    """Tell where a testimony stands."""
    if said.published_at:
        if said.taken_down_on:
            return State.TAKEN_DOWN
        return State.STILL_PUBLIC if said.withdrawn_on else State.PUBLIC
    if said.withdrawn_on:
        return State.WITHDRAWN
    return {None: State.NOT_ASKED, False: State.NO, True: State.MAY_BE}[said.may_publish]


def faults(said: Record) -> Iterator[tuple[str, Fault]]:
    """Yield what cannot be so, each with the field that says it."""
    yield from _of_consent(said)
    yield from _of_publication(said)
    if said.taken_down_on and not said.published_at:
        yield "taken_down_on", Fault.NOT_PUBLIC
    elif _is_after(said.published_on, said.taken_down_on):
        yield "taken_down_on", Fault.DOWN_BEFORE


def _of_consent(said: Record) -> Iterator[tuple[str, Fault]]:
    if said.consent_on and said.may_publish is None:
        yield "consent_on", Fault.NO_CONSENT_TO_DATE
    if said.withdrawn_on and not said.may_publish:
        yield "withdrawn_on", Fault.NO_CONSENT_TO_WITHDRAW
    elif _is_after(said.consent_on, said.withdrawn_on):
        yield "withdrawn_on", Fault.WITHDRAWN_TOO_EARLY


def _of_publication(said: Record) -> Iterator[tuple[str, Fault]]:
    if said.published_on and not said.published_at:
        yield "published_at", Fault.NO_PLACE
    if not said.published_at:
        return
    if not said.may_publish:
        yield "published_at", Fault.NOT_ASKED if said.may_publish is None else Fault.NO
    elif _is_after(said.published_on, said.withdrawn_on):
        yield "published_on", Fault.WITHDRAWN_BEFORE
    elif _is_after(said.consent_on, said.published_on):
        yield "published_on", Fault.CONSENT_AFTER


def _is_after(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Tell whether one day is surely after the other; months and years that overlap are not."""
    return one is not None and other is not None and one.earliest() > other.latest()
