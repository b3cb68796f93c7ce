"""The pictures at the head of letters belong to the switches of the page."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | None = "0047"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_PICTURES = ("state_emblem", "regional_emblem")


def upgrade() -> None:
    for name in _PICTURES:
        op.add_column("letter_styles", sa.Column(name, sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    for name in _PICTURES:
        op.drop_column("letter_styles", name)
