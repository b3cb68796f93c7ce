"""What workload offers to the wiring."""

from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.workload.service.imports.tasks import TASKS

IMPORTERS: tuple[Importer, ...] = (TASKS,)
