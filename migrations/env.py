"""Alembic's environment: runs on the connection that ``mutasi db upgrade`` hands in, or opens the configured database.

``alembic revision --autogenerate -m "why"`` compares the models with the configured database and writes a step.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.engine import Connection
from sqlalchemy.sql.schema import SchemaItem

from mutasi_flow.access import model as access
from mutasi_flow.core import audit, requests
from mutasi_flow.core.db import Base, Database, UtcDateTime
from mutasi_flow.core.jobs import model as jobs
from mutasi_flow.decrees.batches import model as decree_batches
from mutasi_flow.decrees.initials import model as initials
from mutasi_flow.decrees.signing import model as signing
from mutasi_flow.inbox import model as inbox
from mutasi_flow.letters import model as letters
from mutasi_flow.people import model as people
from mutasi_flow.planning.frontline import model as frontline
from mutasi_flow.planning.market import model as market
from mutasi_flow.planning.matching import model as matching
from mutasi_flow.planning.minutes import model as plan_minutes
from mutasi_flow.planning.plans import model as plans
from mutasi_flow.planning.promotions import model as promotions
from mutasi_flow.planning.publications import model as publications
from mutasi_flow.planning.relief import model as relief
from mutasi_flow.planning.talent import model as talent
from mutasi_flow.planning.wishes import model as wishes
from mutasi_flow.rules import model as rules
from mutasi_flow.settings import load
from mutasi_flow.transfers import model as transfers
from mutasi_flow.workload import model as workload

MODELS = (
    access,
    audit,
    decree_batches,
    frontline,
    inbox,
    initials,
    jobs,
    letters,
    matching,
    market,
    people,
    plan_minutes,
    plans,
    promotions,
    publications,
    relief,
    requests,
    rules,
    signing,
    talent,
    transfers,
    wishes,
    workload,
)
"""Every module with tables; a test finds one that is missing here."""


def include_object(_item: SchemaItem, _name: str | None, kind: str, reflected: bool, other: SchemaItem | None) -> bool:  # noqa: FBT001 - Alembic calls it like this
    """Leave the job engine's tables alone: what is in the database but not in the models is not ours."""
    return not (kind == "table" and reflected and other is None)


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our types in the words of the library, so that a migration never changes with our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Run the missing steps."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=include_object,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    database = Database(load().effective_database_url)
    with database.writing() as session:
        run(session.connection())
