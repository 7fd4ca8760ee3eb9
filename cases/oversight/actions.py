"""What coordinators do about the audit: close days, mark alerts as seen, let somebody read more."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.access.models import Membership
from cases.access.roles import ROLES
from cases.audit import alerts, checkpoints, log, reading
from cases.audit.models import Alert, AlertKind, EventKind
from cases.base.verdict import Refused
from cases.oversight import days, queries


def close_days(*, by: Actor) -> bool:
    """Close the days that are over, in passing; when there were some, see whether those before them still fit.

    Tell whether none is left; of many, each call closes a week.
    """
    closed = checkpoints.close_days(by=by)
    if closed:
        for day in days.check(by, most=days.A_WEEK).wrong:
            once = by.mark(f"audit {day.day}")
            alerts.raise_alert(AlertKind.AUDIT, by=by, detail=day.day.isoformat(), once=once)
    return len(closed) < checkpoints.DAYS_AT_ONCE


@transaction.atomic
def mark_seen(alert: Alert, *, by: Actor) -> None:
    """Take an alert off everybody's page. That it was raised stays in the audit."""
    if Alert.objects.filter(pk=alert.pk, seen=False).update(seen=True):
        log.record(EventKind.ALERT, by=by, detail="seen")


@transaction.atomic
def allow_more(alert: Alert, *, by: Actor) -> None:
    """Let the person whom an alert is about read as much again in the hour that runs; sent twice, it is done once."""
    row = Alert.objects.select_for_update().get(pk=alert.pk)
    body = queries.open_alert(row, by=by)
    if row.seen or body is None or body.kind != AlertKind.READING:
        return
    if body.user == str(by.user.pk):
        raise Refused(_("Another coordinator decides about this."))
    person = uuid.UUID(body.user)
    place = Membership.objects.filter(team=by.own_team, user=person, state=Membership.State.ACTIVE).first()
    if place is not None:
        reading.allow(person, reading.limit(members=ROLES[place.role_name].holds_root))
        log.record(EventKind.ALERT, by=by, detail=f"allowed more to {body.user}")
    mark_seen(row, by=by)
