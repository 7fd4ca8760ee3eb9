"""What somebody would leave behind: the cases that are theirs, and their dates."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.access.models import Membership
from cases.applications.models import Deadline
from cases.people.models import OPEN_STAGES, Case

SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Behind:
    """Codes of open cases assigned to somebody, as many as a page shows, and how many there are; likewise of dates."""

    codes: list[str]
    cases: int
    dates: int

    @property
    def more(self) -> int:
        """How many codes are not shown."""
        return self.cases - len(self.codes)


def behind(row: Membership) -> Behind:
    """Return what has nobody once this person is gone."""
    codes = list(assigned(row).order_by("code").values_list("code", flat=True))
    return Behind(codes[:SHOWN], len(codes), dated(row).count())


def assigned(row: Membership) -> QuerySet[Case]:
    """Return the open cases of the team that this person follows."""
    return Case.objects.filter(team=row.team_id, assignee=row.user_id, stage__in=OPEN_STAGES)


def dated(row: Membership) -> QuerySet[Deadline]:
    """Return the open dates of the team that this person keeps."""
    return Deadline.objects.filter(team=row.team_id, assignee=row.user_id, done=False)


def touched(row: Membership) -> QuerySet[Case]:
    """Return every case that changes when this person leaves: assigned, with a date of theirs, or held by key."""
    user = row.user_id
    theirs = Q(assignee=user) | Q(pk__in=dated(row).values("case")) | Q(held_keys__user=user) | Q(grants__user=user)
    return Case.objects.filter(pk__in=Case.objects.filter(theirs, team=row.team_id).values("pk"))


def lock(row: Membership) -> list[UUID]:
    """Let nobody write to those cases before the transaction ends; return them."""
    found = touched(row).select_for_update(no_key=True).order_by("pk")
    return list(found.values_list("pk", flat=True))
