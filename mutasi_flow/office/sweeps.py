"""The house by the clock: anchors of the trail, old jobs, answers and uploads."""

from datetime import timedelta

from mutasi_flow.core.audit import anchor_new_heads
from mutasi_flow.core.jobs import Sweep
from mutasi_flow.core.requests import forget_requests
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.office.service.uploads import drop_old_uploads

QUARTER_HOUR = 900
HOUR = 3_600
DAY = 86_400
JOBS_KEPT = timedelta(days=30)


def _anchor_trail(runtime: Runtime) -> int:
    with runtime.database.reading() as session:
        return anchor_new_heads(session, runtime.anchors)


def _prune_jobs(runtime: Runtime) -> int:
    return runtime.jobs.prune(runtime.clock.now() - JOBS_KEPT)


def _forget_requests(runtime: Runtime) -> int:
    with runtime.database.writing() as session:
        return forget_requests(session, runtime.clock.now())


SWEEPS = (
    Sweep("anchor_trail", QUARTER_HOUR, _anchor_trail),
    Sweep("prune_jobs", DAY, _prune_jobs),
    Sweep("forget_requests", DAY, _forget_requests),
    Sweep("drop_old_uploads", HOUR, drop_old_uploads),
)
