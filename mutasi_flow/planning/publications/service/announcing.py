"""Telling those whom a publication concerns, on its first day; apart from publishing, which needs the libraries of plans."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.clock import Clock
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.inbox.service import notify
from mutasi_flow.planning.plans.model import Plan
from mutasi_flow.planning.publications.domain import PublicationState
from mutasi_flow.planning.publications.model import PlanComment, PlanPublication, PublishedMove
from mutasi_flow.planning.publications.queries.awaited import list_awaited

EVENT = "plan_publication"


def address_of(publication_id: int) -> str:
    """Return where everybody reads a publication."""
    return f"/rencana/{publication_id}"


def announce_all(runtime: Runtime) -> int:
    """Tell those whom publications concern whose first day has come, each publication in a transaction of its own."""
    with runtime.database.reading() as session:
        waiting = list_awaited(session, runtime.clock.today())
    told = 0
    for key in waiting:
        with runtime.database.writing() as session:
            told += announce(session, key, runtime.clock)
    return told


def announce(session: Session, publication_id: int, clock: Clock) -> int:
    """Tell those whom a publication concerns, once, those whom it no longer does, and who commented on the former version.

    Return how many it concerns.
    """
    mine = update(PlanPublication).where(
        PlanPublication.id == publication_id,
        PlanPublication.state == PublicationState.PUBLISHED,
        PlanPublication.announced_at.is_(None),
    )
    at = clock.now()
    taken = mine.values(announced_at=at).returning(
        PlanPublication.plan_id, PlanPublication.version, PlanPublication.closes_on
    )
    row = session.execute(taken).first()
    if row is None:
        return 0
    plan = session.get_one(Plan, row.plan_id)
    moved = list_people(session, publication_id)
    believed = find_last_told(session, plan.id, row.version)
    former = list_people(session, believed)
    text = T(
        "Rencana “{plan}” mengusulkan Anda pindah. Ini belum keputusan. Baca dan tanggapi paling lambat {day}.",
        plan=plan.name,
        day=row.closes_on,
    )
    tell(session, publication_id, moved, text, at)
    spared = T("Rencana “{plan}” diganti. Versi barunya tidak lagi mengusulkan Anda pindah.", plan=plan.name)
    tell(session, publication_id, former - moved, spared, at)
    carried = T(
        "Rencana “{plan}” yang Anda tanggapi diganti versi baru. Tanggapan Anda tetap berlaku; yang baru dapat ditanggapi sampai {day}.",
        plan=plan.name,
        day=row.closes_on,
    )
    tell(session, publication_id, list_speakers(session, believed), carried, at)
    return len(moved)


def list_people(session: Session, publication_id: int | None) -> set[int]:
    """Return whom a publication moves; nobody without one."""
    wanted = select(PublishedMove.employee_id).where(PublishedMove.publication_id == publication_id)
    return set(session.scalars(wanted))


def list_speakers(session: Session, publication_id: int | None) -> set[int]:
    """Return who commented on a publication; nobody without one."""
    wanted = select(PlanComment.employee_id).where(PlanComment.publication_id == publication_id)
    return set(session.scalars(wanted))


def find_last_told(session: Session, plan_id: int, version: int) -> int | None:
    """Return the version before this one by which people believe to move; None where they were told that it was taken back."""
    earlier = select(PlanPublication.id, PlanPublication.state).where(
        PlanPublication.plan_id == plan_id,
        PlanPublication.version < version,
        PlanPublication.announced_at.is_not(None),
    )
    last = session.execute(earlier.order_by(PlanPublication.version.desc()).limit(1)).first()
    return last.id if last is not None and last.state is PublicationState.REPLACED else None


def tell(session: Session, publication_id: int, people_ids: Iterable[int], text: Text, at: datetime) -> None:
    """Say something of a publication to employees."""
    address = address_of(publication_id)
    notify(session, [NewNotice(EVENT, text, at, employee_id=key, address=address) for key in sorted(people_ids)])
