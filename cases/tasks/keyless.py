"""What somebody may see, worked out without them: for a feed, a reminder, and to say what work they could not open."""

from uuid import UUID

from cases.access.actor import Actor
from cases.access.models import Membership


def working(pk: UUID) -> Membership | None:
    """Return a place in a team if whoever holds it works there: let in, not removed, not locked."""
    places = Membership.objects.whole().filter(state=Membership.State.ACTIVE, user__is_active=True, user__locked=False)
    return places.filter(pk=pk).first()


def keyless(place: Membership) -> Actor:
    """Return an actor whose scope is that of a place in a team, and who opens nothing."""
    return Actor(user=place.user, membership=place, private_key=b"")
