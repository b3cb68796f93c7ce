"""Review chains by the clock: tasks and letters are kept together."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.decrees.initials.service import keep_tasks

TASK_SECONDS = 60

SWEEPS: tuple[Sweep, ...] = (Sweep("keep_initial_tasks", TASK_SECONDS, keep_tasks),)
