"""Publishing a solution, telling those whom it concerns on its first day, and taking it back.

One version of a plan stands at a time; a later one replaces it, both lead to each other, and comments go on there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, Refused
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import freeze_values
from mutasi_flow.people import queries as people
from mutasi_flow.planning.plans.domain import PlanState, ScenarioState
from mutasi_flow.planning.plans.model import Plan, PlanScenario
from mutasi_flow.planning.plans.queries import PlanRow, SolutionRow, get_solution
from mutasi_flow.planning.plans.service import as_planner, record_plan, take_for_change
from mutasi_flow.planning.publications.domain import PublicationState, Window
from mutasi_flow.planning.publications.model import LONGEST_NOTE, LONGEST_REASON, PlanPublication, PublishedMove
from mutasi_flow.planning.publications.queries.redacting import OwnMove, redact
from mutasi_flow.planning.publications.queries.rows import find_promise, get_publication
from mutasi_flow.planning.publications.service.announcing import (
    announce,
    find_last_told,
    list_people,
    list_speakers,
    tell,
)

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NewPublication:
    """On which days comments are taken, and what is said to the readers."""

    window: Window
    note: str = ""


def publish(
    session: Session,
    store: FileStore,
    solution_id: int,
    new: NewPublication,
    *,
    actor: Actor,
    clock: Clock,
    expected_version: int | None = None,
) -> int:
    """Publish a solution in place of what stands of its plan; return the key of the publication.

    Days on which comments were promised are kept: the window begins today while some are taken, and ends no earlier.

    Raises:
        NotFound, NotPermitted, Conflict: as ``take_for_change``.
        Refused: the plan has been calculated anew since, or nothing of it may be told.
        InvalidInput: the days are not possible, or the words too many.
    """
    _plan, solution = get_solution(session, solution_id, actor)
    plan = take_for_change(session, solution.plan_id, actor, expected_version)
    new.window.check(clock.today(), people.comment_days(session))
    promise = find_promise(session, plan.id, clock.today())
    if promise is not None:
        new.window.check_promise(promise, clock.today())
    if len(new.note) > LONGEST_NOTE:
        raise InvalidInput(T("Paling panjang {limit} huruf.", limit=LONGEST_NOTE), field="note")
    _refuse_outdated(session, plan, solution)
    found = redact(session, store, plan, solution, clock.today())
    if not found.moves:
        raise Refused(T("Tidak ada mutasi yang dapat diumumkan dari hasil ini."))
    at, version = clock.now(), _end_standing(session, plan.id, clock.now())
    values: dict[str, Any] = {
        "plan_id": plan.id,
        "solution_id": solution.id,
        "version": version,
        "state": PublicationState.PUBLISHED,
        "note": new.note.strip(),
        "opens_on": new.window.opens_on,
        "closes_on": new.window.closes_on,
        "told": found.told.as_json(),
        "published_by_id": actor.account_id,
        "published_at": at,
        "ended_because": "",
    }
    key: int = session.execute(insert(PlanPublication).values(values).returning(PlanPublication.id)).scalar_one()
    _keep_moves(session, key, found.moves)
    payload = {
        "publication": key,
        "solution": solution.id,
        "version": version,
        "from": new.window.opens_on.isoformat(),
        "to": new.window.closes_on.isoformat(),
        "moves": len(found.moves),
    }
    _note(session, plan, "plan_published", payload, actor=actor, at=at)
    if new.window.has_begun(clock.today()):
        announce(session, key, clock)
    return key


def _refuse_outdated(session: Session, plan: PlanRow, solution: SolutionRow) -> None:
    scenario = session.get_one(PlanScenario, solution.scenario_id, populate_existing=True)
    is_latest = scenario.state is ScenarioState.DONE and scenario.turn == solution.turn
    if plan.state is not PlanState.READY or not is_latest:
        raise Refused(T("Skenario ini sudah berubah atau sedang dihitung lagi. Umumkan hasil terakhirnya."))


def _end_standing(session: Session, plan_id: int, at: datetime) -> int:
    """Let a later version stand in place of the one that stands; return its number."""
    standing = update(PlanPublication).where(
        PlanPublication.plan_id == plan_id, PlanPublication.state == PublicationState.PUBLISHED
    )
    session.execute(standing.values(state=PublicationState.REPLACED, ended_at=at))
    last = session.scalar(select(func.max(PlanPublication.version)).where(PlanPublication.plan_id == plan_id))
    return (last or 0) + 1


def _keep_moves(session: Session, publication_id: int, moves: Sequence[OwnMove]) -> None:
    rows = [
        {
            "publication_id": publication_id,
            "move_id": one.move_id,
            "employee_id": one.employee_id,
            "told": freeze_values({f"{place:03}": text for place, text in enumerate(one.sentences)}),
        }
        for one in moves
    ]
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(PublishedMove), rows[start : start + AT_ONCE])


def withdraw(session: Session, publication_id: int, reason: str, *, actor: Actor, clock: Clock) -> None:
    """Take a publication back; those whom it concerned and who commented are told why, before its first day those of the former one.

    Raises:
        NotFound, NotPermitted: as ``take_for_change``.
        Conflict: it no longer stands.
        InvalidInput: there is no reason, or one too long.
    """
    plan, _row = get_publication(session, publication_id, actor)
    plan = take_for_change(session, plan.id, actor, None)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        text = T("Tuliskan alasannya, paling panjang {limit} huruf.", limit=LONGEST_REASON)
        raise InvalidInput(text, field="reason")
    at = clock.now()
    standing = update(PlanPublication).where(
        PlanPublication.id == publication_id, PlanPublication.state == PublicationState.PUBLISHED
    )
    ended = standing.values(state=PublicationState.WITHDRAWN, ended_at=at, ended_because=reason.strip())
    row = session.execute(ended.returning(PlanPublication.announced_at, PlanPublication.version)).first()
    if row is None:
        raise Conflict(T("Pengumuman ini sudah tidak berlaku."))
    payload = {"publication": publication_id, "reason": reason.strip()}
    _note(session, plan, "plan_publication_withdrawn", payload, actor=actor, at=at)
    is_told = row.announced_at is not None
    believed = publication_id if is_told else find_last_told(session, plan.id, row.version)
    if believed is not None:
        text = T("Pengumuman rencana “{plan}” ditarik: {reason}", plan=plan.name, reason=reason.strip())
        tell(session, believed, list_people(session, believed) | list_speakers(session, believed), text, at)


def _note(
    session: Session, plan: PlanRow, action: str, payload: dict[str, object], *, actor: Actor, at: datetime
) -> None:
    session.execute(update(Plan).where(Plan.id == plan.id).values(version=Plan.version + 1))
    record_plan(session, plan.id, action, payload, actor=as_planner(actor, plan.unit_path), at=at)
