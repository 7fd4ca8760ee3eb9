"""Rows below a case, whichever slice they belong to: found by their columns, so that no slice can be forgotten."""

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Q

from cases.access.models import Grant, Membership, Team
from cases.access.roles import RoleName
from cases.people.models import Case

# Their teams are those a key or a grant is for, not the one that owns the case.
_OF_SOMEBODY_ELSE: Final = ("cases.vault.models", "cases.access.models")


def move_to(team: Team, case: Case) -> None:
    """Let everything below a case belong to another team; the case itself and its keys are the caller's."""
    for rows in _below(case, "team"):
        rows.update(team=team)


def unassign_blind(case: Case) -> None:
    """Take a case and its dates from whoever does not see it any more."""
    sees = Q(assignee__in=_seeing(case))
    Case.objects.filter(~sees, pk=case.pk, assignee__isnull=False).update(assignee=None)
    for rows in _below(case, "assignee"):
        rows.filter(~sees, assignee__isnull=False).update(assignee=None)


def _seeing(case: Case) -> set[Any]:
    """Return the people who see a case by their role or because they were given it."""
    roles = [RoleName.COORDINATOR] if case.restricted else [RoleName.COORDINATOR, RoleName.CASEWORKER]
    working = Membership.objects.filter(team=case.team_id, state=Membership.State.ACTIVE)
    given = working.filter(user__in=Grant.objects.filter(case=case).values("user"))
    return set(working.filter(role__in=roles).values_list("user", flat=True)) | set(
        given.values_list("user", flat=True)
    )


def _below(case: Case, column: str) -> Iterator[models.QuerySet[Any]]:
    for model in apps.get_app_config("cases").get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if {"case", column} <= names and model.__module__ not in _OF_SOMEBODY_ELSE:
            yield model._default_manager.filter(case=case.pk)  # noqa: SLF001  # Django's public name begins so
