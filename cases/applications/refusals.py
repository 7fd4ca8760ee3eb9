"""Counting refusals by destination and reason: how many is in clear, which cases is sealed."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import F
from django.db.models.functions import Greatest

from cases.applications.catalogue import vocabulary
from cases.applications.models import Application, RefusalCount


def is_refused(stage: str) -> bool:
    """Whether a stage means that an authority has refused."""
    word = vocabulary().stages.get(stage)
    return word is not None and word.phase == "refused"


def is_new(source: str, target: str) -> bool:
    """Whether going from one stage to another is one more refusal: one that becomes final is not."""
    return is_refused(target) and not is_refused(source)


def recount(row: Application, was: Sequence[str], now: Sequence[str]) -> None:
    """Count the refusals of an application as they are now instead of as they were; equal ones cost nothing."""
    before, after = Counter(was), Counter(now)
    of_team = RefusalCount.objects.filter(team=row.team_id, destination=row.destination)
    for reason, times in (before - after).items():
        of_team.filter(reason=reason).update(count=Greatest(F("count") - times, 0))
    for reason, times in (after - before).items():
        key = {"team_id": row.team_id, "destination": row.destination, "reason": reason}
        RefusalCount.objects.bulk_create([RefusalCount(**key)], ignore_conflicts=True)
        of_team.filter(reason=reason).update(count=F("count") + times)
