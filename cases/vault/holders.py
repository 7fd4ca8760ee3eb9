"""The keys one person holds of single cases: taken when they leave or lose their own, given again when they return."""

import uuid

from django.db import connection
from django.db.models import Q

from cases.access.actor import Actor, today
from cases.access.models import Grant, Membership, Team, User
from cases.audit import log
from cases.audit.models import EventKind
from cases.vault import casekeys
from cases.vault.models import HeldKey


def held_by(user: User, team: Team) -> list[uuid.UUID]:
    """Return the cases of a team whose key somebody holds in person."""
    return list(HeldKey.objects.filter(user=user, team=team).values_list("case_id", flat=True))


def take_all(user: User, team: Team | None = None) -> None:
    """Forget the keys sealed to somebody, in one team or everywhere. What they opened, they have read."""
    held = HeldKey.objects.filter(user=user)
    (held if team is None else held.filter(team=team)).delete()


def give_again(to: Membership, *, by: Actor) -> int:
    """Seal to somebody the keys of all the team's cases they have access to; return how many."""
    current = Q(until__isnull=True) | Q(until__gte=today(by))
    granted = Grant.objects.filter(current, user=to.user_id, case__team=by.own_team)
    cases = sorted(granted.values_list("case_id", flat=True))
    if not cases:
        return 0
    _hold_still(cases, by)
    secrets, public_key = casekeys.keys_for(cases, by), by.checked_public_key(to)
    HeldKey.objects.filter(user=to.user_id, case__in=cases).delete()
    HeldKey.objects.bulk_create(
        HeldKey(
            case_id=case,
            user_id=to.user_id,
            team=by.own_team,
            box=casekeys.held_box(case, to.user_id, public_key, secrets[case], by),
        )
        for case in cases
    )
    log.record(EventKind.KEY, by=by, cases=cases, detail=f"keys given to {to.user_id}")
    return len(cases)


def _hold_still(cases: list[uuid.UUID], by: Actor) -> None:
    """Let nobody replace these keys before the transaction ends, and read them anew."""
    statement = "SELECT 1 FROM vault_case_key WHERE case_id = ANY(%s::uuid[]) ORDER BY case_id FOR KEY SHARE"
    with connection.cursor() as cursor:
        cursor.execute(statement, [cases])
    for case in cases:
        by.case_keys.pop(case, None)
