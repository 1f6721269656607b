"""Many rows put into a table or changed at once, without an instance of its model for each.

What `bulk_create` spends on preparing a row of forty fields is several times what the database spends on it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import connection, models
from django.db.models import Max
from django.utils import timezone

Adapter = Callable[[Any], Any]


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add `rows` of values for the columns `names` (as attributes have them: `article_id`).

    Other columns have their defaults, and the time of now where a model sets that itself. No signal is sent.
    """
    fields = _fields(model)
    rest = [field for name, field in fields.items() if name not in names and not field.primary_key]
    adapters = _adapters(fields, names)
    constant = [_prepared(field, _default(field)) for field in rest]
    quoted = [
        connection.ops.quote_name(str(field.column)) for field in [*map(fields.get, names), *rest] if field
    ]
    sql = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(quoted)}) "  # noqa: S608 (names)
        f"VALUES ({', '.join(['%s'] * len(quoted))})"
    )
    prepared = []
    for row in rows:
        values = [*row, *constant]
        for place, adapter in adapters:
            values[place] = adapter(values[place])
        prepared.append(values)
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(sql, prepared)


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Change rows: each of `rows` has the values for the columns `names`, and last the primary key."""
    fields = _fields(model)
    adapters = _adapters(fields, names)
    quote = connection.ops.quote_name
    changed = ", ".join(f"{quote(str(fields[name].column))} = %s" for name in names)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {changed} WHERE id = %s"  # noqa: S608 (names)
    prepared = []
    for row in rows:
        values = [*row]
        for place, adapter in adapters:
            values[place] = adapter(values[place])
        prepared.append(values)
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(sql, prepared)


def new_keys(model: type[models.Model], number: int) -> list[int]:
    """`number` primary keys that no row has or ever had. Inside a transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, number],
            )
            return [key for (key,) in cursor.fetchall()]
        # The transaction has locked the whole database, so nobody else draws keys now.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = max(row[0] if row else 0, model._default_manager.aggregate(last=Max("pk"))["last"] or 0)
    return list(range(last + 1, last + 1 + number))


def _fields(model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    return {field.attname: field for field in model._meta.concrete_fields}


def _adapters(
    fields: "Mapping[str, models.Field[Any, Any]]", names: Sequence[str]
) -> list[tuple[int, Adapter]]:
    """For the places of some of `names` what the values there have to go through."""
    return [(place, adapter) for place, name in enumerate(names) if (adapter := _adapter(fields[name]))]


def _adapter(field: "models.Field[Any, Any]") -> Adapter | None:
    """What turns a value into what the driver takes; None where it takes it as it is."""
    if isinstance(field, models.DateTimeField):
        # The same moments stand in many rows.
        return _Adapted(connection.ops.adapt_datetimefield_value).__getitem__
    if isinstance(field, models.JSONField):
        return partial(connection.ops.adapt_json_value, encoder=field.encoder)
    if isinstance(field, models.UUIDField):
        return partial(field.get_db_prep_save, connection=connection)
    return None


class _Adapted(dict[Any, Any]):
    """Values as the driver takes them, each worked out once."""

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter

    def __missing__(self, value: Any) -> Any:
        self[value] = adapted = self._adapter(value)
        return adapted


def _prepared(field: "models.Field[Any, Any]", value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _default(field: "models.Field[Any, Any]") -> Any:
    now = isinstance(field, models.DateTimeField) and (field.auto_now_add or field.auto_now)
    return timezone.now() if now else field.get_default()
