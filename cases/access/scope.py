"""Who may see which case. Nothing else decides visibility."""

from django.db.models import Exists, OuterRef, Q

from cases.access.actor import Actor, today
from cases.access.models import Grant, TeamGrant


def visible_to(actor: Actor, *, prefix: str = "", team: str = "") -> Q:
    """Return the condition on cases (or, with `prefix` such as "case__", on rows below a case) the actor may see.

    Members see their team's cases; restricted ones only when named or a coordinator. Activists see only the cases
    they were given, which includes those they logged. Lists and counts go by this alone: another team's cases, shared
    or not, are not among them (see `within_reach`).

    Rows below a case carry its team too: `team` names that column when its index is to serve. Asked for in both places,
    the team would count twice where the database guesses how many rows there are, and lead it to the wrong index.
    """
    if actor.membership is None or actor.role is None:
        return Q(pk__in=())
    in_team = Q(**{team or f"{prefix}team": actor.membership.team_id})
    if actor.role.holds_lead:
        return in_team
    outer = OuterRef(f"{prefix}pk")
    current = Q(until__isnull=True) | Q(until__gte=today(actor))
    given = Q(Exists(Grant.objects.filter(current, case=outer, user=actor.user.pk)))
    if actor.role.holds_root:
        return in_team & (Q(**{f"{prefix}restricted": False}) | given)
    return in_team & given


def shared_with(actor: Actor, *, prefix: str = "") -> Q:
    """Return the condition on cases that another team shares with the actor's, for its members.

    A restricted one reaches the coordinators alone, as its key does.
    """
    if actor.membership is None or actor.role is None or not actor.role.holds_root:
        return Q(pk__in=())
    standing = TeamGrant.objects.filter(
        case=OuterRef(f"{prefix}pk"),
        team=actor.membership.team_id,
        kind=TeamGrant.Kind.SHARED,
        state=TeamGrant.State.ACCEPTED,
    )
    shared = Q(Exists(standing))
    return shared if actor.role.holds_lead else shared & Q(**{f"{prefix}restricted": False})


def within_reach(actor: Actor, *, prefix: str = "") -> Q:
    """Return the condition on what the actor may open by code or id: what they see, and what is shared with them."""
    return visible_to(actor, prefix=prefix) | shared_with(actor, prefix=prefix)
