"""Model fields whose content only the vault's doors can read or write."""

from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec
from django.db import models
from django.db.models.query_utils import DeferredAttribute

MASK = "•••"

T = TypeVar("T", bound=msgspec.Struct)


class Holder(StrEnum):
    """Whose key a field is sealed under."""

    CASE = "case"
    TEAM = "team"


class Sealed(Generic[T]):
    """The value of a sealed field: bytes, with the row and field they belong to. Printing it shows a mask."""

    __slots__ = ("field", "raw", "row")

    def __init__(self, row: models.Model, field: "SealedField[T]", raw: bytes | None) -> None:
        self.row = row
        self.field = field
        self.raw = raw

    def __str__(self) -> str:
        return MASK

    __repr__ = __str__

    def __bool__(self) -> bool:
        return self.raw is not None


class _SealedAttribute(DeferredAttribute):
    """Reading gives a `Sealed`; only `vault.seal` (and loading from the database) sets bytes."""

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        raw = super().__get__(instance, cls)
        return Sealed(instance, self.field, bytes(raw) if raw is not None else None)  # type: ignore[arg-type]

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value.raw if isinstance(value, Sealed) else value


class SealedField(models.BinaryField, Generic[T]):  # type: ignore[type-arg]
    """An envelope of one `schema` record. `step` is the padding: the length tells no more than multiples of it.

    Who opens a `metered` field of one case by itself has read that case; nobody reads many in an hour.
    """

    descriptor_class = _SealedAttribute

    def __init__(
        self,
        schema: type[T] | None = None,
        *,
        holder: Holder = Holder.CASE,
        step: int = 256,
        metered: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)
        self.schema = schema
        self.holder = holder
        self.step = step
        self.metered = metered

    def deconstruct(self) -> Any:
        """To the database it is a plain binary column."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 Django's signature
        """Hand the envelope's bytes to the database."""
        return getattr(model_instance, self.attname).raw

    def value_from_object(self, obj: models.Model) -> Any:
        """Serialise as bytes."""
        return getattr(obj, self.attname).raw
