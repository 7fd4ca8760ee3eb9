"""Work over all open cases of a team: opened a hundred at a time, each hundred in a transaction of its own."""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.actor import Actor
from cases.people.models import Case

BATCH: Final = 100


def open_cases(by: Actor) -> list[UUID]:
    """Return the open cases of the own team that the actor may see, in a fixed order."""
    return list(by.own_team.cases.visible_to(by).open().order_by("code").values_list("pk", flat=True))


def batches(cases: Sequence[UUID], by: Actor) -> Iterator[tuple[list[Case], str]]:
    """Yield the rows of a batch, inside a transaction, with a line that says how far the work is."""
    for begin in range(0, len(cases), BATCH):
        seen = min(begin + BATCH, len(cases))
        with transaction.atomic():
            by.renew()
            by.case_keys.clear()
            rows = Case.objects.visible_to(by).filter(pk__in=cases[begin:seen]).select_related("standing__assessment")
            yield list(rows.order_by("code")), _("%(seen)d of %(all)d looked at") % {"seen": seen, "all": len(cases)}
