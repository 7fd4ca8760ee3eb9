"""New keys for cases that exist: everything below them is opened with the old key and sealed with the new one.

Done when somebody must no longer be able to open what is written from now on. What they have read, they have read.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q

from cases.access.actor import Actor, CaseSecret, today
from cases.access.models import Grant, Membership, TeamGrant
from cases.audit import log
from cases.audit.models import EventKind
from cases.keys import envelope
from cases.keys.keyring import new_root
from cases.vault import casekeys
from cases.vault.doors import is_team_held, open_team_held, place_of
from cases.vault.fields import Holder, SealedField
from cases.vault.models import CaseKey, HeldKey, SharedKey


@dataclass(frozen=True, slots=True)
class _Change:
    """The old and the new key of one case."""

    old: CaseSecret
    new: CaseSecret


@transaction.atomic
def rekey(cases: Iterable[uuid.UUID], *, by: Actor, why: str) -> None:
    """Give each case a new key. Those with a current grant, and teams it is shared with, get the new one.

    The actor is a member who can open them all; restricted cases need a coordinator.
    """
    rows, keys = _lock(cases)
    if not rows:
        return
    by.lock_roots()
    changes = _changes(rows, by)
    for row in rows:
        _move_card(row, row.restricted, changes[row.pk], by)
    _reseal_all(rows, keys, changes, by)
    log.record(EventKind.KEY, by=by, cases=list(changes), detail=f"new case keys: {why}")


@transaction.atomic
def restrict(case: models.Model, *, to_people: bool, by: Actor) -> None:
    """Close a case to all but coordinators and the people with a grant, or open it to the members again."""
    rows, keys = _lock([case.pk])
    by.lock_roots()
    changes = _changes(rows, by)
    keys[case.pk].held_by = CaseKey.HeldBy.LEAD if to_people else CaseKey.HeldBy.TEAM
    _move_card(rows[0], to_people, changes[case.pk], by)
    _reseal_all(rows, keys, changes, by)
    log.record(EventKind.KEY, by=by, cases=[case.pk], detail="restricted" if to_people else "not restricted")


@transaction.atomic
def hand_over(case: models.Model, *, card: bytes, by: Actor) -> None:
    """Make the case the actor's team's own, which another team has shared with it: a new key, bound to the new team.

    `card` is the encoded card, which only the old team's members could open. The rows' `team` columns are the
    caller's to change, in this transaction and before this.
    """
    rows, keys = _lock([case.pk])
    by.lock_roots()
    changes = _changes(rows, by)
    row = rows[0]
    for field in sealed_fields(type(row)):
        if field.holder is Holder.TEAM:
            setattr(row, field.name, _locked(row, field, card, changes[row.pk].new, by))
    HeldKey.objects.filter(case=case.pk).delete()
    SharedKey.objects.filter(case=case.pk).delete()
    keys[case.pk].held_by = CaseKey.HeldBy.LEAD if row.restricted else CaseKey.HeldBy.TEAM
    _reseal_all(rows, keys, changes, by)
    log.record(EventKind.KEY, by=by, cases=[case.pk], detail="taken over")


def take_case_key(
    case: models.Model, *, by: Actor, user: uuid.UUID | None = None, team: uuid.UUID | None = None
) -> None:
    """Take a case's key from a person or a team, and give the case a new one."""
    if user is not None:
        HeldKey.objects.filter(case=case.pk, user=user).delete()
    if team is not None:
        SharedKey.objects.filter(case=case.pk, team=team).delete()
    rekey([case.pk], by=by, why="access taken")


