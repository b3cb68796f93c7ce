"""Why an employee is not proposed to move, or not where that person wished to go; told so that nobody else is seen.

What rules say of the own person is told as it is. What depends on others is told as a kind of reason only where many
could go there, and none of the block moves in confidence; else all get the same sentence. Nobody can ask about more
than the wishes that were there when the plan was published, so that answers map no posts and cost little: each is
calculated once in a process, one at a time.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, NotFound, Unprepared
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JabatanKind, keep_many, shown_count
from mutasi_flow.people.model import Jabatan, Unit
from mutasi_flow.planning.edges import Block, block_edges
from mutasi_flow.planning.explaining import Explanation, Outcome, bars, explain, find_block
from mutasi_flow.planning.plans.model import PlanMove, PlanSolution
from mutasi_flow.planning.plans.queries import Opened, open_solution, with_names
from mutasi_flow.planning.publications.domain import PublicationState
from mutasi_flow.planning.publications.model import PublishedMove
from mutasi_flow.planning.publications.queries.redacting import cases_of
from mutasi_flow.planning.publications.queries.rows import PublicationRow, find_own_move
from mutasi_flow.planning.sentences import Audience, remedies, sentences
from mutasi_flow.planning.snapshot import Indices
from mutasi_flow.planning.subjects import PREFIX
from mutasi_flow.planning.wishes.queries import WishRow, list_wishes
from mutasi_flow.transfers.queries.routes import is_confidential_for

MOST_PEOPLE = 1_500
"""Of a block that is calculated again while somebody waits."""
PATIENCE_SECONDS = 5
_KEPT = 4_096
_TURN = Lock()


class Reason(NamedTuple):
    """Why, and what would have to change; sentences for the employee."""

    sentences: Sequence[Text]
    changes: Sequence[Text] = ()


CLOSED = Reason((T("Tentang jabatan ini tidak ada jawaban di halaman ini. Tanyakan kepada pengelola kepegawaian."),))
UNREADABLE = Reason((T("Perhitungan rencana ini tidak terbaca lagi, jadi pertanyaan tentangnya tidak dapat dijawab."),))
ABSENT = Reason((T("Anda tidak ada dalam data yang dipakai rencana ini, atau jabatan Anda berubah sesudahnya."),))
OUTSIDE = Reason((T("Tempat itu tidak ada dalam data yang dipakai rencana ini."),))
HIDDEN = Reason(
    (
        T(
            "Syarat perorangan tidak menghalangi. Jawabannya bergantung pada susunan seluruh rencana dan menyangkut orang lain, jadi tidak dirinci di sini."
        ),
    ),
    (T("Susunan seluruh rencana berubah. Bila data Anda keliru, sampaikan dalam tanggapan."),),
)
LARGE = Reason(
    (T("Kelompok jabatan Anda terlalu besar untuk dihitung ulang di sini. Tanyakan kepada pengelola kepegawaian."),)
)


def list_questions(session: Session, publication: PublicationRow, employee_id: int, today: date) -> list[WishRow]:
    """Return the wishes that somebody may ask about: those that count, name a unit, and were there at publication."""
    rows = list_wishes(session, employee_id, publication.published_at)
    return [row for row in rows if row.unit_id is not None and row.counts_on(today)]


def tell_why(
    session: Session,
    store: FileStore,
    publication: PublicationRow,
    employee_id: int,
    *,
    wish: WishRow | None,
    today: date,
) -> Reason:
    """Return why somebody does not go where ``wish`` says, or does not move at all.

    Raises:
        Conflict: the publication does not stand any more, or too many ask at once.
    """
    if publication.state is not PublicationState.PUBLISHED:
        raise Conflict(T("Pengumuman ini sudah tidak berlaku."))
    if wish is None and (told := find_own_move(session, publication, employee_id)) is not None:
        return Reason(told.sentences)
    card = people.get_employee_card(session, employee_id)
    own = _jabatan(session, card.jabatan_id)
    wanted = _jabatan(session, wish.jabatan_id) if wish is not None and wish.jabatan_id is not None else own
    if own is None or wanted is None:
        return ABSENT
    cases = cases_of(card.status, [(one.kind, one.name) for one in (own, wanted)])
    if any(is_confidential_for(session, case, today) for case in cases):
        return CLOSED
    post, names = None, dict[str, str]()
    if wish is not None:
        unit = session.execute(select(Unit.code, Unit.name).where(Unit.id == wish.unit_id)).one()
        post = (str(unit.code), wanted.code)
        names["/".join(post)] = f"{wanted.name}, {unit.name}"
    keys = session.execute(
        select(PlanSolution.input_key, PlanSolution.plan_key).where(PlanSolution.id == publication.solution_id)
    ).one()
    question = _Question(card.nip or f"{card.id:018}", own.code, post)
    try:
        found = _reason(store.folder, (keys[0], keys[1]), question, _list_hidden(session, publication))
    except (NotFound, Unprepared):
        return UNREADABLE
    return Reason(*(tuple(with_names(text, names) for text in texts) for texts in found))


class _Jabatan(NamedTuple):
    code: str
    name: str
    kind: JabatanKind


class _Question(NamedTuple):
    nip: str
    jabatan: str
    """That the person holds now, by code."""
    post: tuple[str, str] | None


def _jabatan(session: Session, key: int | None) -> _Jabatan | None:
    row = session.execute(select(Jabatan.code, Jabatan.name, Jabatan.kind).where(Jabatan.id == key)).first()
    return None if row is None else _Jabatan(*row)


def _list_hidden(session: Session, publication: PublicationRow) -> tuple[int, ...]:
    """Return the places of the moves that the publication does not tell of."""
    told = select(PublishedMove.move_id).where(PublishedMove.publication_id == publication.id)
    wanted = select(PlanMove.place).where(PlanMove.solution_id == publication.solution_id, PlanMove.id.not_in(told))
    return tuple(session.scalars(wanted.order_by(PlanMove.place)))


@lru_cache(maxsize=_KEPT)
def _reason(folder: Path, keys: tuple[str, str], question: _Question, hidden: tuple[int, ...]) -> Reason:
    if not _TURN.acquire(timeout=PATIENCE_SECONDS):
        raise Conflict(T("Sedang banyak yang bertanya. Coba lagi sebentar lagi."))
    try:
        opened = _open(folder, keys)
        return _find(opened, question, hidden)
    finally:
        _TURN.release()


def _open(folder: Path, keys: tuple[str, str]) -> Opened:
    try:
        return open_solution(FileStore(folder), *keys)
    except Conflict as refusal:
        raise Unprepared(refusal.text) from refusal


def _find(opened: Opened, question: _Question, hidden: tuple[int, ...]) -> Reason:
    snapshot = opened.snapshot
    known = snapshot.staff.nip.tolist()
    if question.nip not in known:
        return ABSENT
    person = known.index(question.nip)
    own = str(snapshot.jabatan[snapshot.staff.jabatan[person]])
    if own != question.jabatan and not own.startswith(PREFIX):
        return ABSENT
    cell = None
    if question.post is not None:
        codes = (snapshot.cell_code(one) for one in range(len(snapshot.cells)))
        post = (question.post[0], own if question.post[1] == question.jabatan else question.post[1])
        cell = next((place for place, code in enumerate(codes) if code == post), None)
        if cell is None:
            return OUTSIDE
    return _judge(opened, person, cell, opened.plan.person[np.asarray(hidden, np.int64) - 1])


def _judge(opened: Opened, person: int, cell: int | None, hidden: Indices) -> Reason:
    eligible, plan = opened.eligible, opened.plan
    placed = plan.cell[plan.person == person].tolist()
    if placed and person not in hidden and cell in (None, placed[0]):
        return _words(opened, explain(eligible, plan, person, cell))
    if barred := bars(eligible, person, cell):
        return _words(opened, Explanation(person, cell, Outcome.BARRED, tuple(barred)))
    block = find_block(eligible, person)
    if block is not None:
        if person in hidden or block.has_any(hidden) or (person, cell) in plan.forbidden:
            return HIDDEN
        if len(np.unique(np.concatenate(block.candidates))) > MOST_PEOPLE:
            return LARGE
        if keep_many(_count_others(opened, block, person, cell)) is None:
            return HIDDEN
    return _words(opened, explain(eligible, plan, person, cell))


def _count_others(opened: Opened, block: Block, person: int, cell: int | None) -> int:
    """Return how many others of the block could go there, or anywhere."""
    edges = block_edges(opened.eligible, block, opened.plan.forbidden, opened.plan.policy.most_edges)
    there = edges.person if cell is None else edges.person[edges.cell == cell]
    return len(np.setdiff1d(there, [person]))


def _words(opened: Opened, found: Explanation) -> Reason:
    told, changes = sentences(opened.eligible, opened.plan, found, Audience.EMPLOYEE), remedies(opened.plan, found)
    if found.outcome is Outcome.WORSE:
        count = shown_count(len(found.changed))
        changes.append(T("Perubahan terkecil menyangkut {count} pegawai lain.", count=count))
    return Reason(tuple(told), tuple(changes))
