"""Statements that are compiled once for the life of the process.

On SQLite there is no network to wait for, so building, looking up and unwrapping a statement costs many times what
the database itself does. A :class:`Prepared` statement keeps its text, the order of its parameters and the
conversions of its columns, and goes straight to the driver. On PostgreSQL, and while somebody listens to statements
(tests count them), it goes the ordinary way; answers and errors are the same.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Dialect, Executable, Insert
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql.compiler import SQLCompiler

LONGEST_LIST = 8
"""Longer lists of an expanding parameter go the ordinary way; every length has a text of its own."""

Values = dict[str, Any]
Convert = Callable[[Any], Any]


class Rows:
    """The rows of an answer, all fetched; read as SQLAlchemy's results are."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], rowcount: int = -1) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        """Return every row."""
        return self._rows

    def first(self) -> Any:
        """Return the first row, or None."""
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any:
        """Return the only row, or None.

        Raises:
            MultipleResultsFound: there is more than one.
        """
        if len(self._rows) > 1:
            message = "expected one row at most"
            raise MultipleResultsFound(message)
        return self.first()

    def one(self) -> Any:
        """Return the only row.

        Raises:
            NoResultFound: there is none.
            MultipleResultsFound: there is more than one.
        """
        row = self.one_or_none()
        if row is None:
            message = "expected one row"
            raise NoResultFound(message)
        return row

    def scalar_one(self) -> Any:
        """Return the first column of the only row; raises as :meth:`one` does."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """Return the first column of the only row, or None."""
        row = self.one_or_none()
        return None if row is None else row[0]

    def scalar(self) -> Any:
        """Return the first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalars(self) -> list[Any]:
        """Return the first column of every row."""
        return [row[0] for row in self._rows]


class _Plan(NamedTuple):
    text: str
    order: tuple[str, ...]
    writers: tuple[tuple[int, Convert], ...]
    fixed: dict[str, Any]
    lists: Mapping[str, Sequence[str]]
    readers: tuple[tuple[int, Convert], ...]
    row: Callable[[Sequence[Any]], Any] | None


class Prepared:
    """One statement, built at import.

    Args:
        statement: Names columns, not entities; may hold expanding parameters.
        columns: For an INSERT that takes its columns from the values: their names.
    """

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        self.statement = statement
        self._columns = columns
        self._lists: tuple[str, ...] | None = None
        self._plans: dict[tuple[int, ...], _Plan] = {}

    def execute(self, connection: Connection, values: Values | Sequence[Values]) -> Rows:
        """Execute once, or once for each of several sets of values, and return all rows in that order."""
        if not is_direct(connection):
            return self._go_the_ordinary_way(connection, values)
        return self.execute_directly(connection, values)

    def execute_directly(self, connection: Connection, values: Values | Sequence[Values]) -> Rows:
        """Do what :meth:`execute` does, on a connection known to be direct."""
        if not isinstance(values, dict):
            if isinstance(self.statement, Insert) and len(values) > 1:
                plan = self._plan_for(connection, ())
                if plan.row is None:
                    return _execute_many(connection, plan, values)
            answers = [self.execute_directly(connection, one) for one in values]
            return Rows([row for rows in answers for row in rows.all()], sum(rows.rowcount for rows in answers))
        if self._lists is None:
            self._lists = _expanding(_compile(self.statement, connection.dialect, self._columns))
        lengths = tuple([len(values[name]) for name in self._lists]) if self._lists else ()
        if lengths and max(lengths) > LONGEST_LIST:
            return self._go_the_ordinary_way(connection, values)
        return _execute(connection, self._plan_for(connection, lengths), values)

    def _plan_for(self, connection: Connection, lengths: tuple[int, ...]) -> _Plan:
        plan = self._plans.get(lengths)
        if plan is None:
            compiled = _compile(self.statement, connection.dialect, self._columns)
            lists = dict(zip(self._lists or (), lengths, strict=True))
            plan = self._plans[lengths] = _make_plan(compiled, connection.dialect, lists)
        return plan

    def _go_the_ordinary_way(self, connection: Connection, values: Values | Sequence[Values]) -> Rows:
        result = connection.execute(self.statement, values)
        return Rows(result.all() if result.returns_rows else (), result.rowcount)


def is_direct(connection: Connection) -> bool:
    """Whether statements may go straight to the driver: SQLite, and nobody listens."""
    return connection.dialect.name == "sqlite" and not connection.engine.dispatch.before_cursor_execute


