"""Two teams, a case whose person agreed to be known elsewhere, and offers of it, as the pages make them."""

from typing import Any

from cases import vault
from cases.access.models import TeamGrant
from cases.people import sharing
from cases.people.dossier import Consent, Permission
from cases.people.models import Case
from cases.timeline.models import Entry
from tests.factories import TODAY, Group, Person, case

AGREED = Permission(to_services=Consent.YES, to_disclosure=Consent.YES, limits="Not to his sister.")
NAME = "Тестов Иван Проверкович"
SHARED, HANDED = TeamGrant.Kind.SHARED, TeamGrant.Kind.HANDED


def agreed_case(by: Person, **dossier: Any) -> Case:
    """A case of somebody who agreed that details are passed on."""
    known: dict[str, Any] = {"alias": "Волк", "legal_name": NAME, "consent": AGREED} | dossier
    return case(by, **known)


def offer(
    row: Case, to: Group, *, by: Person, kind: TeamGrant.Kind = SHARED, asked: str = "Find a lawyer."
) -> TeamGrant:
    """Offer a case to another team."""
    return sharing.offer(case=row, team=to.team, kind=kind, asked=asked, by=by.actor, on=TODAY)


def share(row: Case, to: Group, *, by: Person) -> TeamGrant:
    """Share a case: offered and accepted."""
    made = offer(row, to, by=by)
    sharing.accept(offer=made, by=to.coordinator.actor, on=TODAY)
    made.refresh_from_db()
    return made


def opens(row: Case, person: Person, *, actor: Any = None) -> bool:
    """Tell whether somebody's keys open the dossier and the whole story of a case."""
    by, fresh = actor or person.actor, Case.objects.get(pk=row.pk)
    try:
        dossier = vault.open(fresh.dossier, by=by, why="test")
        vault.open_many([entry.body for entry in Entry.objects.filter(case=fresh)], by=by, why="test")
    except vault.NoKey:
        return False
    return bool(dossier.legal_name == NAME)


def reads(person: Person, row: Case) -> int:
    """The answer to opening the page of a case."""
    return int(person.client().get(f"/cases/{row.code}/").status_code)
