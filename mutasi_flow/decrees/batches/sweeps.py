"""Batches of decrees by the clock: bound letters whose days are over."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.decrees.batches.service.bundles import drop_old_bundles

DAY_SECONDS = 86_400

SWEEPS: tuple[Sweep, ...] = (Sweep("drop_old_bundles", DAY_SECONDS, drop_old_bundles),)
