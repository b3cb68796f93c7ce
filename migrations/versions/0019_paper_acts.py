"""What officials did on paper is recorded, and confirmed by a second person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    act = sa.Enum(
        "opinion", "approve", "reject", name="recordedact", native_enum=False, create_constraint=True, length=32
    )
    verdict = sa.Enum(
        "waiting", "accepted", "refused", name="paperverdict", native_enum=False, create_constraint=True, length=32
    )
    accounts = ("official_account_id", "recorded_by_id", "judged_by_id")
    op.create_table(
        "paper_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("act", act, nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("official_account_id", sa.Integer(), nullable=True),
        sa.Column("official", sa.String(length=300), nullable=False),
        sa.Column("capacity", sa.String(length=300), nullable=False),
        sa.Column("stance", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("letter_number", sa.String(length=300), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", verdict, nullable=False),
        sa.Column("verdict_reason", sa.String(), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.ForeignKeyConstraint([name], ["accounts.id"], name=op.f(f"fk_paper_acts_{name}")) for name in accounts),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_paper_acts_task_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_paper_acts_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_acts")),
    )
    op.create_index("ix_paper_acts_transfer", "paper_acts", ["transfer_id"])


def downgrade() -> None:
    op.drop_table("paper_acts")
