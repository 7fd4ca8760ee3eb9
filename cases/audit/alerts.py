"""What coordinators must look at: sealed to them like the audit, shown to them until one of them has seen it."""

import uuid
from datetime import datetime

import msgspec
from django.db.models import QuerySet

from cases.audit import log
from cases.audit.models import Alert, AlertKind, EventKind
from cases.base import clock
from cases.keys import envelope

_STEP = 256


class AlertBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an alert says, sealed."""

    at: datetime
    kind: str
    user: str
    detail: str = ""


def raise_alert(kind: AlertKind, *, by: log.Author, detail: str = "", once: bytes | None = None) -> None:
    """Alert the coordinators of whoever acts, and record that; what has the same mark `once` alerts them one time.

    It stands in the caller's transaction. What must survive its end goes through `log.afterwards`.
    """
    team = by.team
    if team is None or not team.audit_public:
        return
    row = Alert(team_id=team.id, day=clock.now().date())
    if once is not None:
        row.id = uuid.UUID(bytes=once)
    body = AlertBody(at=clock.now(), kind=kind.value, user=str(by.user.id), detail=detail)
    row.body = envelope.box(
        bytes(team.audit_public), msgspec.msgpack.encode(body), _place_of(row), epoch=team.epoch, step=_STEP
    )
    if once is None or not Alert.objects.filter(pk=row.pk).exists():
        Alert.objects.bulk_create([row], ignore_conflicts=True)
        log.record(EventKind.ALERT, by=by, detail=f"{kind.value}: {detail}" if detail else kind.value)


def unseen(team: uuid.UUID) -> QuerySet[Alert]:
    """Return the alerts of a team that no coordinator has seen."""
    return Alert.objects.filter(team_id=team, seen=False).order_by("-day", "id")


def read(alert: Alert, private_key: bytes) -> AlertBody:
    """Open an alert with the private half of the audit pair."""
    return msgspec.msgpack.decode(envelope.unbox(private_key, bytes(alert.body), _place_of(alert)), type=AlertBody)


def _place_of(alert: Alert) -> envelope.Place:
    return envelope.Place("audit.Alert", "body", str(alert.id), str(alert.team_id))
