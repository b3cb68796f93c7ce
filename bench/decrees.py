"""A batch of 1,000 decrees by a real worker: with two printing processes against one, by the clock, on SQLite.

Each side gets an office of its own with as many approved transfers; the signer's press and everything after it is
measured: numbers per portion, each decree in a transaction of its own, every letter printed and stored. Starting the
worker is left out. Beside the seconds stands the most memory that one process of the worker took, its printing
processes told apart. Run with ``bench/run decrees``.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from office import Ground, open_ground
from road import STEPS, walk

from mutasi_flow.access.domain import Role
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.jobs import list_workers
from mutasi_flow.decrees.batches.domain import PORTION, BatchState
from mutasi_flow.decrees.batches.queries import Wish, get_batch, load_progress
from mutasi_flow.decrees.batches.service import NewBatch, create_batch, press_batch

TODAY = Clock(ZoneInfo("Asia/Jakarta"), lambda: datetime.now(UTC))
LOOK_SECONDS = 0.2
KIB_PER_MIB = 1024


@dataclass
class Memory:
    """The most that the worker and one of its printing processes took, in MiB."""

    worker: float = 0.0
    printer: float = 0.0

    def look(self, pid: int) -> None:
        """Read what the processes took so far."""
        self.worker = max(self.worker, _peak(pid))
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            self.printer = max([self.printer, *(_peak(int(child)) for child in _read(task).split())])


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""


def _peak(pid: int) -> float:
    lines = (line.split() for line in _read(Path(f"/proc/{pid}/status")).splitlines())
    return next((int(line[1]) / KIB_PER_MIB for line in lines if line[0] == "VmHWM:"), 0.0)


def lay_batch(ground: Ground) -> int:
    """Bring one request of every employee to its approval, and put all into one batch; return its key."""
    walk(ground, ground.employees, STEPS)
    signer = ground.accounts[Role.SIGNER].id
    with ground.runtime.database.writing() as session:
        new = NewBatch("Ukuran", signer, Wish())
        return create_batch(session, new, actor=ground.actors[Role.SIGNER], clock=TODAY)


def _work(ground: Ground, printers: int) -> "subprocess.Popen[bytes]":
    """Start a worker and wait until it lives."""
    named = {"MUTASI_DATA_DIR": str(ground.runtime.settings.data_dir), "MUTASI_WORKER_CONCURRENCY": str(printers)}
    worker = subprocess.Popen([sys.executable, "-m", "mutasi_flow", "worker"], env={**os.environ, **named})
    while worker.poll() is None:
        with ground.runtime.database.reading() as session:
            if any(one.pid == worker.pid for one in list_workers(session)):
                return worker
        time.sleep(LOOK_SECONDS)
    sys.exit("the worker did not start")


def measure(count: int, printers: int) -> tuple[float, Memory]:
    """Return the seconds from the press to the last printed letter, and the memory."""
    memory = Memory()
    with tempfile.TemporaryDirectory() as folder:
        ground = open_ground(Path(folder), count)
        database, batch_id = ground.runtime.database, lay_batch(ground)
        worker = _work(ground, printers)
        try:
            time.sleep(5 + count / 100)  # the check of the rows comes before the press
            started = time.perf_counter()
            with database.writing() as session:
                press_batch(session, batch_id, actor=ground.actors[Role.SIGNER], clock=TODAY, expected_version=None)
            while _is_running(ground, batch_id):
                memory.look(worker.pid)
                time.sleep(LOOK_SECONDS)
            seconds = time.perf_counter() - started
        finally:
            worker.terminate()
            worker.wait()
        with database.reading() as session:
            printed = load_progress(session, get_batch(session, batch_id), TODAY.now()).printed
        ground.runtime.close()
    if printed != count:
        sys.exit(f"only {printed} of {count} letters were printed")
    return seconds, memory


def _is_running(ground: Ground, batch_id: int) -> bool:
    with ground.runtime.database.reading() as session:
        return get_batch(session, batch_id).state is BatchState.RUNNING


def main() -> None:
    """Run both in turn, and print seconds, memory and their ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--decrees", type=int, default=1_000)
    given = parser.parse_args()
    (one, _), (two, memory) = measure(given.decrees, 1), measure(given.decrees, 2)
    json.dump(
        {
            "what": f"{given.decrees} decrees issued and printed in portions of {PORTION}, from the press to the last letter",
            "one_printer_s": round(one, 1),
            "two_printers_s": round(two, 1),
            "ratio": round(two / one, 2),
            "goal": 0.7,
            "letters_per_minute": round(given.decrees / two * 60),
            "worker_mib": round(memory.worker),
            "printer_mib": round(memory.printer),
        },
        sys.stdout,
        indent=2,
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
