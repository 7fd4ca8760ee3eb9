"""How many of our cases are in each country."""

from django.db.models import Count

from cases.access.actor import Actor


def cases_by_country(actor: Actor) -> dict[str, int]:
    """Count the open cases the actor may see, by country; nobody outside a team sees any."""
    if actor.membership is None:
        return {}
    mine = actor.own_team.cases.visible_to(actor).open().order_by()
    return dict(mine.values_list("country").annotate(Count("pk")))
