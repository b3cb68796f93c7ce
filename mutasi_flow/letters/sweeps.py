"""Letters by the clock: archives whose days are over."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.letters.service import drop_old_exports

DAY_SECONDS = 86_400

SWEEPS: tuple[Sweep, ...] = (Sweep("drop_old_exports", DAY_SECONDS, drop_old_exports),)
