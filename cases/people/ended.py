"""Access whose time is over: scope hides the case at once, its key is replaced when somebody who can comes by.

So is the key of a case whose turn in a renewal of the team's keys has not come: nothing is written under the old one.
"""

from typing import Final
from uuid import UUID

from django.db import transaction

from cases import vault
from cases.access.actor import Actor, today
from cases.access.models import Grant
from cases.people import below, needtoknow
from cases.people.models import Case
from cases.vault import rekeying, rotation

AT_ONCE: Final = 50  # cases in one request


@transaction.atomic
def take_keys(case: Case, *, by: Actor) -> bool:
    """Give a case a new key if somebody's access to it has ended; tell whether one was needed.

    Only members of the team that owns the case can; for the others it waits.
    """
    if not (by.sees_whole_team and needtoknow.may_decide(by, case)):
        return False
    over = Grant.objects.filter(case=case, until__lt=today(by))
    if not (over.exists() or vault.outdated_shares(case.team_id, of=case.pk) or rotation.is_waiting(case)):
        return False
    over.delete()
    rekeying.rekey([case.pk], by=by, why="access ended")
    below.unassign_blind(case)
    return True


def waiting(by: Actor, *, partners: bool = True) -> list[Case]:
    """Return the cases whose key somebody still holds after their access has ended, those the actor sees.

    Without `partners` no case ever went to another team, and no team holds a key.
    """
    if not by.sees_whole_team:
        return []
    team = by.own_team.pk
    over = Grant.objects.filter(until__lt=today(by), case__team=team).order_by("case")
    cases: set[UUID] = set(over.values_list("case", flat=True).distinct()[:AT_ONCE])
    cases.update(vault.outdated_shares(team) if partners else ())
    return list(Case.objects.visible_to(by).filter(pk__in=cases).order_by("code")) if cases else []
