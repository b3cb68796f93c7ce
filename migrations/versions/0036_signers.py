"""Letters may be signed here: by certificate file, token, or the national service, and for show in the demo."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BEFORE = ("ink", "elsewhere")
NOW = (*BEFORE, "demo", "p12", "pkcs11", "bsre")
STANDING = "withdrawn_at IS NULL"


def _signatures(methods: Sequence[str]) -> sa.Table:
    """The table as it shall be: SQLite copies the rows into it, since it cannot change a CHECK."""
    method = sa.Enum(*methods, name="signingmethod", native_enum=False, create_constraint=True, length=32)
    accounts = ("recorded_by_id", "withdrawn_by_id")
    return sa.Table(
        "letter_signatures",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("method", method, nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(length=300), nullable=False),
        sa.Column("file_key", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_letter_signatures_letter_id"),
        *(sa.ForeignKeyConstraint([one], ["accounts.id"], name=f"fk_letter_signatures_{one}") for one in accounts),
        sa.PrimaryKeyConstraint("id", name="pk_letter_signatures"),
        sa.Index("ix_letter_signatures_sha256", "sha256"),
        sa.Index("ix_letter_signatures_standing", "letter_id", unique=True, sqlite_where=sa.text(STANDING)),
    )


def _allow(methods: Sequence[str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("letter_signatures", copy_from=_signatures(methods), recreate="always"):
            return
    named = op.f("ck_letter_signatures_signingmethod")
    op.drop_constraint(named, "letter_signatures", type_="check")
    allowed = ", ".join(f"'{one}'" for one in methods)
    op.create_check_constraint(named, "letter_signatures", f"method IN ({allowed})")


def upgrade() -> None:
    _allow(NOW)


def downgrade() -> None:
    _allow(BEFORE)
