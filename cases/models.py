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
from cases.applications.models import (
    Application,
    Deadline,
    Move,
    Programme,
    Referral,
    ReferralItem,
    RefusalCount,
)
from cases.audit.models import Alert, Checkpoint, Event, Reading
from cases.countries.models import TeamValue
from cases.evidence.models import CaseFile, Chunk, Testimony
from cases.people.models import Case
from cases.risk.models import Assessment, Basis, Incident, Standing, Step, TeamFactors
from cases.tasks.models import Feed, Reminder
from cases.timeline.models import Entry
from cases.vault.models import CaseKey, HeldKey, SharedKey, StoredSession
from cases.watch.models import Detention, Lowering, Review

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
    "Feed",
    "Freeze",
    "Grant",
    "HeldKey",
    "Incident",
    "Invite",
    "Login",
    "Lowering",
    "Membership",
    "Move",
    "PastKeys",
    "Programme",
    "Reading",
    "Referral",
    "ReferralItem",
    "RefusalCount",
    "Reminder",
    "Review",
    "SharedKey",
    "Standing",
    "Step",
    "StoredSession",
    "Team",
    "TeamFactors",
    "TeamGrant",
    "TeamValue",
    "Testimony",
    "User",
]
