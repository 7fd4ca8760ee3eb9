"""The append-only record of who did what. No foreign keys: the record outlives what it speaks of."""

import uuid

import pgtrigger
from django.db import models


class EventKind(models.TextChoices):
    """What happened. Stored sealed; the list is open to additions, never to renaming."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    DENIED = "denied"
    OPENED = "opened"
    CHANGED = "changed"
    KEY = "key"
    MEMBER = "member"
    EXPORTED = "exported"
    SHARED = "shared"
    ALERT = "alert"


class AlertKind(models.TextChoices):
    """Why coordinators must look. Stored sealed; the list is open to additions, never to renaming."""

    READING = "reading"
    TAMPERED = "tampered"
    AUDIT = "audit"
    LOCKED = "locked"


class Event(models.Model):
    """One event. In clear: team and day. `tag` finds the openings of one case for those who hold its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team_id = models.UUIDField(null=True, editable=False)
    day = models.DateField(editable=False)
    tag = models.BinaryField(max_length=8, null=True, editable=False)
    body = models.BinaryField(editable=False)

    class Meta:
        db_table = "audit_event"
        indexes = (
            models.Index(fields=["team_id", "day"], name="audit_event_by_day"),
            models.Index(fields=["tag"], name="audit_event_by_tag", condition=models.Q(tag__isnull=False)),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return str(self.id)


class Checkpoint(models.Model):
    """The count and Merkle root of a closed day, signed by a coordinator: a cut or edited day is noticed.

    `previous` is the hash of what was signed for the closed day before, so that a day taken out is noticed too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team_id = models.UUIDField(editable=False)
    day = models.DateField(editable=False)
    epoch = models.PositiveIntegerField(editable=False)
    count = models.PositiveIntegerField(editable=False)
    root = models.BinaryField(max_length=32, editable=False)
    previous = models.BinaryField(max_length=32, editable=False)
    signature = models.BinaryField(max_length=64, editable=False)

    class Meta:
        db_table = "audit_checkpoint"
        constraints = (models.UniqueConstraint(fields=["team_id", "day"], name="audit_checkpoint_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return str(self.day)


class Alert(models.Model):
    """Something a coordinator must look at; what it is, is sealed to the audit's pair."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team_id = models.UUIDField(editable=False)
    day = models.DateField(editable=False)
    seen = models.BooleanField(default=False, editable=False)
    body = models.BinaryField(editable=False)

    class Meta:
        db_table = "audit_alert"
        indexes = (models.Index(fields=["team_id"], name="audit_alert_unseen", condition=models.Q(seen=False)),)

    def __str__(self) -> str:
        return str(self.day)


class Reading(models.Model):
    """Which dossiers a person has opened since an hour began, and how many more a coordinator allows for that hour.

    `seen` is eight bytes for each, keyed by the person's own key: they tell how many, not which. UNLOGGED: it matters
    for that hour only.
    """

    user_id = models.UUIDField(primary_key=True, editable=False)
    started_at = models.DateTimeField(editable=False)
    seen = models.BinaryField(editable=False)
    allowed = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        db_table = "audit_reading"

    def __str__(self) -> str:
        return "reading"
