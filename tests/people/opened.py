"""Opens what the tests of this slice look at, and sends forms as a browser would."""

from django.test import Client

from cases import vault
from cases.audit import log
from cases.audit.models import Event
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


def form_of(client: Client, url: str) -> dict[str, str]:
    """Return the form of a page as a browser would send it back untouched."""
    page = client.get(url)
    assert page.status_code == 200
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def audited(by: Person) -> list[str]:
    """What the audit says, in no order; only a coordinator can read it."""
    key = by.actor.keyring.audit_pair.private
    return [log.read(event, key).detail for event in Event.objects.filter(team_id=by.actor.own_team.pk)]
