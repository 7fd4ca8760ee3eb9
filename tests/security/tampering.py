"""What somebody does who can write the database: to any envelope, whatever holds it."""

from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
from django.apps import apps
from django.db import models
from msgspec import inspect

from cases import vault
from cases.access.actor import Actor
from cases.base import clock
from cases.people.models import Case
from cases.vault import SealedField
from tests.factories import TODAY

FIELDS: Final = [
    (model, field)
    for model in apps.get_app_config("cases").get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, SealedField)
]
_PLAIN: Final[dict[type, Callable[[Any], Any]]] = {
    inspect.StrType: lambda _kind: "x",
    inspect.BytesType: lambda _kind: b"x",
    inspect.IntType: lambda _kind: 2026,
    inspect.FloatType: lambda _kind: 1.0,
    inspect.BoolType: lambda _kind: True,
    inspect.NoneType: lambda _kind: None,
    inspect.ListType: lambda _kind: [],
    inspect.VarTupleType: lambda _kind: (),
    inspect.TupleType: lambda kind: tuple(_least(item) for item in kind.item_types),
    inspect.DictType: lambda _kind: {},
    inspect.SetType: lambda _kind: set(),
    inspect.FrozenSetType: lambda _kind: frozenset(),
    inspect.EnumType: lambda kind: next(iter(kind.cls)),
    inspect.LiteralType: lambda kind: kind.values[0],
    inspect.DateTimeType: lambda _kind: clock.now(),
    inspect.DateType: lambda _kind: TODAY,
    inspect.UUIDType: lambda _kind: uuid4(),
}


def damages(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield an envelope with single bits turned in each of its parts, and cut or lengthened."""
    places = {"version": 0, "algorithm": 1, "epoch": 5, "first epoch": 2, "nonce or key": 6, "text": len(raw) // 2}
    for name, place in {**places, "mark": len(raw) - 1}.items():
        yield f"another {name}", raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
    yield from (("no mark", raw[:-1]), ("half", raw[: len(raw) // 2]), ("header", raw[:6]), ("longer", raw + b"\0"))
    yield "nothing", b""


def least(shape: Any) -> msgspec.Struct:
    """The least that a record of this shape can say."""
    made: msgspec.Struct = _least(inspect.type_info(shape))
    return made


def sealed(model: type[models.Model], field: SealedField[Any], case: Case, pk: UUID, *, by: Actor) -> Any:
    """A row of a case, not yet stored, with something sealed in the field."""
    row = case if model is Case else model(pk=pk, case=case)
    vault.seal(row, field.name, least(field.schema), by=by)
    return row


def fresh(case: Case) -> Case:
    """A case as it is stored."""
    return Case.objects.get(pk=case.pk)


def _least(kind: Any) -> Any:
    if isinstance(kind, inspect.StructType):
        return kind.cls(**{field.name: _least(field.type) for field in kind.fields if field.required})
    if isinstance(kind, inspect.UnionType):
        return _least(kind.types[0])
    return _PLAIN[type(kind)](kind)
