"""What wishes offer to the wiring: their import."""

from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.planning.wishes.service.imports import WISHES

IMPORTERS: tuple[Importer, ...] = (WISHES,)
