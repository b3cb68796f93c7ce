"""All rules for one transfer, and for a plan of 5,000 moves, on an office of 10,000 people.

There is no project to compare with that judges a person and a move by cited rules, so the figures stand alone. The
plan is measured as it is used: facts of all moves in a few statements, then the pure engine, on one core.
"""

import json
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from sqlalchemy import insert

from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.schema import upgrade
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Predicate
from mutasi_flow.people.model import Employee, Jabatan, PerformanceYear, Post, Unit
from mutasi_flow.rules.domain import evaluate
from mutasi_flow.rules.queries import Move, gather_many, load_rulebook
from mutasi_flow.rules.queries import evaluate as evaluate_one
from mutasi_flow.settings import Settings

TODAY = date(2026, 3, 2)
UNITS, PEOPLE, MOVES, SINGLE, ROUNDS = 200, 10_000, 5_000, 1_000, 3


def settle(runtime: Runtime) -> list[Move]:
    """Fill the database and return the moves of a plan."""
    keys = range(1, PEOPLE + 1)
    with runtime.database.writing() as session:
        session.execute(
            insert(Jabatan),
            [
                {"id": 1, "code": "P", "name": "Pengelola", "kind": JabatanKind.GENERAL, "retirement_age": 58},
                {"id": 2, "code": "G", "name": "Guru", "kind": JabatanKind.FUNCTIONAL, "retirement_age": 60},
            ],
        )
        units = range(1, UNITS + 1)
        session.execute(
            insert(Unit), [{"id": key, "code": f"U{key}", "name": f"Unit {key}", "path": f"/{key}/"} for key in units]
        )
        session.execute(
            insert(Post),
            [{"unit_id": key, "jabatan_id": jabatan, "need": 30.0} for key in units for jabatan in (1, 2)],
        )
        session.execute(
            insert(Employee),
            [
                {
                    "id": key,
                    "name": f"Pegawai {key}",
                    "status": EmploymentStatus.PNS,
                    "legal_position": "01",
                    "unit_id": key % UNITS + 1,
                    "jabatan_id": key % 2 + 1,
                    "birth_on": date(1970 + key % 30, 1, 1),
                    "post_on": date(2015 + key % 11, 1, 1),
                    "education_level": "40",
                }
                for key in keys
            ],
        )
        session.execute(
            insert(PerformanceYear),
            [{"employee_id": key, "year": year, "predicate": Predicate.GOOD} for key in keys for year in (2024, 2025)],
        )
    return [Move(key, (key + 7) % UNITS + 1, key % 2 + 1) for key in range(1, MOVES + 1)]


def one_by_one(runtime: Runtime, moves: list[Move]) -> float:
    """Return the median of asking about one move, each in a transaction of its own, in milliseconds."""
    taken = []
    for move in moves[:SINGLE]:
        with runtime.database.reading() as session:
            start = time.perf_counter()
            evaluate_one(session, **move._asdict(), today=TODAY)
            taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def as_plan(runtime: Runtime, moves: list[Move]) -> tuple[float, float]:
    """Return evaluations per second of CPU time: facts and rules together, and the rules alone."""
    with runtime.database.reading() as session:
        start = time.process_time()
        facts = gather_many(session, moves, TODAY)
        book = load_rulebook(session)
        gathered = time.process_time()
        for one in facts:
            evaluate(one, book)
        end = time.process_time()
    return len(moves) / (end - start), len(moves) / (end - gathered)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), secret_key="s" * 32, audit_key="a" * 32)  # type: ignore[arg-type]
        with open_runtime(settings) as runtime:
            upgrade(runtime)
            moves = settle(runtime)
            single = min(one_by_one(runtime, moves) for _ in range(ROUNDS))
            plans = [as_plan(runtime, moves) for _ in range(ROUNDS)]
    together, alone = (max(figures) for figures in zip(*plans, strict=True))
    print(
        json.dumps(
            {
                "one_transfer_ms": round(single, 2),
                "plan_evaluations_per_second": round(together),
                "engine_evaluations_per_second": round(alone),
            }
        )
    )


if __name__ == "__main__":
    main()
