"""Reminders by mail: that something is due, how much, and nothing else. Off until the server has somebody to post them.

A reminder is marked as sent in the transaction that sends it. If that transaction breaks after the mail is gone, the
next run sends another: one mail too many says nothing new, one too few may cost an appeal.
"""

import logging
from email.utils import make_msgid
from enum import StrEnum
from smtplib import SMTPException
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access.actor import Actor, today
from cases.applications.queries import count_due
from cases.audit import log
from cases.audit.models import EventKind
from cases.tasks.keyless import keyless, working
from cases.tasks.models import Reminder

_POST: Final = "django.core.mail.backends.smtp.EmailBackend"
_log = logging.getLogger(__name__)


class Result(StrEnum):
    """What became of one reminder."""

    SENT = "sent"
    NOTHING = "nothing due, or sent today"
    FAILED = "failed"


def are_on() -> bool:
    """Tell whether this server sends mail at all."""
    return bool(settings.EMAIL_HOST)


@transaction.atomic
def keep(*, address: str, by: Actor) -> None:
    """Write to this address from now on; without one, write no more."""
    if address:
        Reminder.objects.update_or_create(membership=by.membership, defaults={"address": address})
    else:
        Reminder.objects.filter(membership=by.membership).delete()
    log.record(EventKind.CHANGED, by=by, detail="reminder on" if address else "reminder off")


def of(actor: Actor) -> Reminder | None:
    """Return where the actor is written to."""
    return Reminder.objects.filter(membership=actor.membership).first()


def send_all() -> dict[Result, int]:
    """Remind everybody who asked for it and was not reminded today; return how often each thing happened."""
    found = dict.fromkeys(Result, 0)
    post = get_connection(_POST)
    for pk in list(Reminder.objects.order_by("pk").values_list("pk", flat=True)):
        found[_send(pk, post)] += 1
    post.close()
    return found


def _send(pk: UUID, post: BaseEmailBackend) -> Result:
    try:
        with transaction.atomic():
            return _send_once(pk, post)
    except (SMTPException, OSError):
        post.close()
        _log.exception("a reminder was not sent")
        return Result.FAILED


def _send_once(pk: UUID, post: BaseEmailBackend) -> Result:
    """Send under a lock on the row: a second run at the same time passes it by."""
    row = Reminder.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    place = working(row.pk) if row else None
    if row is None or place is None:
        return Result.NOTHING
    actor = keyless(place)
    on = today(actor)
    count = count_due(actor, on)
    if row.sent_on == on or not count:
        return Result.NOTHING
    row.sent_on = on
    row.save(update_fields=["sent_on"])
    with translation.override(actor.language):
        _message(row.address, count, post).send()
    return Result.SENT


def _message(address: str, count: int, post: BaseEmailBackend) -> EmailMessage:
    sender = settings.DEFAULT_FROM_EMAIL
    words = ngettext("%(n)d thing is due. Log in.", "%(n)d things are due. Log in.", count) % {"n": count}
    headers = {"Message-ID": make_msgid(domain=sender.rpartition("@")[2].strip("> "))}  # not this machine's name
    return EmailMessage(_("Something is due"), words, sender, [address], connection=post, headers=headers)
