"""Fills an empty database with two demonstration teams, through the same actions that people's clicks call."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import transaction

from cases.access import accounts
from cases.access.actor import Actor, today
from cases.access.models import Team
from cases.access.roles import RoleName
from cases.base.verdict import Refused
from cases.demo import alarms, countries, weighing
from cases.demo.between import meet
from cases.demo.player import Cast, play
from cases.demo.plot import Desk
from cases.demo.stories import DESKS, stories
from cases.demo.ways import lead_on

PASSPHRASE: Final = "demo-only-not-secret"  # noqa: S105  # it opens invented cases only
Progress = Callable[[int, int], None]


@transaction.atomic
def seed(tell: Progress) -> bool:
    """Make teams, people and cases; return False when they are there already.

    `tell` hears how many cases are done, of how many. All is one transaction: what is interrupted leaves nothing.
    """
    if not settings.DEMO:
        raise Refused("DEMO is off, so this is no demonstration. Nothing was changed.")
    if Team.objects.exclude(is_demo=True).exists():
        raise Refused("This database holds real teams. Use another one; nothing was changed.")
    if Team.objects.exists():
        return False
    user, key = accounts.create_user(handle="operator", chosen=PASSPHRASE, is_operator=True)
    operator = Actor(user=user, membership=None, private_key=key)
    staffed = [(desk, _staff(desk, operator)) for desk in DESKS]
    countries.record(staffed[0][1][DESKS[0].caseworker])  # before the cases, so that none waits for it
    first_lead = staffed[0][1][DESKS[0].coordinator]
    alarms.happen(first_lead, today(first_lead))
    told = [(cast, story) for desk, cast in staffed for story in stories(desk, today(cast[desk.coordinator]))]
    for number, (cast, story) in enumerate(told, start=1):
        play(story, cast, today(cast[story.logged_by]))
        tell(number, len(told))
    (_first, here), (_second, there) = staffed
    meet(here, there, today(here[DESKS[0].coordinator]))
    lead_on(here, today(here[DESKS[0].coordinator]))
    weighing.propose(here[DESKS[0].coordinator], today(here[DESKS[0].coordinator]))
    alarms.ask(first_lead, today(first_lead))
    return True


def _staff(desk: Desk, operator: Actor) -> Cast:
    """Found the team and bring its people in, by links and admissions."""
    _team, token = accounts.create_team(name=desk.team, zone=desk.zone, by=operator, is_demo=True)
    founder = _join(token, desk.coordinator)
    cast = {desk.coordinator: founder}
    for handle, role in ((desk.caseworker, RoleName.CASEWORKER), (desk.activist, RoleName.ACTIVIST)):
        if handle not in cast:
            cast[handle] = _join(accounts.invite(role=role, by=founder), handle, admitted_by=founder)
    return cast


def _join(token: str, handle: str, *, admitted_by: Actor | None = None) -> Actor:
    user, key = accounts.join(token=token, handle=handle, chosen=PASSPHRASE, language="en")
    if admitted_by is not None:
        accounts.admit(membership=user.memberships.get(), by=admitted_by)
    return Actor(user=user, membership=user.memberships.select_related("team", "user").get(), private_key=key)
