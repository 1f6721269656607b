"""The keys that several queries give, as one list: `filter(pk__in=Keys(newest_here, newest_there))`."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigAutoField, Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

AnyKeys = QuerySet[Any, Any]


class Keys(Expression):
    """The first columns of `queries`, one after the other, each with a limit and an order of its own.

    Django's `union()` refuses such queries on SQLite; and alternatives (`Q(pk__in=a) | Q(pk__in=b)`) make PostgreSQL
    read the whole table.
    """

    def __init__(self, *queries: AnyKeys) -> None:
        super().__init__(output_field=BigAutoField())
        self._queries: Sequence[AnyKeys] = queries

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Raises EmptyResultSet when none of the queries can give anything."""
        parts: list[str] = []
        params: list[Any] = []
        for queryset in self._queries:
            try:
                sql, own = queryset.query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:
                continue
            # Put together from what Django has compiled; values are in `params`.
            parts.append(f"SELECT * FROM ({sql}) AS part{len(parts)}")  # noqa: S608
            params += own
        if not parts:
            raise EmptyResultSet
        return f"({' UNION ALL '.join(parts)})", params
