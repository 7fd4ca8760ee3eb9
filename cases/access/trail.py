"""What happens to an account is recorded in every team of its person: any of them may have to act on it."""

from cases.access.actor import Actor
from cases.access.models import User
from cases.access.nobody import is_nobody
from cases.access.queries import memberships_of
from cases.audit import log
from cases.audit.models import Event, EventKind


def tell_teams(kind: EventKind, user: User, detail: str = "") -> None:
    """Record an event of an account; of people without a team it is sealed to themselves.

    Nothing is written about handles nobody has; a question takes the event's place, so that it costs the same.
    """
    places = list(memberships_of(user))
    if is_nobody(user):
        Event.objects.filter(pk=user.pk).exists()
        return
    authors = [Actor(user=user, membership=place, private_key=b"") for place in places]
    log.record_each(kind, by=authors or [Actor(user=user, membership=None, private_key=b"")], detail=detail)
