"""What help for a while offers to the wiring: the sweep that asks both heads at the end."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.planning.relief.service import ask_for_reviews

HOUR_SECONDS = 3_600
SWEEPS: tuple[Sweep, ...] = (Sweep("ask_relief_reviews", HOUR_SECONDS, ask_for_reviews),)
