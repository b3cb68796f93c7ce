"""A batch of 200 transfers approved in one press, against the same approvals with django-fsm-2 and django-fsm-log.

Ours: the press reads the whole batch anew (rules, opinions, effect on every unit), marks what is meant, then takes each
approval in a transaction of its own, with its result. The peer takes one transition and writes one log row per request.
Seconds by the clock, SQLite in WAL mode, full synchronisation on both sides. Run with ``bench/run batch``.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from office import LATER, Ground, lay_papers, open_ground
from road import EARLY, LATE, draft
from sqlalchemy import select

from mutasi_flow.access.domain import Role
from mutasi_flow.transfers.domain import BatchOutcome, Choice
from mutasi_flow.transfers.gates import Press
from mutasi_flow.transfers.model import BatchItem
from mutasi_flow.transfers.queries.batches import get_batch
from mutasi_flow.transfers.review import Given, create_batch, keep_choices, load_review, press_batch, run_choice
from mutasi_flow.transfers.service import perform
from mutasi_flow.transfers.workflow import Action

HERE = Path(__file__).parent
STEPS = ((Action.SUBMIT, Role.STAFFING, EARLY), (Action.CONCLUDE_CONSULTATION, Role.VERIFIER, LATE))


def lay_batch(ground: Ground) -> int:
    """Bring one request of every employee before the official, as one batch; return its key."""
    numbers = [draft(ground, employee_id) for employee_id in ground.employees]
    lay_papers(ground, numbers)
    for number in numbers:
        for action, role, clock in STEPS:
            with ground.runtime.database.writing() as session:
                perform(session, number, action, actor=ground.actors[role], clock=clock, press=Press())
    with ground.runtime.database.writing() as session:
        decider_id = ground.accounts[Role.DECIDER].id
        return create_batch(session, "Ukuran", numbers, decider_id, actor=ground.actors[Role.VERIFIER], clock=LATE)


def ours(count: int) -> dict[str, float]:
    """Return the seconds of reading the batch, of keeping all decisions, and of the press with all its approvals."""
    with tempfile.TemporaryDirectory() as folder:
        ground = open_ground(Path(folder), count)
        batch_id, actor, database = lay_batch(ground), ground.actors[Role.DECIDER], ground.runtime.database
        started = time.perf_counter()
        with database.reading() as session:
            review = load_review(session, get_batch(session, batch_id), actor, LATE)
        read = time.perf_counter()
        given = {one.item.id: Given(one.card.version, Choice.APPROVE) for one in review.waiting}
        with database.writing() as session:
            keep_choices(session, batch_id, given, actor=actor, clock=LATE, expected_version=review.batch.version)
        kept = time.perf_counter()
        with database.writing() as session:
            items = press_batch(session, batch_id, actor=actor, clock=LATE, expected_version=None)
        for item_id in items:
            with database.writing() as session:
                run_choice(session, item_id, actor, LATE)
        pressed = time.perf_counter()
        with database.reading() as session:
            done = session.scalars(select(BatchItem.id).where(BatchItem.outcome == BatchOutcome.DONE)).all()
        ground.runtime.close()
        if len(done) != count:
            sys.exit(f"only {len(done)} of {count} were approved at {LATER}")
    return {"read": read - started, "keep": kept - read, "press": pressed - kept}


def peer(count: int) -> float:
    """Return the seconds of the peer's approvals, in its own environment."""
    script = str(HERE / "peers" / "django_road.py")
    command = [os.environ["MUTASI_BENCH_PEERS_PYTHON"], script, str(count), "approve"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Run both in turn, several times, and print the best of each and their ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--transfers", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    runs = [(ours(given.transfers), peer(given.transfers)) for _ in range(given.repeat)]
    best = {name: min(run[name] for run, _ in runs) for name in ("read", "keep", "press")}
    theirs = min(seconds for _, seconds in runs)
    json.dump(
        {
            "what": f"{given.transfers} transfers approved in one press, one transaction each, by the clock",
            "read_s": round(best["read"], 2),
            "keep_s": round(best["keep"], 2),
            "press_s": round(best["press"], 2),
            "goal_s": 4,
            "django_fsm_2_s": round(theirs, 2),
            "times_the_peer": round(best["press"] / theirs, 2),
        },
        sys.stdout,
        indent=2,
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
