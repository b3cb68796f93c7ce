"""Tables of the trail, and the triggers with which the database itself refuses to change it.

The triggers stop mistakes and application faults. Whoever owns the database can drop them; against that stand
the keyed chain and the anchors outside the database (:mod:`mutasi_flow.core.audit.verification`).
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, MetaData, String, Table, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base

CHAIN = 64
NAME = 300
WORD = 64
DIGEST = 64


class AuditEntry(Base):
    """One thing that happened, for ever. Entries of one subject form a chain; ``seq`` counts from 1 within it."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        {"sqlite_autoincrement": True},  # a removed number must never come back
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(String(CHAIN))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    """Account, without a foreign key: the trail outlives accounts."""
    actor: Mapped[str] = mapped_column(String(NAME))
    capacity: Mapped[str] = mapped_column(String(NAME))
    warrant: Mapped[str] = mapped_column(String(NAME))
    action: Mapped[str] = mapped_column(String(WORD))
    about_kind: Mapped[str] = mapped_column(String(WORD))
    about_id: Mapped[int]
    payload: Mapped[str] = mapped_column(Text)
    """Canonical JSON (sorted keys, no spaces, UTF-8), kept as text because these bytes are what is sealed."""
    previous_id: Mapped[int]
    """``id`` of the entry before in the chain, 0 at its start."""
    previous_hash: Mapped[str] = mapped_column(String(DIGEST))
    hash: Mapped[str] = mapped_column(String(DIGEST))
    """HMAC-SHA256 over everything above but the own ``id``; the next entry and the head seal that one."""


class TrailHead(Base):
    """The end of each chain, sealed: without it nobody would miss entries cut off at the tail."""

    __tablename__ = "trail_heads"

    chain: Mapped[str] = mapped_column(String(CHAIN), primary_key=True)
    seq: Mapped[int]
    last_id: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(DIGEST))
    seal: Mapped[str] = mapped_column(String(DIGEST))


SQLITE_GUARDS = (
    """
    CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END
    """,
    """
    CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END
    """,
    # INSERT OR REPLACE deletes without firing the trigger above.
    """
    CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries
    WHEN EXISTS (
        SELECT 1 FROM audit_entries WHERE id = NEW.id OR (chain = NEW.chain AND seq = NEW.seq)
    )
    BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END
    """,
    """
    CREATE TRIGGER trail_heads_no_delete BEFORE DELETE ON trail_heads
    BEGIN SELECT RAISE(ABORT, 'trail_heads is kept'); END
    """,
)
POSTGRESQL_GUARDS = (
    """
    CREATE FUNCTION refuse_trail_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_trail_change()
    """,
    """
    CREATE TRIGGER trail_heads_kept BEFORE DELETE OR TRUNCATE ON trail_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_trail_change()
    """,
)

_GUARDS = {"sqlite": SQLITE_GUARDS, "postgresql": POSTGRESQL_GUARDS}


@event.listens_for(Base.metadata, "after_create")
def _guard(_metadata: MetaData, connection: Connection, *, tables: Collection[Table] = (), **_: object) -> None:
    """Databases made without migrations (tests) are guarded too."""
    if TrailHead.__table__ in tables:
        for statement in _GUARDS[connection.dialect.name]:
            connection.exec_driver_sql(statement)
