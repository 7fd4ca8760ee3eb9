"""Loads cases in bulk: copies of cases that were made by the real actions, sealed anew under keys of their own."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from random import Random
from typing import Any, Final

from django.db import connection, models, transaction
from django.test.utils import override_settings

from cases import vault
from cases.access.actor import Actor, today
from cases.access.models import Grant
from cases.applications.models import Application, Deadline, Move
from cases.demo.player import play
from cases.demo.stories import DESKS, stories
from cases.people.models import Case
from cases.risk.models import Assessment, Standing, Step
from cases.timeline.models import Entry
from cases.vault.fields import SealedField
from cases.watch.models import Detention, Review
from tests.bench.crew import Crew, crew, operator

TEAM_SIZE: Final = 5_000
_CHEAP: Final = "8,1,1"  # key derivation for those who never log in
_BELOW: Final = (Assessment, Standing, Step, Entry, Application, Move, Deadline, Review, Detention, Grant)
_FLUSH: Final = 250
_LETTERS, _DIGITS = "CDFGHJKLMNPQRTVWXZ", "2346789"
_STRIDE: Final = 1_000_003  # a prime: codes of neighbours do not look alike


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a case, and what its sealed fields hold."""

    row: models.Model
    opened: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Original:
    """A case made by the real actions, with all its rows, and the role of who logged it."""

    case: Part
    parts: Sequence[Part]
    logged_by: str
    roles: Mapping[uuid.UUID, str]


def load(cases: int) -> None:
    """Fill the database: one team by the actions themselves, then teams of copies, on both cores."""
    by = operator()
    originals = _originals(by)
    for number, original in enumerate(originals, start=cases):  # theirs are random, and could be one of the copies'
        Case.objects.filter(pk=original.case.row.pk).update(code=code(number))
    teams = [(number, start, min(TEAM_SIZE, cases - start)) for number, start in enumerate(range(0, cases, TEAM_SIZE))]
    connection.close()  # each process opens its own
    with get_context("fork").Pool(2) as pool:
        pool.starmap(_fill, [(originals, by, *team) for team in teams], chunksize=1)


def _originals(by: Actor) -> list[Original]:
    with override_settings(KDF_COST=_CHEAP), transaction.atomic():
        made = crew("originals", by)
        cast = {"coordinator": made.coordinator} | {role: actors[0] for role, actors in made.others.items()}
        now = today(made.coordinator)
        roles = {actor.user.pk: role for role, actor in cast.items()}
        told = [(story, play(story, cast, now)) for story in stories(DESKS[0], now)]
        return [_original(case, made.coordinator, story.logged_by, roles) for story, case in told]


def _original(case: Case, by: Actor, logged_by: str, roles: Mapping[uuid.UUID, str]) -> Original:
    rows = [row for model in _BELOW for row in _all(model).filter(case=case)]
    kept = [row for row in rows if not isinstance(row, Grant) or roles[row.user_id] == logged_by]
    return Original(_open(Case.objects.get(pk=case.pk), by), [_open(row, by) for row in kept], logged_by, roles)


def _open(row: models.Model, by: Actor) -> Part:
    names = _sealed(type(row))
    return Part(row, {name: vault.open(getattr(row, name), by=by, why="bench", shown=False) for name in names})


def _all(model: type[models.Model]) -> models.Manager[Any]:
    return model._default_manager  # noqa: SLF001  # Django's public name for it begins so


def _sealed(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def _fill(originals: Sequence[Original], by: Actor, number: int, start: int, size: int) -> None:
    """Fill one team. The people of the first are those who will log in."""
    with override_settings(**({"KDF_COST": _CHEAP} if number else {})), transaction.atomic():
        made = crew(f"team-{number}", by)
    filler = _Filler(made, Random(number))  # noqa: S311
    for one in range(start, start + size, _FLUSH):
        with transaction.atomic():
            for place in range(one, min(one + _FLUSH, start + size)):
                filler.copy(originals[place % len(originals)], code(place))
            filler.flush()
    connection.close()


class _Filler:
    """Copies cases into a team; rows wait until `flush`."""

    def __init__(self, made: Crew, chance: Random) -> None:
        self._crew, self._chance = made, chance
        self._rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self._told_once: set[Any] = set()

    def copy(self, original: Original, fresh_code: str) -> None:
        """Copy a case: new ids, a new key, members of this team, everything sealed again."""
        people = {user: self._crew.somebody(role, self._chance) for user, role in original.roles.items()}
        logger = next(people[user] for user, role in original.roles.items() if role == original.logged_by)
        new_ids = {user: actor.user.pk for user, actor in people.items()} | {original.case.row.pk: uuid.uuid4()}
        case = self._again(original.case, new_ids)
        assert isinstance(case, Case)
        case.code = fresh_code
        case.week_created -= timedelta(weeks=self._chance.randint(0, 100))
        vault.new_case_key(case, by=logger, restricted=case.restricted)
        self._crew.coordinator.case_keys[case.pk] = logger.case_keys[case.pk]
        with vault.holding(case.pk, by=self._crew.coordinator):
            self._seal(case, original.case)
            for part in original.parts:
                if part.row.pk not in self._told_once:
                    self._seal(self._again(part, new_ids), part)
                if isinstance(part.row, Detention):  # a team has two or three, however large it is
                    self._told_once.add(part.row.pk)
        self._crew.coordinator.case_keys.clear()
        logger.case_keys.clear()

    def flush(self) -> None:
        """Insert what waits."""
        for model in (Case, *_BELOW):
            _all(model).bulk_create(self._rows.pop(model, []), batch_size=1_000)

    def _again(self, part: Part, new_ids: dict[uuid.UUID, uuid.UUID]) -> models.Model:
        """Return the row with the ids of its new surroundings."""
        values: dict[str, Any] = {}
        for field in part.row._meta.concrete_fields:
            value = part.row.__dict__[field.attname]
            if field.name == "team":
                value = self._crew.coordinator.own_team.pk
            elif isinstance(field, models.BigAutoField):
                continue
            elif field.primary_key and not field.is_relation:
                value = new_ids.setdefault(value, uuid.uuid4())
            elif field.is_relation:
                value = new_ids.get(value, value)
            values[field.attname] = value
        return type(part.row)(**values)

    def _seal(self, row: models.Model, part: Part) -> None:
        for name, value in part.opened.items():
            vault.seal(row, name, value, by=self._crew.coordinator)
        self._rows[type(row)].append(row)


def code(number: int) -> str:
    """Return the case code of a number; all differ."""
    left, made = number * _STRIDE, ""
    for alphabet in (_LETTERS, _DIGITS, _LETTERS, _DIGITS, _LETTERS, _LETTERS):
        left, at = divmod(left, len(alphabet))
        made += alphabet[at]
    return f"{made[:3]}-{made[3:]}"
