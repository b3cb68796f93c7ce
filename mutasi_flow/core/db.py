"""The database: one engine, one session factory, and the few lines in which SQLite and PostgreSQL differ.

SQLite runs in WAL with ``synchronous=FULL`` (a power cut must not lose the last approval). Reading
transactions start with plain BEGIN, writing ones with BEGIN IMMEDIATE, so that a writer waits for its turn at
the start instead of failing in the middle; on PostgreSQL the same place takes row locks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from types import ModuleType
from typing import Any, overload

import orjson
from sqlalchemy import (
    DDL,
    JSON,
    Boolean,
    ColumnElement,
    CursorResult,
    Date,
    DateTime,
    Dialect,
    Enum,
    Executable,
    MetaData,
    create_engine,
    event,
    literal,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, SessionTransaction, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from mutasi_flow.core.prepared import Prepared, Rows, drive, is_direct

WRITES = "mutasi_writes"
READINGS = "readings"
HELD = "held_connection"
BUSY_TIMEOUT_MS = 10_000
CACHED_STATEMENTS = 512
"""The driver keeps so many parsed statements per connection; the road alone uses more than its usual 128."""
ENUM_LENGTH = 32
NAIVE = "moments must be aware"


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC moments on both databases; SQLite forgets zones, so they are taken off and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(NAIVE)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware moment."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """On SQLite, write in one step what the two above and SQLAlchemy do in three; the road does it at every row."""
        return _written_moment if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """On SQLite, read in one step."""
        return _read_moment if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _written_moment(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(NAIVE)
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _read_moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain class attribute
        datetime: UtcDateTime,
        date: Date,
        dict[str, Any]: JSON,
        dict[str, object]: JSON,
        list[Any]: JSON,
    }


event.listen(
    Base.metadata,
    "before_create",
    DDL("CREATE EXTENSION IF NOT EXISTS pg_trgm").execute_if(dialect="postgresql"),  # type: ignore[no-untyped-call]
)


def text_enum(kind: type[StrEnum]) -> Enum:
    """Return a text column with a named CHECK for ``kind`` (a database enum type would need migrations of its own)."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=ENUM_LENGTH,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class _Contains(FunctionElement[bool]):
    """A column and a pattern; capitals do not matter. SQLite's LIKE ignores those of ASCII by itself."""

    type = Boolean()
    inherit_cache = True


@compiles(_Contains)
def _say_ilike(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    column, pattern = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} {'LIKE' if compiler.dialect.name == 'sqlite' else 'ILIKE'} {pattern} ESCAPE '/'"


def contains(column: InstrumentedAttribute[str], part: str) -> ColumnElement[bool]:
    """Return whether a column contains ``part``; on PostgreSQL a trigram index can answer it."""
    escaped = part.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return _Contains(column, literal(f"%{escaped}%"))


def sqlite_module() -> ModuleType:
    """Return the SQLite library in use: the newer wheel where it is installed, else the standard one.

    SQLite before 3.51.3 can, rarely, damage a WAL file under two checkpointing connections. One process must
    never open a file with both libraries, hence this one place.
    """
    try:
        import pysqlite3.dbapi2 as module  # noqa: PLC0415 - an optional wheel, absent on some platforms
    except ImportError:
        import sqlite3 as module  # noqa: PLC0415 - the fallback of the same choice
    return module  # type: ignore[no-any-return]


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event decides between BEGIN and BEGIN IMMEDIATE
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    drive(connection, "BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES, False) else "BEGIN").close()


def _written_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def open_engine(url: str) -> Engine:
    """Create the engine for ``url`` with the settings each database needs."""
    json = {"json_serializer": _written_json, "json_deserializer": orjson.loads}
    if url.startswith("sqlite"):
        arguments: dict[str, Any] = {"check_same_thread": False, "cached_statements": CACHED_STATEMENTS}
        engine = create_engine(url, module=sqlite_module(), connect_args=arguments, **json)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # A generic plan makes searches with LIKE parameters thousands of times slower; and a page read at random costs
    # about as much as the next one (SSD, memory): with the default of old disks whole tables are read instead.
    planner = "-c plan_cache_mode=force_custom_plan -c random_page_cost=1.1"
    return create_engine(url, connect_args={"options": planner}, pool_pre_ping=True, **json)


@overload
def run(session: Session, statement: Prepared, values: Any = None) -> Rows: ...
@overload
def run(session: Session, statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]: ...
def run(
    session: Session, statement: Prepared | Executable, values: Any = None
) -> Rows | CursorResult[*tuple[Any, ...]]:
    """Execute on the session's connection, past the ORM's own result machinery.

    For statements that name columns, not entities: about half the CPU, and on SQLite a tenth when they are
    :class:`Prepared`. Pending changes of the session are written first, as ``Session.execute`` would.
    """
    session.flush()
    if isinstance(statement, Prepared):
        connection, direct = _hold(session)
        given = {} if values is None else values
        return statement.execute_directly(connection, given) if direct else statement.execute(connection, given)
    return session.connection().execute(statement, values)


def _hold(session: Session) -> tuple[Connection, bool]:
    """Return the connection of the present transaction, looked up once, and whether it is direct.

    Inside a savepoint the session is always asked: asking is what sets the savepoint.
    """
    held: tuple[SessionTransaction | None, Connection, bool] | None = session.info.get(HELD)
    if held is not None and held[0] is session.get_transaction() and not session.in_nested_transaction():
        return held[1], held[2]
    connection = session.connection()
    direct = is_direct(connection)
    session.info[HELD] = (session.get_transaction(), connection, direct)
    return connection, direct


def note_reading(session: Session, about_kind: str, about_id: int) -> None:
    """Remember that something confidential is read in this session; whoever shows it writes that down first."""
    session.info.setdefault(READINGS, set()).add((about_kind, about_id))


def take_readings(session: Session) -> frozenset[tuple[str, int]]:
    """Return kind and key of what was confidential and read in this session since the last asking."""
    return frozenset(session.info.pop(READINGS, ()))


class Database:
    """The open database; hands out reading and writing sessions."""

    def __init__(self, url: str, info: dict[str, Any] | None = None) -> None:
        """Open ``url``; ``info`` travels in ``Session.info`` (job client, trail key …)."""
        self.engine = open_engine(url)
        self.info = info if info is not None else {}
        self._read = sessionmaker(self.engine, info=self.info, expire_on_commit=False)
        self._write = sessionmaker(
            self.engine.execution_options(**{WRITES: True}), info=self.info, expire_on_commit=False
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded kind."""
        return self.engine.dialect.name == "sqlite"

    def reader(self) -> Session:
        """Return a session for reading; the caller closes it."""
        return self._read()

    def writer(self) -> Session:
        """Return a session for one writing transaction; the caller commits and closes it."""
        return self._write()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session for reading and close it."""
        with self._read() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session, commit at the end, roll back on any error."""
        with self._write() as session, session.begin():
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def is_full(error: DatabaseError) -> bool:
    """Whether there is no room left: SQLite says so in its one sentence, PostgreSQL by SQLSTATE 53100 (its appendix A)."""
    return "disk is full" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "53100"


def is_out_of_reach(error: DatabaseError) -> bool:
    """Whether the disk under SQLite fails or is closed to us; a first write into a full disk may say no more than that."""
    return any(words in str(error.orig) for words in ("disk I/O error", "readonly database", "unable to open"))
