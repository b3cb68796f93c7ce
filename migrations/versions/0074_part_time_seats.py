"""Who helps elsewhere with a part of the time sits at home again; only the placement says where the help goes."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from alembic import op

revision: str = "0074"
down_revision: str | None = "0073"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

WHOLE_TIME = 100
EMPLOYEES = sa.table(
    "employees",
    sa.column("id", sa.Integer()),
    sa.column("unit_id", sa.Integer()),
    sa.column("jabatan_id", sa.Integer()),
    sa.column("supervisor_id", sa.Integer()),
    sa.column("retires_on", sa.Date()),
)
UNITS = sa.table("units", sa.column("id", sa.Integer()), sa.column("head_id", sa.Integer()))
PLACEMENTS = sa.table(
    "placements",
    sa.column("employee_id", sa.Integer()),
    sa.column("unit_id", sa.Integer()),
    sa.column("jabatan_id", sa.Integer()),
    sa.column("source", sa.String()),
    sa.column("letter_number", sa.String()),
    sa.column("share", sa.Integer()),
    sa.column("displaced", sa.JSON()),
    sa.column("applied_at", sa.DateTime(timezone=True)),
    sa.column("revoked_at", sa.DateTime(timezone=True)),
)


def _running() -> sa.Select[tuple[object, ...]]:
    """Placements for a part of the time that run, beside their way back."""
    back = PLACEMENTS.alias("back")
    part = PLACEMENTS.c
    same = sa.and_(back.c.employee_id == part.employee_id, back.c.letter_number == part.letter_number)
    runs = (
        part.share < WHOLE_TIME,
        part.applied_at.is_not(None),
        part.revoked_at.is_(None),
        back.c.source == "return",
        back.c.applied_at.is_(None),
        back.c.revoked_at.is_(None),
    )
    seats = (part.unit_id, part.jabatan_id, back.c.unit_id.label("home_id"), back.c.jabatan_id.label("home_post_id"))
    columns = (part.employee_id, part.displaced, *seats)
    return sa.select(*columns).select_from(PLACEMENTS.join(back, same)).where(*runs)


def upgrade() -> None:
    bind = op.get_bind()
    for row in bind.execute(_running()).all():
        before = row.displaced or {}
        here = (EMPLOYEES.c.id == row.employee_id, EMPLOYEES.c.unit_id == row.unit_id)
        values = {"unit_id": row.home_id, "jabatan_id": row.home_post_id, "supervisor_id": before.get("supervisor_id")}
        if before.get("retires_on"):
            values["retires_on"] = date.fromisoformat(before["retires_on"])
        bind.execute(sa.update(EMPLOYEES).where(*here).values(values))
        if before.get("took_head"):
            taken = (UNITS.c.id == row.unit_id, UNITS.c.head_id == row.employee_id)
            bind.execute(sa.update(UNITS).where(*taken).values(head_id=None))
        if before.get("headed"):
            left = (UNITS.c.id.in_(before["headed"]), UNITS.c.head_id.is_(None))
            bind.execute(sa.update(UNITS).where(*left).values(head_id=row.employee_id))


def downgrade() -> None:
    bind = op.get_bind()
    for row in bind.execute(_running()).all():
        home = (EMPLOYEES.c.id == row.employee_id, EMPLOYEES.c.unit_id == row.home_id)
        values = {"unit_id": row.unit_id, "jabatan_id": row.jabatan_id, "supervisor_id": None}
        bind.execute(sa.update(EMPLOYEES).where(*home).values(values))
