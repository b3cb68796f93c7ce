"""CPU of the road in one process against django-fsm-2 with django-fsm-log, on SQLite in WAL mode.

Both sides create a request and take four transitions, one commit and one history row each. Ours also asks
permission and gates, opens and finishes tasks, tells people, keeps the chained trail, and with the decree takes a
gap-free number, freezes the letter and queues its rendering. Run with ``bench/run road``.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.core.schema import upgrade
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind
from mutasi_flow.people.model import Employee, Jabatan, Office, Unit
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.service import Destination, NewTransfer, create_draft, perform
from mutasi_flow.transfers.workflow import Action

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
HERE = Path(__file__).parent


def _actor(session: Session, name: str, role: Role, employee_id: int | None = None) -> Actor:
    account = Account(username=name, name=name, created_at=NOW, employee_id=employee_id)
    session.add(account)
    session.flush()
    return Actor(account.id, name, employee_id, grants_of(role, ""), capacity=role.value)


def _office(session: Session, people: int) -> tuple[dict[str, Actor], list[int], Destination]:
    session.add(
        Office(
            name="Pemerintah Kabupaten Sagara",
            region="Kabupaten Sagara",
            head_name="Hadi Wibowo",
            seat="Sagara",
            modules={},
            set_up_at=NOW,
        )
    )
    old, new = Unit(code="A", name="Dinas Lama"), Unit(code="B", name="Dinas Baru")
    job = Jabatan(code="J", name="Pengelola Layanan", kind=JabatanKind.GENERAL, retirement_age=58)
    session.add_all([old, new, job])
    session.flush()
    old.path, new.path = f"/{old.id}/", f"/{new.id}/"
    staff = [
        Employee(
            name=f"Pegawai {number}",
            nip=f"{19850101201001000 + number:018}",
            status=EmploymentStatus.PNS,
            legal_position="01",
            unit_id=old.id,
            jabatan_id=job.id,
            birth_on=date(1985, 1, 1),
            post_on=date(2018, 1, 1),
        )
        for number in range(people + 1)
    ]
    session.add_all(staff)
    session.flush()
    old.head_id = new.head_id = staff[-1].id
    roles = (Role.VERIFIER, Role.DECIDER, Role.SIGNER, Role.STAFFING)
    actors = {role.value: _actor(session, role.value, role) for role in roles}
    return actors, [one.id for one in staff[:people]], Destination(new.id, job.id)


def ours(rounds: int) -> float:
    """Return CPU seconds for ``rounds`` requests walked from draft to decree."""
    with tempfile.TemporaryDirectory() as folder:
        runtime = open_runtime(Settings(data_dir=Path(folder)))
        upgrade(runtime)
        with runtime.database.writing() as session:
            actors, employees, there = _office(session, rounds)
        clock = Clock(ZoneInfo("Asia/Jakarta"), lambda: NOW)
        late = Clock(ZoneInfo("Asia/Jakarta"), lambda: LATER)
        _walk(runtime, actors, employees[: rounds // 10], there, clock, late)
        started = time.process_time()
        _walk(runtime, actors, employees[rounds // 10 :], there, clock, late)
        spent = time.process_time() - started
        with runtime.database.reading() as session:
            assert session.query(Transfer).filter_by(state="decreed").count() == rounds
        runtime.close()
    return spent / (rounds - rounds // 10)


def _walk(
    runtime: Runtime, actors: dict[str, Actor], employees: list[int], there: Destination, clock: Clock, late: Clock
) -> None:
    steps = (
        (Action.SUBMIT, "staffing", clock),
        (Action.CONCLUDE_CONSULTATION, "verifier", late),
        (Action.APPROVE, "decider", late),
        (Action.DECREE, "signer", late),
    )
    for employee_id in employees:
        new = NewTransfer(employee_id, (there,), reason="Kebutuhan keluarga.", reason_category="family")
        with runtime.database.writing() as session:
            number = create_draft(session, new, actors["staffing"], clock)
        for action, who, now in steps:
            with runtime.database.writing() as session:
                perform(session, number, action, actor=actors[who], clock=now)


def peer(rounds: int) -> float:
    """Return CPU seconds per request of the peer, in its own environment."""
    python = os.environ["MUTASI_BENCH_PEERS_PYTHON"]
    command = [python, str(HERE / "peers" / "django_road.py"), str(rounds)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Run both sides in turn and print the ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    pairs = [(ours(given.rounds), peer(given.rounds)) for _ in range(given.repeat)]
    mine, theirs = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    json.dump(
        {
            "what": "CPU per request, create + 4 transitions",
            "ours_ms": round(mine * 1000, 2),
            "django_fsm_2_ms": round(theirs * 1000, 2),
            "speed_ratio": round(theirs / mine, 2),
            "target": 0.8,
        },
        sys.stdout,
        indent=2,
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
