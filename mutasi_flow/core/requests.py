"""Writing requests that were answered already: pressing twice, or sending again from a weak network, acts once.

The row is claimed at the start of the transaction that does the work and filled in at its end, so that a second
request with the same key waits for the first one and then finds its answer. Work that fails leaves no row.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, String, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from mutasi_flow.core.db import Base, run
from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T

KEY_LENGTH = 64
LOCATION_LENGTH = 2_000
KEPT_FOR = timedelta(days=30)
"""A phone may stay without signal for weeks."""


class HandledRequest(Base):
    """An answered writing request: the same key from the same account gets the same answer again."""

    __tablename__ = "handled_requests"

    account_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """No foreign key: core knows no accounts, and rows go after thirty days."""
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    """Digest of method, path and body: the same key with other content is refused."""
    status: Mapped[int] = mapped_column(default=0)
    location: Mapped[str] = mapped_column(String(LOCATION_LENGTH), default="")
    body: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(index=True)


_COLUMNS = ("account_id", "key", "fingerprint", "status", "location", "body", "created_at")
_CLAIM = {
    dialect.dialect.name: Prepared(
        dialect.insert(HandledRequest).on_conflict_do_nothing().returning(HandledRequest.key), columns=_COLUMNS
    )
    for dialect in (sqlite, postgresql)
}
_FIRST = Prepared(
    select(HandledRequest.fingerprint, HandledRequest.status, HandledRequest.location, HandledRequest.body).where(
        HandledRequest.account_id == bindparam("account_id"), HandledRequest.key == bindparam("key")
    )
)
_KEEP = Prepared(
    update(HandledRequest)
    .where(HandledRequest.account_id == bindparam("of_account"), HandledRequest.key == bindparam("of_key"))
    .values(status=bindparam("new_status"), location=bindparam("new_location"), body=bindparam("new_body"))
)


@dataclass(frozen=True, slots=True)
class Handled:
    """The first answer: a redirect for pages, status and JSON text for programs."""

    status: int
    location: str
    body: str


def claim_request(session: Session, *, account_id: int, key: str, fingerprint: str, at: datetime) -> Handled | None:
    """Take ``key`` for this transaction and return None, or return the answer it already got.

    Raises:
        Conflict: the key was used before for something else.
    """
    values = {"account_id": account_id, "key": key, "fingerprint": fingerprint, "created_at": at}
    claim = _CLAIM[session.get_bind().dialect.name]
    if run(session, claim, {**values, "status": 0, "location": "", "body": ""}).first() is not None:
        return None
    row = run(session, _FIRST, {"account_id": account_id, "key": key}).one()
    if row.fingerprint != fingerprint:
        raise Conflict(
            T(
                "Formulir ini sudah pernah dikirim dengan isi lain. Kiriman pertama tetap berlaku. "
                "Buka kembali halamannya, periksa isinya, lalu kirim lagi bila masih perlu."
            )
        )
    return Handled(row.status, row.location, row.body)


def keep_answer(session: Session, *, account_id: int, key: str, answer: Handled) -> None:
    """Store the answer of a claimed request."""
    values = {"new_status": answer.status, "new_location": answer.location, "new_body": answer.body}
    run(session, _KEEP, {"of_account": account_id, "of_key": key, **values})


def forget_requests(session: Session, at: datetime) -> int:
    """Remove answers older than thirty days; return how many."""
    gone = session.execute(delete(HandledRequest).where(HandledRequest.created_at < at - KEPT_FOR))
    return cast("CursorResult[tuple[()]]", gone).rowcount
