"""The schema of the database: bringing it up to date."""

import logging
from collections.abc import Sequence

from alembic import command
from alembic.config import Config

from mutasi_flow.core.newer import list_missing
from mutasi_flow.core.runtime import Runtime
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
