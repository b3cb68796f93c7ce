"""Scenarios: what would be otherwise, asked for and stopped; each change waits for a press before it is calculated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, Refused
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.jobs import enqueue
from mutasi_flow.core.texts import T
from mutasi_flow.planning.plans.domain import BUSY, Edit, Hire, PlanState, ScenarioState, as_json, check_hire
from mutasi_flow.planning.plans.model import PLAN_NAME, Plan, PlanScenario, PlanSolution
from mutasi_flow.planning.plans.queries import (
    PlanRow,
    ScenarioRow,
    find_snapshot,
    get_scenario,
    read_sound,
    unpack,
)
from mutasi_flow.planning.plans.service.making import as_planner, choices_of, record_plan, take_for_change
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.scenario import edited
from mutasi_flow.planning.snapshot import Snapshot

SOLVE = "solve_plan_scenario"
MOST_SCENARIOS, MOST_EDITS = 20, 100


@dataclass(frozen=True, slots=True)
class NewScenario:
    """What a scenario begins with."""

    name: str
    policy: Policy = field(default_factory=Policy)
    edits: Sequence[Edit] = ()


def add_scenario(session: Session, plan_id: int, new: NewScenario, *, actor: Actor, clock: Clock) -> int:
    """Add a scenario to a plan, with edits that were tried, and return its key.

    Raises:
        NotFound, NotPermitted: as ``take_for_change``.
        InvalidInput: it has no name, or the plan has enough of them.
    """
    plan = take_for_change(session, plan_id, actor, None)
    count = session.scalar(select(func.count()).where(PlanScenario.plan_id == plan.id)) or 0
    if count >= MOST_SCENARIOS:
        raise InvalidInput(T("Satu rencana memuat paling banyak {count} skenario.", count=MOST_SCENARIOS))
    row = PlanScenario(
        plan_id=plan.id,
        name=_name(new.name),
        **choices_of(new.policy),
        edits=[as_json(edit) for edit in new.edits],
        progress={},
        stopped_because={},
    )
    session.add(row)
    session.flush()
    _note(session, plan, row.id, "plan_scenario_added", actor=actor, clock=clock)
    return row.id


def _name(text: str) -> str:
    if not 0 < len(text.strip()) <= PLAN_NAME:
        raise InvalidInput(T("Beri nama skenario, paling panjang {limit} huruf.", limit=PLAN_NAME), field="name")
    return text.strip()


def change_policy(session: Session, scenario_id: int, new: NewScenario, *, actor: Actor, clock: Clock) -> None:
    """Choose another name or policy; the edits stay.

    Raises:
        NotFound, NotPermitted: as ``take_for_change``.
        Conflict: it is being solved.
        InvalidInput: it has no name.
    """
    plan, row = _take(session, scenario_id, actor)
    _change(session, row, name=_name(new.name), **choices_of(new.policy))
    _note(session, plan, row.id, "plan_scenario_changed", actor=actor, clock=clock)


def add_edit(session: Session, store: FileStore, scenario_id: int, edit: Edit, *, actor: Actor, clock: Clock) -> None:
    """Add an edit to a scenario, tried on the snapshot.

    Raises:
        NotFound, NotPermitted: as ``take_for_change``.
        Conflict: it is being solved.
        Refused: the plan has no sound snapshot yet.
        InvalidInput: the snapshot knows no such unit, post or rule, or a figure is not possible.
    """
    plan, row = _take(session, scenario_id, actor)
    if len(row.edits) >= MOST_EDITS:
        raise InvalidInput(T("Satu skenario memuat paling banyak {count} perubahan.", count=MOST_EDITS))
    try_edit(take_snapshot(session, store, plan), edit)
    _change(session, row, edits=[*row.edits, as_json(edit)])
    _note(session, plan, row.id, "plan_scenario_changed", actor=actor, clock=clock)


def take_snapshot(session: Session, store: FileStore, plan: PlanRow) -> Snapshot:
    """Return the snapshot on which edits of a plan are tried; reading it takes a second in a large office.

    Raises:
        Refused: there is no sound one yet.
    """
    taken = find_snapshot(session, plan.id)
    if taken is None or not taken.file_key:
        raise Refused(T("Data rencana ini belum siap. Tunggu sampai selesai dibaca, atau perbaiki kesalahannya."))
    return read_sound(unpack(store.get(taken.file_key)), plan.effective_on)


def try_edit(snapshot: Snapshot, edit: Edit) -> None:
    """Try an edit on a snapshot.

    Raises:
        InvalidInput: it knows no such unit, post or rule, or a figure is not possible.
    """
    if not isinstance(edit, Hire):
        edited(snapshot, [edit])
        return
    check_hire(edit)
    if edit.unit not in snapshot.units.code:
        raise InvalidInput(T("Unit {code} tidak ada.", code=edit.unit), field="unit")
    if edit.jabatan not in snapshot.jabatan:
        raise InvalidInput(T("Jabatan {code} tidak ada dalam potret data.", code=edit.jabatan), field="jabatan")


def drop_edit(session: Session, scenario_id: int, place: int, *, actor: Actor, clock: Clock) -> None:
    """Take an edit back, by its place in the list.

    Raises:
        NotFound, NotPermitted: as ``take_for_change``.
        Conflict: it is being solved.
        InvalidInput: there is no such edit.
    """
    plan, row = _take(session, scenario_id, actor)
    if not 0 <= place < len(row.edits):
        raise InvalidInput(T("Perubahan ini tidak ada lagi."))
    _change(session, row, edits=[edit for at, edit in enumerate(row.edits) if at != place])
    _note(session, plan, row.id, "plan_scenario_changed", actor=actor, clock=clock)


def drop_scenario(session: Session, scenario_id: int, *, actor: Actor, clock: Clock) -> int:
    """Remove a scenario that was never solved; return the key of its plan.

    Raises:
        NotFound, NotPermitted: as ``take_for_change``.
        Conflict: it was solved: what was compared and promoted must stay readable.
    """
    plan, row = _take(session, scenario_id, actor)
    if session.scalar(select(PlanSolution.id).where(PlanSolution.scenario_id == row.id).limit(1)) is not None:
        raise Conflict(T("Skenario yang sudah dihitung tetap disimpan."))
    session.execute(delete(PlanScenario).where(PlanScenario.id == row.id))
    _note(session, plan, row.id, "plan_scenario_dropped", actor=actor, clock=clock)
    return plan.id


def ask_solving(session: Session, scenario_id: int, *, actor: Actor, clock: Clock) -> None:
    """Have a worker solve a scenario; what an earlier press began finds nothing to do.

    Raises:
        NotFound, NotPermitted: as ``take_for_change``.
        Refused: the plan has no sound snapshot.
    """
    _plan, row = get_scenario(session, scenario_id, actor)
    plan = take_for_change(session, row.plan_id, actor, None)
    if plan.state is not PlanState.READY:
        raise Refused(T("Data rencana ini belum siap. Tunggu sampai selesai dibaca, atau perbaiki kesalahannya."))
    begin(session, row.id, clock)
    _note(session, plan, row.id, "plan_solving_asked", actor=actor, clock=clock)


def begin(session: Session, scenario_id: int, clock: Clock) -> None:
    """Let a scenario wait for a worker."""
    values: dict[str, Any] = {"state": ScenarioState.WAITING, "stage": None, "progress": {}, "asked_at": clock.now()}
    turn = session.scalar(
        update(PlanScenario)
        .where(PlanScenario.id == scenario_id)
        .values(turn=PlanScenario.turn + 1, stopped_because={}, **values)
        .returning(PlanScenario.turn)
    )
    enqueue(session, SOLVE, {"scenario": scenario_id, "turn": int(turn or 0)}, f"{SOLVE}:{scenario_id}:{turn}")


def stop_solving(session: Session, scenario_id: int, *, actor: Actor, clock: Clock) -> None:
    """Stop a scenario that is being solved; nothing of it is kept.

    Raises:
        NotFound, NotPermitted: as ``take_for_change``.
        Conflict: nobody solves it.
    """
    _plan, row = get_scenario(session, scenario_id, actor)
    plan = take_for_change(session, row.plan_id, actor, None)
    gone = update(PlanScenario).where(PlanScenario.id == row.id, PlanScenario.state.in_(BUSY))
    values: dict[str, Any] = {"state": ScenarioState.STOPPED, "stage": None, "progress": {}}
    stopped = session.execute(gone.values(turn=PlanScenario.turn + 1, **values).returning(PlanScenario.id)).first()
    if stopped is None:
        raise Conflict(T("Skenario ini tidak sedang dihitung."))
    _note(session, plan, row.id, "plan_solving_stopped", actor=actor, clock=clock)


def _take(session: Session, scenario_id: int, actor: Actor) -> tuple[PlanRow, ScenarioRow]:
    _plan, row = get_scenario(session, scenario_id, actor)
    plan = take_for_change(session, row.plan_id, actor, None)
    _plan, row = get_scenario(session, scenario_id, actor)
    if row.is_busy:
        raise Conflict(T("Skenario ini sedang dihitung. Hentikan dahulu, lalu ubah."))
    return plan, row


def _change(session: Session, row: ScenarioRow, **values: object) -> None:
    changed = update(PlanScenario).where(PlanScenario.id == row.id)
    session.execute(changed.values(state=ScenarioState.DRAFT, turn=row.turn + 1, **values))


def _note(session: Session, plan: PlanRow, scenario_id: int, action: str, *, actor: Actor, clock: Clock) -> None:
    session.execute(update(Plan).where(Plan.id == plan.id).values(version=plan.version + 1))
    by = as_planner(actor, plan.unit_path)
    record_plan(session, plan.id, action, {"scenario": scenario_id}, actor=by, at=clock.now())
