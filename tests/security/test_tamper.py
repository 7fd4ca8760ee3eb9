"""T15: nothing sealed opens once it was changed or moved, in any column; pages say so and tell the coordinators."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import vault
from cases.access import rotation as roots
from cases.access.actor import Actor
from cases.keys.envelope import Tampered
from cases.people.models import Case
from cases.vault import SealedField, rotation
from cases.vault.fields import Holder, Sealed
from tests import factories
from tests.security.boxes import Boxes, opens
from tests.security.matrix import TABLE, Row
from tests.security.tampering import FIELDS, damages, fresh, sealed
from tests.security.world import ACTIVIST, COORDINATOR, MARK, About, Thing, World, role_of, undone

pytestmark = pytest.mark.xdist_group("matrix")
COLUMN: Final = re.compile(r'"\w+"\."\w+"')
NAMES = [f"{model._meta.label}.{field.name}" for model, field in FIELDS]


def _opens(row: models.Model, field: SealedField[Any], raw: bytes, by: Actor) -> bool:
    """Tell whether the field of a row opens with these bytes in it, for somebody who may open it."""
    by.case_keys.clear()
    if isinstance(row, Case):  # what does not open is read once more, so it has to stand there
        Case.objects.filter(pk=row.pk).update(**{field.name: raw})
    try:
        vault.open(Sealed(row, field, raw), by=by, why="test", shown=False)
    except Tampered:
        return False
    return True


# Sealed fields ----------------------------------------------------------------------------------------------


@pytest.fixture
def by(world: World) -> Actor:
    return world.group.coordinator.actor


@pytest.fixture
def cases(world: World) -> list[Case]:
    """Two cases of the team that are not restricted."""
    things = [thing for thing in world.things[About.CASE] if thing.name.startswith("of the")]
    return [Case.objects.get(**thing.kwargs) for thing in things]


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=NAMES)
def test_what_was_changed_does_not_open(
    world: World, by: Actor, cases: list[Case], model: type[models.Model], field: SealedField[Any]
) -> None:
    """Whoever sealed it: an activist's words to the team are boxed."""
    with undone():
        for author in (by, world.group.activist.actor):
            row = sealed(model, field, cases[0], uuid4(), by=author)
            raw = getattr(row, field.name).raw
            assert _opens(row, field, raw, by)
            assert [name for name, changed in damages(raw) if _opens(row, field, changed, by)] == []


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=NAMES)
def test_what_was_moved_does_not_open(
    world: World, by: Actor, cases: list[Case], model: type[models.Model], field: SealedField[Any]
) -> None:
    """From another row, another field of a row with the same number, another case, another team."""
    pk, theirs = uuid4(), world.other.coordinator
    with undone():
        row = sealed(model, field, cases[0], pk, by=by)
        own = getattr(row, field.name).raw
        foreign = factories.case(theirs)
        moved = {"another row": getattr(sealed(model, field, fresh(cases[0]), uuid4(), by=by), field.name).raw}
        moved["another case"] = getattr(sealed(model, field, cases[1], pk, by=by), field.name).raw
        moved["another team"] = getattr(sealed(model, field, foreign, pk, by=theirs.actor), field.name).raw
        for other, place in FIELDS:
            if (other, place) != (model, field):
                there = sealed(other, place, fresh(cases[0]), cases[0].pk if model is Case else pk, by=by)
                moved[f"{other.__name__}.{place.name}"] = getattr(there, place.name).raw
        if model is Case:
            del moved["another row"]  # a case has one row
        assert _opens(row, field, own, by)
        assert [name for name, raw in moved.items() if _opens(row, field, raw, by)] == []


@pytest.mark.parametrize("holder", Holder)
def test_what_was_sealed_with_keys_that_are_gone_does_not_open_when_put_back(
    world: World, by: Actor, cases: list[Case], holder: Holder
) -> None:
    kept = [(model, field) for model, field in FIELDS if field.holder is holder]
    with undone():
        old = []
        for model, field in kept:
            row = sealed(model, field, fresh(cases[0]), uuid4(), by=by)
            old.append((row, field, getattr(row, field.name).raw))
        roots.begin(by=by, why="test")
        while rotation.go_on(by=by):
            pass
        assert [field.name for row, field, raw in old if _opens(row, field, raw, world.group.coordinator.actor)] == []


# Boxes ------------------------------------------------------------------------------------------------------

LABELS = tomllib.loads((Path(__file__).parents[1] / "architecture" / "field_labels.toml").read_text())


