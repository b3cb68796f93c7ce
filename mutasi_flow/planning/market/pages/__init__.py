"""Pages of exchange rounds."""

from mutasi_flow.planning.market.pages.making import pages as making
from mutasi_flow.planning.market.pages.taking_part import pages as taking_part

BLUEPRINTS = (taking_part, making)

__all__ = ["BLUEPRINTS"]
