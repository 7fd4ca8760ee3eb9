"""The roles, as data: what each may do, in words and in permissions."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.access.permissions import Permission


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
    permissions: frozenset[Permission]
    holds_root: bool = False
    holds_lead: bool = False


_ANYBODY = frozenset({Permission.ACCOUNT, Permission.ADMIN_VIEW})
_ACTIVIST = _ANYBODY | {
    Permission.CASE_VIEW,
    Permission.CASE_LOG,
    Permission.CASE_EDIT,
    Permission.CASE_CONTACT,
    Permission.CASE_DETAINED,
    Permission.CASE_REVEAL,
    Permission.APPLICATION_VIEW,
    Permission.DASHBOARD_VIEW,
    Permission.COUNTRY_VIEW,
    Permission.TEAM_VIEW,
    Permission.FILE_VIEW,
    Permission.FILE_EDIT,
}
_CASEWORKER = _ACTIVIST | {
    Permission.CASE_ASSIGN,
    Permission.CASE_ACCESS,
    Permission.TEAM_STEP_IN,
    Permission.CASE_SEARCH,
    Permission.APPLICATION_EDIT,
    Permission.RISK_LIST,
    Permission.RISK_REVIEW,
}
_COORDINATOR = _CASEWORKER | {
    Permission.DEADLINE_WAIVE,
    Permission.RISK_SIGN,
    Permission.TEAM_MANAGE,
    Permission.TEAM_KEYS,
    Permission.CASE_RESTRICT,
    Permission.CASE_SHARE,
    Permission.AUDIT_READ,
    Permission.ADMIN_BULK,
}
_OPERATOR = _ANYBODY | {Permission.PLATFORM_MANAGE, Permission.COUNTRY_VIEW}

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
