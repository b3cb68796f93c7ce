"""Many agencies as durable jobs over several workers: byte for byte the plans that one process makes of them in a row."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mutasi_flow.planning.folder import effective_day, read_document, write_plan
from mutasi_flow.planning.plan import plan
from mutasi_flow.planning.plans.domain import ScenarioState
from mutasi_flow.planning.plans.queries import collect, get_solution, read_sound, unpack
from mutasi_flow.planning.plans.queries.archives import lay_out
from mutasi_flow.planning.plans.service import policy_of
from tests.conftest import KEY
from tests.factories import make_employee, make_post, make_unit
from tests.planning.plans.workshop import Workshop

AGENCIES, WORKERS = 3, 2
NEEDS = (4, 3, 2)


def make_agencies(workshop: Workshop) -> list[int]:
    """Make more agencies, in each too many nurses at one place and too few at others."""
    with workshop.runtime.database.writing() as session:
        found = []
        for number in range(AGENCIES):
            agency = make_unit(session, f"Dinas {number}")
            for place, need in enumerate(NEEDS):
                unit = make_unit(session, f"Unit {number}.{place}", agency)
                make_post(session, unit, workshop.nurse, need=need, minimum=1)
                for _ in range(0 if place else 6 + number):
                    make_employee(session, unit, workshop.nurse)
            found.append(agency.id)
        return found


def work_side_by_side(workshop: Workshop) -> None:
    """Let some worker processes drain the queue together."""
    settings = workshop.runtime.settings
    named = {"MUTASI_DATA_DIR": str(settings.data_dir)}
    if settings.database_url:
        named |= {"MUTASI_DATABASE_URL": str(settings.database_url), "MUTASI_SECRET_KEY": KEY, "MUTASI_AUDIT_KEY": KEY}
    environment = {**os.environ, **named}
    running = [
        subprocess.Popen([sys.executable, "-m", "mutasi_flow", "worker", "--once"], env=environment)
        for _ in range(WORKERS)
    ]
    assert [each.wait(timeout=240) for each in running] == [0] * WORKERS


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_agencies_over_workers_are_those_of_one_process(workshop: Workshop, tmp_path: Path) -> None:
    plans = [workshop.make(unit_id=unit, name=f"Instansi {unit}") for unit in make_agencies(workshop)]
    work_side_by_side(workshop)
    actor, store = workshop.actor(), workshop.runtime.files
    for plan_id in plans:
        (row,) = workshop.scenarios(plan_id)
        assert (row.state, bool(row.moves)) == (ScenarioState.DONE, True)
        key = row.solution_id or 0
        _plan, solution = workshop.read(lambda session, key=key: get_solution(session, key, actor))  # type: ignore[misc]
        stored = unpack(store.get(solution.plan_key))
        document = read_document(lay_out(stored, tmp_path / f"stored-{plan_id}"))
        snapshot = read_sound(unpack(store.get(solution.input_key)), effective_day(document))
        out = tmp_path / f"alone-{plan_id}"
        write_plan(out, snapshot, plan(snapshot, policy_of(row, "undian-2026")))
        assert collect(out) == stored
