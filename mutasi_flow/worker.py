"""The worker process: the jobs and sweeps of the subjects, run outside all requests.

They are named here. A worker loads no pages, and a job with its libraries (solver, PDF) only when one of its kind comes.
"""

import signal
import threading
from types import FrameType

from mutasi_flow.access.sweeps import SWEEPS as ACCESS_SWEEPS
from mutasi_flow.core.jobs import JobsAt, Sweep, Workforce
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.batches.sweeps import SWEEPS as DECREE_BATCH_SWEEPS
from mutasi_flow.decrees.initials.sweeps import SWEEPS as INITIAL_SWEEPS
from mutasi_flow.inbox.sweeps import SWEEPS as INBOX_SWEEPS
from mutasi_flow.letters.sweeps import SWEEPS as LETTER_SWEEPS
from mutasi_flow.office.sweeps import SWEEPS as OFFICE_SWEEPS
from mutasi_flow.people.sweeps import SWEEPS as PEOPLE_SWEEPS
from mutasi_flow.planning.market.sweeps import SWEEPS as MARKET_SWEEPS
from mutasi_flow.planning.publications.sweeps import SWEEPS as PUBLICATION_SWEEPS
from mutasi_flow.planning.relief.sweeps import SWEEPS as RELIEF_SWEEPS
from mutasi_flow.transfers.sweeps import SWEEPS as TRANSFER_SWEEPS

JOBS = JobsAt(
    {
        "mutasi_flow.letters.jobs": ("render_letter", "export_archive", "preview_letter_text"),
        "mutasi_flow.transfers.jobs": ("make_imut_package",),
        "mutasi_flow.planning.plans.jobs": ("take_plan_snapshot", "solve_plan_scenario"),
        "mutasi_flow.planning.frontline.jobs": ("share_lesson_hours",),
        "mutasi_flow.planning.promotions.jobs": ("promote_plan_moves",),
        "mutasi_flow.planning.market.jobs": (
            "solve_exchange_round",
            "verify_exchange_round",
            "open_exchange_transfers",
        ),
        "mutasi_flow.decrees.batches.jobs.decrees": (
            "check_decree_batch",
            "issue_decree_portion",
            "print_decree_portion",
            "compose_collective_decree",
            "print_collective_decree",
            "announce_decree_batch",
        ),
        "mutasi_flow.decrees.batches.jobs.prints": ("bind_decrees",),
    }
)
"""Work that is enqueued with a change."""

SWEEPS: tuple[Sweep, ...] = (
    *PEOPLE_SWEEPS,
    *ACCESS_SWEEPS,
    *INBOX_SWEEPS,
    *OFFICE_SWEEPS,
    *TRANSFER_SWEEPS,
    *INITIAL_SWEEPS,
    *PUBLICATION_SWEEPS,
    *MARKET_SWEEPS,
    *RELIEF_SWEEPS,
    *LETTER_SWEEPS,
    *DECREE_BATCH_SWEEPS,
)
"""Work that the clock brings."""


def run_worker(runtime: Runtime, *, once: bool, concurrency: int | None = None) -> None:
    """Run jobs and sweeps until a signal asks to stop, or, with ``once``, until nothing is left to do.

    Args:
        runtime: The opened runtime.
        once: Drain the queue and the due sweeps, then return.
        concurrency: Jobs at a time; None takes the setting (SQLite allows 4 at most).

    Raises:
        Conflict: another worker holds this slot, or works on the same SQLite file.
    """
    workforce = Workforce(runtime, JOBS, SWEEPS, concurrency or runtime.settings.worker_concurrency)

    def stop(_number: int, _frame: FrameType | None) -> None:
        workforce.stop()

    if threading.current_thread() is threading.main_thread() and not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
    workforce.run(once=once)
