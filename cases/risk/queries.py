"""Which weights a team has: the ones in force, and the ones somebody proposed."""

from uuid import UUID

from cases.risk.factors import Factors, FactorsError, catalogue, weighed
from cases.risk.models import TeamFactors


def factors_of(team: UUID) -> Factors:
    """Return the factors as the team weighs them; the published ones while it has none that fit them."""
    return weighed_by(in_force(team))


def weighed_by(row: TeamFactors | None) -> Factors:
    """Return the factors with the points of a row; the published ones where these do not fit any more."""
    if row is None:
        return catalogue()
    try:
        return weighed(row.number, row.points)
    except FactorsError:
        return catalogue()


def in_force(team: UUID) -> TeamFactors | None:
    """Return the team's weights that count, if it has its own."""
    return _latest(team, TeamFactors.State.IN_FORCE)


def proposed(team: UUID) -> TeamFactors | None:
    """Return the weights that somebody proposed and nobody decided on."""
    return _latest(team, TeamFactors.State.PROPOSED)


def numbered(team: UUID, number: int) -> TeamFactors | None:
    """Return the weights an assessment was made with; None for the published ones."""
    return TeamFactors.objects.filter(team=team, number=number).first() if number else None


def _latest(team: UUID, state: TeamFactors.State) -> TeamFactors | None:
    rows = TeamFactors.objects.filter(team=team, state=state)
    return rows.select_related("proposed_by", "decided_by").first()


def history(team: UUID, most: int) -> list[TeamFactors]:
    """Return what was proposed so far, the newest first."""
    rows = TeamFactors.objects.filter(team=team).select_related("proposed_by", "decided_by")
    return list(rows.order_by("-number")[:most])
