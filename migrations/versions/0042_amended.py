"""Letters lead to the one that amended or revoked them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_POINTING = ("replaced_by_id", "amended_by_id", "revoked_by_id")


def upgrade() -> None:
    op.add_column("letters", sa.Column("amended_by_id", sa.Integer(), nullable=True))
    op.add_column("letters", sa.Column("revoked_by_id", sa.Integer(), nullable=True))
    for column in _POINTING:
        led = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_letters_{column}", "letters", [column], sqlite_where=led, postgresql_where=led)
    # An amendment changed the last letter on which the placement rested, which is the one before it.
    op.execute(
        "UPDATE letters SET amended_by_id = (SELECT min(later.id) FROM letters later "
        "WHERE later.about_kind = letters.about_kind AND later.about_id = letters.about_id AND later.id > letters.id "
        "AND later.kind = 'transfer_amendment') "
        "WHERE kind IN ('transfer_decree', 'transfer_amendment')"
    )
    op.execute(
        "UPDATE letters SET revoked_by_id = (SELECT min(later.id) FROM letters later "
        "WHERE later.about_kind = letters.about_kind AND later.about_id = letters.about_id AND later.id > letters.id "
        "AND later.kind = 'transfer_revocation') "
        "WHERE kind IN ('transfer_decree', 'transfer_amendment') AND revoked_at IS NOT NULL AND replaced_by_id IS NULL"
    )


def downgrade() -> None:
    for column in _POINTING:
        op.drop_index(f"ix_letters_{column}", table_name="letters")
    with op.batch_alter_table("letters") as batch_op:
        batch_op.drop_column("revoked_by_id")
        batch_op.drop_column("amended_by_id")
