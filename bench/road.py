"""CPU of the road in one process against django-fsm-2 with django-fsm-log, on SQLite in WAL mode.

Both sides create a request and take four transitions, one commit and one history row each. Ours also asks
permission and gates, opens and finishes tasks, tells people, keeps the chained trail, and with the decree takes a
gap-free number, freezes the letter, plans the placement and queues the rendering. The second figure ends with a
reopening instead, a transition without a letter, as all of the peer's are. Run with ``bench/run road``.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from office import LATER, NOW, Ground, lay_papers, open_ground

from mutasi_flow.access.domain import Role
from mutasi_flow.core.clock import Clock
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.service import NewTransfer, Press, create_draft, perform
from mutasi_flow.transfers.workflow import STEP_OF, Action

HERE = Path(__file__).parent
EARLY, LATE = (Clock(ZoneInfo("Asia/Jakarta"), lambda at=at: at) for at in (NOW, LATER))
STEPS = (
    (Action.SUBMIT, Role.STAFFING, EARLY, Press()),
    (Action.CONCLUDE_CONSULTATION, Role.VERIFIER, LATE, Press()),
    (Action.APPROVE, Role.DECIDER, LATE, Press()),
)
WITH_DECREE = (*STEPS, (Action.DECREE, Role.SIGNER, LATE, Press()))
WITHOUT_DECREE = (*STEPS, (Action.REOPEN, Role.DECIDER, LATE, Press(reason="Data perlu diperiksa lagi.")))
Steps = tuple[tuple[Action, Role, Clock, Press], ...]


def draft(ground: Ground, employee_id: int) -> str:
    """Open a request and return its number."""
    new = NewTransfer(employee_id, (ground.there,), reason="Kebutuhan keluarga.", reason_category="family")
    with ground.runtime.database.writing() as session:
        return create_draft(session, new, ground.actors[Role.STAFFING], EARLY)


def walk(ground: Ground, employees: list[int], steps: Steps) -> float:
    """Take a new request of every employee through ``steps``; return the CPU seconds, without laying the papers."""
    started = time.process_time()
    numbers = [draft(ground, employee_id) for employee_id in employees]
    spent = time.process_time() - started
    lay_papers(ground, numbers)
    started = time.process_time()
    for number in numbers:
        for action, role, clock, press in steps:
            with ground.runtime.database.writing() as session:
                perform(session, number, action, actor=ground.actors[role], clock=clock, press=press)
    return spent + time.process_time() - started


def ours(rounds: int, steps: Steps) -> float:
    """Return CPU seconds per request."""
    with tempfile.TemporaryDirectory() as folder:
        ground = open_ground(Path(folder), rounds + rounds // 10)
        walk(ground, ground.employees[rounds:], steps)
        spent = walk(ground, ground.employees[:rounds], steps)
        ended = STEP_OF[steps[-1][0]].target
        with ground.runtime.database.reading() as session:
            if session.query(Transfer).filter_by(state=ended).count() != len(ground.employees):
                sys.exit("some requests did not come to their end")
        ground.runtime.close()
    return spent / rounds


def peer(rounds: int) -> float:
    """Return CPU seconds per request of the peer, in its own environment."""
    command = [os.environ["MUTASI_BENCH_PEERS_PYTHON"], str(HERE / "peers" / "django_road.py"), str(rounds)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Run the three in turn, several times, and print the ratios of the best of each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    runs = [
        (ours(given.rounds, WITH_DECREE), ours(given.rounds, WITHOUT_DECREE), peer(given.rounds))
        for _ in range(given.repeat)
    ]
    full, without, theirs = (min(run[side] for run in runs) for side in range(3))
    json.dump(
        {
            "what": "CPU per request: create + 4 transitions, one commit and one history row each",
            "ours_ms": round(full * 1000, 2),
            "ours_without_decree_ms": round(without * 1000, 2),
            "django_fsm_2_ms": round(theirs * 1000, 2),
            "speed_ratio": round(theirs / full, 2),
            "speed_ratio_without_decree": round(theirs / without, 2),
            "target": 0.8,
        },
        sys.stdout,
        indent=2,
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
