"""The index of every slice's models. Code imports them from their slice."""

from cases.access.models import (
    Attempt,
    Device,
    Draft,
    Freeze,
    Grant,
    Invite,
    Login,
    Membership,
    PastKeys,
    Team,
    TeamGrant,
    User,
)
from cases.applications.models import Application, Deadline, Move
from cases.audit.models import Alert, Checkpoint, Event, Reading
from cases.evidence.models import CaseFile, Chunk, Testimony
from cases.people.models import Case
from cases.risk.models import Assessment, Basis, Incident, Standing, Step
from cases.timeline.models import Entry
from cases.vault.models import CaseKey, HeldKey, SharedKey, StoredSession
from cases.watch.models import Detention, Review

__all__ = [
    "Alert",
    "Application",
    "Assessment",
    "Attempt",
    "Basis",
    "Case",
    "CaseFile",
    "CaseKey",
    "Checkpoint",
    "Chunk",
    "Deadline",
    "Detention",
    "Device",
    "Draft",
    "Entry",
    "Event",
    "Freeze",
    "Grant",
    "HeldKey",
    "Incident",
    "Invite",
    "Login",
    "Membership",
    "Move",
    "PastKeys",
    "Reading",
    "Review",
    "SharedKey",
    "Standing",
    "Step",
    "StoredSession",
    "Team",
    "TeamGrant",
    "Testimony",
    "User",
]
