"""Cases whose assessment is old: factors, country facts or incidents changed, or a week ahead has become this week.

What is ahead stands in clear by four weeks (docs/adr/0015); a new assessment shows the week as it is.
"""

from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import LessThanOrEqual

from cases.access.actor import Actor, today
from cases.people.models import Case
from cases.risk import actions as risk
from cases.risk.factors import catalogue
from cases.risk.models import Step


def count(actor: Actor) -> int:
    """Return how many of the cases the actor may see wait for a new assessment."""
    return _waiting(actor).count()


def some(actor: Actor, most: int) -> list[UUID]:
    """Return a few of them."""
    return list(_waiting(actor).order_by("pk").values_list("pk", flat=True)[:most])


def waits(actor: Actor, *, of_many: bool = False) -> Q:
    """Return the condition on the team's cases whose assessment is old; one query reads what has changed.

    Asked `of_many`, the steps that are over are read once for the team; else for each case that is shown.
    """
    bases = _bases_of(actor)
    everywhere = bases.pop("", 0)
    on = today(actor)
    over = Step.objects.filter(team=actor.own_team, ends_on__lte=on)
    begun = Q(pk__in=over.values("case")) if of_many else _first_is_over(on)
    older = Q(standing__basis__lt=everywhere) | Q(standing__factors_version__lt=catalogue().version) | begun
    for country, version in bases.items():
        older |= Q(country=country, standing__basis__lt=everywhere + version)
    return older


def _first_is_over(on: date) -> Q:
    """Ask for one value, not whether there is one: the database would look for that in the steps of every team."""
    first = Step.objects.filter(case=OuterRef("pk")).order_by("starts_on").values("ends_on")[:1]
    return Q(LessThanOrEqual(Subquery(first), Value(on)))


def _bases_of(actor: Actor) -> dict[str, int]:
    """Return how often what assessments rest on has changed, by country."""
    return risk.bases(actor.own_team.pk, today(actor))


def _waiting(actor: Actor) -> QuerySet[Case]:
    return Case.objects.visible_to(actor).open().filter(waits(actor, of_many=True))
