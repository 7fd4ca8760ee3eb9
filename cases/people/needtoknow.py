"""Decisions about who may know of a case: people of the team, and other teams."""

from datetime import date

from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.access.models import Membership, Team, TeamGrant
from cases.access.permissions import Permission
from cases.base.verdict import ALLOWED, Verdict
from cases.people.dossier import Consent
from cases.people.dossier import Permission as Agreed
from cases.people.models import Case


def may_decide(by: Actor, case: Case) -> Verdict:
    """Who sees a case, who follows it and where it goes is for the team that owns it, however it is shared."""
    own = by.team is not None and case.team_id == by.team.pk
    return ALLOWED if own else Verdict(False, _("Only the team that owns this case decides that."))


def may_name(by: Actor, case: Case) -> Verdict:
    """Who else may know of a restricted case is for coordinators."""
    if not may_decide(by, case):
        return may_decide(by, case)
    allowed = not case.restricted or by.can(Permission.CASE_RESTRICT)
    return ALLOWED if allowed else Verdict(False, _("Only a coordinator names people for a restricted case."))


def may_restrict(by: Actor, case: Case) -> Verdict:
    """Closing a case to the team, and opening it again, is a coordinator's word."""
    allowed = may_decide(by, case) and by.can(Permission.CASE_RESTRICT)
    return ALLOWED if allowed else Verdict(False, _("Only a coordinator of the team that owns this case decides that."))


def may_share(by: Actor, case: Case) -> Verdict:
    """Passing a case on to another team is a coordinator's word."""
    allowed = may_decide(by, case) and by.can(Permission.CASE_SHARE)
    return ALLOWED if allowed else Verdict(False, _("Only a coordinator of the team that owns this case decides that."))


def may_answer(by: Actor, grant: TeamGrant) -> Verdict:
    """What another team offers is answered, and given back, by a coordinator of the team that was asked."""
    allowed = by.can(Permission.CASE_SHARE) and grant.team_id == by.own_team.pk
    return ALLOWED if allowed else Verdict(False, _("Only a coordinator of the team that was asked answers."))


def can_be_given(to: Membership, case: Case) -> Verdict:
    """A case is given to people who work in the team that owns it."""
    works_here = to.team_id == case.team_id and to.state == Membership.State.ACTIVE
    return ALLOWED if works_here else Verdict(False, _("This person is not in the team."))


def can_last_until(until: date | None, on: date) -> Verdict:
    """Access that is given lasts at least until tonight."""
    lasts = until is None or until >= on
    return ALLOWED if lasts else Verdict(False, _("This day is over. Choose today or a later day."))


def can_be_shared(agreed: Agreed) -> Verdict:
    """Nothing of a person goes to another team unless they agreed to our work and to passing details on."""
    answers = (agreed.to_services, agreed.to_disclosure)
    if Consent.NO in answers:
        return Verdict(False, _("The person did not agree to this. Ask them again before anything is passed on."))
    if None in answers:
        return Verdict(False, _("No consent is on record. Ask the person, and write their answer down first."))
    return ALLOWED


def can_receive(team: Team, case: Case) -> Verdict:
    """Cases go to other teams that have keys; invented ones stay among invented teams."""
    fits = team.pk != case.team_id and team.is_founded and team.is_demo == case.team.is_demo
    return ALLOWED if fits else Verdict(False, _("This team cannot be given the case."))


def can_answer(offer: TeamGrant) -> Verdict:
    """An offer is answered once."""
    if offer.state == TeamGrant.State.OFFERED:
        return ALLOWED
    return Verdict(False, _("This offer was answered or taken back meanwhile."))


def can_end(grant: TeamGrant) -> Verdict:
    """An offer ends before it is answered, sharing at any time; what was handed over belongs to the other team."""
    return ALLOWED if grant.state == TeamGrant.State.OFFERED or _is_shared(grant) else _over()


def can_give_back(grant: TeamGrant) -> Verdict:
    """Only what is shared is given back; what was handed over is handed over again."""
    return ALLOWED if _is_shared(grant) else _over()


def _is_shared(grant: TeamGrant) -> bool:
    return grant.state == TeamGrant.State.ACCEPTED and grant.kind == TeamGrant.Kind.SHARED


def _over() -> Verdict:
    return Verdict(False, _("This is over already."))
