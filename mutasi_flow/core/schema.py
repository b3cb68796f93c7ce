"""The schema of the database: bringing it up to date, and saying whether it is."""

import logging
from collections.abc import Sequence

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.settings import shipped

FOLDER = "migrations"


def config() -> Config:
    """Return Alembic's configuration; there is no ini file."""
    made = Config()
    made.set_main_option("script_location", str(shipped(FOLDER)).replace("%", "%%"))
    return made


def upgrade(runtime: Runtime) -> Sequence[str]:
    """Bring tables, triggers and the queue's tables up to date, in one transaction; return the steps that were missing."""
    missing = list_missing(runtime)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    made = config()
    with runtime.database.writing() as session:
        made.attributes["connection"] = session.connection()
        command.upgrade(made, "head")
    runtime.jobs.lay_tables()
    return missing


def list_missing(runtime: Runtime) -> Sequence[str]:
    """Return the migrations that the database has not seen, oldest first; empty when it is up to date.

    Raises:
        Unprepared: the database was brought up to date by a newer version of this program.
    """
    scripts = ScriptDirectory.from_config(config())
    with runtime.database.reading() as session:
        current = MigrationContext.configure(session.connection()).get_current_revision()
    try:
        steps = list(scripts.iterate_revisions("head", current or "base"))
    except RevisionError:
        raise Unprepared(
            T("Basis data ini dari versi yang lebih baru ({revision}). Perbarui aplikasi ini.", revision=current)
        ) from None
    return [step.revision for step in reversed(steps)]
