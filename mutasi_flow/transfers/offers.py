"""What the road offers to the common counters: task kinds, sweeps, an importer."""

from mutasi_flow.core.jobs import Sweep
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.inbox.domain import TaskKind
from mutasi_flow.transfers.documents import quarantine
from mutasi_flow.transfers.domain import Stance
from mutasi_flow.transfers.routes import DECIDE, DECREE, FIX, OPINION_KINDS, VERIFY
from mutasi_flow.transfers.service import (
    complete_task,
    end_postponement,
    hand_on_task,
    lapse_overdue_voices,
    list_ended_postponements,
    list_former_heads_tasks,
)
from mutasi_flow.transfers.service.answers import ACTION_OF_OUTCOME
from mutasi_flow.transfers.service.imports import TRANSFERS
from mutasi_flow.transfers.service.tasks import list_overdue_transfers
from mutasi_flow.transfers.status import TASK_LABELS

HOUR_SECONDS = 3600
SCAN_SECONDS = 15
HAND_ON_SECONDS = 300

_STANCES = tuple(stance.value for stance in Stance if stance is not Stance.SILENT)

TASK_KINDS: tuple[TaskKind, ...] = (
    *(TaskKind(kind, TASK_LABELS[kind], "opinions.show", _STANCES, complete_task) for kind in OPINION_KINDS.values()),
    *(
        TaskKind(kind, TASK_LABELS[kind], "review.by_task", tuple(ACTION_OF_OUTCOME[kind]), complete_task)
        for kind in (VERIFY, DECIDE, DECREE)
    ),
    TaskKind(FIX, TASK_LABELS[FIX], "filing.by_task", tuple(ACTION_OF_OUTCOME[FIX]), complete_task),
)


def _record_silences(runtime: Runtime) -> int:
    with runtime.database.reading() as session:
        transfer_ids = list_overdue_transfers(session, runtime.clock.today())
    silent = 0
    for transfer_id in transfer_ids:
        with runtime.database.writing() as session:
            silent += lapse_overdue_voices(session, transfer_id, runtime.clock)
    return silent


def _end_postponements(runtime: Runtime) -> int:
    with runtime.database.reading() as session:
        transfer_ids = list_ended_postponements(session, runtime.clock.today())
    ended = 0
    for transfer_id in transfer_ids:
        with runtime.database.writing() as session:
            ended += end_postponement(session, transfer_id, runtime.clock)
    return ended


def _hand_on_tasks(runtime: Runtime) -> int:
    with runtime.database.reading() as session:
        task_ids = list_former_heads_tasks(session)
    handed_on = 0
    for task_id in task_ids:
        with runtime.database.writing() as session:
            handed_on += hand_on_task(session, task_id, runtime.clock)
    return handed_on


def _ask_scanner(runtime: Runtime) -> int:
    address, done = runtime.settings.scanner_address, 0
    if not address:
        return 0
    with runtime.database.reading() as session:
        waiting = quarantine.list_quarantined(session)
    for paper_id, key in waiting:
        found = quarantine.ask_scanner(address, runtime.files, key)
        if found is None:
            break
        with runtime.database.writing() as session:
            done += quarantine.release(session, paper_id, found, clock=runtime.clock)
    return done


IMPORTERS: tuple[Importer, ...] = (TRANSFERS,)
SWEEPS: tuple[Sweep, ...] = (
    Sweep("record_silences", HOUR_SECONDS, _record_silences),
    Sweep("end_postponements", HOUR_SECONDS, _end_postponements),
    Sweep("hand_on_tasks", HAND_ON_SECONDS, _hand_on_tasks),
    Sweep("ask_scanner", SCAN_SECONDS, _ask_scanner),
)
