"""Plans on the agenda of a sitting: an item is a transfer or one move of a plan."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "0075"
down_revision: str | None = "0074"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OF_A_MOVE = {
    "sitting_plan_id": "sitting_plans",
    "employee_id": "employees",
    "from_unit_id": "units",
    "from_jabatan_id": "jabatan",
    "to_unit_id": "units",
    "to_jabatan_id": "jabatan",
}
"""Columns of items that only moves of plans fill, and what they point at."""


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _key(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))


def _lay_plans() -> None:
    op.create_table(
        "sitting_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("scenario", sa.String(length=300), nullable=False),
        sa.Column("unit_path", sa.String(length=300), nullable=False),
        sa.Column("case", sa.JSON(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("put_by_id", sa.Integer(), nullable=True),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        _key("sitting_plans", "sitting_id", "sittings"),
        _key("sitting_plans", "letter_id", "letters"),
        _key("sitting_plans", "put_by_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_plans")),
    )
    op.create_index(op.f("ix_sitting_plans_sitting_id"), "sitting_plans", ["sitting_id"])
    op.create_index("ix_sitting_plans_plan", "sitting_plans", ["plan_id"])
    op.create_index(
        "uq_sitting_plans_one_open",
        "sitting_plans",
        ["plan_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )


def _items() -> sa.Table:
    """The table without moves, as SQLite copies its rows: it cannot change whether a column may be empty."""
    named = {"ck": "ck_%(table_name)s_%(constraint_name)s"}
    return sa.Table(
        "sitting_items",
        sa.MetaData(naming_convention=named),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("advice", _one_of("advice", "recommended", "not_recommended", "deferred"), nullable=True),
        sa.Column("agreed_by", _one_of("agreedby", "consensus", "count"), nullable=True),
        sa.Column("in_favour", sa.Integer(), nullable=True),
        sa.Column("opposed", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("advised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped", sa.String(length=300), nullable=False),
        _key("sitting_items", "sitting_id", "sittings"),
        _key("sitting_items", "transfer_id", "transfers"),
        _key("sitting_items", "task_id", "tasks"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_items")),
        sa.UniqueConstraint("sitting_id", "transfer_id", name=op.f("uq_sitting_items_sitting_id_transfer_id")),
        sa.Index("ix_sitting_items_transfer", "transfer_id"),
        sa.Index("uq_sitting_items_one_open", "transfer_id", unique=True, sqlite_where=sa.text("is_open")),
    )


@contextmanager
def _without_recusals() -> Iterator[None]:
    """On SQLite, take the rows that point at items away while the table of items is copied and dropped."""
    if op.get_bind().dialect.name != "sqlite":
        yield
        return
    op.execute("CREATE TEMPORARY TABLE kept_recusals AS SELECT * FROM sitting_recusals")
    op.execute("DELETE FROM sitting_recusals")
    yield
    op.execute("INSERT INTO sitting_recusals SELECT * FROM kept_recusals")
    op.execute("DROP TABLE kept_recusals")


def upgrade() -> None:
    _lay_plans()
    with _without_recusals(), op.batch_alter_table("sitting_items", copy_from=_items()) as table:
        table.alter_column("transfer_id", existing_type=sa.Integer(), nullable=True)
        table.alter_column("task_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("move_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("label", sa.String(length=300), nullable=False, server_default=""))
        table.add_column(sa.Column("because", sa.String(), nullable=False, server_default=""))
        for name, target in OF_A_MOVE.items():
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_sitting_items_{name}"), target, [name], ["id"])
    op.create_index("ix_sitting_items_move", "sitting_items", ["move_id"])
    op.create_index(op.f("ix_sitting_items_sitting_plan_id"), "sitting_items", ["sitting_plan_id"])


def downgrade() -> None:
    moves = "SELECT id FROM sitting_items WHERE sitting_plan_id IS NOT NULL"
    op.execute(f"DELETE FROM sitting_recusals WHERE item_id IN ({moves})")  # noqa: S608 - nothing comes from outside
    op.execute("DELETE FROM sitting_items WHERE sitting_plan_id IS NOT NULL")
    op.drop_index("ix_sitting_items_move", "sitting_items")
    op.drop_index(op.f("ix_sitting_items_sitting_plan_id"), "sitting_items")
    if op.get_bind().dialect.name == "sqlite":
        with _without_recusals(), op.batch_alter_table("sitting_items", copy_from=_items(), recreate="always"):
            pass
    else:
        for name in (*OF_A_MOVE, "move_id", "label", "because"):
            op.drop_column("sitting_items", name)
        op.alter_column("sitting_items", "transfer_id", existing_type=sa.Integer(), nullable=False)
        op.alter_column("sitting_items", "task_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("sitting_plans")
