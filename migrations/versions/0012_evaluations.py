"""What the rules said is kept per act, with a fingerprint, instead of only for the last submission."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

AT_ONCE = 1000
_FORMER = sa.table(
    "transfers",
    sa.column("id", sa.Integer),
    sa.column("submitted_at", sa.DateTime(timezone=True)),
    sa.column("changed_at", sa.DateTime(timezone=True)),
    sa.column("eligibility", sa.JSON),
)


def _fingerprint(kept: object) -> str:
    written = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _move(evaluations: sa.Table) -> None:
    """Carry over what was kept on the transfers; a few columns at a time, since there may be a million."""
    connection, last = op.get_bind(), 0
    while True:
        rows = connection.execute(
            sa.select(_FORMER).where(_FORMER.c.id > last).order_by(_FORMER.c.id).limit(AT_ONCE)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        kept = [
            {
                "transfer_id": row.id,
                "act": "submit",
                "evaluated_on": date.fromisoformat(row.eligibility["on"]),
                "evaluated_at": row.submitted_at or row.changed_at,
                "sha256": _fingerprint(row.eligibility["rules"]),
                "verdicts": row.eligibility["rules"],
            }
            for row in rows
            if row.eligibility
        ]
        if kept:
            connection.execute(evaluations.insert(), kept)


def upgrade() -> None:
    evaluations = op.create_table(
        "rule_evaluations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("evaluated_on", sa.Date(), nullable=False),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("verdicts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_rule_evaluations_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_evaluations")),
    )
    _move(evaluations)
    op.create_index("ix_rule_evaluations_transfer", "rule_evaluations", ["transfer_id"])
    op.execute("ALTER TABLE transfers DROP COLUMN eligibility")


def downgrade() -> None:
    op.add_column("transfers", sa.Column("eligibility", sa.JSON(), nullable=True))
    op.drop_index("ix_rule_evaluations_transfer", "rule_evaluations")
    op.drop_table("rule_evaluations")
