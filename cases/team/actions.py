"""The life of a member as far as it reaches cases: let in again, another role, leaving, new keys for lost ones."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cases import vault
from cases.access import accounts, freezing, renewal, roster, rotation
from cases.access.actor import Actor
from cases.access.models import Grant, Membership, Team, User
from cases.access.permissions import Permission
from cases.access.roles import ROLES, Role, RoleName
from cases.audit import log
from cases.audit.models import EventKind
from cases.base.verdict import Refused
from cases.people import actions as people
from cases.people.models import Case
from cases.tasks import feeds
from cases.team import queries
from cases.vault import holders
from cases.vault import rotation as cases_rotation


@transaction.atomic
def admit(*, membership: Membership, by: Actor) -> int:
    """Let somebody in; who returns gets the keys of their cases again. Return how many."""
    return holders.give_again(accounts.admit(membership=membership, by=by), by=by)


@transaction.atomic
def decline(*, membership: Membership, by: Actor, on: date) -> None:
    """Turn a newcomer away. Who was inside before is removed, with all that follows from it."""
    if membership.is_returning:
        remove(membership=membership, reason="turned away after new keys", by=by, on=on)
    else:
        accounts.decline(membership=membership, by=by)


@transaction.atomic
def remove(*, membership: Membership, reason: str, by: Actor, on: date) -> None:
    """End somebody's place in the team, or one's own. Their sessions end with the next click.

    They keep no access and no key; who held the roots costs the team new ones, at once where a coordinator does this.
    The cases they held are marked for new keys, and have nobody until somebody takes them.
    """
    queries.lock(membership)
    team = roster.lock(by)
    row = roster.lock_member(membership, by, returning=True)
    if row.user_id != by.user.pk and not by.can(Permission.TEAM_MANAGE):
        raise Refused(_("Only coordinators remove somebody."))
    if row.state == Membership.State.ACTIVE:
        roster.require_another_coordinator(row)
    _leave_work(row, by=by, on=on)
    held = holders.held_by(row.user, team)
    holders.take_all(row.user, team)
    Grant.objects.filter(user=row.user_id, case__team=team).delete()
    log.record(EventKind.MEMBER, by=by, detail=f"removed {row.user_id}, {row.role}: {reason}")
    was_inside = row.state == Membership.State.ACTIVE
    roster.empty(row, Membership.State.REMOVED)
    feeds.silence(row)
    row.stepped_in_on = None
    if roster.held_roots(row):
        _renew_roots(row, was_inside=was_inside, by=by)
    else:
        row.save()
        cases_rotation.mark(held)
    User.objects.filter(pk=row.user_id).update(session_epoch=F("session_epoch") + 1)


@transaction.atomic
def change_role(*, membership: Membership, role: RoleName, by: Actor, on: date) -> None:
    """Give somebody another role and its keys. Losing a root costs the team new ones, as leaving does."""
    if role is RoleName.ACTIVIST:
        queries.lock(membership)
    roster.lock(by)
    freezing.require_thawed(by)
    row = roster.lock_member(membership, by)
    before, after = ROLES[row.role_name], ROLES[role]
    if before == after:
        return
    roster.require_another_coordinator(row)
    loses = _loses_a_root(row, before, after)
    if not after.holds_root:
        _leave_work(row, by=by, on=on)
    row.role, row.is_deputy, row.stepped_in_on = role.value, False, None
    log.record(EventKind.MEMBER, by=by, detail=f"{row.user_id} is {role.value} now")
    if loses:
        rotation.begin(by=by, why="role changed", change=row)
    else:
        roster.seal_keyring(row, by.keyring.team)
        row.save()


@transaction.atomic
def renew_account(*, token: str, chosen: str) -> tuple[User, bytes]:
    """Make new keys for who lost theirs, by the link a coordinator made; every key sealed to the old ones goes."""
    user, private_key = renewal.renew(token=token, chosen=chosen)
    holders.take_all(user)
    return user, private_key


@transaction.atomic
def renew_keys(*, reason: str, by: Actor) -> None:
    """Make new roots without anybody leaving: when they may have become known."""
    rotation.begin(by=by, why=reason)


def _renew_roots(row: Membership, *, was_inside: bool, by: Actor) -> None:
    """Replace the roots somebody held. A caseworker who leaves cannot: a coordinator is told to."""
    if not by.keyring.holds_lead:
        row.save()
        Team.objects.filter(pk=row.team_id).update(keys_due=Team.KeysDue.ROOTS)
    elif was_inside:
        rotation.begin(by=by, why="somebody left", change=row)
    else:
        row.save()
        rotation.begin(by=by, why="somebody left")


def _loses_a_root(row: Membership, before: Role, after: Role) -> bool:
    had_lead = before.holds_lead or row.is_deputy
    return (before.holds_root and not after.holds_root) or (had_lead and not after.holds_lead)


def _leave_work(row: Membership, *, by: Actor, on: date) -> None:
    """Take cases and dates off somebody. The timeline tells of it where the actor can write in it."""
    for case in queries.assigned(row):
        try:
            people.assign(case=case, to=None, by=by, on=on)
        except vault.NoKey:
            Case.objects.filter(pk=case.pk).update(assignee=None)
    Case.objects.filter(team=row.team_id, assignee=row.user_id).update(assignee=None)
    queries.dated(row).update(assignee=None, version=F("version") + 1)
