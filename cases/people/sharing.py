"""Sharing a case with another team of this server: offered, answered, ended. Each act is told in both teams' audits."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from cases import vault
from cases.access.actor import Actor
from cases.access.freezing import require_thawed
from cases.access.models import Grant, Team, TeamGrant, User
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.clock import monday_of
from cases.base.tickets import row_id
from cases.base.verdict import Refused
from cases.people import below, needtoknow
from cases.people.actions import amend
from cases.people.card import card_of
from cases.people.dossier import Dossier
from cases.people.models import Case, Stage
from cases.timeline.actions import tell
from cases.timeline.models import EntryKind
from cases.vault import rekeying

STANDING = (TeamGrant.State.OFFERED, TeamGrant.State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """Whoever acts, as the audit of the other team names them."""

    user: User
    team: Team


# The team that owns the case ----------------------------------------------------------------------------


@transaction.atomic
def offer(
    *, case: Case, team: Team, kind: TeamGrant.Kind, asked: str, by: Actor, on: date, ticket: UUID | None = None
) -> TeamGrant:
    """Offer a case to another team, if the person agreed to it: its key goes with the offer, what is asked inside it.

    Until the other team accepts, its coordinators see the offer and nothing else.
    """
    needtoknow.may_share(by, case).require()
    needtoknow.can_receive(team, case).require()
    require_thawed(by)
    row = Case.objects.select_for_update().get(pk=case.pk)
    made = TeamGrant(id=row_id(ticket, case.pk), case=row, giver=by.own_team, team=team, kind=kind, week=monday_of(on))
    if twin := TeamGrant.objects.filter(pk=made.pk).first():
        return twin
    dossier: Dossier = vault.open(row.dossier, by=by, why="sharing")
    needtoknow.can_be_shared(dossier.consent).require()
    if TeamGrant.objects.filter(case=row, team=team, kind=kind, state__in=STANDING).exists():
        raise Refused(_("This team was offered the case in this way already."))
    made.save(force_insert=True)
    vault.share_case_key(row, team, by=by)
    _tell(made, "offered", asked, by=by, on=on, limits=dossier.consent.limits)
    return made


@transaction.atomic
def end(*, grant: TeamGrant, reason: str, by: Actor, on: date) -> None:
    """Take an offer back before it is answered, or stop sharing: the case gets a new key."""
    case, row = _lock(grant)
    needtoknow.may_share(by, case).require()
    needtoknow.can_end(row).require()
    act = "withdrawn" if row.state == TeamGrant.State.OFFERED else "ended"
    _set(row, TeamGrant.State.ENDED)
    if not TeamGrant.objects.filter(case=case, team=row.team_id, state__in=STANDING).exists():
        rekeying.take_case_key(case, team=row.team_id, by=by)
    _tell(row, act, reason, by=by, on=on)


# The team that was asked --------------------------------------------------------------------------------


@transaction.atomic
def accept(*, offer: TeamGrant, by: Actor, on: date) -> Case:
    """Say yes: work on the case with its team, or take it over; return the case."""
    case, row = _lock(offer)
    needtoknow.may_answer(by, row).require()
    needtoknow.can_answer(row).require()
    require_thawed(by)
    _set(row, TeamGrant.State.ACCEPTED)
    if row.kind == TeamGrant.Kind.HANDED:
        _take_over(case, row, by=by, on=on)
    _tell(row, "accepted", "", by=by, on=on)
    return case


@transaction.atomic
def refuse(*, offer: TeamGrant, reason: str, by: Actor, on: date) -> None:
    """Say no; the reason travels back. The key goes when somebody of the other team next comes by."""
    _case, row = _lock(offer)
    needtoknow.may_answer(by, row).require()
    needtoknow.can_answer(row).require()
    _tell(row, "refused", reason, by=by, on=on)
    _set(row, TeamGrant.State.REFUSED)


@transaction.atomic
def give_back(*, grant: TeamGrant, reason: str, by: Actor, on: date) -> None:
    """Stop working on another team's case; the key goes as after a refusal."""
    _case, row = _lock(grant)
    needtoknow.may_answer(by, row).require()
    needtoknow.can_give_back(row).require()
    _tell(row, "returned", reason, by=by, on=on)
    _set(row, TeamGrant.State.ENDED)


def _take_over(case: Case, row: TeamGrant, *, by: Actor, on: date) -> None:
    """Make the case the actor's team's: every row below it, its key and its card; nobody else's access goes on.

    What the new team does with it begins anew, and the risk is assessed on what that team knows of the place.
    """
    dossier: Dossier = vault.open(case.dossier, by=by, why="taken over")
    Grant.objects.filter(case=case).delete()
    TeamGrant.objects.filter(case=case, state__in=STANDING).exclude(pk=row.pk).update(state=TeamGrant.State.ENDED)
    below.move_to(by.own_team, case)
    case.team, case.assignee = by.own_team, None
    case.stage = Stage.NEW if case.stage == Stage.ACTIVE else Stage(case.stage)
    case.save(update_fields=["team", "assignee", "stage"])
    below.unassign_blind(case)
    rekeying.hand_over(case, card=msgspec.msgpack.encode(card_of(dossier)), by=by)
    amend(case=case, change=lambda known: known, by=by, on=on, why="taken over", entry=None)


def _lock(grant: TeamGrant) -> tuple[Case, TeamGrant]:
    """Lock the case, as everybody does who writes below it, then the grant, as it stands now."""
    case = Case.objects.select_for_update().get(pk=grant.case_id)
    row = TeamGrant.objects.select_for_update(of=("self",)).select_related("giver", "team").get(pk=grant.pk)
    return case, row


def _set(row: TeamGrant, state: TeamGrant.State) -> None:
    row.state = state
    row.save(update_fields=["state"])


def _tell(row: TeamGrant, act: str, note: str, *, by: Actor, on: date, limits: str = "") -> None:
    """Tell the story, sealed like the case, and both audits. The entry of an offer is found by the offer's id."""
    other = row.giver if row.team_id == by.own_team.pk else row.team
    told = {"act": act, "kind": row.kind, "team": row.team.name, "giver": row.giver.name, "limits": limits}
    ticket = row.pk if act == "offered" else None
    tell(case=row.case, kind=EntryKind.SHARED, by=by, on=on, note=note, data=told, ticket=ticket)
    detail = f"{act}, {row.kind}: team {row.giver_id} to team {row.team_id}"
    for author in (by, _Elsewhere(by.user, vault.signed(other))):
        log.record(EventKind.SHARED, by=author, cases=[row.case_id], detail=detail)
