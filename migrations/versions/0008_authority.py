"""Who decides and who signs which moves stands in dated rows."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    act = sa.Enum("decide", "sign", name="act", native_enum=False, create_constraint=True, length=32)
    form = sa.Enum("own", "an", "ub", name="signingform", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "authorities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", act, nullable=False),
        sa.Column("move_kind", sa.String(length=1), nullable=False),
        sa.Column("post_kind", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("official_unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("form", form, nullable=False),
        sa.Column("via", sa.String(length=300), nullable=False),
        sa.Column("decree_number", sa.String(length=300), nullable=False),
        sa.Column("decree_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["official_unit_id"], ["units.id"], name=op.f("fk_authorities_official_unit_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_authorities_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorities")),
    )


def downgrade() -> None:
    op.drop_table("authorities")
