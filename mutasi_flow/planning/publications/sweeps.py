"""Publications by the clock: people are told on the first day."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.planning.publications.service.announcing import announce_all

QUARTER_HOUR_SECONDS = 900
SWEEPS: tuple[Sweep, ...] = (Sweep("announce_publications", QUARTER_HOUR_SECONDS, announce_all),)
