"""An office publishes versions of routes, and the agency above a school or facility has a voice."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

VOICES = ("employee", "supervisor", "releasing", "receiving", "peer")
WITH_PARENT = (*VOICES, "parent")


def _one_of(values: Sequence[str]) -> str:
    return "voice IN ({})".format(", ".join(f"'{value}'" for value in values))


def _opinions(voices: Sequence[str]) -> sa.Table:
    """The table as it shall be: SQLite copies the rows into it, since it cannot drop a CHECK."""
    voice = sa.Enum(*voices, name="voice", native_enum=False, create_constraint=True, length=32)
    stances = ("support", "conditions", "against", "silent")
    stance = sa.Enum(*stances, name="stance", native_enum=False, create_constraint=True, length=32)
    return sa.Table(
        "opinions",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("voice", voice, nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.String(length=300), nullable=False),
        sa.Column("stance", stance, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("letter", sa.String(length=300), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weighed", sa.String(), nullable=False),
        sa.Column("weighed_by_id", sa.Integer(), nullable=True),
        sa.Column("weighed_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_opinions_employee_id"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_opinions_task_id"),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name="fk_opinions_transfer_id"),
        sa.ForeignKeyConstraint(["weighed_by_id"], ["accounts.id"], name="fk_opinions_weighed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_opinions"),
        sa.UniqueConstraint("task_id", name="uq_opinions_task_id"),
        sa.Index("ix_opinions_transfer", "transfer_id"),
    )


def _let_speak(voices: Sequence[str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("opinions", copy_from=_opinions(voices), recreate="always"):
            pass
    else:
        op.drop_constraint(op.f("ck_opinions_voice"), "opinions", type_="check")
        op.create_check_constraint(op.f("ck_opinions_voice"), "opinions", _one_of(voices))


def upgrade() -> None:
    _let_speak(WITH_PARENT)
    op.create_table(
        "route_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["published_by_id"], ["accounts.id"], name=op.f("fk_route_versions_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_versions")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_route_versions_code_version")),
    )


def downgrade() -> None:
    op.drop_table("route_versions")
    op.execute("UPDATE opinions SET voice = 'releasing' WHERE voice = 'parent'")
    _let_speak(VOICES)
