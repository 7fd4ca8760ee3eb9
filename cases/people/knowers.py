"""Who sees a case, and why, in words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases import vault
from cases.access.actor import Actor
from cases.access.models import Grant, Membership
from cases.access.roles import ROLES, RoleName
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.people.queries import colleagues


@dataclass(frozen=True, slots=True)
class Knower:
    """Somebody who was given the case: as what, why, and until when."""

    grant: UUID
    handle: str
    role: Promise
    why: str
    until: date | None


def by_role(case: Case, *, by: Actor) -> list[str]:
    """Return the handles of those who see the case by their role."""
    return [member.user.handle for member in colleagues(by) if _sees(member, case)]


def by_grant(case: Case, *, by: Actor) -> list[Knower]:
    """Return those who were given the case and would not see it by their role."""
    members = {member.user_id: member for member in colleagues(by) if not _sees(member, case)}
    dossier: Dossier = vault.open(case.dossier, by=by, why="who sees the case")
    rows = Grant.objects.filter(case=case, user__in=list(members)).order_by("user__handle")
    return [_knower(row, members[row.user_id], case, dossier) for row in rows]


def candidates(case: Case, *, by: Actor) -> list[Membership]:
    """Return the colleagues to whom the case can be given: those who do not see it by their role."""
    return [member for member in colleagues(by) if not _sees(member, case)]


def activists(by: Actor) -> QuerySet[Membership]:
    """Return the colleagues who see nothing by their role."""
    return colleagues(by).filter(role=RoleName.ACTIVIST)


def nameable(by: Actor) -> list[Membership]:
    """Return the colleagues who see a restricted case only when they are named."""
    return [member for member in colleagues(by) if not ROLES[member.role_name].holds_lead]


def known(case: Case) -> set[UUID]:
    """Return the people who work with the case as it is: its assignee, and whoever was given it."""
    given = Grant.objects.filter(case=case).values_list("user", flat=True)
    return {*given, *([case.assignee_id] if case.assignee_id else [])}


def grant_of(case: Case, pk: UUID) -> Grant | None:
    """Return one person's access to a case."""
    return Grant.objects.select_related("user").filter(case=case, pk=pk).first()


def _sees(member: Membership, case: Case) -> bool:
    role = ROLES[member.role_name]
    return role.holds_lead or (role.holds_root and not case.restricted)


def _knower(row: Grant, member: Membership, case: Case, dossier: Dossier) -> Knower:
    handle = member.user.handle
    if handle == dossier.logged_by:
        why = _("logged the case")
    elif row.user_id == case.assignee_id:
        why = _("follows the case")
    else:
        why = _("was named") if case.restricted else _("was given the case")
    return Knower(row.pk, handle, ROLES[member.role_name].title, why, row.until)
