"""Access by the clock: failures and devices that are forgotten."""

from datetime import timedelta

from mutasi_flow.access.service import forget_failures, forget_idle
from mutasi_flow.core.jobs import Sweep
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.settings import SEEN_EVERY

HOUR = 3_600


def _forget_failures(runtime: Runtime) -> int:
    with runtime.database.writing() as session:
        return forget_failures(session, runtime.clock.now())


def _forget_devices(runtime: Runtime) -> int:
    idle = timedelta(hours=runtime.settings.session_hours) + SEEN_EVERY
    with runtime.database.writing() as session:
        return forget_idle(session, runtime.clock.now(), idle)


SWEEPS: tuple[Sweep, ...] = (
    Sweep("forget_sign_in_failures", HOUR, _forget_failures),
    Sweep("forget_idle_devices", HOUR, _forget_devices),
)
