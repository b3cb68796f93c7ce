"""Work outside requests: jobs in a durable queue, and sweeps by the clock."""

from mutasi_flow.core.jobs.beats import list_workers
from mutasi_flow.core.jobs.client import JobClient
from mutasi_flow.core.jobs.definitions import Job, JobArgs, JobsAt, Sweep
from mutasi_flow.core.jobs.engine import JobRow, JobState
from mutasi_flow.core.jobs.model import JobReceipt, JobRequest, SweepRun, WorkerBeat
from mutasi_flow.core.jobs.requests import enqueue
from mutasi_flow.core.jobs.sweeping import list_runs
from mutasi_flow.core.jobs.workforce import Workforce

__all__ = [
    "Job",
    "JobArgs",
    "JobClient",
    "JobReceipt",
    "JobRequest",
    "JobRow",
    "JobState",
    "JobsAt",
    "Sweep",
    "SweepRun",
    "WorkerBeat",
    "Workforce",
    "enqueue",
    "list_runs",
    "list_workers",
]
