"""Opens what the tests of this slice look at."""

from cases import vault
from cases.people.dossier import Dossier
from cases.people.models import Case
from cases.timeline.models import Entry, EntryBody
from tests.factories import Person


def dossier(case: Case, by: Person) -> Dossier:
    """The dossier as stored."""
    found: Dossier = vault.open(Case.objects.get(pk=case.pk).dossier, by=by.actor, why="test")
    return found


def story(case: Case, by: Person) -> list[EntryBody]:
    """The timeline, oldest first."""
    rows = Entry.objects.filter(case=case).order_by("number")
    bodies: list[EntryBody] = vault.open_many([row.body for row in rows], by=by.actor, why="test")
    return bodies
