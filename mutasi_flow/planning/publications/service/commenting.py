"""Comments of employees on a publication, and how each was weighed.

Who commented stands in the comment itself and nowhere else: the trail has its words only as a digest, so that whoever
inspects sees that none was changed, and not who spoke.
"""

import hashlib

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM, Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.inbox.service import notify
from mutasi_flow.planning.plans.service import as_planner, may_plan, record_plan, take_for_change
from mutasi_flow.planning.publications.domain import MOST_COMMENTS, Category
from mutasi_flow.planning.publications.model import LONGEST_COMMENT, PlanComment, PlanPublication
from mutasi_flow.planning.publications.queries.rows import get_public, get_publication
from mutasi_flow.planning.publications.service.announcing import EVENT, address_of

NO_COMMENT = T("Tanggapan ini tidak ditemukan.")


def _words(text: str, field: str) -> str:
    found = text.strip()
    if not 0 < len(found) <= LONGEST_COMMENT:
        raise InvalidInput(T("Tulis 1 sampai {limit} huruf.", limit=LONGEST_COMMENT), field=field)
    return found


def comment(
    session: Session, publication_id: int, category: Category, words: str, *, actor: Actor, clock: Clock
) -> int:
    """Keep what an employee says to a publication; return the key.

    Raises:
        NotFound: there is no such publication to be seen.
        NotPermitted: the actor is no employee.
        Conflict: comments are not taken, or the person has given enough of them.
        InvalidInput: there are no words, or too many.
    """
    if actor.employee_id is None or not actor.has(Permission.SELF):
        raise NotPermitted(T("Tanggapan diberikan oleh pegawai dengan akunnya sendiri."))
    found = _words(words, "words")
    session.execute(select(PlanPublication.id).where(PlanPublication.id == publication_id).with_for_update())
    publication = get_public(session, publication_id, clock.today())
    if not publication.takes_comments(clock.today()):
        raise Conflict(T("Masa tanggapan sudah berakhir."))
    own = (PlanComment.publication_id == publication_id, PlanComment.employee_id == actor.employee_id)
    if (session.scalar(select(func.count()).where(*own)) or 0) >= MOST_COMMENTS:
        raise Conflict(T("Anda sudah memberi {count} tanggapan untuk rencana ini.", count=MOST_COMMENTS))
    at = clock.now()
    values = {
        "publication_id": publication_id,
        "employee_id": actor.employee_id,
        "category": category,
        "words": found,
        "made_at": at,
        "answer": "",
    }
    key: int = session.execute(insert(PlanComment).values(values).returning(PlanComment.id)).scalar_one()
    payload = {"publication": publication_id, "comment": key, "sha256": hashlib.sha256(found.encode()).hexdigest()}
    record_plan(session, publication.plan_id, "plan_comment_made", payload, actor=SYSTEM, at=at)
    return key


def answer_comment(
    session: Session, comment_id: int, words: str, *, is_change: bool = False, actor: Actor, clock: Clock
) -> int:
    """Say how a comment was weighed; everybody reads it. Return the key of its publication.

    Raises:
        NotFound: there is no such comment for this person.
        NotPermitted: the actor does not plan for these units.
        Conflict: somebody has answered it already, and this is not meant as a change.
        InvalidInput: there are no words, or too many.
    """
    row = session.scalars(select(PlanComment).where(PlanComment.id == comment_id)).first()
    if row is None:
        raise NotFound(NO_COMMENT)
    plan, publication = get_publication(session, row.publication_id, actor)
    if not may_plan(actor, plan.unit_path):
        raise NotPermitted(T("Anda tidak menyusun rencana untuk unit ini."))
    found = _words(words, f"answer-{comment_id}")
    take_for_change(session, plan.id, actor, None)
    session.refresh(row)
    former, is_first = row.answer, row.answered_at is None
    if not is_first and not is_change:
        raise Conflict(T("Tanggapan ini baru saja dijawab orang lain. Muat ulang halaman ini."))
    at = clock.now()
    values = {"answer": found, "answered_at": at, "answered_by_id": actor.account_id}
    session.execute(update(PlanComment).where(PlanComment.id == comment_id).values(values))
    payload = {"publication": publication.id, "comment": comment_id, "answer": found, "former": former}
    record_plan(session, plan.id, "plan_comment_answered", payload, actor=as_planner(actor, plan.unit_path), at=at)
    if is_first:
        text = T("Tanggapan Anda atas rencana “{plan}” sudah dijawab.", plan=plan.name)
        notify(session, [NewNotice(EVENT, text, at, employee_id=row.employee_id, address=address_of(publication.id))])
    return publication.id
