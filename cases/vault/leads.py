"""Values within a sealed record that only the coordinators of the team open, though others hold the case's key."""

import uuid
from typing import TypeVar

import msgspec
from django.db import models

from cases.access.actor import Actor
from cases.audit import log
from cases.audit.models import EventKind
from cases.keys import envelope
from cases.vault.casekeys import keyring_for

T = TypeVar("T", bound=msgspec.Struct)
_STEP = 512


class LeadBox(msgspec.Struct, frozen=True):
    """A box to the lead key of a team; it says of which epoch itself, and roots of old epochs are kept."""

    team: uuid.UUID
    raw: bytes


def seal_for_leads(row: models.Model, name: str, value: msgspec.Struct, *, by: Actor) -> LeadBox:
    """Seal `value` to the coordinators of the actor's team; `name` is where in the row's record it will stand."""
    by.lock_roots()
    team = by.own_team
    data = msgspec.msgpack.encode(value)
    raw = envelope.box(by.team_lead_public(), data, _place(row, name, team.pk), epoch=team.epoch, step=_STEP)
    return LeadBox(team.pk, raw)


def may_open(box: LeadBox, by: Actor) -> bool:
    """Whether the actor is a coordinator of the team it was sealed for."""
    return by.keyring.holds_lead and box.team == by.own_team.pk


def open_for_leads(row: models.Model, name: str, box: LeadBox, shape: type[T], *, by: Actor, why: str) -> T:
    """Open what `seal_for_leads` sealed and record it; raises `Withheld` for whoever does not hold the lead root."""
    pair = keyring_for(box.raw, by).lead_pair
    data = envelope.unbox(pair.private, box.raw, _place(row, name, box.team))
    log.record(EventKind.OPENED, by=by, cases=[getattr(row, "case_id", row.pk)], detail=why)
    return msgspec.msgpack.decode(data, type=shape)


def _place(row: models.Model, name: str, team: uuid.UUID) -> envelope.Place:
    return envelope.Place(row._meta.label, name, str(row.pk), str(team))
