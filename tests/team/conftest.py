"""What the tests of a team's life start from."""

import pytest

from cases import vault
from cases.access.roles import RoleName
from cases.people.models import Case
from tests import factories
from tests.factories import Group, Person

NAME = "Тестов Иван Проверкович"


@pytest.fixture
def group(db: None) -> Group:
    """A team with one person in each role, and a second coordinator."""
    made = factories.group()
    made.add(RoleName.COORDINATOR)
    return made


def opens(case: Case, person: Person) -> bool:
    """Tell whether somebody holds a key to a case."""
    try:
        return bool(vault.open(Case.objects.get(pk=case.pk).dossier, by=person.actor, why="test").legal_name == NAME)
    except vault.NoKey:
        return False
