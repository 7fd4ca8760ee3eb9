"""What a team must not lose sight of: too few coordinators, keys that are due, who waits, who stepped in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from cases.access import deputies
from cases.access.actor import Actor
from cases.access.models import Membership, Team
from cases.access.permissions import Permission
from cases.access.queries import ENOUGH_COORDINATORS, members
from cases.access.roles import RoleName


@dataclass(frozen=True, slots=True)
class SteppedIn:
    """Somebody who made themselves coordinator, as deputy or with the paper key."""

    pk: UUID
    handle: str
    day: date
    may_note: bool


@dataclass(frozen=True, slots=True)
class Notices:
    """What stands on my work and on the page of the team."""

    few_coordinators: bool
    waiting: int
    cases_due: bool
    roots_due: bool
    stepped_in: list[SteppedIn]


def of(actor: Actor, rows: Iterable[Membership] | None = None) -> Notices:
    """Return what this person is to see; `rows` are the members, where the page has read them already."""
    team = actor.own_team
    people = list(_members(actor) if rows is None else rows)
    inside = [row for row in people if row.state == Membership.State.ACTIVE]
    leads = actor.can(Permission.TEAM_MANAGE)
    coordinators = sum(row.role == RoleName.COORDINATOR for row in inside)
    return Notices(
        few_coordinators=leads and coordinators < ENOUGH_COORDINATORS,
        waiting=len(people) - len(inside) if leads else 0,
        cases_due=leads and team.keys_due == Team.KeysDue.CASES,
        roots_due=leads and team.keys_due == Team.KeysDue.ROOTS,
        stepped_in=[
            SteppedIn(row.pk, row.user.handle, row.stepped_in_on, leads and bool(deputies.may_take_note(row, actor)))
            for row in inside
            if row.stepped_in_on is not None
        ],
    )


def _members(actor: Actor) -> QuerySet[Membership]:
    """Return the members with no more of them than this asks for; a handle is seldom shown, and fetched then."""
    return members(actor).select_related(None).only("role", "state", "stepped_in_on", "user").order_by("pk")
