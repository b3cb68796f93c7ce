"""What access offers to the common counters: one sweep."""

from mutasi_flow.access.service import forget_failures
from mutasi_flow.core.jobs import Sweep
from mutasi_flow.core.runtime import Runtime

HOUR = 3_600


def _forget_failures(runtime: Runtime) -> int:
    with runtime.database.writing() as session:
        return forget_failures(session, runtime.clock.now())


SWEEPS: tuple[Sweep, ...] = (Sweep("forget_sign_in_failures", HOUR, _forget_failures),)