def sealed_fields(model: type[models.Model]) -> list[SealedField[Any]]:
    """Return the sealed fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def _lock(cases: Iterable[uuid.UUID]) -> tuple[list[Any], dict[uuid.UUID, CaseKey]]:
    """Lock cases, then their keys: in the order in which writers of a case take them.

    The first lock lets rows be added below a case; the second waits for whoever is sealing with its key.
    """
    wanted = list(cases)
    rows = list(
        _all(apps.get_model("cases", "Case")).select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    )
    found = CaseKey.objects.select_for_update().filter(case__in=wanted).order_by("case_id")
    return rows, {row.case_id: row for row in found}


def _changes(rows: Sequence[Any], by: Actor) -> dict[uuid.UUID, _Change]:
    for row in rows:
        by.case_keys.pop(row.pk, None)
    casekeys.keys_for([row.pk for row in rows], by)
    return {
        row.pk: _Change(casekeys.key_of(row.pk, by), CaseSecret(new_root(), by.own_team.pk, by.own_team.epoch))
        for row in rows
    }


def _move_card(row: Any, restricted: bool, change: _Change, by: Actor) -> None:
    """Seal what the team holds of a case anew, under the case's key while it is restricted."""
    for field in sealed_fields(type(row)):
        if field.holder is not Holder.TEAM:
            continue
        if is_team_held(row, field):
            data = open_team_held(row, field, getattr(row, field.attname).raw or b"", by)
        else:
            data = _unlocked(row, field, getattr(row, field.attname).raw, change.old)
        row.restricted = restricted
        setattr(row, field.name, _locked(row, field, data, change.new, by))


def _locked(row: Any, field: SealedField[Any], data: bytes, secret: CaseSecret, by: Actor) -> bytes:
    place = place_of(row, field, secret.team)
    key = by.keyring.card_key if is_team_held(row, field) else secret.key
    return envelope.lock(key, data, place, epoch=secret.epoch, step=field.step)


def _unlocked(row: Any, field: SealedField[Any], raw: bytes, secret: CaseSecret) -> bytes:
    return envelope.unlock(secret.key, raw, place_of(row, field, secret.team))


def _reseal_all(
    rows: Sequence[Any], keys: dict[uuid.UUID, CaseKey], changes: dict[uuid.UUID, _Change], by: Actor
) -> None:
    for row in rows:
        change = changes[row.pk]
        for field in sealed_fields(type(row)):
            if field.holder is Holder.CASE:
                data = _unlocked(row, field, getattr(row, field.attname).raw, change.old)
                setattr(row, field.name, _locked(row, field, data, change.new, by))
    _write(type(rows[0]), rows, [*(field.name for field in sealed_fields(type(rows[0]))), "restricted"])
    for model in _models_below(type(rows[0])):
        _reseal_below(model, changes)
    for case, change in changes.items():
        tags = [casekeys.tag_of(change.old.key), *casekeys.past_tags(keys[case], change.old)]
        casekeys.keep_tags(keys[case], tags, change.new)
        casekeys.wrap(keys[case], change.new, by)
        keys[case].is_due = False
        by.case_keys[case] = change.new
    _write(CaseKey, list(keys.values()), ["box", "past_tags", "held_by", "epoch", "team_id", "is_due"])
    _give_again(changes, by)


def _reseal_below(model: type[models.Model], changes: dict[uuid.UUID, _Change]) -> None:
    """Seal the rows of one model anew. Values come as tuples: a model instance each would be most of the time."""
    fields = sealed_fields(model)
    found = (
        _all(model).filter(case__in=list(changes)).values_list("pk", "case_id", *(field.attname for field in fields))
    )
    label, columns = model._meta.label, list[list[Any]]([[] for _field in fields])
    ids = []
    for pk, case, *values in found.iterator(chunk_size=2_000):
        change = changes[case]
        ids.append(pk)
        for field, raw, column in zip(fields, values, columns, strict=True):
            old = envelope.Place(label, field.name, str(pk), str(change.old.team))
            new = envelope.Place(label, field.name, str(pk), str(change.new.team))
            data = envelope.unlock(change.old.key, bytes(raw), old)
            column.append(envelope.lock(change.new.key, data, new, epoch=change.new.epoch, step=field.step))
    if ids:
        _update(model, ids, dict(zip((str(field.column) for field in fields), columns, strict=True)))


