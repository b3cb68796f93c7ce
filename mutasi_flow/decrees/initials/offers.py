"""What review chains offer to the wiring: a task."""

from collections.abc import Mapping
from types import MappingProxyType

from mutasi_flow.core.texts import T
from mutasi_flow.decrees.initials.domain import INITIAL, Mark
from mutasi_flow.decrees.initials.service import complete_initial_task
from mutasi_flow.inbox.domain import TaskKind

TASK_KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        INITIAL,
        T("Paraf surat"),
        "initials.by_task",
        (Mark.INITIALLED.value, Mark.SENT_BACK.value),
        complete_initial_task,
    ),
)
WAYS_OF_READING: Mapping[str, str] = MappingProxyType(
    {"initials.index": "list", "initials.read": "document", "initials.draft": "document"}
)
"""How the pages show what is confidential."""
