"""Queries that are put together once in each process, and from then on only run.

Django's ORM builds the SQL of a query anew each time, which takes ten times as long as SQLite takes to answer it. Here
a queryset is written as ever, with a `Parameter` wherever a value is still to come:

    by_slug = Statement(lambda: Article.objects.filter(slug=Parameter("slug")))
    by_slug(slug="one-article")          a list of articles, as the queryset itself would give
"""

import re
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

Query = QuerySet[Any, Any]
Rows = list[Any]

# A place in SQL as Django writes it; `%%` stands for itself.
_PLACE = re.compile("%[s%]")


class Parameter(Expression):
    """The place of a value: a string, number or moment. The same name may stand in several places."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class Statement:
    """A query that gives model instances or, from `values_list()`, tuples, or what is `made` of each.

    `build` makes the queryset, once for each database. `prefetch_related` has no effect. A query that is `limited` is
    run with a `limit` and an `offset`. What was made of so many rows is `kept`, for rows that come again as they were.
    """

    def __init__(
        self,
        build: Callable[[], Query],
        *,
        limited: bool = False,
        made: Callable[[Sequence[Any]], Any] = tuple,
        kept: int = 0,
    ) -> None:
        self._build = build
        self._limited = limited
        self._made = made
        self._kept = kept
        self._ready: dict[str, _Ready] = {}

    def __call__(self, **values: Any) -> Rows:
        """Raises KeyError for a parameter without a value."""
        connection = connections[DEFAULT_DB_ALIAS]
        ready = self._ready.get(connection.vendor)
        if ready is None:
            ready = self._ready[connection.vendor] = self._compiled(connection)
        return ready.run(connection, values)

    def _compiled(self, connection: Any) -> "_Ready":
        sql, params, made = _compiled(self._build(), connection, made=self._made, kept=self._kept)
        if self._limited:
            sql, params = f"{sql} LIMIT %s OFFSET %s", [*params, Parameter("limit"), Parameter("offset")]
        return _Ready(sql, params, made)


class UnionStatement(Statement):
    """Several queries from `values_list()` as one: the tuples of each, in no order that could be relied on.

    Django's own `union()` refuses queries with a limit on SQLite.
    """

    def __init__(self, build: Callable[[], Sequence[Query]]) -> None:
        super().__init__(lambda: build()[0])
        self._parts = build

    def _compiled(self, connection: Any) -> "_Ready":
        parts = [_compiled(query, connection) for query in self._parts()]
        # Put together from what Django has compiled; values are in the parameters.
        sql = " UNION ALL ".join(
            f"SELECT * FROM ({sql}) AS part{number}"  # noqa: S608
            for number, (sql, _, _) in enumerate(parts)
        )
        return _Ready(sql, [param for _, params, _ in parts for param in params], parts[0][2])


class Column(Expression):
    """A column of the rows that a `StatementForEach` is given."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return f"given.{self.name}", []


class StatementForEach(Statement):
    """A query of one value, asked in one go for each of some rows of values: (number of the row, value) of each.

    `columns` are what the values of a row are called; in the queryset a `Column` stands for each.
    """

    def __init__(self, build: Callable[[], Query], columns: Sequence[str]) -> None:
        super().__init__(build)
        self._columns = columns
        self._for_so_many: dict[tuple[str, int], _Ready] = {}

    def for_each(self, rows: Sequence[Sequence[Any]], **values: Any) -> Rows:
        if not rows:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        kind = (connection.vendor, len(rows))
        ready = self._for_so_many.get(kind)
        if ready is None:
            ready = self._for_so_many[kind] = self._compiled_for(len(rows), connection)
        for number, row in enumerate(rows):
            values |= {f"{name}{number}": value for name, value in zip(self._columns, row, strict=True)}
        return ready.run(connection, values)

    def _compiled_for(self, number: int, connection: Any) -> "_Ready":
        sql, params, made = _compiled(self._build(), connection)
        names = [[f"{column}{row}" for column in self._columns] for row in range(number)]
        rows = ", ".join(f"({row}{', %s' * len(self._columns)})" for row in range(number))
        # Put together from names in this code and from what Django has compiled; values are in the parameters.
        whole = (
            f"WITH given (number, {', '.join(self._columns)}) AS (VALUES {rows}) "  # noqa: S608
            f"SELECT given.number, ({sql}) FROM given"
        )
        return _Ready(whole, [*(Parameter(name) for row in names for name in row), *params], made)


