"""Whether the records still give the tables of a plan: the first look, which makes them, and the looks after it."""

import random
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.planning.measuring import TODAY, cpu
from mutasi_flow.core.runtime import open_runtime
from mutasi_flow.core.schema import upgrade
from mutasi_flow.people.model import Employee, Post
from mutasi_flow.planning.plans.domain import Basis, PlanState
from mutasi_flow.planning.plans.model import Plan
from mutasi_flow.planning.plans.queries import find_change
from mutasi_flow.settings import Settings
from tests.factories import NOW, make_account, make_jabatan, make_office, make_unit, new_employee

STAFF, UNITS, KINDS, POSTS, AT_ONCE, LOOKS = 80_000, 3_000, 200, 32_000, 5_000, 4


def looking(folder: Path) -> dict[str, Any]:
    """Return the CPU seconds of each look at an office of 80,000 on SQLite."""
    dice, seconds = random.Random(1), []
    with open_runtime(Settings(data_dir=folder)) as runtime:
        upgrade(runtime)
        with runtime.database.writing() as session:
            make_office(session)
            root = make_unit(session, "Kabupaten")
            units = [make_unit(session, f"Unit {number}", root).id for number in range(UNITS)]
            kinds = [make_jabatan(session, f"Jabatan {number}").id for number in range(KINDS)]
            posts = sorted({(dice.choice(units), dice.choice(kinds)) for _ in range(POSTS)})
            given = [{"unit_id": unit, "jabatan_id": kind, "need": 2.5, "minimum": 1} for unit, kind in posts]
            session.execute(insert(Post), given)
            usual = new_employee(make_unit(session), make_jabatan(session))
            same = {key: value for key, value in vars(usual).items() if not key.startswith("_")}
            for start in range(0, STAFF, AT_ONCE):
                places = [dice.choice(posts) for _ in range(AT_ONCE)]
                session.execute(
                    insert(Employee),
                    [
                        {**same, "nip": f"1980010120100{start + at:05}", "unit_id": unit, "jabatan_id": kind}
                        for at, (unit, kind) in enumerate(places)
                    ],
                )
            days = {"effective_on": TODAY, "created_at": NOW, "created_by_id": make_account(session).id}
            made = Plan(
                name="x", basis=Basis.NEED, seed="s", targets=[], rules={}, locks=[], state=PlanState.READY, **days
            )
            session.add(made)
            session.flush()
            plan_id = made.id
        for _ in range(LOOKS):
            with runtime.database.reading() as session:
                start_s = cpu()
                find_change(session, plan_id, "")
                seconds.append(round(cpu() - start_s, 2))
    return {"staff": STAFF, "posts": len(posts), "cpu_s_of_looks": seconds}
