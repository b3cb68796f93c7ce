"""How old the database is: asked at every start, so without the library of migrations, whose steps are one line."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.settings import shipped

VERSIONS = "migrations/versions"


def list_known() -> frozenset[str]:
    """Return the steps of this program: each file is named after its step."""
    return frozenset(path.name.partition("_")[0] for path in shipped(VERSIONS).glob("[0-9]*_*.py"))


def refuse_newer(runtime: Runtime) -> None:
    """Refuse a database of a newer version; one that cannot be reached is left to whoever asks it.

    Raises:
        Unprepared: it was brought up to date by a newer version of this program.
    """
    with suppress(SQLAlchemyError):
        list_missing(runtime)


def list_missing(runtime: Runtime) -> Sequence[str]:
    """Return the migrations that the database has not seen, oldest first; empty when it is up to date.

    Raises:
        Unprepared: the database was brought up to date by a newer version of this program.
    """
    with runtime.database.reading() as session:
        current = find_revision(session)
    known = sorted(list_known())
    if current and current not in known:
        raise Unprepared(
            T("Basis data ini dari versi yang lebih baru ({revision}). Perbarui aplikasi ini.", revision=current)
        )
    return [step for step in known if step > current]


def find_revision(session: Session) -> str:
    """Return the last step that the database has seen; empty before the first."""
    if not inspect(session.connection()).has_table("alembic_version"):
        return ""
    return session.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
