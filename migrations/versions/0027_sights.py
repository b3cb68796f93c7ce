"""Who reads what of an opinion: dated rows of the office."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_VOICES = ("employee", "supervisor", "releasing", "receiving", "peer", "parent")
_READERS = ("employee", "giver", "unit", "verifier", "decider", "inspector", "administrator")


def _words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "opinion_sights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voice", _words("voice", *_VOICES), nullable=False),
        sa.Column("reader", _words("reader", *_READERS), nullable=False),
        sa.Column("part", _words("part", "stance", "reason", "identity", "paper"), nullable=False),
        sa.Column("moment", _words("moment", "at_once", "concluded", "decided", "never"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_opinion_sights_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_sights")),
    )


def downgrade() -> None:
    op.drop_table("opinion_sights")
