"""The performance assessment team sits: members, agenda, attendance, advice."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

DUTIES = ("chair", "deputy", "secretary", "member")
RULES = ("majority", "two_thirds", "all")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _key(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))


def _lay_teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("decree_number", sa.String(length=300), nullable=False),
        sa.Column("decree_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("quorum", _one_of("quorumrule", *RULES), nullable=False),
        sa.Column("quorum_source", sa.String(length=300), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        _key("teams", "set_by_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    op.create_table(
        "team_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("duty", _one_of("duty", *DUTIES), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        _key("team_members", "team_id", "teams"),
        _key("team_members", "employee_id", "employees"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_members")),
    )
    op.create_index(op.f("ix_team_members_team_id"), "team_members", ["team_id"])
    op.create_index("ix_team_members_employee", "team_members", ["employee_id"])


def _lay_sittings() -> None:
    op.create_table(
        "sittings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("state", _one_of("sittingstate", "open", "closed", "adjourned"), nullable=False),
        sa.Column("quorum", _one_of("quorumrule", *RULES), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("called_by_id", sa.Integer(), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        _key("sittings", "team_id", "teams"),
        _key("sittings", "called_by_id", "accounts"),
        _key("sittings", "ended_by_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings")),
    )
    op.create_table(
        "sitting_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("duty", _one_of("duty", *DUTIES), nullable=False),
        sa.Column("presence", _one_of("presence", "unknown", "present", "absent"), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        _key("sitting_members", "sitting_id", "sittings"),
        _key("sitting_members", "employee_id", "employees"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_members")),
        sa.UniqueConstraint("sitting_id", "employee_id", name=op.f("uq_sitting_members_sitting_id_employee_id")),
    )
    op.create_index("ix_sitting_members_employee", "sitting_members", ["employee_id"])


def _lay_agenda() -> None:
    op.create_table(
        "sitting_items",
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
    )
    op.create_index("ix_sitting_items_transfer", "sitting_items", ["transfer_id"])
    op.create_index(
        "uq_sitting_items_one_open",
        "sitting_items",
        ["transfer_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "sitting_recusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("ground", _one_of("aside", "own", "superior", "relative", "other"), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        _key("sitting_recusals", "item_id", "sitting_items"),
        _key("sitting_recusals", "employee_id", "employees"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_recusals")),
        sa.UniqueConstraint("item_id", "employee_id", name=op.f("uq_sitting_recusals_item_id_employee_id")),
    )


def upgrade() -> None:
    _lay_teams()
    _lay_sittings()
    _lay_agenda()


def downgrade() -> None:
    for table in ("sitting_recusals", "sitting_items", "sitting_members", "sittings", "team_members", "teams"):
        op.drop_table(table)
