"""Keys of cases, sealed to whoever may open them, and sealed sessions. Only the vault touches these tables."""

import uuid

from django.db import models


class CaseKey(models.Model):
    """The key of one case, wrapped for the team's members, or for coordinators alone when the case is restricted."""

    class HeldBy(models.TextChoices):
        TEAM = "team"
        LEAD = "lead"

    case = models.OneToOneField("cases.Case", models.CASCADE, primary_key=True, related_name="key")
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    held_by = models.CharField(max_length=4, choices=HeldBy, default=HeldBy.TEAM)
    epoch = models.PositiveIntegerField()
    box = models.BinaryField()
    past_tags = models.BinaryField(null=True)
    is_due = models.BooleanField(default=False)  # somebody who held it left; the next round of renewal replaces it

    class Meta:
        db_table = "vault_case_key"
        indexes = (
            models.Index(fields=["team", "epoch"], name="case_key_by_epoch"),
            models.Index(fields=["team"], name="case_key_due", condition=models.Q(is_due=True)),
        )

    def __str__(self) -> str:
        return str(self.case_id)


class HeldKey(models.Model):
    """The key of one case, sealed to one person: how activists open the cases they logged or were given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="held_keys")
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    user = models.ForeignKey("cases.User", models.CASCADE, related_name="held_keys")
    box = models.BinaryField()

    class Meta:
        db_table = "vault_held_key"
        constraints = (models.UniqueConstraint(fields=["user", "case"], name="held_key_once"),)

    def __str__(self) -> str:
        return str(self.id)


class SharedKey(models.Model):
    """The key of one case, sealed to another team's box."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="shared_keys")
    team = models.ForeignKey("cases.Team", models.PROTECT, related_name="+")
    box = models.BinaryField()

    class Meta:
        db_table = "vault_shared_key"
        constraints = (models.UniqueConstraint(fields=["team", "case"], name="shared_key_once"),)

    def __str__(self) -> str:
        return str(self.id)


class StoredSession(models.Model):
    """A session, readable only with its cookie. The table is UNLOGGED: never in the write-ahead log or a backup."""

    id = models.BinaryField(primary_key=True, max_length=32)
    body = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "vault_session"

    def __str__(self) -> str:
        return "session"
