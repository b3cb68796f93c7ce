"""Comments on publications and their answers: those of former versions go on under the one that took their place."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.model import Employee
from mutasi_flow.planning.publications.domain import Category, PublicationState
from mutasi_flow.planning.publications.model import PlanComment, PlanPublication, PublishedMove
from mutasi_flow.planning.publications.queries.rows import PublicationRow, list_versions


class CommentRow(NamedTuple):
    """One comment; ``name`` and ``nip`` are for the personnel office only."""

    id: int
    category: Category
    words: str
    made_at: datetime
    answer: str
    answered_at: datetime | None
    employee_id: int
    name: str
    nip: str | None
    is_concerned: bool
    """Whether it comes from somebody whom the plan would move."""
    version: int
    """Of the plan, to which it was said."""


class AnswerRow(NamedTuple):
    """An answer as everybody reads it, without the comment."""

    category: Category
    answer: str
    answered_at: datetime
    version: int


_COMMENTS: Select[*tuple[Any, ...]] = (
    select(
        PlanComment.id,
        PlanComment.category,
        PlanComment.words,
        PlanComment.made_at,
        PlanComment.answer,
        PlanComment.answered_at,
        PlanComment.employee_id,
        Employee.name,
        Employee.nip,
        PublishedMove.move_id.is_not(None),
        PlanPublication.version,
    )
    .join(PlanPublication, PlanPublication.id == PlanComment.publication_id)
    .join(Employee, Employee.id == PlanComment.employee_id)
    .outerjoin(
        PublishedMove,
        and_(
            PublishedMove.publication_id == PlanComment.publication_id,
            PublishedMove.employee_id == PlanComment.employee_id,
        ),
    )
)


_ORDER = (PlanComment.answered_at.is_not(None), PlanComment.id)
"""Those without an answer first."""


def list_comments(
    session: Session, publication_id: int, *, start: int = 0, limit: int | None = None
) -> list[CommentRow]:
    """Return the comments on one version, those without an answer first."""
    wanted = _COMMENTS.where(PlanComment.publication_id == publication_id).order_by(*_ORDER)
    return [CommentRow(*row) for row in session.execute(wanted.offset(start).limit(limit))]


def _until(publication: PublicationRow) -> ColumnElement[bool]:
    return and_(PlanPublication.plan_id == publication.plan_id, PlanPublication.version <= publication.version)


def list_own_comments(session: Session, publication: PublicationRow, employee_id: int) -> list[CommentRow]:
    """Return what an employee said to a version and to those before it, what waits for an answer first."""
    wanted = _COMMENTS.where(_until(publication), PlanComment.employee_id == employee_id)
    return [CommentRow(*row) for row in session.execute(wanted.order_by(*_ORDER))]


def count_carried(publication: PublicationRow, versions: Sequence[PublicationRow]) -> tuple[int, int]:
    """Return how many comments on a version and on those before it that were not withdrawn are answered, and how many there are."""
    kept = [
        one
        for one in versions
        if one.id == publication.id
        or (one.version < publication.version and one.state is not PublicationState.WITHDRAWN)
    ]
    return sum(one.answered for one in kept), sum(one.comments for one in kept)


def count_categories(session: Session, publication: PublicationRow) -> dict[Category, int]:
    """Return how many comments of which kind there are on a version and on those before it, the most first."""
    count = func.count()
    rows = session.execute(
        select(PlanComment.category, count)
        .join(PlanPublication, PlanPublication.id == PlanComment.publication_id)
        .where(_until(publication), PlanPublication.state != PublicationState.WITHDRAWN)
        .group_by(PlanComment.category)
        .order_by(count.desc(), PlanComment.category)
    )
    return {row[0]: row[1] for row in rows}


def list_answers(
    session: Session, publication: PublicationRow, *, start: int = 0, limit: int | None = None
) -> list[AnswerRow]:
    """Return the answers that everybody reads with a version, those of versions before it too, the newest first."""
    rows = session.execute(
        select(PlanComment.category, PlanComment.answer, PlanComment.answered_at, PlanPublication.version)
        .join(PlanPublication, PlanPublication.id == PlanComment.publication_id)
        .where(_until(publication), PlanPublication.state != PublicationState.WITHDRAWN)
        .where(PlanComment.answered_at.is_not(None))
        .order_by(PlanComment.answered_at.desc(), PlanComment.id.desc())
        .offset(start)
        .limit(limit)
    )
    return [AnswerRow(category, answer, at, version) for category, answer, at, version in rows if at is not None]


def list_open_matters(session: Session, plan_id: int, today: date) -> list[Text]:
    """Say what of the comments on a plan is not finished: days that still run, and comments without an answer."""
    rows = list_versions(session, plan_id)
    running = [
        T("Tanggapan masih diterima sampai {day}.", day=row.closes_on)
        for row in rows
        if row.state is PublicationState.PUBLISHED and today <= row.closes_on
    ]
    waiting = sum(row.comments - row.answered for row in rows)
    return [*running, T("{count} tanggapan belum dijawab.", count=waiting)] if waiting else running


def may_name(actor: Actor, unit_path: str) -> bool:
    """Whether the actor sees who commented on a plan about these units: only the personnel office does."""
    return any(actor.may(permission, unit_path) for permission in (Permission.PLAN, Permission.PEER_NAMES))
