"""Pages of batches of decrees."""

from mutasi_flow.decrees.batches.pages.collective import pages as collective
from mutasi_flow.decrees.batches.pages.handing import pages as handing
from mutasi_flow.decrees.batches.pages.making import pages as making
from mutasi_flow.decrees.batches.pages.watching import pages as watching

BLUEPRINTS = (making, watching, handing, collective)

__all__ = ["BLUEPRINTS"]
