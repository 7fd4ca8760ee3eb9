"""What somebody may see, worked out without them: for a feed, a reminder, and to say what work they could not open."""

from cases.access.actor import Actor
from cases.access.models import Membership


def keyless(place: Membership) -> Actor:
    """Return an actor whose scope is that of a place in a team, and who opens nothing."""
    return Actor(user=place.user, membership=place, private_key=b"")
