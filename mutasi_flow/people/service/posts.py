"""Jabatan and posts: kinds of job, and how many of each a unit needs."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import FUNCTIONAL_JABATAN, GENERAL_JABATAN, JabatanFact
from mutasi_flow.people.model import Jabatan, Post
from mutasi_flow.people.queries import find_jabatan_by_code, get_jabatan, get_unit
from mutasi_flow.people.service.trail import note

COMMON_JABATAN: tuple[JabatanFact, ...] = FUNCTIONAL_JABATAN + GENERAL_JABATAN


def save_jabatan(session: Session, actor: Actor, fact: JabatanFact, at: datetime) -> int:
    """Make or change the jabatan with this code; return its id.

    Raises:
        InvalidInput: code or name is empty.
    """
    if not fact.code.strip() or not fact.name.strip():
        raise InvalidInput(T("Kode dan nama jabatan harus diisi."), "code")
    values = {"name": fact.name, "kind": fact.kind, "level": fact.level, "retirement_age": fact.retirement_age}
    known = find_jabatan_by_code(session, fact.code)
    if known is None:
        statement = insert(Jabatan).values(code=fact.code.strip(), **values).returning(Jabatan.id)
        jabatan_id: int = session.execute(statement).scalar_one()
    else:
        jabatan_id = known.id
        session.execute(update(Jabatan).where(Jabatan.id == jabatan_id).values(**values))
    note(session, actor, at, "jabatan_saved", about=("jabatan", jabatan_id), payload={"code": fact.code})
    return jabatan_id


def seed_jabatan(session: Session) -> int:
    """Add the common jabatan that the product knows and the office lacks; return how many."""
    present = set(session.execute(select(Jabatan.code)).scalars())
    missing = [fact for fact in COMMON_JABATAN if fact.code not in present]
    if missing:
        session.execute(
            insert(Jabatan),
            [
                {
                    "code": fact.code,
                    "name": fact.name,
                    "kind": fact.kind,
                    "level": fact.level,
                    "retirement_age": fact.retirement_age,
                }
                for fact in missing
            ],
        )
    return len(missing)


def save_post(
    session: Session,
    actor: Actor,
    *,
    unit_id: int,
    jabatan_id: int,
    need: float | None,
    minimum: int | None,
    at: datetime,
) -> int:
    """Make or change the post of a jabatan in a unit; ``need`` in persons, None = not analysed yet.

    Raises:
        InvalidInput: a negative number.
        NotFound: there is no such unit or jabatan.
    """
    get_unit(session, unit_id)
    get_jabatan(session, jabatan_id)
    if (need is not None and need < 0) or (minimum is not None and minimum < 0):
        raise InvalidInput(T("Kebutuhan dan jumlah paling sedikit tidak boleh kurang dari nol."), "need")
    known = session.execute(
        select(Post.id).where(Post.unit_id == unit_id, Post.jabatan_id == jabatan_id)
    ).scalar_one_or_none()
    if known is None:
        statement = insert(Post).values(unit_id=unit_id, jabatan_id=jabatan_id, need=need, minimum=minimum)
        post_id: int = session.execute(statement.returning(Post.id)).scalar_one()
    else:
        post_id = known
        session.execute(update(Post).where(Post.id == post_id).values(need=need, minimum=minimum))
    payload = {"unit_id": unit_id, "jabatan_id": jabatan_id, "need": need, "minimum": minimum}
    note(session, actor, at, "post_saved", about=("post", post_id), payload=payload)
    return post_id
