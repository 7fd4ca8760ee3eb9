"""The index of every slice's models. Code imports them from their slice."""

from cases.access.models import Attempt, Device, Draft, Grant, Invite, Membership, Team, User
from cases.applications.models import Application, Deadline, Move
from cases.audit.models import Checkpoint, Event
from cases.people.models import Case
from cases.risk.models import Assessment, Standing, Step
from cases.timeline.models import Entry
from cases.vault.models import CaseKey, HeldKey, SharedKey, StoredSession
from cases.watch.models import Detention, Review

__all__ = [
    "Application",
    "Assessment",
    "Attempt",
    "Case",
    "CaseKey",
    "Checkpoint",
    "Deadline",
    "Detention",
    "Device",
    "Draft",
    "Entry",
    "Event",
    "Grant",
    "HeldKey",
    "Invite",
    "Membership",
    "Move",
    "Review",
    "SharedKey",
    "Standing",
    "Step",
    "StoredSession",
    "Team",
    "User",
]
