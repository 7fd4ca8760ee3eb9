"""Multiplies the teams that were loaded, in the database itself, until there are as many cases as were asked for.

The copies have ids, handles and codes of their own. What is sealed in them would not open, and nobody logs in to try:
they are there to be in the way, in tables and indexes of their full size.
"""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.db import models
from psycopg2 import sql

from cases.access.models import Grant, Membership, Team, User
from cases.applications.models import Application, Deadline, Move
from cases.people.models import Case
from cases.risk.models import Assessment, Standing, Step
from cases.timeline.models import Entry
from cases.vault.models import CaseKey, HeldKey
from cases.watch.models import Detention, Review
from casetracker.embedded import DATABASE, superuser
from tests.bench.load import code

_COPIED: Final[Sequence[type[models.Model]]] = (
    Team, User, Membership, Case, CaseKey, HeldKey, Grant, Assessment, Standing, Step, Entry, Application, Move,
    Deadline, Review, Detention,
)  # fmt: skip
_OWN_NAME: Final = {"handle", "name"}  # unique, so each copy gets its number


def multiply(times: int, socket: str) -> None:
    """Copy every team and everything below it `times` - 1 times; once or less, there is nothing to copy."""
    if times <= 1:
        return
    with superuser(Path(socket), DATABASE) as cursor:
        cursor.execute("SET session_replication_role = replica")  # neither triggers nor checks: the rows fit together
        for model in _COPIED:
            cursor.execute(_sql("CREATE UNLOGGED TABLE {kept} AS SELECT * FROM {table}", model))
        cursor.execute(_sql("SELECT id FROM {kept} ORDER BY id", Case))
        cases: list[uuid.UUID] = [row[0] for row in cursor.fetchall()]
        for number in range(1, times):
            codes = [code(number * len(cases) + place) for place in range(len(cases))]
            for model in _COPIED:
                cursor.execute(_copy(model), {"n": number, "ids": list(map(str, cases)), "codes": codes})
        for model in _COPIED:
            cursor.execute(_sql("DROP TABLE {kept}", model))


def _sql(statement: str, model: type[models.Model]) -> sql.Composed:
    table = model._meta.db_table
    return sql.SQL(statement).format(table=sql.Identifier(table), kept=sql.Identifier(f"bench_{table}"))


def _copy(model: type[models.Model]) -> sql.Composed:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
    with_codes = "JOIN unnest(%(ids)s::uuid[], %(codes)s) AS fresh(of, code) ON fresh.of = kept.id"
    return sql.SQL("INSERT INTO {table} ({columns}) SELECT {values} FROM {kept} AS kept {codes}").format(
        table=sql.Identifier(model._meta.db_table),
        kept=sql.Identifier(f"bench_{model._meta.db_table}"),
        columns=sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields),
        values=sql.SQL(", ").join(map(_value, fields)),
        codes=sql.SQL(with_codes if model is Case else ""),
    )


def _value(field: "models.Field[Any, Any]") -> sql.Composable:
    """Return what a copy holds in a column: the same, or another id, the same one wherever it stands."""
    column = sql.SQL("kept.{}").format(sql.Identifier(str(field.column)))
    if field.name == "code":
        return sql.SQL("fresh.code")
    if field.name in _OWN_NAME:
        return sql.SQL("{} || '-' || %(n)s").format(column)
    if field.primary_key or (field.is_relation and field.related_model in _COPIED):
        return sql.SQL("md5({}::text || %(n)s)::uuid").format(column)
    return column
