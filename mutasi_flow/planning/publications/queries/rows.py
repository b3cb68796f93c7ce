"""Publications, for the public, for the employee, and for whoever answers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import thaw_values
from mutasi_flow.people.model import Jabatan, Unit
from mutasi_flow.planning.plans.model import Plan, PlanMove
from mutasi_flow.planning.plans.queries import PlanRow, get_plan
from mutasi_flow.planning.publications.domain import Promise, PublicationState, Told, Window
from mutasi_flow.planning.publications.model import PlanComment, PlanPublication, PublishedMove

NO_PUBLICATION = T("Pengumuman rencana tidak ditemukan.")


class PublicationRow(NamedTuple):
    """One version of what is told of a plan, with how many comments it has."""

    id: int
    plan_id: int
    solution_id: int
    version: int
    state: PublicationState
    note: str
    opens_on: date
    closes_on: date
    kept: dict[str, Any]
    published_at: datetime
    announced_at: datetime | None
    ended_at: datetime | None
    ended_because: str
    plan: str
    unit_path: str
    comments: int
    answered: int

    @property
    def window(self) -> Window:
        """The days on which comments are taken."""
        return Window(self.opens_on, self.closes_on)

    @property
    def told(self) -> Told:
        """What was frozen."""
        return Told.of(self.kept)

    def takes_comments(self, today: date) -> bool:
        """Whether somebody may comment today."""
        return self.state is PublicationState.PUBLISHED and self.window.is_open(today)


class OwnMoveRow(NamedTuple):
    """The own move of an employee in a publication, and why, in kinds of reasons."""

    from_unit: str
    from_jabatan: str
    to_unit: str
    to_jabatan: str
    sentences: Sequence[Text]


def _count(*conditions: ColumnElement[bool]) -> Any:
    counted = select(func.count()).where(PlanComment.publication_id == PlanPublication.id, *conditions)
    return counted.correlate(PlanPublication).scalar_subquery()


_PUBLICATIONS: Select[*tuple[Any, ...]] = (
    select(
        PlanPublication.id,
        PlanPublication.plan_id,
        PlanPublication.solution_id,
        PlanPublication.version,
        PlanPublication.state,
        PlanPublication.note,
        PlanPublication.opens_on,
        PlanPublication.closes_on,
        PlanPublication.told,
        PlanPublication.published_at,
        PlanPublication.announced_at,
        PlanPublication.ended_at,
        PlanPublication.ended_because,
        Plan.name,
        func.coalesce(Unit.path, ""),
        _count(),
        _count(PlanComment.answered_at.is_not(None)),
    )
    .join(Plan, Plan.id == PlanPublication.plan_id)
    .outerjoin(Unit, Unit.id == Plan.unit_id)
)


def list_public(session: Session, today: date) -> list[PublicationRow]:
    """Return the publications that stand, the newest first."""
    shown = _PUBLICATIONS.where(
        PlanPublication.state == PublicationState.PUBLISHED, PlanPublication.opens_on <= today
    ).order_by(PlanPublication.id.desc())
    return [PublicationRow(*row) for row in session.execute(shown)]


def get_public(session: Session, publication_id: int, today: date) -> PublicationRow:
    """Return a publication that is to be seen by now, or was.

    Raises:
        NotFound: there is none, or it is still to come.
    """
    found = session.execute(
        _PUBLICATIONS.where(PlanPublication.id == publication_id, PlanPublication.opens_on <= today)
    ).first()
    if found is None:
        raise NotFound(NO_PUBLICATION)
    return PublicationRow(*found)


def list_versions(session: Session, plan_id: int) -> list[PublicationRow]:
    """Return what was told of a plan, the newest first."""
    rows = session.execute(
        _PUBLICATIONS.where(PlanPublication.plan_id == plan_id).order_by(PlanPublication.version.desc())
    )
    return [PublicationRow(*row) for row in rows]


def get_publication(session: Session, publication_id: int, actor: Actor) -> tuple[PlanRow, PublicationRow]:
    """Return a publication with its plan, for whoever reads the plan.

    Raises:
        NotFound: there is none for this person.
    """
    found = session.execute(_PUBLICATIONS.where(PlanPublication.id == publication_id)).first()
    if found is None:
        raise NotFound(NO_PUBLICATION)
    row = PublicationRow(*found)
    return get_plan(session, row.plan_id, actor), row


def find_own_move(session: Session, publication: PublicationRow, employee_id: int) -> OwnMoveRow | None:
    """Return where an employee would move; None for whoever stays, and once the publication no longer stands."""
    if publication.state is not PublicationState.PUBLISHED:
        return None
    left, entered, was, becomes = aliased(Unit), aliased(Unit), aliased(Jabatan), aliased(Jabatan)
    found = session.execute(
        select(left.name, was.name, entered.name, becomes.name, PublishedMove.told)
        .join(PlanMove, PlanMove.id == PublishedMove.move_id)
        .join(left, left.id == PlanMove.from_unit_id)
        .join(was, was.id == PlanMove.from_jabatan_id)
        .join(entered, entered.id == PlanMove.to_unit_id)
        .join(becomes, becomes.id == PlanMove.to_jabatan_id)
        .where(PublishedMove.publication_id == publication.id, PublishedMove.employee_id == employee_id)
    ).first()
    if found is None:
        return None
    told = [text for _key, text in sorted(thaw_values(found.told).items())]
    return OwnMoveRow(found[0], found[1], found[2], found[3], told)


def find_promise(session: Session, plan_id: int, today: date) -> Promise | None:
    """Return until when comments on a plan were promised; None where no day of it is left."""
    promised = PlanPublication.opens_on <= today, PlanPublication.closes_on >= today
    rows = session.execute(
        select(PlanPublication.closes_on, PlanPublication.state).where(PlanPublication.plan_id == plan_id, *promised)
    ).all()
    if not rows:
        return None
    return Promise(max(row.closes_on for row in rows), any(row.state is PublicationState.PUBLISHED for row in rows))
