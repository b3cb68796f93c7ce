"""What matching offers to the wiring."""

from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.planning.matching.service.imports import REQUIREMENTS

IMPORTERS: tuple[Importer, ...] = (REQUIREMENTS,)
