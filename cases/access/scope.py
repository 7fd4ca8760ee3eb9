"""Who may see which case. Nothing else decides visibility."""

from django.db.models import Exists, OuterRef, Q

from cases.access.actor import Actor, today
from cases.access.models import Grant


def visible_to(actor: Actor, *, prefix: str = "") -> Q:
    """Return the condition on cases (or, with `prefix` such as "case__", on rows below a case) the actor may see.

    Members see their team's cases; restricted ones only when named or a coordinator. Activists see only the cases
    they were given, which includes those they logged. Nobody sees another team's.
    """
    if actor.membership is None or actor.role is None:
        return Q(pk__in=())
    in_team = Q(**{f"{prefix}team": actor.membership.team_id})
    outer = OuterRef(f"{prefix}pk")
    current = Q(until__isnull=True) | Q(until__gte=today(actor))
    given = Q(Exists(Grant.objects.filter(current, case=outer, user=actor.user.pk)))
    if actor.role.holds_lead:
        return in_team
    if actor.role.holds_root:
        return in_team & (Q(**{f"{prefix}restricted": False}) | given)
    return in_team & given
