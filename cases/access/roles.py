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
    Permission.ROUTE_EDIT,
    Permission.RISK_LIST,
    Permission.RISK_REVIEW,
    Permission.COUNTRY_EDIT,
}
_COORDINATOR = _CASEWORKER | {
    Permission.APPLICATION_VET,
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
            _(
                "Sees the cases they logged or were given, and no others: they hold the keys of those alone. "
                "Of such a case they may do everything listed here."
            ),
            _ACTIVIST,
        ),
        Role(
            RoleName.CASEWORKER,
            _("Caseworker"),
            _(
                "Sees every case of the team, and what other teams share with it, but of restricted cases only those "
                "they were given. What activists may, and also:"
            ),
            _CASEWORKER,
            holds_root=True,
        ),
        Role(
            RoleName.COORDINATOR,
            _("Coordinator"),
            _(
                "Answers for the team. Sees every case, restricted ones too, and what everybody did. "
                "What caseworkers may, and also:"
            ),
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

# What each permission lets a person do, as the page of the team says it.
WORDS: dict[Permission, Promise] = {
    Permission.CASE_VIEW: _("see cases, with their timeline and their risk"),
    Permission.CASE_LOG: _("log a case"),
    Permission.CASE_EDIT: _("add to a case and correct it"),
    Permission.CASE_CONTACT: _("record that a person was heard from"),
    Permission.CASE_DETAINED: _("report somebody as detained, and tick the checklist"),
    Permission.CASE_REVEAL: _("see a legal name: one press, recorded"),
    Permission.FILE_VIEW: _("see files and testimony"),
    Permission.FILE_EDIT: _("add files and testimony"),
    Permission.APPLICATION_VIEW: _("see applications and deadlines, and meet one's own"),
    Permission.DASHBOARD_VIEW: _("see counts over the cases one sees"),
    Permission.COUNTRY_VIEW: _("read what is known of countries"),
    Permission.TEAM_VIEW: _("see this page"),
    Permission.CASE_ASSIGN: _("give a case to somebody to follow"),
    Permission.CASE_ACCESS: _("give and take access to a case"),
    Permission.CASE_SEARCH: _("find a person by name"),
    Permission.APPLICATION_EDIT: _("open and move applications, set and confirm deadlines"),
    Permission.ROUTE_EDIT: _("decide on routes, freeze programmes, refer several cases together"),
    Permission.RISK_LIST: _("see the at-risk list, and print it"),
    Permission.RISK_REVIEW: _("review the risk of a case, agree as the second that it falls from critical"),
    Permission.COUNTRY_EDIT: _("record what is newer about a country, with its source"),
    Permission.TEAM_STEP_IN: _("as deputy: step in as coordinator, which everybody sees"),
    Permission.CASE_RESTRICT: _("restrict a case to named people"),
    Permission.CASE_SHARE: _("share a case with another team or hand it over, and answer such offers"),
    Permission.APPLICATION_VET: _("see and keep the vetting: whether somebody may be excluded for what they did"),
    Permission.DEADLINE_WAIVE: _("give up a deadline"),
    Permission.RISK_SIGN: _("sign reviews, ask that a case falls from critical, override a band"),
    Permission.ADMIN_BULK: _("assign many cases at once, or mark them for review"),
    Permission.AUDIT_READ: _("read who did what, in the team and on a case"),
    Permission.TEAM_MANAGE: _("bring people in, change roles, remove people, freeze the team"),
    Permission.TEAM_KEYS: _("renew the team's keys, make and try its paper key"),
}
_EVERYBODYS = frozenset({Permission.ACCOUNT, Permission.ADMIN_VIEW})  # nothing that would need saying


def additions(role: Role) -> list[Promise]:
    """Say what a role may that the one before it may not."""
    order = list(MEMBER_ROLES)
    place = order.index(role.name)
    before = ROLES[order[place - 1]].permissions if place else _EVERYBODYS
    return [WORDS[permission] for permission in Permission if permission in role.permissions - before]


MEMBER_ROLES = (RoleName.ACTIVIST, RoleName.CASEWORKER, RoleName.COORDINATOR)
