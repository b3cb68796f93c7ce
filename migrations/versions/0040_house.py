"""How letters are written: the regulations that they cite, and the switches of the page, as dated rows.

The list that the product used to carry in its code becomes rows of an office that is at work already.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_SHIPPED: tuple[tuple[str, date, tuple[str, ...]], ...] = (
    (
        (
            "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah (Lembaran Negara Republik Indonesia "
            "Tahun 2014 Nomor 244, Tambahan Lembaran Negara Republik Indonesia Nomor 5587) sebagaimana telah "
            "diubah beberapa kali, terakhir dengan Undang-Undang Nomor 6 Tahun 2023 tentang Penetapan Peraturan "
            "Pemerintah Pengganti Undang-Undang Nomor 2 Tahun 2022 tentang Cipta Kerja menjadi Undang-Undang "
            "(Lembaran Negara Republik Indonesia Tahun 2023 Nomor 41, Tambahan Lembaran Negara Republik Indonesia "
            "Nomor 6856);"
        ),
        date(2023, 3, 31),
        (),
    ),
    (
        (
            "Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara (Lembaran Negara Republik Indonesia "
            "Tahun 2023 Nomor 141, Tambahan Lembaran Negara Republik Indonesia Nomor 6897);"
        ),
        date(2023, 10, 31),
        (),
    ),
    (
        (
            "Peraturan Pemerintah Nomor 11 Tahun 2017 tentang Manajemen Pegawai Negeri Sipil (Lembaran Negara "
            "Republik Indonesia Tahun 2017 Nomor 63, Tambahan Lembaran Negara Republik Indonesia Nomor 6037) "
            "sebagaimana telah diubah dengan Peraturan Pemerintah Nomor 17 Tahun 2020 (Lembaran Negara Republik "
            "Indonesia Tahun 2020 Nomor 68, Tambahan Lembaran Negara Republik Indonesia Nomor 6477);"
        ),
        date(2020, 2, 28),
        ("cpns", "pns"),
    ),
    (
        (
            "Peraturan Pemerintah Nomor 49 Tahun 2018 tentang Manajemen Pegawai Pemerintah dengan Perjanjian "
            "Kerja (Lembaran Negara Republik Indonesia Tahun 2018 Nomor 224, Tambahan Lembaran Negara Republik "
            "Indonesia Nomor 6264);"
        ),
        date(2018, 11, 28),
        ("pppk",),
    ),
    (
        (
            "Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil (Lembaran Negara "
            "Republik Indonesia Tahun 2021 Nomor 202, Tambahan Lembaran Negara Republik Indonesia Nomor 6718);"
        ),
        date(2021, 8, 31),
        ("cpns", "pns"),
    ),
    (
        (
            "Peraturan Badan Kepegawaian Negara Nomor 5 Tahun 2019 tentang Tata Cara Pelaksanaan Mutasi (Berita "
            "Negara Republik Indonesia Tahun 2019 Nomor 391);"
        ),
        date(2019, 4, 5),
        ("cpns", "pns"),
    ),
)


def upgrade() -> None:
    op.create_table(
        "legal_bases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("statuses", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_legal_bases_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_bases")),
    )
    op.create_table(
        "letter_styles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("has_invocation", sa.Boolean(), nullable=False),
        sa.Column("first_label", sa.String(length=16), nullable=False),
        sa.Column("paper", sa.String(length=8), nullable=False),
        sa.Column("certifier_title", sa.String(length=300), nullable=False),
        sa.Column("certifier_name", sa.String(length=300), nullable=False),
        sa.Column("certifier_rank", sa.String(length=300), nullable=False),
        sa.Column("certifier_nip", sa.String(length=32), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_letter_styles_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_styles")),
    )
    _ship()


def _ship() -> None:
    """Give an office that has been set up the regulations it cited until today."""
    if op.get_bind().execute(sa.text("SELECT id FROM office")).first() is None:
        return
    bases = sa.table(
        "legal_bases",
        sa.column("position", sa.Integer),
        sa.column("text", sa.Text),
        sa.column("from_on", sa.Date),
        sa.column("statuses", sa.JSON),
        sa.column("kinds", sa.JSON),
        sa.column("added_at", sa.DateTime(timezone=True)),
    )
    at = datetime.now(UTC)
    op.bulk_insert(
        bases,
        [
            {
                "position": place * 10,
                "text": text,
                "from_on": day,
                "statuses": list(statuses),
                "kinds": [],
                "added_at": at,
            }
            for place, (text, day, statuses) in enumerate(_SHIPPED, start=1)
        ],
    )


def downgrade() -> None:
    op.drop_table("letter_styles")
    op.drop_table("legal_bases")
