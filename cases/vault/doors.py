"""The only doors between sealed bytes and plain records. Every opening leaves an audit event, or shows nothing."""

import hmac
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from django.db import models

from cases.access.actor import Actor
from cases.access.models import Membership
from cases.audit import log
from cases.audit.models import EventKind
from cases.keys import envelope
from cases.keys.keyring import new_root
from cases.vault.fields import Holder, Sealed, SealedField
from cases.vault.models import CaseKey, HeldKey

T = TypeVar("T", bound=msgspec.Struct)
_KEY_STEP = 64


class NoKey(Exception):
    """The actor holds no key to this row. Reaching this is a fault of the caller: scope comes before keys."""


def open(sealed: Sealed[T], *, by: Actor, why: str) -> T:  # noqa: A001 the vault's word
    """Open one sealed value; `why` names the page or act for the audit."""
    return open_many([sealed], by=by, why=why)[0]


def open_many(sealed: Sequence[Sealed[T]], *, by: Actor, why: str) -> list[T]:
    """Open sealed values in order and record one audit event that names their cases.

    Raises `NoKey` when the actor holds no key, `envelope.Tampered` when a value is not what was sealed here.
    """
    if not sealed:
        return []
    opened = _open_all(sealed, by)
    cases = list(dict.fromkeys(_case_of(value.row) for value in sealed))
    tag = tag_of(by.case_keys[cases[0]]) if len(cases) == 1 and cases[0] in by.case_keys else None
    log.record(EventKind.OPENED, by=by, cases=cases, detail=why, tag=tag)
    return opened


def pick(
    sealed: Sequence[Sealed[T]], choose: Callable[[Sequence[T]], Sequence[int]], *, by: Actor, why: str
) -> list[tuple[int, T]]:
    """Open all, let `choose` name the few to hand out by their places, and return those with their places.

    One audit event names the cases handed out and counts those looked through: a search of a team of thousands is
    not thousands of names in the audit.
    """
    opened = _open_all(sealed, by)
    places = choose(opened)
    cases = [_case_of(sealed[place].row) for place in places]
    log.record(EventKind.OPENED, by=by, cases=cases, detail=f"{why}: {len(places)} of {len(sealed)}")
    return [(place, opened[place]) for place in places]


def seal(row: models.Model, field: str, value: msgspec.Struct, *, by: Actor) -> None:
    """Put `value` into the row's sealed field; the caller saves the row in the same transaction."""
    sealed_field = row._meta.get_field(field)
    if not isinstance(sealed_field, SealedField):
        raise TypeError(f"{field} is not sealed")
    data = msgspec.msgpack.encode(value)
    place, step = _place(row, sealed_field, by), sealed_field.step
    epoch = by.own_team.epoch
    if not _is_team_held(row, sealed_field):
        case = _case_of(row)
        raw = envelope.lock(_case_keys([case], by)[case], data, place, epoch=epoch, step=step)
    elif by.keyring.holds_root:
        raw = envelope.lock(by.keyring.card_key, data, place, epoch=epoch, step=step)
    else:
        raw = envelope.box(by.team_box_public(), data, place, epoch=epoch, step=step)
    setattr(row, field, raw)


def new_case_key(case: models.Model, *, by: Actor, restricted: bool = False) -> None:
    """Make the key of a new case: wrapped for the team, or for coordinators alone when the case is restricted.

    Its maker holds it too wherever the wrap would not let them in.
    """
    key = new_root()
    by.case_keys[case.pk] = key
    team = by.own_team
    place = _key_place(case.pk, team.pk)
    if restricted:
        box = envelope.box(by.team_lead_public(), key, place, epoch=team.epoch, step=_KEY_STEP)
    elif by.keyring.holds_root:
        box = envelope.lock(by.keyring.wrap_key, key, place, epoch=team.epoch, step=_KEY_STEP)
    else:
        box = envelope.box(by.team_box_public(), key, place, epoch=team.epoch, step=_KEY_STEP)
    held_by = CaseKey.HeldBy.LEAD if restricted else CaseKey.HeldBy.TEAM
    CaseKey.objects.create(case_id=case.pk, team=team, held_by=held_by, epoch=team.epoch, box=box)
    if restricted or not by.keyring.holds_root:
        _hold(case.pk, by.user.pk, bytes(by.user.public_key), key, by)


