"""Opens what the tests of this slice look at."""

from typing import Any

import msgspec

from cases import vault
from cases.base.dates import PartialDate
from cases.people import actions as people
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.risk.facts import EntryManner, Facts, Wanted
from cases.risk.models import Standing
from cases.risk.score import Assessment
from cases.timeline.models import Entry, EntryBody
from tests.factories import TODAY, Person

# Of whom enough is known that nothing is feared: medium in Kazakhstan, once reviewed.
CALM = Facts(
    detained=False,
    exit_refused=False,
    near_base=False,
    stopped_before=False,
    entry_manner=EntryManner.REGULAR,
    wanted=Wanted.NONE,
    wanted_checked_on=PartialDate.of(TODAY),
    charges=(),
)


def assessment(case: Case, by: Person) -> Assessment:
    """The newest assessment."""
    standing = Standing.objects.select_related("assessment").get(case=case)
    record: Assessment = vault.open(standing.assessment.body, by=by.actor, why="test")
    return record


def facts(case: Case, by: Person) -> Facts:
    """The facts of the dossier as stored."""
    dossier: Dossier = vault.open(Case.objects.get(pk=case.pk).dossier, by=by.actor, why="test")
    return dossier.facts


def story(case: Case, by: Person) -> list[EntryBody]:
    """The timeline, oldest first."""
    rows = Entry.objects.filter(case=case).order_by("number")
    bodies: list[EntryBody] = vault.open_many([row.body for row in rows], by=by.actor, why="test")
    return bodies


def save(case: Case, by: Person, **changed: Any) -> None:
    """Change facts, as a save does."""

    def change(dossier: Dossier) -> Dossier:
        return msgspec.structs.replace(dossier, facts=msgspec.structs.replace(dossier.facts, **changed))

    people.amend(case=case, change=change, by=by.actor, on=TODAY, why="test")