def drive(connection: Connection, text: str, values: Sequence[Any] = ()) -> Any:
    """Execute on the driver itself and return its cursor; errors come out as SQLAlchemy's."""
    try:
        return connection.connection.dbapi_connection.execute(text, values)  # type: ignore[union-attr]
    except connection.dialect.loaded_dbapi.Error as error:
        base = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(text, values, error, base, dialect=connection.dialect) from error


def _execute_many(connection: Connection, plan: _Plan, values: Sequence[Values]) -> Rows:
    """Insert several rows in one call of the driver."""
    rows = [_bind(plan, one) for one in values]
    try:
        cursor = connection.connection.dbapi_connection.executemany(plan.text, rows)  # type: ignore[union-attr]
    except connection.dialect.loaded_dbapi.Error as error:
        base = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(plan.text, rows, error, base, dialect=connection.dialect) from error
    return Rows((), cursor.rowcount)


def _bind(plan: _Plan, values: Values) -> list[Any]:
    given = {**plan.fixed, **values} if plan.fixed or plan.lists else values
    for name, parts in plan.lists.items():
        given.update(zip(parts, values[name], strict=True))
    bound = [given[name] for name in plan.order]
    for index, write in plan.writers:
        bound[index] = write(bound[index])
    return bound


def _execute(connection: Connection, plan: _Plan, values: Values) -> Rows:
    cursor = drive(connection, plan.text, _bind(plan, values))
    found = cursor.fetchall() if cursor.description else ()
    if plan.row is None or not found:
        return Rows(found, cursor.rowcount)
    if not plan.readers:
        return Rows([plan.row(columns) for columns in found], cursor.rowcount)
    rows: list[Any] = []
    for columns in found:
        row = list(columns)
        for index, read in plan.readers:
            row[index] = read(row[index])
        rows.append(plan.row(row))
    return Rows(rows, cursor.rowcount)


def _compile(statement: Executable, dialect: Dialect, columns: Sequence[str] | None) -> SQLCompiler:
    return cast("SQLCompiler", statement.compile(dialect=dialect, column_keys=columns))  # type: ignore[attr-defined]


def _expanding(compiled: SQLCompiler) -> tuple[str, ...]:
    return tuple(name for name, bind in compiled.binds.items() if bind.required and bind.expanding)


def _make_plan(compiled: SQLCompiler, dialect: Dialect, lengths: Mapping[str, int]) -> _Plan:
    asked = {name for name, bind in compiled.binds.items() if bind.required}
    sample = {name: [None] * lengths[name] if name in lengths else None for name in asked}
    state = compiled.construct_expanded_state({**sample, **_defaults(compiled)})
    writers = {name: _writer(bind.type, dialect) for name, bind in compiled.binds.items()}
    lists = {name: state.parameter_expansion[name] for name in lengths}
    for name, parts in state.parameter_expansion.items():
        writers |= dict.fromkeys(parts, writers[name])
    asked |= {part for parts in lists.values() for part in parts}
    order = [(name, writers[name]) for name in state.positiontup or ()]
    kinds = [(column.keyname, column.type) for column in compiled._result_columns]  # noqa: SLF001 - no public name
    converts = [(index, _reader(kind, dialect)) for index, (_name, kind) in enumerate(kinds)]
    names = [name for name, _kind in kinds]
    found: Any = namedtuple("Found", names, rename=True)  # type: ignore[misc] # noqa: PYI024 - names known late
    return _Plan(
        text=state.statement,
        order=tuple(name for name, _convert in order),
        writers=tuple((i, convert) for i, (name, convert) in enumerate(order) if convert and name in asked),
        fixed={
            name: convert(state.parameters[name]) if convert else state.parameters[name]
            for name, convert in order
            if name not in asked
        },
        lists=lists,
        readers=tuple((index, convert) for index, convert in converts if convert is not None),
        row=found._make if kinds else None,
    )


def _defaults(compiled: SQLCompiler) -> dict[str, Any]:
    """Return the plain defaults of columns that the values leave out."""
    found: dict[str, Any] = {}
    for column in (*compiled.insert_prefetch, *compiled.update_prefetch):
        value = getattr(column.default, "arg", None)
        if callable(value):
            message = f"{column} needs a value: its default is made anew each time"
            raise TypeError(message)
        found[column.key] = value
    return found


def _writer(kind: Any, dialect: Dialect) -> Convert | None:
    convert: Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return convert


def _reader(kind: Any, dialect: Dialect) -> Convert | None:
    convert: Convert | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return convert