def give_case_key(case: models.Model, to: Membership, *, by: Actor) -> None:
    """Seal a case's key to one colleague, whose public key is checked against the signed roster."""
    key = _case_keys([case.pk], by)[case.pk]
    _hold(case.pk, to.user_id, by.checked_public_key(to), key, by)
    log.record(EventKind.KEY, by=by, cases=[case.pk], detail=f"key given to {to.user_id}")


def tag_of(case_key: bytes) -> bytes:
    """Return the short keyed tag under which a case's openings are found."""
    return hmac.digest(case_key, b"casetracker/audit-tag", "sha256")[:8]


def _open_all(sealed: Sequence[Sealed[T]], by: Actor) -> list[T]:
    below_cases = {_case_of(value.row) for value in sealed if not _is_team_held(value.row, value.field)}
    keys = _case_keys(below_cases, by)
    return [_open_one(value, keys, by) for value in sealed]


def _open_one(value: Sealed[Any], keys: dict[uuid.UUID, bytes], by: Actor) -> Any:
    raw, field = value.raw or b"", value.field
    place = _place(value.row, field, by)
    if not _is_team_held(value.row, field):
        data = envelope.unlock(_pick(keys, value.row), raw, place)
    elif envelope.is_boxed(raw):
        data = envelope.unbox(by.keyring.team_pair.private, raw, place)
    else:
        data = envelope.unlock(by.keyring.card_key, raw, place)
    return msgspec.msgpack.decode(data, type=field.schema)


def _pick(keys: dict[uuid.UUID, bytes], row: models.Model) -> bytes:
    try:
        return keys[_case_of(row)]
    except KeyError as error:
        raise NoKey from error


def _case_keys(cases: Iterable[uuid.UUID], by: Actor) -> dict[uuid.UUID, bytes]:
    """Return the keys of those of `cases` the actor can open; kept on the actor for the length of the request."""
    missing = [case for case in cases if case not in by.case_keys]
    if missing and by.keyring.holds_root:
        for row in CaseKey.objects.filter(case__in=missing):
            if row.held_by == CaseKey.HeldBy.TEAM or by.keyring.holds_lead:
                by.case_keys[row.case_id] = _unwrap(row, by)
        missing = [case for case in missing if case not in by.case_keys]
    if missing:
        for held in HeldKey.objects.filter(case__in=missing, user=by.user.pk):
            place = _held_place(held.case_id, by.user.pk, held.team_id)
            by.case_keys[held.case_id] = envelope.unbox(by.keyring.private_key, bytes(held.box), place)
    return by.case_keys


def _unwrap(row: CaseKey, by: Actor) -> bytes:
    box, place = bytes(row.box), _key_place(row.case_id, row.team_id)
    if row.held_by == CaseKey.HeldBy.LEAD:
        return envelope.unbox(by.keyring.lead_pair.private, box, place)
    if envelope.is_boxed(box):
        return envelope.unbox(by.keyring.team_pair.private, box, place)
    return envelope.unlock(by.keyring.wrap_key, box, place)


def _hold(case: uuid.UUID, user: uuid.UUID, public_key: bytes, key: bytes, by: Actor) -> None:
    team = by.own_team
    box = envelope.box(public_key, key, _held_place(case, user, team.pk), epoch=team.epoch, step=_KEY_STEP)
    HeldKey.objects.update_or_create(case_id=case, user_id=user, defaults={"team": team, "box": box})


def _is_team_held(row: models.Model, field: SealedField[Any]) -> bool:
    return field.holder is Holder.TEAM and not getattr(row, "restricted", False)


def _case_of(row: models.Model) -> uuid.UUID:
    case: uuid.UUID = getattr(row, "case_id", row.pk)
    return case


def _place(row: models.Model, field: SealedField[Any], by: Actor) -> envelope.Place:
    return envelope.Place(row._meta.label, field.name, str(row.pk), str(by.own_team.pk))


def _key_place(case: uuid.UUID, team: uuid.UUID) -> envelope.Place:
    return envelope.Place("vault.CaseKey", "box", str(case), str(team))


def _held_place(case: uuid.UUID, user: uuid.UUID, team: uuid.UUID) -> envelope.Place:
    return envelope.Place("vault.HeldKey", "box", f"{case}:{user}", str(team))
