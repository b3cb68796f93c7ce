"""Making a plan, and letting its records be read anew."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted
from mutasi_flow.core.jobs import enqueue
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.planning.plans.domain import CHANGES_JABATAN, MOST_TARGETS, Basis, PlanState, ScenarioState, Target
from mutasi_flow.planning.plans.model import PLAN_NAME, SEED, Plan, PlanScenario
from mutasi_flow.planning.plans.queries import PlanRow, ScenarioRow, get_plan
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.snapshot import DEFAULT_RULES
from mutasi_flow.workload import queries as workload

TAKE = "take_plan_snapshot"
ABOUT = "plan"
LONGEST_AHEAD_YEARS = 3


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What a plan begins with; its first scenario takes the records as they are."""

    name: str
    effective_on: date
    seed: str
    basis: Basis = Basis.NEED
    period_id: int | None = None
    unit_id: int | None = None
    policy: Policy = field(default_factory=Policy)
    targets: Sequence[Target] = ()
    rules: Mapping[str, float] = field(default_factory=dict)
    locks: Sequence[str] = ()


def may_plan(actor: Actor, unit_path: str) -> bool:
    """Whether the actor makes and changes plans about these units."""
    return actor.account_id is not None and actor.may(Permission.PLAN, unit_path)


def create_plan(session: Session, new: NewPlan, *, actor: Actor, clock: Clock) -> int:
    """Make a plan with its first scenario, and have the records read; return the key.

    Raises:
        NotPermitted: the actor does not plan for these units.
        InvalidInput: a name, seed, day, period or rule is missing or not possible.
    """
    path = people.unit_path(session, new.unit_id) if new.unit_id is not None else ""
    if not may_plan(actor, path):
        raise NotPermitted(T("Anda tidak menyusun rencana untuk unit ini."))
    _check(session, new, clock.today())
    at = clock.now()
    values: dict[str, Any] = {
        "name": new.name.strip(),
        "unit_id": new.unit_id,
        "basis": new.basis,
        "period_id": new.period_id if new.basis is Basis.NEED else None,
        "effective_on": new.effective_on,
        "seed": new.seed.strip(),
        "targets": [asdict(target) for target in new.targets],
        "rules": {CHANGES_JABATAN: 0.0, **new.rules},
        "locks": sorted(set(new.locks)),
        "state": PlanState.TAKING,
        "turn": 1,
        "version": 1,
        "created_by_id": actor.account_id,
        "created_at": at,
    }
    plan_id: int = session.execute(insert(Plan).values(values).returning(Plan.id)).scalar_one()
    first = PlanScenario(
        plan_id=plan_id,
        name=str(T("Apa adanya")),
        **choices_of(new.policy),
        edits=[],
        progress={},
        stopped_because={},
    )
    session.add(first)
    session.flush()
    ask_taking(session, plan_id, 1)
    payload = {"effective_on": new.effective_on.isoformat(), "basis": new.basis.value, "seed": new.seed.strip()}
    record_plan(session, plan_id, "plan_created", payload, actor=as_planner(actor, path), at=at)
    return plan_id


def choices_of(policy: Policy) -> dict[str, Any]:
    """Return what a scenario keeps of a policy, by column."""
    return {
        "phi": policy.phi,
        "move_price": policy.move_price,
        "max_moves": policy.max_moves,
        "experience": policy.experience,
        "is_exact": policy.exact,
    }


def policy_of(row: PlanScenario | ScenarioRow, seed: str) -> Policy:
    """Return what a scenario chooses."""
    return Policy(row.phi, row.move_price, row.max_moves, seed, experience=row.experience, exact=row.is_exact)


def _check(session: Session, new: NewPlan, today: date) -> None:
    if not 0 < len(new.name.strip()) <= PLAN_NAME:
        raise InvalidInput(T("Beri nama rencana, paling panjang {limit} huruf.", limit=PLAN_NAME), field="name")
    if not 0 < len(new.seed.strip()) <= SEED:
        raise InvalidInput(
            T("Tulis benih undian yang diumumkan, paling panjang {limit} huruf.", limit=SEED), field="seed"
        )
    if not today <= new.effective_on <= date(today.year + LONGEST_AHEAD_YEARS, 12, 31):
        raise InvalidInput(T("Tanggal berlaku: dari hari ini sampai tiga tahun ke depan."), field="effective_on")
    if len(new.targets) > MOST_TARGETS:
        raise InvalidInput(T("Paling banyak {count} sasaran.", count=MOST_TARGETS), field="targets")
    unknown = sorted(set(new.rules) - set(DEFAULT_RULES))
    if unknown or any(value < 0 for value in new.rules.values()):
        raise InvalidInput(T("Aturan {rule} tidak dikenal atau angkanya negatif.", rule=", ".join(unknown)))
    if new.basis is Basis.STAFF:
        return
    if new.period_id is None or workload.get_period(session, new.period_id).is_open:
        text = T("Pilih periode ABK yang sudah ditutup, atau pilih rencana tanpa angka kebutuhan.")
        raise InvalidInput(text, field="basis")


def ask_taking(session: Session, plan_id: int, turn: int) -> None:
    """Have a worker read the records for a plan."""
    enqueue(session, TAKE, {"plan": plan_id, "turn": turn}, f"{TAKE}:{plan_id}:{turn}")


def retake(session: Session, plan_id: int, *, actor: Actor, clock: Clock, expected_version: int | None) -> None:
    """Read the records anew, and have every scenario solved on them.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`take_for_change`.
    """
    plan = take_for_change(session, plan_id, actor, expected_version)
    session.execute(
        update(Plan)
        .where(Plan.id == plan.id)
        .values(state=PlanState.TAKING, turn=plan.turn + 1, version=plan.version + 1)
    )
    scenarios = update(PlanScenario).where(PlanScenario.plan_id == plan.id)
    session.execute(scenarios.values(state=ScenarioState.DRAFT, stage=None, progress={}, turn=PlanScenario.turn + 1))
    ask_taking(session, plan.id, plan.turn + 1)
    by = as_planner(actor, plan.unit_path)
    record_plan(session, plan.id, "plan_records_read_anew", {"turn": plan.turn + 1}, actor=by, at=clock.now())


def take_for_change(session: Session, plan_id: int, actor: Actor, expected_version: int | None) -> PlanRow:
    """Return a plan, locked, as long as it is as the page showed it.

    Raises:
        NotFound: there is none for this person.
        NotPermitted: the actor does not plan for its units.
        Conflict: somebody changed it meanwhile.
    """
    get_plan(session, plan_id, actor)
    session.execute(select(Plan.id).where(Plan.id == plan_id).with_for_update())
    plan = get_plan(session, plan_id, actor)
    if not may_plan(actor, plan.unit_path):
        raise NotPermitted(T("Anda tidak menyusun rencana untuk unit ini."))
    if expected_version is not None and expected_version != plan.version:
        raise Conflict(T("Rencana ini sudah berubah sejak Anda membukanya. Buka lagi."))
    return plan


def as_planner(actor: Actor, unit_path: str) -> Actor:
    """Return the actor as the trail names whoever plans."""
    return actor.using(Permission.PLAN, unit_path)


def record_plan(
    session: Session, plan_id: int, action: str, payload: Mapping[str, object], *, actor: Actor, at: datetime
) -> None:
    """Write what was done to a plan into its own chain of the trail."""
    audit.record(
        session,
        chain=f"{ABOUT}:{plan_id}",
        action=action,
        actor=actor,
        about_kind=ABOUT,
        about_id=plan_id,
        payload=payload,
        at=at,
    )
