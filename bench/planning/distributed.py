"""Agencies of the nation as durable jobs over several workers, beside one process that makes them in a row."""

import ctypes
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select

from bench.planning.measuring import POLICY, cpu
from bench.planning.national import AGENCIES, TODAY, agency, sizes
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.schema import upgrade
from mutasi_flow.planning.folder import write_plan
from mutasi_flow.planning.plan import plan
from mutasi_flow.planning.plans.domain import Basis, PlanState
from mutasi_flow.planning.plans.model import Plan, PlanScenario, PlanSnapshot, PlanSolution
from mutasi_flow.planning.plans.queries import SUFFIX, collect, pack, read_sound, unpack
from mutasi_flow.planning.plans.service.scenarios import begin
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.tables import as_csv
from mutasi_flow.settings import Settings
from tests.factories import NOW, make_account, make_office

PR_SET_CHILD_SUBREAPER = 36
STAFF = ("nip", "unit_kode", "jabatan_kode", "tmt_jabatan", "tgl_lahir", "kinerja", "kunci", "bulan_daerah_sulit")
UNITS = ("unit_kode", "lat", "lon", "daerah_sulit")
POSTS = ("unit_kode", "jabatan_kode", "kebutuhan", "minimum")


def _tables(snapshot: Snapshot) -> dict[str, bytes]:
    """Return an agency as the files that a plan is made from."""
    staff, units, cells = snapshot.staff, snapshot.units, snapshot.cells
    born = (staff.retires_on.astype("datetime64[M]") - 58 * 12 - 1).astype("datetime64[D]")
    codes = [snapshot.cell_code(cell) for cell in range(len(cells))]
    people = zip(
        staff.nip.tolist(), (codes[cell] for cell in staff.cell.tolist()), staff.held_on.astype(str).tolist(),
        born.astype(str).tolist(), staff.performance.tolist(), staff.is_locked.tolist(), staff.hard_months.tolist(), strict=True,
    )  # fmt: skip
    rows = [
        (nip, *code, since, birth, f"{mark:g}", str(int(lock)), f"{hard:g}")
        for nip, code, since, birth, mark, lock, hard in people
    ]
    places = zip(
        units.code.tolist(), units.latitude.tolist(), units.longitude.tolist(), units.hardship.tolist(), strict=True
    )
    found = {
        "pegawai": as_csv(STAFF, rows),
        "unit": as_csv(UNITS, [(code, f"{lat:.5f}", f"{lon:.5f}", str(hard)) for code, lat, lon, hard in places]),
        "petak": as_csv(
            POSTS, [(*code, f"{need:.3f}", "1") for code, need in zip(codes, cells.need.tolist(), strict=True)]
        ),
        "aturan": as_csv(("id", "nilai"), [("P12", f"{snapshot.rules['P12']:g}")]),
    }
    return {f"{name}.csv": text.encode() for name, text in found.items()}


def _ask(runtime: Runtime, tasks: list[tuple[int, int]]) -> dict[int, str]:
    """Put a plan of each agency into the database, waiting for a worker; return the keys of their tables."""
    keys = {number: runtime.files.put(pack(_tables(agency(number, staff))), SUFFIX) for number, staff in tasks}
    with runtime.database.writing() as session:
        make_office(session)
        days = {"effective_on": TODAY.item(), "created_at": NOW, "created_by_id": make_account(session).id}
        for number, staff in tasks:
            kind = {
                "basis": Basis.NEED,
                "seed": POLICY.seed,
                "targets": [],
                "rules": {},
                "locks": [],
                "state": PlanState.READY,
            }
            made = Plan(name=str(number), **kind, **days)
            session.add(made)
            session.flush()
            empty = {"faults": [], "notes": {}, "completeness": [], "sha256": ""}
            taken = {"taken_at": NOW, "file_key": keys[number], "staff": staff, "posts": 0}
            session.add(PlanSnapshot(plan_id=made.id, turn=1, **taken, **empty))
            scenario = PlanScenario(
                plan_id=made.id, name="", phi=POLICY.phi, move_price=0.0, edits=[], progress={}, stopped_because={}
            )
            session.add(scenario)
            session.flush()
            begin(session, scenario.id, runtime.clock)
    return keys


def adopt_orphans() -> None:
    """Become who waits for processes whose parent ended: the server of forks outlives its worker, and its CPU counts."""
    assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def wait_for_orphans() -> None:
    """Wait until none is left."""
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def distributed(folder: Path, agencies: int, workers: int) -> dict[str, Any]:
    """Solve so many agencies both ways; return what each took, and how many plans are the same, byte for byte."""
    tasks = sorted(enumerate(sizes().tolist()), key=lambda task: -task[1])[:: max(1, AGENCIES // agencies)][:agencies]
    with open_runtime(Settings(data_dir=folder)) as runtime:
        upgrade(runtime)
        keys = _ask(runtime, tasks)
        start, used = time.perf_counter(), cpu()
        environment = {**os.environ, "MUTASI_DATA_DIR": str(folder), "MUTASI_WORKER_CONCURRENCY": "1"}
        adopt_orphans()
        running = [
            subprocess.Popen([sys.executable, "-m", "mutasi_flow", "worker", "--once"], env=environment)
            for _ in range(workers)
        ]
        assert [each.wait() for each in running] == [0] * workers
        wait_for_orphans()
        wall, used = time.perf_counter() - start, cpu() - used
        statement = select(Plan.name, PlanSolution.plan_key).join(PlanScenario, PlanScenario.plan_id == Plan.id)
        with runtime.database.reading() as session:
            stored = dict(
                session.execute(statement.join(PlanSolution, PlanSolution.scenario_id == PlanScenario.id)).all()
            )
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        same, begun = 0, cpu()
        for number, _ in tasks:
            snapshot, out = (
                read_sound(unpack(runtime.files.get(keys[number])), TODAY.item()),
                folder / "alone" / str(number),
            )
            write_plan(out, snapshot, plan(snapshot, POLICY))
            same += collect(out) == unpack(runtime.files.get(stored[str(number)]))
    return {
        "agencies": len(tasks), "staff": int(np.sum([staff for _, staff in tasks])), "largest": max(staff for _, staff in tasks), "workers": workers,
        "jobs_wall_s": round(wall), "jobs_cpu_s": round(used), "jobs_peak_mb_of_each": most, "alone_cpu_s": round(cpu() - begun), "same_byte_for_byte": same,
    }  # fmt: skip
