"""Particulars: what rules ask about relatives, proceedings, teaching, credentials, and the needs of services.

Relatives take the place of kinships, which said less.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _create(name: str, owner: tuple[str, str], *columns: sa.Column[object], others: Sequence[str] = ()) -> None:
    """Make a table of dated rows; ``others`` are further keys of employees or units that are searched by."""
    keys = {owner[0]: owner[1], **{one: _TABLES[one] for one in others}}
    references = {**keys, **{one.name: _TABLES[one.name] for one in columns if one.name in _TABLES}}
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(one, sa.Integer(), nullable=False) for one in keys),
        *columns,
        *(
            sa.ForeignKeyConstraint([one], [f"{table}.id"], name=op.f(f"fk_{name}_{one}"))
            for one, table in references.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for one in keys:
        op.create_index(op.f(f"ix_{name}_{one}"), name, [one])


_TABLES = {"employee_id": "employees", "relative_id": "employees", "unit_id": "units"}
_EMPLOYEE, _UNIT = ("employee_id", "employees"), ("unit_id", "units")


def _one_of(column: str, name: str, *values: str) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(column, kind, nullable=False)


def _subject() -> sa.Column[object]:
    return sa.Column("subject", sa.String(length=300), nullable=False)


def upgrade() -> None:
    relation = _one_of("relation", "relation", "spouse", "parent", "child", "sibling", "in_law", "other")
    _create("relatives", _EMPLOYEE, relation, others=["relative_id"])
    _create("proceedings", _EMPLOYEE, _one_of("kind", "proceedingkind", "discipline", "court"))
    hours = sa.Column("hours", sa.Integer(), nullable=False)
    _create("teachings", _EMPLOYEE, _subject(), hours, others=["unit_id"])
    _create(
        "credentials",
        _EMPLOYEE,
        _one_of("kind", "credentialkind", "teaching", "practice"),
        _subject(),
        sa.Column("number", sa.String(length=300), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
    )
    amount = sa.Column("amount", sa.Integer(), nullable=False)
    _create("service_needs", _UNIT, _one_of("kind", "needkind", "lessons", "minimum"), _subject(), amount)
    op.execute(
        "INSERT INTO relatives (employee_id, relative_id, relation, source, recorded_at) "
        "SELECT one_id, other_id, 'other', 'Pernyataan saat mengundurkan diri dari suatu usulan', recorded_at FROM kinships"
    )
    op.drop_table("kinships")


def downgrade() -> None:
    op.create_table(
        "kinships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["employees.id"], name=op.f("fk_kinships_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["employees.id"], name=op.f("fk_kinships_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kinships")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_kinships_one_id_other_id")),
    )
    op.create_index(op.f("ix_kinships_other_id"), "kinships", ["other_id"])
    op.execute(
        "INSERT INTO kinships (one_id, other_id, recorded_at) SELECT one_id, other_id, MIN(recorded_at) FROM ("
        "SELECT CASE WHEN employee_id < relative_id THEN employee_id ELSE relative_id END AS one_id, "
        "CASE WHEN employee_id < relative_id THEN relative_id ELSE employee_id END AS other_id, recorded_at "
        "FROM relatives) AS pairs GROUP BY one_id, other_id"
    )
    for name in ("service_needs", "credentials", "teachings", "proceedings", "relatives"):
        op.drop_table(name)
