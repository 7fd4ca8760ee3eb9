"""The roles, as data: what each may do, in words and in permissions."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.access.permissions import Permission as P


class RoleName(StrEnum):
    """Roles belong to memberships: one person may hold another role in another team."""

    ACTIVIST = "activist"
    CASEWORKER = "caseworker"
    COORDINATOR = "coordinator"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Role:
    """A role with what it may do. `holds_root` and `holds_lead` say which keys it is given."""

    name: RoleName
    title: Promise
    description: Promise
    permissions: frozenset[P]
    holds_root: bool = False
    holds_lead: bool = False


_ANYBODY = frozenset({P.ACCOUNT, P.ADMIN_VIEW})
_ACTIVIST = _ANYBODY | {
    P.CASE_VIEW,
    P.CASE_LOG,
    P.CASE_EDIT,
    P.CASE_CONTACT,
    P.CASE_DETAINED,
    P.CASE_REVEAL,
    P.APPLICATION_VIEW,
    P.DASHBOARD_VIEW,
    P.COUNTRY_VIEW,
    P.TEAM_VIEW,
}
_CASEWORKER = _ACTIVIST | {
    P.CASE_ASSIGN,
    P.CASE_SEARCH,
    P.APPLICATION_EDIT,
    P.RISK_LIST,
    P.RISK_REVIEW,
}
_COORDINATOR = _CASEWORKER | {P.DEADLINE_WAIVE, P.RISK_SIGN, P.TEAM_MANAGE, P.ADMIN_BULK}
_OPERATOR = _ANYBODY | {P.PLATFORM_MANAGE, P.COUNTRY_VIEW}

ROLES: dict[RoleName, Role] = {
    role.name: role
    for role in (
        Role(
            RoleName.ACTIVIST,
            _("Activist"),
            _("Logs cases and adds to them. Sees the cases they logged or were given, and no others."),
            _ACTIVIST,
        ),
        Role(
            RoleName.CASEWORKER,
            _("Caseworker"),
            _("Follows all cases of the team but the restricted ones, moves applications, reviews risk."),
            _CASEWORKER,
            holds_root=True,
        ),
        Role(
            RoleName.COORDINATOR,
            _("Coordinator"),
            _("Answers for the team: signs reviews, overrides bands, invites and admits members."),
            _COORDINATOR,
            holds_root=True,
            holds_lead=True,
        ),
        Role(
            RoleName.OPERATOR,
            _("Operator"),
            _("Keeps the server running and creates teams. Cannot read a name."),
            _OPERATOR,
        ),
    )
}

MEMBER_ROLES = (RoleName.ACTIVIST, RoleName.CASEWORKER, RoleName.COORDINATOR)
