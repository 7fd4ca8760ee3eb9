"""The calendar of one person in one team: behind a secret address, made of clear columns alone, in neutral words.

Nobody is logged in when a calendar asks, so no key is at hand: it tells that something is due, never what.
"""

import secrets
import uuid
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access.actor import Actor, today
from cases.access.models import Membership
from cases.applications.queries import own_days
from cases.audit import log
from cases.audit.models import EventKind
from cases.base import clock
from cases.keys.derive import digest
from cases.tasks import calendar
from cases.tasks.keyless import keyless, working
from cases.tasks.models import Feed, Reminder

BEHIND: Final = timedelta(days=60)
AHEAD: Final = timedelta(days=366)
CODES: Final = 8  # of one day


@transaction.atomic
def renew(*, with_codes: bool, by: Actor) -> str:
    """Make a new secret for the calendar of the actor and return it, to be shown once; the one before leads nowhere."""
    secret = secrets.token_urlsafe(32)
    kept = {"token_hash": digest(secret.encode()), "with_codes": with_codes, "language": by.language[:2]}
    Feed.objects.update_or_create(membership=by.membership, defaults=kept)
    log.record(EventKind.KEY, by=by, detail="calendar address made")
    return secret


@transaction.atomic
def end(*, by: Actor) -> None:
    """Let the address lead nowhere."""
    if Feed.objects.filter(membership=by.membership).delete()[0]:
        log.record(EventKind.KEY, by=by, detail="calendar address ended")


def of(actor: Actor) -> Feed | None:
    """Return how the calendar of somebody stands."""
    return Feed.objects.filter(membership=actor.membership).first()


def silence(place: Membership) -> None:
    """Let nothing reach somebody outside the pages any more: who comes back asks for it anew."""
    Feed.objects.filter(membership=place).delete()
    Reminder.objects.filter(membership=place).delete()


def find(secret: str) -> tuple[Membership, Feed] | None:
    """Return whose calendar a secret opens: somebody who works in a team that is not frozen."""
    feed = Feed.objects.filter(token_hash=digest(secret.encode())).first()
    place = working(feed.membership_id) if feed else None
    return (place, feed) if feed and place and not place.frozen else None


def write(place: Membership, feed: Feed) -> bytes:
    """Return the calendar: one entry for each day on which something is due."""
    actor = keyless(place)
    on = today(actor)
    found = own_days(actor, on - BEHIND, on + AHEAD)
    days = [_entry(feed, day, [code for _day, code in rows]) for day, rows in groupby(found, key=lambda row: row[0])]
    return calendar.write(days, name="Case Tracker", stamp=clock.now())


def _entry(feed: Feed, day: date, codes: list[str]) -> calendar.Entry:
    count = len(codes)
    said = ngettext("%(n)d thing is due", "%(n)d things are due", count) % {"n": count} if count > 1 else _due()
    if feed.with_codes:
        named = list(dict.fromkeys(codes))
        said += f": {', '.join(named[:CODES])}{' …' if len(named) > CODES else ''}"
    return calendar.Entry(uuid.uuid5(feed.pk, day.isoformat()), day, said)


def _due() -> str:
    return _("Something is due")
