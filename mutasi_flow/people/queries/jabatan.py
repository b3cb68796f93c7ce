"""Questions about jabatan and about who sits in a post."""

from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import SERVING_CODES, JabatanKind
from mutasi_flow.people.model import Employee, Jabatan

JABATAN_LIMIT = 20


class JabatanCard(NamedTuple):
    """A kind of job; ``retirement_age`` in years, None = unknown."""

    id: int
    code: str
    name: str
    kind: JabatanKind
    level: str
    retirement_age: int | None


_CARD = select(Jabatan.id, Jabatan.code, Jabatan.name, Jabatan.kind, Jabatan.level, Jabatan.retirement_age)
_BY_ID = Prepared(_CARD.where(Jabatan.id == bindparam("id")))
_BY_CODE = Prepared(_CARD.where(Jabatan.code == bindparam("code")))
_OCCUPANTS = Prepared(
    select(Employee.id)
    .where(
        Employee.unit_id == bindparam("unit_id"),
        Employee.jabatan_id == bindparam("jabatan_id"),
        Employee.legal_position.in_(SERVING_CODES),
    )
    .order_by(Employee.id)
)


def get_jabatan(session: Session, jabatan_id: int) -> JabatanCard:
    """Return a jabatan.

    Raises:
        NotFound: there is no such jabatan.
    """
    row = run(session, _BY_ID, {"id": jabatan_id}).first()
    if row is None:
        raise NotFound(T("Jabatan tidak ditemukan."))
    return JabatanCard(*row)


def find_jabatan_by_code(session: Session, code: str) -> JabatanCard | None:
    """Return the jabatan with this code."""
    row = run(session, _BY_CODE, {"code": code.strip()}).first()
    return JabatanCard(*row) if row else None


def search_jabatan(session: Session, text: str, *, limit: int = JABATAN_LIMIT) -> list[JabatanCard]:
    """Find jabatan by words in the name."""
    statement = _CARD.where(*(Jabatan.name.icontains(word, autoescape=True) for word in text.split()))
    return [JabatanCard(*row) for row in session.execute(statement.order_by(Jabatan.name, Jabatan.id).limit(limit))]


def list_occupants(session: Session, unit_id: int, jabatan_id: int) -> list[int]:
    """Return who serves in this post."""
    return list(run(session, _OCCUPANTS, {"unit_id": unit_id, "jabatan_id": jabatan_id}).scalars())
