"""Reading what goes between teams: offers, cases that are shared, and what became of those given away."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import Http404

from cases import vault
from cases.access.actor import Actor
from cases.access.models import Team, TeamGrant
from cases.access.permissions import Permission
from cases.access.scope import shared_with
from cases.base.tickets import row_id
from cases.people.models import Case
from cases.people.sharing import STANDING
from cases.risk.models import Step
from cases.timeline.models import Entry, EntryBody

MOST = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """What the team that was asked sees before it answers: no name, no alias, nothing of the story."""

    grant: TeamGrant
    band: str
    asked: str
    limits: str


def receivers(case: Case) -> QuerySet[Team]:
    """Return the teams to which a case can be offered."""
    founded = Team.objects.filter(box_public__isnull=False, is_demo=case.team.is_demo)
    return founded.exclude(pk=case.team_id).order_by("name")


def standing(case: Case) -> QuerySet[TeamGrant]:
    """Return the teams to which a case is offered, or with which it is shared."""
    shown = TeamGrant.objects.filter(case=case, state__in=STANDING).exclude(team=case.team_id)
    return shown.select_related("team").order_by("team__name")


def share_of(case: Case, actor: Actor) -> TeamGrant | None:
    """Return the sharing by which the actor's team works on another's case."""
    mine = TeamGrant.objects.filter(case=case, team=actor.own_team.pk, state=TeamGrant.State.ACCEPTED)
    return mine.filter(kind=TeamGrant.Kind.SHARED).select_related("giver").first()


def offers(actor: Actor) -> QuerySet[TeamGrant]:
    """Return what other teams offer the actor's, for those who answer."""
    if not actor.can(Permission.CASE_SHARE):
        return TeamGrant.objects.none()
    open_ones = TeamGrant.objects.filter(team=actor.own_team, state=TeamGrant.State.OFFERED)
    return open_ones.select_related("giver", "case").defer("case__card", "case__dossier").order_by("week", "pk")


def given(actor: Actor) -> QuerySet[TeamGrant]:
    """Return what the actor's team has offered, for those who offer, the newest first."""
    if not actor.can(Permission.CASE_SHARE):
        return TeamGrant.objects.none()
    mine = TeamGrant.objects.filter(giver=actor.own_team).select_related("team", "case")
    return mine.defer("case__card", "case__dossier").order_by("-week", "case__code")


def shared(actor: Actor, on: date) -> QuerySet[Case]:
    """Return the cases that other teams share with the actor's, the most urgent first."""
    in_force = Q(steps__starts_on__lte=on, steps__ends_on__gt=on)
    return (
        Case.objects.filter(shared_with(actor))
        .select_related("assignee", "standing", "team")
        .annotate(step=FilteredRelation("steps", condition=in_force))
        .annotate(band=F("step__band"), rank=F("step__rank"))
        .order_by("-rank", "code")
    )


def load_received(actor: Actor, pk: UUID) -> TeamGrant:
    """Return something that was offered to the actor's team, whatever became of it; or 404."""
    found = TeamGrant.objects.filter(team=actor.own_team.pk, pk=pk).select_related("giver", "team", "case").first()
    if found is None:
        raise Http404
    return found


def load_given(case: Case, pk: UUID) -> TeamGrant:
    """Return something that was offered of a case, whatever became of it; or 404."""
    found = TeamGrant.objects.filter(case=case, pk=pk).select_related("team").first()
    if found is None:
        raise Http404
    return found


def opened(grant: TeamGrant, *, by: Actor, on: date) -> Offer:
    """Open what is asked, which the offering team sealed with the case."""
    entry = Entry.objects.get(pk=row_id(grant.pk, grant.case_id))
    said: EntryBody = vault.open(entry.body, by=by, why="offer of another team")
    step = Step.objects.filter(case=grant.case_id, starts_on__lte=on, ends_on__gt=on).first()
    return Offer(grant, step.band if step else "", said.note, str(said.data.get("limits", "")))
