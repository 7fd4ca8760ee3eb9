"""What to do when a person is detained: steps with hours, and whom to call by role."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import msgspec

from cases.base.text import Text
from cases.countries.fact import Key


class Call(StrEnum):
    """Whom a step calls: a role, for names and numbers stand in the case."""

    LAWYER = "lawyer"
    UNHCR = "unhcr"
    UN_COMMITTEE = "un_committee"
    EUROPEAN_COURT = "european_court"
    LOCAL_GROUP = "local_group"
    CONSULATE = "consulate"
    FAMILY = "family"
    COORDINATOR = "coordinator"


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step. The hours are a working rule of ours, not law."""

    id: Key
    call: Call
    within_hours: Annotated[int, msgspec.Meta(ge=0, le=24 * 14)]
    label: Text
    sources: tuple[Key, ...] = ()


def merge(default: Iterable[Item], own: Iterable[Item], *, european_court: bool) -> tuple[Item, ...]:
    """Return one list by urgency: a country's step replaces the default one of the same id."""
    steps = {step.id: step for step in (*default, *own)}
    open_here = (step for step in steps.values() if european_court or step.call is not Call.EUROPEAN_COURT)
    return tuple(sorted(open_here, key=lambda step: step.within_hours))
