"""Taking a snapshot: records read in one transaction, checked by the same reader as files, and frozen."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.clock import Clock
from mutasi_flow.core.jobs import JobArgs
from mutasi_flow.core.sheets.book import digest_of
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import freeze_values
from mutasi_flow.planning.plans.domain import PlanState
from mutasi_flow.planning.plans.model import Plan, PlanScenario, PlanSnapshot
from mutasi_flow.planning.plans.queries import SUFFIX, Records, encode, gather, pack, read_tables
from mutasi_flow.planning.plans.service.scenarios import begin
from mutasi_flow.planning.reading.faults import Fault, Faults

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

MOST_FAULTS = 1_000
NO_STAFF = T("Belum ada pegawai yang bertugas di unit rencana ini.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read: an archive, or its faults."""

    clock: Clock
    records: Records
    sha256: str
    file_key: str = ""
    faults: list[dict[str, Any]] = field(default_factory=list)
    notes: tuple[Text, ...] = ()


def read_records(session: Session, args: JobArgs) -> Records | None:
    """Return the records as they are now; None when the plan was asked for once more since."""
    plan = session.get(Plan, int(args["plan"]))
    return gather(session, plan) if plan is not None and plan.turn == int(args["turn"]) else None


def check_records(records: Records | None, runtime: "Runtime") -> Taken | None:
    """Have the tables checked, and store them when they are sound."""
    if records is None:
        return None
    files = encode(records)
    sha256 = digest_of({name.removesuffix(".csv"): data for name, data in files.items()})
    if not records.tables["pegawai"][1] or not records.tables["petak"][1]:
        fault = Fault("pegawai", 0, "", "", NO_STAFF)
        return Taken(runtime.clock, records, sha256, faults=[_keep(records, fault)])
    found = read_tables(files, records.effective_on)
    if isinstance(found, Faults):
        faults = [_keep(records, fault) for fault in found.found[:MOST_FAULTS]]
        return Taken(runtime.clock, records, sha256, faults=faults)
    return Taken(runtime.clock, records, sha256, runtime.files.put(pack(files), SUFFIX), notes=found.notes)


def _keep(records: Records, fault: Fault) -> dict[str, Any]:
    """Return a fault as JSON holds it, with the record it is about."""
    about = records.about.get(fault.file, [])
    place = fault.row - 2  # below the header, counted from 1
    told = about[place]._asdict() if 0 <= place < len(about) else {"kind": "", "code": "", "name": ""}
    words = {"table": fault.file, "row": fault.row, "column": fault.column, "value": fault.value}
    return {**words, **freeze_values({"reason": fault.reason}), **told}


def keep_snapshot(session: Session, args: JobArgs, taken: Taken | None) -> None:
    """Keep the snapshot, and let every scenario of the plan be solved on it when it is sound."""
    plan_id, turn = int(args["plan"]), int(args["turn"])
    if taken is None or _lock_turn(session, plan_id) != turn:
        return
    tables = taken.records.tables
    notes = (*taken.records.notes, *taken.notes)
    session.execute(
        insert(PlanSnapshot).values(
            plan_id=plan_id,
            turn=turn,
            taken_at=taken.clock.now(),
            sha256=taken.sha256,
            file_key=taken.file_key,
            staff=len(tables["pegawai"][1]),
            posts=len(tables["petak"][1]),
            faults=taken.faults,
            notes=freeze_values({f"{place:03}": note for place, note in enumerate(notes)}),
            completeness=taken.records.completeness,
        )
    )
    state = PlanState.FAULTY if taken.faults else PlanState.READY
    session.execute(update(Plan).where(Plan.id == plan_id).values(state=state, version=Plan.version + 1))
    if state is PlanState.READY:
        for scenario_id in session.scalars(
            select(PlanScenario.id).where(PlanScenario.plan_id == plan_id).order_by(PlanScenario.id)
        ).all():
            begin(session, scenario_id, taken.clock)


def _lock_turn(session: Session, plan_id: int) -> int | None:
    turn: int | None = session.scalar(select(Plan.turn).where(Plan.id == plan_id).with_for_update())
    return turn
