"""What risk costs: assessing one case, what would lower it, and a whole team anew with its progress."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from django.db import transaction

from cases import vault
from cases.access.actor import Actor, today
from cases.countries import catalogue
from cases.people.models import Case
from cases.risk import actions as risk
from cases.risk.country import country_risk
from cases.risk.relief import outlook
from cases.risk.score import assess
from cases.watch import incident_actions, waiting
from tests.bench.keys import coordinator, line

ASSESS_MS: Final = 1
RELIEF_MS: Final = 30
AGAIN_SECONDS: Final = 10
_AGAIN_CASES: Final = 5_000
_SAMPLE: Final = 200


def measure(port: int) -> list[str]:
    """Measure all three in this process and return the lines to print; the server is not asked."""
    del port
    lead = coordinator(0)
    return [*_one(lead), *_team(lead)]


def _one(lead: Actor) -> Iterator[str]:
    """The processor time of one assessment, and of one risk page's reliefs, over dossiers as they were loaded."""
    rows = list(Case.objects.filter(team=lead.own_team, restricted=False).order_by("pk")[:_SAMPLE])
    with transaction.atomic():
        dossiers = vault.open_many([row.dossier for row in rows], by=lead, why="bench", shown=False)
    on = today(lead)
    known = [
        (dossier.assessed, country_risk(str(row.country), catalogue.get(str(row.country)), on))
        for row, dossier in zip(rows, dossiers, strict=True)
    ]
    one = _each(lambda: [assess(facts, country, (), on) for facts, country in known], len(known))
    yield line("assessing one case, processor", one, ASSESS_MS, "ms")
    reliefs = _each(lambda: [outlook(facts, country, (), on) for facts, country in known], len(known))
    yield line("what would lower it, on its page", reliefs, RELIEF_MS, "ms")


def _each(work: Callable[[], object], count: int) -> float:
    """Return the milliseconds of processor time that each of `count` took."""
    work()
    start = time.process_time()
    work()
    return 1_000 * (time.process_time() - start) / count


def _team(lead: Actor) -> Iterator[str]:
    """A team assessed anew in batches, as the page does that shows its progress."""
    risk.rest_on_new(team=lead.own_team.pk)
    cases, start = waiting.count(lead), time.perf_counter()
    lines = sum(1 for _line in incident_actions.assess_waiting(by=lead, on=today(lead)))
    seconds = time.perf_counter() - start
    scaled = seconds * _AGAIN_CASES / max(cases, 1)
    yield line(f"{cases:,} cases anew, {lines} lines", seconds, AGAIN_SECONDS, "s")
    yield line(f"so {_AGAIN_CASES:,} cases, on one core", scaled, AGAIN_SECONDS, "s")
