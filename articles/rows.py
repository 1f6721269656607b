"""Many rows put into a table at once, without an instance of its model for each.

What `bulk_create` spends on preparing a row of forty fields is several times what the database spends on it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.db import connection, models
from django.utils import timezone

Adapter = Callable[[Any], Any]


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add `rows` of values for the columns `names` (as attributes have them: `article_id`).

    Other columns have their defaults, and the time of now where a model sets that itself. No signal is sent.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = [field for name, field in fields.items() if name not in names and not field.primary_key]
    adapters = [(place, adapter) for place, name in enumerate(names) if (adapter := _adapter(fields[name]))]
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