def _models_below(case_model: type[models.Model]) -> Iterator[type[models.Model]]:
    for model in apps.get_app_config("cases").get_models():
        if model is not case_model and sealed_fields(model):
            yield model


def _write(model: type[models.Model], rows: Sequence[Any], names: Sequence[str]) -> None:
    fields = [field for field in model._meta.concrete_fields if field.attname in names]
    values = {str(field.column): [getattr(row, field.attname) for row in rows] for field in fields}
    columns = {name: [getattr(value, "raw", value) for value in column] for name, column in values.items()}
    _update(model, [row.pk for row in rows], columns)


def _update(model: type[models.Model], ids: Sequence[uuid.UUID], columns: Mapping[str, Sequence[Any]]) -> None:
    """Write columns of many rows in one statement. Of immutable rows only the envelope changes, not what it holds."""
    quote = connection.ops.quote_name
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    assigned = ", ".join(f"{quote(name)} = fresh.{quote(name)}" for name in columns)
    arrays = ", ".join(f"%s::{types[name]}[]" for name in columns)
    primary, table = quote(str(model._meta.pk.column)), quote(model._meta.db_table)
    names = ", ".join(["id", *map(quote, columns)])
    # Names of our own tables and columns only; what they are set to goes as parameters.
    statement = f"UPDATE {table} SET {assigned} FROM unnest(%s::uuid[], {arrays}) AS fresh({names}) WHERE {table}.{primary} = fresh.id"  # noqa: S608, E501  # nosec B608
    with _let(model), connection.cursor() as cursor:
        cursor.execute(statement, [list(ids), *(list(values) for values in columns.values())])


@contextmanager
def _let(model: type[models.Model]) -> Iterator[None]:
    """Let rows that are otherwise immutable be written, by the statements of the block and no later one."""
    triggers = [f"{model._meta.label}:{trigger.name}" for trigger in getattr(model._meta, "triggers", ())]
    if not triggers:
        yield
        return
    with pgtrigger.ignore(*triggers):
        yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{}'")  # it would last to the end of the transaction


def _give_again(changes: dict[uuid.UUID, _Change], by: Actor) -> None:
    """Seal the new keys to the people and teams who may open the cases; the others' keys go."""
    current = Q(until__isnull=True) | Q(until__gte=today(by))
    granted = set(Grant.objects.filter(current, case__in=list(changes)).values_list("case_id", "user_id"))
    public_keys = _public_keys({user for _case, user in granted}, by)
    kept, boxes, ended = [], [], []
    for held in HeldKey.objects.filter(case__in=list(changes)):
        if (held.case_id, held.user_id) in granted and held.user_id in public_keys:
            kept.append(held.pk)
            public, secret = public_keys[held.user_id], changes[held.case_id].new
            boxes.append(casekeys.held_box(held.case_id, held.user_id, public, secret, by))
        else:
            ended.append(held.pk)
    HeldKey.objects.filter(pk__in=ended).delete()
    if kept:
        _update(HeldKey, kept, {"box": boxes})
    standing = TeamGrant.objects.filter(case__in=list(changes), state__in=casekeys.STANDING)
    shared = set(standing.values_list("case_id", "team_id"))
    for row in SharedKey.objects.filter(case__in=list(changes)).select_related("team"):
        if (row.case_id, row.team_id) in shared:
            casekeys.share(row.case_id, row.team, changes[row.case_id].new)
        else:
            row.delete()


def _public_keys(users: set[uuid.UUID], by: Actor) -> dict[uuid.UUID, bytes]:
    """Return the checked public keys of those who are in the actor's team."""
    places = Membership.objects.filter(team=by.own_team, state=Membership.State.ACTIVE, user__in=users)
    return {place.user_id: by.checked_public_key(place) for place in places.select_related("user", "team")}


def _all(model: type[models.Model]) -> models.Manager[Any]:
    return model._default_manager  # noqa: SLF001  # Django's public name for it begins so
