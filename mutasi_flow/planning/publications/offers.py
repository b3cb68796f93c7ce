"""What publications offer to the wiring: the sweep that tells people on the first day."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.planning.publications.service import announce_all

QUARTER_HOUR_SECONDS = 900
SWEEPS: tuple[Sweep, ...] = (Sweep("announce_publications", QUARTER_HOUR_SECONDS, announce_all),)
