"""What reaches a member outside the pages: a calendar feed and a reminder, both without a name in them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Feed(models.Model):
    """The secret address of one person's calendar in one team, known to us by its hash alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.OneToOneField("cases.Membership", models.CASCADE, related_name="feed")
    token_hash = models.BinaryField(max_length=32, unique=True)
    with_codes = models.BooleanField(_("with case codes"), default=False)
    language = models.CharField(max_length=2)

    class Meta:
        db_table = "tasks_feed"

    def __str__(self) -> str:
        return str(self.id)


class Reminder(models.Model):
    """Where to write that something is due, for those who asked for it."""

    membership = models.OneToOneField("cases.Membership", models.CASCADE, primary_key=True, related_name="reminder")
    address = models.EmailField(_("e-mail address"))
    sent_on = models.DateField(null=True, editable=False)

    class Meta:
        db_table = "tasks_reminder"

    def __str__(self) -> str:
        return str(self.membership_id)
