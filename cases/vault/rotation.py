"""After a team's roots were replaced, or somebody left: its cases get new keys, some at a time, until none is old."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q

from cases.access import roster
from cases.access.actor import Actor
from cases.access.models import PastKeys, Team
from cases.keys import envelope
from cases.vault import casekeys
from cases.vault.models import CaseKey, SharedKey
from cases.vault.rekeying import rekey

BATCH = 100


def mark(cases: Iterable[uuid.UUID]) -> None:
    """Have cases get new keys in the next round of their teams: somebody who left held those they have."""
    keys = CaseKey.objects.filter(case__in=list(cases))
    keys.update(is_due=True)
    Team.objects.filter(pk__in=keys.values("team"), keys_due=Team.KeysDue.NOTHING).update(keys_due=Team.KeysDue.CASES)


def is_waiting(case: models.Model) -> bool:
    """Tell whether a case is to get a new key before anything more is written in it."""
    return CaseKey.objects.filter(Q(is_due=True) | Q(epoch__lt=F("team__epoch")), case=case.pk).exists()


def left(by: Actor) -> int:
    """Return how many cases of the actor's team wait for a new key."""
    return CaseKey.objects.filter(_is_old(by.own_team), team=by.own_team).count()


def go_on(*, by: Actor, size: int = BATCH) -> int:
    """Give the next cases new keys; return how many were done, 0 when all are.

    Stopped at any moment it can be gone on with, by any coordinator, and by two at once. With the last case the old
    root is forgotten. Raises `PermissionDenied` when the actor has lost their place meanwhile.
    """
    while True:
        if done := _some(by, size):
            return done
        if _finish(by):
            return 0


@transaction.atomic
def _some(by: Actor, size: int) -> int:
    by.renew()
    cases = _next(by.own_team, size)
    if cases:
        rekey(cases, by=by, why="keys of the team renewed")
    by.case_keys.clear()
    return len(cases)


def _next(team: Team, size: int) -> list[uuid.UUID]:
    """Lock the next cases nobody is writing to; when somebody writes to all that are left, name one to wait for."""
    case_model: Any = apps.get_model("cases", "Case")
    waiting = case_model.objects.filter(_is_old(team, "key__"), key__team=team).order_by("key__epoch", "pk")
    free = waiting.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return list(free.values_list("pk", flat=True)[:size]) or list(waiting.values_list("pk", flat=True)[:1])


@transaction.atomic
def _finish(by: Actor) -> bool:
    """Forget the old roots, unless more has come to be done meanwhile; under the team's lock nothing can."""
    team = roster.lock(by)
    if left(by):
        return False
    _take_along(by)
    PastKeys.objects.filter(team=team, root_box__isnull=False).update(root_box=None)
    Team.objects.filter(pk=team.pk, keys_due=Team.KeysDue.CASES).update(keys_due=Team.KeysDue.NOTHING)
    return True


def _take_along(by: Actor) -> None:
    """Seal the keys of other teams' cases, which were shared with this one, to its present pair.

    They are locked first: what another team gives anew in this moment must not be overwritten with what it gave before.
    New keys only their own teams can make; those are asked to, for whoever left this one held the keys they have.
    """
    team, old = by.own_team, []
    for row in SharedKey.objects.filter(team=team).select_related("team").select_for_update(of=("self",)):
        if envelope.epoch_of(bytes(row.box)) < team.epoch:
            casekeys.share(row.case_id, team, casekeys.key_of(row.case_id, by))
            old.append(row.case_id)
    mark(old)


def _is_old(team: Team, prefix: str = "") -> models.Q:
    return Q(**{f"{prefix}epoch__lt": team.epoch}) | Q(**{f"{prefix}is_due": True})
