"""Reading the roster of a team, the places of one person, and the operator's list of teams."""

from django.db.models import Count, Q, QuerySet

from cases.access.actor import Actor
from cases.access.models import Invite, Membership, Team, User
from cases.access.roles import RoleName
from cases.base import clock

ENOUGH_COORDINATORS = 2  # with one, a lost passphrase closes the team's cases for good


def members(actor: Actor) -> QuerySet[Membership]:
    """Return everybody in the actor's team, the waiting too, but not who was removed."""
    return (
        Membership.objects.filter(team=actor.own_team)
        .exclude(state=Membership.State.REMOVED)
        .select_related("user", "team")
        .order_by("user__handle")
    )


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the user's places in teams, keys included."""
    return Membership.objects.whole().filter(user=user.pk, state=Membership.State.ACTIVE).order_by("pk")


def has_few_coordinators(actor: Actor) -> bool:
    """Tell whether the team would be lost with one person."""
    active = members(actor).filter(state=Membership.State.ACTIVE, role=RoleName.COORDINATOR.value)
    return active.count() < ENOUGH_COORDINATORS


def open_links(actor: Actor) -> QuerySet[Invite]:
    """Return the links into the team that nobody has used yet."""
    return Invite.objects.filter(team=actor.own_team, expires_at__gt=clock.now()).order_by("expires_at")


def teams() -> QuerySet[Team]:
    """Return every team with how many people are in it: all an operator may know."""
    return Team.objects.annotate(
        people=Count("memberships", filter=Q(memberships__state=Membership.State.ACTIVE))
    ).order_by("name")
