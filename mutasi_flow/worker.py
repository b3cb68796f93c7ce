"""The worker process: the jobs and sweeps that the subjects offer, run outside all requests."""

import signal
import threading
from types import FrameType

from mutasi_flow import wiring
from mutasi_flow.core.jobs import Workforce
from mutasi_flow.core.runtime import Runtime


def run_worker(runtime: Runtime, *, once: bool, concurrency: int | None = None) -> None:
    """Run jobs and sweeps until a signal asks to stop, or, with ``once``, until nothing is left to do.

    Args:
        runtime: The opened runtime.
        once: Drain the queue and the due sweeps, then return.
        concurrency: Jobs at a time; None takes the setting (SQLite allows 4 at most).

    Raises:
        Conflict: another worker holds this slot, or works on the same SQLite file.
    """
    workforce = Workforce(runtime, wiring.JOBS, wiring.SWEEPS, concurrency or runtime.settings.worker_concurrency)

    def stop(_number: int, _frame: FrameType | None) -> None:
        workforce.stop()

    if threading.current_thread() is threading.main_thread() and not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
    workforce.run(once=once)
