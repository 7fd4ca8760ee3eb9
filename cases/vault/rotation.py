"""After a team's roots were replaced: its cases get new keys, some at a time, until none has an old one."""

import uuid

from django.db import transaction

from cases.access.actor import Actor
from cases.access.models import PastKeys
from cases.keys import envelope
from cases.vault import casekeys
from cases.vault.models import CaseKey, SharedKey
from cases.vault.rekeying import rekey

BATCH = 100


def left(by: Actor) -> int:
    """Return how many cases of the actor's team still have a key from before."""
    return CaseKey.objects.filter(team=by.own_team, epoch__lt=by.own_team.epoch).count()


@transaction.atomic
def go_on(*, by: Actor, size: int = BATCH) -> int:
    """Give the next cases new keys; return how many were done, 0 when all are.

    Stopped at any moment it can be gone on with, by any coordinator. With the last case the old root is forgotten.
    """
    team = by.own_team
    older = CaseKey.objects.filter(team=team, epoch__lt=team.epoch).order_by("epoch", "case_id")
    cases: list[uuid.UUID] = list(older.values_list("case_id", flat=True)[:size])
    if cases:
        rekey(cases, by=by, why="keys of the team renewed")
        by.case_keys.clear()
        return len(cases)
    _take_along(by)
    PastKeys.objects.filter(team=team, root_box__isnull=False).update(root_box=None)
    return 0


def _take_along(by: Actor) -> None:
    """Seal the keys of other teams' cases, which were shared with this one, to its present pair."""
    team = by.own_team
    for row in SharedKey.objects.filter(team=team).select_related("team"):
        if envelope.epoch_of(bytes(row.box)) < team.epoch:
            casekeys.share(row.case_id, team, casekeys.key_of(row.case_id, by))
