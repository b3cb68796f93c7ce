"""How hard a place is to serve at: five tests, hours of travel; and the outlines of districts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_TESTS = ("transport", "health", "school", "staples", "services")
_TEST = sa.Enum(*_TESTS, name="remotetest", native_enum=False, create_constraint=True, length=32)
_LACK = sa.Enum("none", "partly", "wholly", name="lack", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.add_column("places", sa.Column("travel_hours", sa.Double(), nullable=True))
    op.create_table(
        "place_tests",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("test", _TEST, nullable=False),
        sa.Column("lack", _LACK, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_place_tests_place_id")),
        sa.PrimaryKeyConstraint("place_id", "test", name=op.f("pk_place_tests")),
    )
    op.create_table(
        "districts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("rings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_districts")),
        sa.UniqueConstraint("code", name=op.f("uq_districts_code")),
    )


def downgrade() -> None:
    op.drop_table("districts")
    op.drop_table("place_tests")
    op.drop_column("places", "travel_hours")
