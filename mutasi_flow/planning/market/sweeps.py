"""The exchange rounds by the clock: a look at the day."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.planning.market.service.going_on import advance_all

QUARTER_HOUR_SECONDS = 900

SWEEPS: tuple[Sweep, ...] = (Sweep("advance_exchange_rounds", QUARTER_HOUR_SECONDS, advance_all),)