@pytest.mark.django_db
def test_no_box_opens_once_it_was_changed_or_moved() -> None:
    """Among them every key, every session, every file, and the audit."""
    boxes = Boxes()
    openers = boxes.openers()
    assert set(openers) == _columns_that_are_boxes()
    own = {name: bytes(getattr(row, name.split(".")[1])) for name, (row, _opener) in openers.items()}
    surprises = []
    for name, (row, opener) in openers.items():
        column = name.split(".")[1]
        twins = type(row)._default_manager.exclude(pk=row.pk).exclude(**{column: None})  # noqa: SLF001 Django's name
        moved = {f"from {other}": raw for other, raw in own.items() if other != name}
        moved |= {f"from {twin.pk}": bytes(getattr(twin, column)) for twin in twins}
        surprises += [] if twins else [f"{name} has no twin"]
        for what, raw in [("as it was", own[name]), *damages(own[name]), *moved.items()]:
            with undone():
                if opens(row, column, raw, opener) is not (what == "as it was"):
                    surprises.append(f"{name} {what}")
        setattr(row, column, own[name])
    assert surprises == []


def _columns_that_are_boxes() -> set[str]:
    fields = {f"{model.__name__}.{field.name}" for model, field in FIELDS}
    return {name for name, label in LABELS.items() if label["label"] == "sealed"} - fields


# Pages ------------------------------------------------------------------------------------------------------


def test_pages_say_that_something_does_not_open_and_tell_the_coordinators(world: World) -> None:
    """Never half a page, never a fault of the server: whichever column was spoiled, in all its rows."""
    readers, surprises = _readers(world), []
    for model, column in [(model, field.name) for model, field in FIELDS] + [*_stored_boxes()]:
        name = f'"{model._meta.db_table}"."{column}"'
        with undone():
            spoiled = _spoil(model, column)
            answers = [(url, world.ask(who, "GET", url, {})) for who, url in readers.get(name, ())]
        refused = [answer for _url, answer in answers if answer.status_code == HTTPStatus.CONFLICT]
        surprises += [f"{url}: {answer.status_code}" for url, answer in answers if answer.status_code >= 500]
        surprises += [f"{name}: a name" for answer in refused if MARK in answer.content.decode()]
        surprises += [f"{name}: no alert" for answer in refused if "audit_alert" not in answer.wrote]
        if (model, column) in {(model, field.name) for model, field in FIELDS} and spoiled and answers and not refused:
            surprises.append(f"{name}: nobody noticed")
    assert surprises == []


def _readers(world: World) -> dict[str, list[tuple[str, str]]]:
    """By column: two who read it, and where: pages that read the fewest columns of cases first."""
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for row in [row for row in TABLE if row.get]:
        thing = world.things[row.about][0]
        who = next((who for who in (COORDINATOR, "coordinator-b", ACTIVIST) if _may(row, who, thing)), None)
        if who is None:
            continue
        url = reverse(row.name, kwargs={**thing.kwargs, **row.extra})
        with CaptureQueriesContext(connection) as queries:
            world.ask(who, "GET", url, {})
        columns = {column for query in queries for column in COLUMN.findall(query["sql"].split(" FROM ")[0])}
        for column in columns:
            found[column].append((len(columns), who, url))
    return {column: [(who, url) for _size, who, url in sorted(pages)[:2]] for column, pages in found.items()}


def _may(row: Row, who: str, thing: Thing) -> bool:
    return role_of(who) in (row.get or ()) and who in thing.scope


def _stored_boxes() -> Iterator[tuple[type[models.Model], str]]:
    """Boxes that the application may write at all, as somebody does who took it over."""
    for name in sorted(_columns_that_are_boxes() - {"Event.body"}):
        model, column = name.split(".")
        yield apps.get_model("cases", model), column


def _spoil(model: type[models.Model], column: str) -> int:
    """Turn one bit in every row; return in how many."""
    table = connection.ops.quote_name(model._meta.db_table)
    last = f"octet_length({column}) - 1"
    turned = f"UPDATE {table} SET {column} = set_byte({column}, {last}, get_byte({column}, {last}) # 1)"  # noqa: S608
    triggers = [f"{model._meta.label}:{trigger.name}" for trigger in getattr(model._meta, "triggers", ())]
    with pgtrigger.ignore(*triggers), connection.cursor() as cursor:
        cursor.execute(f"{turned} WHERE {column} IS NOT NULL")
        return int(cursor.rowcount)
