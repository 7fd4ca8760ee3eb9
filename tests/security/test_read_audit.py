"""T16: every opening is in the audit, with its cases."""

import re
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from cases.audit import log
from cases.audit.models import Event, EventKind
from cases.keys import envelope
from cases.vault import SealedField, doors
from tests import factories
from tests.security.matrix import TABLE, Row
from tests.security.world import EVERYWHERE, STRANGER, Thing, World, undone

SEALED = {
    (model._meta.label, field.name): model
    for model in apps.get_app_config("cases").get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, SealedField)
}
READABLE = [row for row in TABLE if row.get is not None]
BESIDE = re.compile(r"who has seen|name revealed|kept form|audit: .*")  # told beside an opening, or without one


class Opened:
    """What was taken out of its envelope: how often a door was opened, and the places of the values behind it."""

    def __init__(self) -> None:
        self.doors = 0
        self.places: list[envelope.Place] = []

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Look over the shoulder of every door and every decryption."""
        patch.setattr(doors, "_open_all", self._counted(doors._open_all))  # noqa: SLF001 what both doors go through
        for name in ("unlock", "unbox"):
            patch.setattr(envelope, name, self._watched(getattr(envelope, name)))

    def forget(self) -> None:
        """Begin anew."""
        self.doors = 0
        self.places.clear()

    def cases(self) -> set[uuid.UUID]:
        """The cases whose values were opened."""
        found: set[uuid.UUID] = set()
        for place in self.places:
            rows = SEALED[place.model, place.field]._default_manager.filter(pk=place.row)  # noqa: SLF001 Django's name
            found.update(rows.values_list("pk" if place.model == "cases.Case" else "case_id", flat=True))
        return found

    def _counted(self, original: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        def opening(sealed: Any, by: Any) -> list[Any]:
            self.doors += 1
            return original(sealed, by)

        return opening

    def _watched(self, original: Callable[..., bytes]) -> Callable[..., bytes]:
        def opening(key: bytes, raw: bytes, place: envelope.Place) -> bytes:
            data = original(key, raw, place)
            if (place.model, place.field) in SEALED:
                self.places.append(place)
            return data

        return opening


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    watcher = Opened()
    watcher.watch(monkeypatch)
    return watcher


@pytest.mark.django_db
@pytest.mark.xdist_group("matrix")
@pytest.mark.parametrize("row", READABLE, ids=lambda row: row.name)
def test_what_a_page_opens_is_what_the_audit_says(world: World, opened: Opened, row: Row) -> None:
    """Every page, asked by everybody about everything: the cases opened are those of its events, no more, no less."""
    for thing in world.things[row.about]:
        for who in sorted(EVERYWHERE - {STRANGER}):
            with undone():
                _compare(world, opened, who, row, thing)


def _compare(world: World, opened: Opened, who: str, row: Row, thing: Thing) -> None:
    before = set(Event.objects.values_list("pk", flat=True))
    client = world.client(who)
    opened.forget()
    answer = client.get(reverse(row.name, kwargs={**thing.kwargs, **row.extra}))
    bodies = _bodies(world, who, before)
    if answer.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        # What was opened to decide is undone with the page, which shows none of it (see `test_matrix`).
        assert {body.detail for body in bodies} <= {"banner"}
        return
    recorded = {uuid.UUID(case) for body in bodies for case in body.cases}
    assert (opened.doors, opened.cases()) == (len(bodies), recorded), (who, thing.name)


def _bodies(world: World, who: str, before: set[Any]) -> list[log.Body]:
    """What was recorded as opened, read by a coordinator of the team of whoever asked, or by the operator."""
    person = world.people[who]
    lead = world.people["coordinator-b" if who.endswith("-b") else "coordinator"]
    key = lead.actor.keyring.audit_pair.private if person.membership else person.private_key
    bodies = [log.read(event, key) for event in Event.objects.exclude(pk__in=before)]
    return [body for body in bodies if body.kind == EventKind.OPENED and not BESIDE.fullmatch(body.detail)]


def test_one_opening_is_one_event(db: None, opened: Opened) -> None:
    group = factories.group()
    case = factories.case(group.activist)
    client = group.activist.client()
    for times in (1, 2, 3):
        before = Event.objects.count()
        opened.forget()
        assert client.get(case.get_absolute_url()).status_code == 200
        assert opened.cases() == {case.pk}
        assert Event.objects.count() == before + 1, times