class _Ready:
    """SQL with all its parameters named, the values of those that are always the same, and what is made of the rows.

    SQLite is asked past Django's cursor, unless somebody listens there: that writes the names anew into the SQL of each
    query, and SQLite's driver knows those that it has prepared by their strings.
    """

    def __init__(self, sql: str, params: Sequence[Any], made: Callable[[Any], Any]) -> None:
        self._made = made
        self._fixed: dict[str, Any] = {}
        self._names = {param.name for param in params if isinstance(param, Parameter)}
        names = [self._name(param) for param in params]
        self._sql = _with_names(sql, [f"%({name})s" for name in names], percent="%%")
        self._sqlite = _with_names(sql, [f":{name}" for name in names], percent="%")

    def _name(self, param: Any) -> str:
        if isinstance(param, Parameter):
            return param.name
        name = f"_{type(param).__name__}_{param}"
        if not name.isidentifier():
            name = f"_{len(self._fixed)}"
        self._fixed[name] = param
        return name

    def run(self, connection: Any, values: dict[str, Any]) -> Rows:
        params = self._fixed.copy()
        for name in self._names:
            value = values[name]
            params[name] = _adapted(value, connection) if isinstance(value, datetime) else value
        with connection.cursor() as cursor:
            is_watched = connection.execute_wrappers or type(cursor) is not CursorWrapper
            if isinstance(cursor.cursor, SQLiteCursorWrapper) and not is_watched:
                connection.validate_no_broken_transaction()
                with connection.wrap_database_errors:
                    rows = sqlite3.Cursor.execute(cursor.cursor, self._sqlite, params).fetchall()
            else:
                cursor.execute(self._sql, params)
                rows = cursor.fetchall()
        return list(map(self._made, rows))


def _with_names(sql: str, names: Sequence[str], *, percent: str) -> str:
    """`sql` with a name in each of its places, and a percent sign in each place of one."""
    following = iter(names)
    return _PLACE.sub(lambda place: next(following) if place[0] == "%s" else percent, sql)


def _adapted(moment: datetime, connection: Any) -> Any:
    """`moment` as the database takes it. On SQLite that is its text, in UTC as nearly all of them are already."""
    if connection.vendor == "sqlite" and moment.tzinfo is connection.timezone:
        return str(moment.replace(tzinfo=None))
    return connection.ops.adapt_datetimefield_value(moment)


def _compiled(
    query: Query, connection: Any, *, made: Callable[[Sequence[Any]], Any] = tuple, kept: int = 0
) -> tuple[str, Sequence[Any], Callable[[Any], Any]]:
    """The SQL of a query, its parameters, and what makes of a row what is wanted: as far as that does not depend on
    rows, `ModelIterable` and `ValuesListIterable` of Django work it out each time.
    """
    compiler = query.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    columns: Any = compiler.select
    converters = sorted(compiler.get_converters([each[0] for each in columns]).items())
    if issubclass(query._iterable_class, ModelIterable):
        made = _instances(compiler, columns, connection.alias)

    def of_row(row: Any) -> Any:
        values = list(row)
        for place, (functions, expression) in converters:
            for function in functions:
                values[place] = function(values[place], expression, connection)
        return made(values)

    if kept:
        return sql, params, lru_cache(kept)(of_row)
    return sql, params, of_row if converters or made is not tuple else tuple


def _instances(compiler: Any, columns: Any, alias: str) -> Callable[[Any], Any]:
    """What makes an instance, with those that it is read with, of a row."""
    made = _maker(compiler.klass_info, columns, alias)
    annotations = list(compiler.annotation_col_map.items())

    def instance(row: Any) -> Any:
        found = made(row)
        for name, place in annotations:
            found.__dict__[name] = row[place]
        return found

    return instance


def _maker(information: Any, columns: Any, alias: str) -> Callable[[Any], Any]:
    """What makes an instance of one model, and of those that `select_related` joins to it."""
    model, places = information["model"], information["select_fields"]
    names = [columns[place][0].target.attname for place in places]
    first, last = places[0], places[-1] + 1
    key = first + names.index(model._meta.pk.attname)
    related = [
        (each["field"].cache_name, _maker(each, columns, alias))
        for each in information.get("related_klass_infos", ())
    ]

    def made(row: Any) -> Any:
        if row[key] is None:
            return None
        instance = instance_of(model, names, row[first:last], alias)
        for name, other in related:
            instance._state.fields_cache[name] = other(row)
        return instance

    return made


def instance_of(model: Any, names: Sequence[str], values: Sequence[Any], alias: str) -> Any:
    """`Model.from_db`, without what takes most of its time: looking through all fields, and the signals of a new
    instance, which only tell image fields of sizes that are columns here.
    """
    instance = model.__new__(model)
    state = ModelState()
    state.db, state.adding = alias, False
    instance.__dict__.update(zip(names, values, strict=True), _state=state)
    return instance
