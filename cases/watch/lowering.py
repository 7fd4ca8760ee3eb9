"""Requests to let a case fall from critical, as pages show them: who asks, whether it still holds, who may answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from cases.access.actor import Actor
from cases.access.models import Grant, Membership
from cases.access.permissions import Permission
from cases.access.roles import ROLES, RoleName
from cases.access.scope import visible_to
from cases.keys import pairs
from cases.people.models import Case
from cases.people.queries import colleagues
from cases.risk.facts import Band
from cases.watch import rules
from cases.watch.models import Lowering, LoweringBody
from cases.watch.signature import asked

REVIEWERS: Final = tuple(name for name, role in ROLES.items() if Permission.RISK_REVIEW in role.permissions)


@dataclass(frozen=True, slots=True)
class Request:
    """One open request: what it says, whether its signature holds, and whether it has lapsed."""

    body: LoweringBody
    signed: bool
    lapsed: bool


def open_requests(case: Case) -> QuerySet[Lowering]:
    """Return the request that waits for an answer; there is at most one."""
    return Lowering.objects.filter(case=case, settled=False)


def waiting(actor: Actor) -> QuerySet[Lowering]:
    """Return the requests that wait for an answer in cases the actor may see, for those who may answer."""
    if not actor.can(Permission.RISK_REVIEW):
        return Lowering.objects.none()
    return Lowering.objects.filter(visible_to(actor, prefix="case__", team="team"), settled=False)


def request(row: Lowering, body: LoweringBody, keys: Iterable[bytes], stands: Band, found: Band) -> Request:
    """Return an opened request as it stands now."""
    signed = any(pairs.is_signed(key, asked(row, body), body.signature) for key in keys)
    return Request(body, signed, rules.has_lapsed(Band(body.band), stands, found))


def seconds(case: Case, actor: Actor, asked_by: str) -> list[Membership]:
    """Return the members of the team who may answer what this person asked; who they are depends on the case."""
    others = [one for one in colleagues(actor) if RoleName(one.role) in REVIEWERS and one.user.handle != asked_by]
    if not case.restricted:
        return others
    named = set(Grant.objects.filter(case=case).values_list("user", flat=True))
    return [one for one in others if ROLES[RoleName(one.role)].holds_lead or one.user_id in named]
