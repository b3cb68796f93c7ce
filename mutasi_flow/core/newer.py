"""Refusing a database of a newer version: asked at every start, so without the library of migrations."""

from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

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
    with suppress(SQLAlchemyError), runtime.database.reading() as session:
        current = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if current is not None and current not in list_known():
            raise Unprepared(
                T("Basis data ini dari versi yang lebih baru ({revision}). Perbarui aplikasi ini.", revision=current)
            )
