"""Lists of teams, users and memberships; and what the other slices build their lists from."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.actor import Actor
from cases.access.admin_list import ROWS, Filter
from cases.access.admin_site import ScopedAdmin, Site, site
from cases.access.models import Membership, Team, User
from cases.access.permissions import Permission
from cases.access.roles import MEMBER_ROLES, ROLES
from cases.access.scope import visible_to

__all__ = ["ROWS", "CaseRowAdmin", "ColleagueFilter", "Filter", "ScopedAdmin", "Site", "site"]


class ColleagueFilter(Filter):
    """By a colleague: the choices are the active members of the actor's own team."""

    title = gettext_lazy("Assignee")
    parameter_name = "assignee"
    field = "assignee"

    def offered(self, actor: Actor) -> Iterable[tuple[str, str]]:
        """Return handles of the own team."""
        active = Membership.objects.filter(team=actor.own_team, state=Membership.State.ACTIVE).select_related("user")
        return [(str(row.user_id), row.user.handle) for row in active.order_by("user__handle")]


class CaseRowAdmin(ScopedAdmin):
    """The base of lists of rows below a case: they are seen with their case."""

    code_path = "case__code"
    search_fields = ("case__code",)
    list_select_related: ClassVar[tuple[str, ...]] = ("case",)

    def scope(self, actor: Actor) -> Q:
        """As the case."""
        return visible_to(actor, prefix="case__")


class RoleFilter(Filter):
    """By role."""

    title = gettext_lazy("Role")
    parameter_name = "role"
    field = "role"

    def offered(self, actor: Actor) -> Iterable[tuple[str, Promise]]:
        """Return the roles a member can have."""
        return [(role.value, ROLES[role].title) for role in MEMBER_ROLES]


class StateFilter(Filter):
    """By state of the membership."""

    title = gettext_lazy("State")
    parameter_name = "state"
    field = "state"

    def offered(self, actor: Actor) -> Iterable[tuple[str, Any]]:
        """Return the states."""
        return Membership.State.choices


class _PeopleAdmin(ScopedAdmin):
    """Members see their own team; the operator every team, and users without their teams."""

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Either of the two."""
        return bool(request.actor.can(Permission.TEAM_VIEW) or request.actor.can(Permission.PLATFORM_MANAGE))


@admin.register(Team, site=site)
class TeamAdmin(_PeopleAdmin):
    """Teams."""

    list_display = ("name", "zone", "founded")
    ordering = ("name",)

    def scope(self, actor: Actor) -> Q:
        """The own team; for the operator all."""
        return Q() if actor.can(Permission.PLATFORM_MANAGE) else Q(pk=actor.own_team.pk)

    @admin.display(description=gettext_lazy("Founded"))
    def founded(self, row: Team) -> str:
        """Whether somebody made its keys."""
        return _("yes") if row.is_founded else _("no")


@admin.register(User, site=site)
class UserAdmin(_PeopleAdmin):
    """Users."""

    list_display = ("handle", "language", "is_active", "is_operator")
    ordering = ("handle",)

    def scope(self, actor: Actor) -> Q:
        """Colleagues; for the operator all."""
        if actor.can(Permission.PLATFORM_MANAGE):
            return Q()
        here = Membership.objects.filter(user=OuterRef("pk"), team=actor.own_team)
        return Q(Exists(here.exclude(state=Membership.State.REMOVED)))


@admin.register(Membership, site=site)
class MembershipAdmin(ScopedAdmin):
    """Who is in the own team."""

    permission = Permission.TEAM_VIEW
    list_display = ("user", "role_title", "state")
    list_filter = (RoleFilter, StateFilter)
    list_select_related = ("user",)
    ordering = ("user__handle",)

    def scope(self, actor: Actor) -> Q:
        """The own team."""
        return Q(team=actor.own_team)

    @admin.display(description=gettext_lazy("Role"))
    def role_title(self, row: Membership) -> str:
        """The role in words."""
        return str(ROLES[row.role_name].title)
