"""The only doors between sealed bytes and plain records. Every opening leaves an audit event, or shows nothing."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from django.db import models

from cases.access.actor import Actor, CaseSecret
from cases.access.models import Team
from cases.audit import log, reading
from cases.audit.models import EventKind
from cases.keys import envelope
from cases.vault.casekeys import NoKey, box_public_of, current_key, keyring_for, keys_for, tag_of
from cases.vault.fields import Holder, Sealed, SealedField

T = TypeVar("T", bound=msgspec.Struct)


def open(sealed: Sealed[T], *, by: Actor, why: str, shown: bool = True) -> T:  # noqa: A001 the vault's word
    """Open one sealed value; `why` names the page or act for the audit."""
    return open_many([sealed], by=by, why=why, shown=shown)[0]


def open_many(sealed: Sequence[Sealed[T]], *, by: Actor, why: str, shown: bool = True) -> list[T]:
    """Open sealed values in order and record one audit event that names their cases.

    What is not `shown` to anybody, such as a dossier opened to be changed, does not count as reading. Raises `NoKey`
    when the actor holds no key, `envelope.Tampered` when a value is not what was sealed here, `reading.Spent` when
    the actor has read too much in this hour.
    """
    if not sealed:
        return []
    if shown:
        _count(sealed, by)
    opened = _open_all(sealed, by)
    cases = list(dict.fromkeys(case_of(value.row) for value in sealed))
    tag = tag_of(by.case_keys[cases[0]].key) if len(cases) == 1 and cases[0] in by.case_keys else None
    log.record(EventKind.OPENED, by=by, cases=cases, detail=why, tag=tag)
    return opened


def pick(
    sealed: Sequence[Sealed[T]], choose: Callable[[Sequence[T]], Sequence[int]], *, by: Actor, why: str
) -> list[tuple[int, T]]:
    """Open all, let `choose` name the few to hand out by their places, and return those with their places.

    One audit event names the cases handed out and counts those looked through: a search of a team of thousands is
    not thousands of names in the audit. It counts as reading one.
    """
    reading.spend(uuid.uuid4(), by=by)
    opened = _open_all(sealed, by)
    places = choose(opened)
    cases = [case_of(sealed[place].row) for place in places]
    log.record(EventKind.OPENED, by=by, cases=cases, detail=f"{why}: {len(places)} of {len(sealed)}")
    return [(place, opened[place]) for place in places]


def seal(row: models.Model, field: str, value: msgspec.Struct, *, by: Actor) -> None:
    """Put `value` into the row's sealed field; the caller saves the row in the same transaction."""
    sealed_field = row._meta.get_field(field)
    if not isinstance(sealed_field, SealedField):
        raise TypeError(f"{field} is not sealed")
    data = msgspec.msgpack.encode(value)
    if is_team_held(row, sealed_field):
        raw = _lock_for_team(row, sealed_field, data, by)
    else:
        raw = lock_for_case(row, sealed_field, data, current_key(case_of(row), by))
    setattr(row, field, raw)


def lock_for_case(row: models.Model, field: SealedField[Any], data: bytes, secret: CaseSecret) -> bytes:
    """Return the envelope of a value that whoever holds the case's key may open."""
    return envelope.lock(secret.key, data, place_of(row, field, secret.team), epoch=secret.epoch, step=field.step)


def open_team_held(row: models.Model, field: SealedField[Any], raw: bytes, by: Actor) -> bytes:
    """Open a value held by the team, of whichever epoch it is."""
    place, keyring = place_of(row, field, by.own_team.pk), keyring_for(raw, by)
    if envelope.is_boxed(raw):
        return envelope.unbox(keyring.team_pair.private, raw, place)
    return envelope.unlock(keyring.card_key, raw, place)


def is_team_held(row: models.Model, field: SealedField[Any]) -> bool:
    """Tell whether all members may open the field; of a restricted case they may not."""
    return field.holder is Holder.TEAM and not getattr(row, "restricted", False)


def case_of(row: models.Model) -> uuid.UUID:
    """Return the case a row belongs to, or is."""
    case: uuid.UUID = getattr(row, "case_id", row.pk)
    return case


def place_of(row: models.Model, field: SealedField[Any], team: uuid.UUID) -> envelope.Place:
    """Where a sealed field belongs: to this row, of a case of this team."""
    return envelope.Place(row._meta.label, field.name, str(row.pk), str(team))


def _count(sealed: Sequence[Sealed[T]], by: Actor) -> None:
    """Count a case that is opened by itself towards what the actor may read in an hour (see `audit.reading`)."""
    cases = {case_of(value.row) for value in sealed}
    if len(cases) == 1 and any(value.field.metered for value in sealed):
        reading.spend(cases.pop(), by=by)


def _open_all(sealed: Sequence[Sealed[T]], by: Actor) -> list[T]:
    """Open all; what does not open is read once more, because its key may have been replaced since it was read."""
    try:
        return _opened(sealed, by)
    except envelope.Tampered:
        return _opened(_read_again(sealed, by), by)


def _read_again(sealed: Sequence[Sealed[T]], by: Actor) -> list[Sealed[T]]:
    """Read values anew while their keys are held, so that keys and values belong together."""
    below_cases = {case_of(value.row) for value in sealed if not is_team_held(value.row, value.field)}
    for case in sorted(below_cases):
        current_key(case, by)
    return [Sealed(value.row, value.field, _raw(value)) for value in sealed]


def _raw(value: Sealed[Any]) -> bytes | None:
    stored = type(value.row)._default_manager.filter(pk=value.row.pk)  # noqa: SLF001 Django's public name begins so
    raw = stored.values_list(value.field.name, flat=True).first()
    return bytes(raw) if raw is not None else value.raw


def _opened(sealed: Sequence[Sealed[T]], by: Actor) -> list[T]:
    below_cases = {case_of(value.row) for value in sealed if not is_team_held(value.row, value.field)}
    keys = keys_for(below_cases, by)
    return [_open_one(value, keys, by) for value in sealed]


def _open_one(value: Sealed[Any], keys: dict[uuid.UUID, CaseSecret], by: Actor) -> Any:
    row, field = value.row, value.field
    if is_team_held(row, field):
        data = open_team_held(row, field, value.raw or b"", by)
    else:
        secret = keys.get(case_of(row))
        if secret is None:
            raise NoKey
        data = envelope.unlock(secret.key, value.raw or b"", place_of(row, field, secret.team))
    return msgspec.msgpack.decode(data, type=field.schema)


def _lock_for_team(row: Any, field: SealedField[Any], data: bytes, by: Actor) -> bytes:
    """Return the envelope of a value for the members of the team that owns the row.

    Whoever lacks that team's root, activists and other teams, writes into its box.
    """
    by.lock_roots()
    team = by.own_team
    if row.team_id != team.pk:
        owner = Team.objects.get(pk=row.team_id)
        place = place_of(row, field, owner.pk)
        return envelope.box(box_public_of(owner), data, place, epoch=owner.epoch, step=field.step)
    place = place_of(row, field, team.pk)
    if by.keyring.holds_root:
        return envelope.lock(by.keyring.card_key, data, place, epoch=team.epoch, step=field.step)
    return envelope.box(by.team_box_public(), data, place, epoch=team.epoch, step=field.step)
