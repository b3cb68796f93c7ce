"""Work outside requests: jobs in a durable queue, and sweeps by the clock."""

from mutasi_flow.core.jobs.client import JobClient, enqueue
from mutasi_flow.core.jobs.definitions import Job, JobArgs, Sweep
from mutasi_flow.core.jobs.engine import JobRow, JobState

__all__ = ["Job", "JobArgs", "JobClient", "JobRow", "JobState", "Sweep", "enqueue"]
