"""Help for a while by the clock: both heads are asked at the end."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.planning.relief.service.reminding import ask_for_reviews

HOUR_SECONDS = 3_600
SWEEPS: tuple[Sweep, ...] = (Sweep("ask_relief_reviews", HOUR_SECONDS, ask_for_reviews),)
